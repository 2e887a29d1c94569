"""What the ledger forgets of somebody who is erased: words, never numbers."""

from accounts.models import User
from accounts.services import trail
from credits.models import Transaction


def forget_reasons(*, user: User) -> None:
    """Empties the reasons in a person's statement, which hold titles of their films and words of staff."""
    with trail.forgetting():
        Transaction.objects.for_user(user).exclude(reason="").update(reason="")
