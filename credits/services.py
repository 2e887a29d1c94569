"""What happens to credits. Every function is one database transaction, safe to repeat by its key."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from credits.models import Account, Entry, Hold, Price, Transaction
from credits.pricing import Line, Quote, Rate, quote, to_credits
from credits.signals import balance_changed

AVAILABLE, HELD = Entry.Bucket.AVAILABLE, Entry.Bucket.HELD
ISSUED, SPENT = Entry.Bucket.ISSUED, Entry.Bucket.SPENT
HOLD_LIFETIME = timedelta(days=2)
LARGEST = 10**15  # a thousand million credits: a typing slip, not a balance


class InsufficientCredits(Exception):
    """The user does not have the credits that the work needs."""

    def __init__(self, *, required: int, available: int) -> None:
        self.facts: dict[str, Any] = {"required": to_credits(required), "available": to_credits(available)}
        super().__init__(
            f"This needs {to_credits(required)} credits and you have {to_credits(available)} available."
        )


class AlreadyResolved(Exception):
    """The hold was captured, released or expired before; it is resolved once."""


@dataclass(frozen=True)
class Balance:
    """Micro-credits."""

    available: int
    held: int


def current_rates() -> dict[str, Rate]:
    """The price of every code now."""
    rows = (
        Price.objects.filter(effective_from__lte=Now()).order_by("code", "-effective_from").distinct("code")
    )
    return {row.code: Rate(micro=row.micro, unit=row.unit) for row in rows}


def quote_for(*, lines: Iterable[Line]) -> Quote:
    """What the lines cost at today's prices; raises UnknownPrice."""
    return quote(lines, current_rates())


def balance(*, user: User) -> Balance:
    account = Account.objects.for_user(user).first()
    return Balance(account.available, account.held) if account else Balance(0, 0)


@transaction.atomic
def open_account(*, user: User) -> Account:
    account, _ = Account.objects.get_or_create(user=user)
    return account


@transaction.atomic
def grant(*, user: User, micro: int, key: str, reason: str, actor: User | None = None) -> Transaction:
    """Gives credits. The same key again changes nothing and returns the first transaction."""
    if not 0 < micro <= LARGEST:
        raise ValidationError({"amount": ValidationError("Grant more than zero credits.", code="invalid")})
    account = open_account(user=user)
    entry, fresh = _transaction(account, Transaction.Kind.GRANT, key, reason=reason, actor=actor)
    if fresh:
        _post(entry, {AVAILABLE: micro, ISSUED: -micro})
        _move(account, available=micro)
    return entry


@transaction.atomic
def hold(*, user: User, micro: int, reference: str, lifetime: timedelta = HOLD_LIFETIME) -> Hold | None:
    """Sets credits aside for `reference`, or raises InsufficientCredits; None when it costs nothing."""
    if micro == 0:
        return None
    account = open_account(user=user)
    taken = Account.objects.filter(pk=account.pk, available__gte=micro).update(
        available=F("available") - micro, held=F("held") + micro
    )
    if not taken:
        account.refresh_from_db()
        raise InsufficientCredits(required=micro, available=account.available)
    row = Hold.objects.create(
        account=account, amount=micro, reference=reference, expires_at=timezone.now() + lifetime
    )
    entry, _ = _transaction(account, Transaction.Kind.HOLD, f"hold:{row.pk}", hold=row, reason=reference)
    _post(entry, {AVAILABLE: -micro, HELD: micro})
    _announce(account)
    return row


@transaction.atomic
def capture(*, hold_id: uuid.UUID, micro: int, reason: str = "") -> None:
    """Charges `micro` of a hold and gives the rest back; raises AlreadyResolved."""
    row = _resolve(hold_id, Hold.State.CAPTURED, captured=micro)
    entry, _ = _transaction(
        row.account, Transaction.Kind.CAPTURE, f"resolve:{row.pk}", hold=row, reason=reason
    )
    _post(entry, {HELD: -row.amount, SPENT: micro, AVAILABLE: row.amount - micro})
    _move(row.account, held=-row.amount, available=row.amount - micro)


def release(*, hold_id: uuid.UUID, reason: str = "") -> None:
    """Gives a whole hold back; raises AlreadyResolved."""
    _give_back(hold_id, Hold.State.RELEASED, Transaction.Kind.RELEASE, reason)


def prolong(*, hold_id: uuid.UUID, lifetime: timedelta = HOLD_LIFETIME) -> None:
    """Keeps a hold from being forgotten for another while; raises AlreadyResolved when it was."""
    expires_at = timezone.now() + lifetime
    if not Hold.objects.filter(pk=hold_id, state=Hold.State.OPEN).update(expires_at=expires_at):
        raise AlreadyResolved(f"Hold {hold_id} is resolved.")


def expire_forgotten_holds() -> int:
    """Gives back the holds whose time is over; how many."""
    forgotten = Hold.objects.filter(state=Hold.State.OPEN, expires_at__lt=Now()).values_list("pk", flat=True)
    expired = 0
    for hold_id in forgotten[:1000]:
        try:
            _give_back(hold_id, Hold.State.EXPIRED, Transaction.Kind.EXPIRE, "The hold was forgotten.")
        except AlreadyResolved:
            continue
        expired += 1
    return expired


@transaction.atomic
def _give_back(hold_id: uuid.UUID, state: Hold.State, kind: Transaction.Kind, reason: str) -> None:
    row = _resolve(hold_id, state, captured=0)
    entry, _ = _transaction(row.account, kind, f"resolve:{row.pk}", hold=row, reason=reason)
    _post(entry, {HELD: -row.amount, AVAILABLE: row.amount})
    _move(row.account, held=-row.amount, available=row.amount)


def _resolve(hold_id: uuid.UUID, state: Hold.State, *, captured: int) -> Hold:
    changed = Hold.objects.filter(pk=hold_id, state=Hold.State.OPEN).update(
        state=state, captured=captured, resolved_at=Now()
    )
    if not changed:
        raise AlreadyResolved(f"Hold {hold_id} is resolved.")
    return Hold.objects.select_related("account").get(pk=hold_id)


def _transaction(
    account: Account,
    kind: Transaction.Kind,
    key: str,
    *,
    reason: str,
    hold: Hold | None = None,
    actor: User | None = None,
) -> tuple[Transaction, bool]:
    return Transaction.objects.get_or_create(
        account=account,
        key=key,
        defaults={"kind": kind, "hold": hold, "reason": reason, "actor": actor},
    )


def _post(entry: Transaction, amounts: dict[Entry.Bucket, int]) -> None:
    Entry.objects.bulk_create(
        Entry(transaction=entry, bucket=bucket, amount=amount) for bucket, amount in amounts.items() if amount
    )


def _move(account: Account, *, available: int = 0, held: int = 0) -> None:
    Account.objects.filter(pk=account.pk).update(available=F("available") + available, held=F("held") + held)
    _announce(account)


def _announce(account: Account) -> None:
    balance_changed.send(sender=Account, user_id=account.user_id)
