import uuid
from typing import Any

from django.dispatch import receiver

from accounts.models import Session
from accounts.signals import session_ended
from credits.models import Account, LimitWarning
from credits.signals import balance_changed, limit_neared
from jobs import events


@receiver(balance_changed)
def tell_balance(sender: type[Account], *, user_id: uuid.UUID, available: int, held: int, **_: Any) -> None:
    payload = events.balance(available=available, held=held)
    events.send(user_id=user_id, kind="credits", payload=payload)


@receiver(limit_neared)
def tell_limit(
    sender: type[LimitWarning], *, user_id: uuid.UUID, feature: str, used: int, allowed: int, **_: Any
) -> None:
    events.send(
        user_id=user_id, kind="quota_warning", payload={"limit": feature, "used": used, "allowed": allowed}
    )


@receiver(session_ended)
def look_at_sockets(sender: type[Session], *, user_id: uuid.UUID, **_: Any) -> None:
    events.look_at_standing(user_id=user_id)
