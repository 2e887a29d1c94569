"""What somebody has, and what can be wrong with a change of it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Min, Q, Sum
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from credits.models import Account, Lot
from credits.pricing import to_credits
from credits.signals import balance_changed


class InsufficientCredits(Exception):
    """The user does not have the credits that the work needs."""

    def __init__(self, *, required: int, available: int) -> None:
        self.facts: dict[str, Any] = {"required": to_credits(required), "available": to_credits(available)}
        super().__init__(
            _("This needs %(required)s credits and you have %(available)s available.") % self.facts
        )


class AlreadyResolved(Exception):
    """The hold was captured, released or expired before; it is resolved once."""


class KeyTaken(Exception):
    """The key belongs to a transaction of another kind: one of the two callers is mistaken."""


@dataclass(frozen=True)
class Balance:
    """Micro-credits. `available` is the sum of `plan`, `bonus` and `purchased`.

    `plan_granted` is what the running periods began with, the nearest end of which is `plan_ends_at`.
    """

    available: int = 0
    held: int = 0
    debt: int = 0
    plan: int = 0
    bonus: int = 0
    purchased: int = 0
    plan_granted: int = 0
    plan_ends_at: datetime | None = None


def balance(*, user: User) -> Balance:
    """One query: it is asked for with every page."""
    running = Q(lots__kind=Lot.Kind.PLAN, lots__lapsed_at__isnull=True)
    row = (
        Account.objects.filter(user=user)
        .annotate(
            plan=_remaining(Lot.Kind.PLAN),
            bonus=_remaining(Lot.Kind.BONUS),
            purchased=_remaining(Lot.Kind.PURCHASE),
            plan_granted=_sum("lots__amount", running),
            plan_ends_at=Min("lots__expires_at", filter=running),
        )
        .values_list(
            "available", "held", "debt", "plan", "bonus", "purchased", "plan_granted", "plan_ends_at"
        )
        .first()
    )
    return Balance(*row) if row else Balance()


def _sum(column: str, of: Q) -> Cast:
    """PostgreSQL sums up to a numeric, which would come as a Decimal."""
    return Cast(Coalesce(Sum(column, filter=of), 0), BigIntegerField())


def _remaining(kind: Lot.Kind) -> Cast:
    return _sum("lots__remaining", Q(lots__kind=kind))


@transaction.atomic
def open_account(*, user: User) -> Account:
    account, _ = Account.objects.get_or_create(user=user)
    return account


def locked(user_id: uuid.UUID) -> Account:
    """The person's account, nobody else's to change until the transaction ends."""
    return Account.objects.select_for_update(no_key=True).get(user_id=user_id)


def announce(*, user_id: uuid.UUID, available: int, held: int) -> None:
    balance_changed.send(sender=Account, user_id=user_id, available=available, held=held)
