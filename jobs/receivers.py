import uuid
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from credits import services as credits
from credits.models import Account
from credits.pricing import to_credits
from credits.signals import balance_changed
from jobs import events


@receiver(balance_changed)
def tell_balance(sender: type[Account], *, user_id: uuid.UUID, **_: Any) -> None:
    balance = credits.balance(user=User(pk=user_id))
    payload = {"available": to_credits(balance.available), "held": to_credits(balance.held)}
    events.send(user_id=user_id, kind="credits", payload=payload)
