import uuid
from typing import Any

from django.dispatch import receiver

from credits.models import Account
from credits.pricing import to_credits
from credits.signals import balance_changed
from jobs import events


@receiver(balance_changed)
def tell_balance(sender: type[Account], *, user_id: uuid.UUID, available: int, held: int, **_: Any) -> None:
    payload = {"available": to_credits(available), "held": to_credits(held)}
    events.send(user_id=user_id, kind="credits", payload=payload)
