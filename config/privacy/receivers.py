"""What the apps above accounts must do when somebody leaves."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import deactivated
from jobs import outbox

LET_GO = "config.let_go"


@receiver(deactivated)
def promise_to_let_go(sender: type[User], *, user: User, **_: Any) -> None:
    """By a worker, because a payment service is asked; surely, because the message is stored with the row."""
    outbox.post(task=LET_GO, queue="interactive", arguments={"user_id": str(user.pk)})
