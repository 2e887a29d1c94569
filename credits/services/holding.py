"""Holds: one call of a function in the database each, so that a charge costs two round trips in all.

The functions `credits_open_hold` and `credits_resolve_hold` are in migration 0007.
"""

import json
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models.functions import Now

from accounts.models import User
from credits.models import Account, Hold, Transaction
from credits.pricing import QuotedLine
from credits.services.balances import AlreadyResolved, InsufficientCredits, announce

HOLD_LIFETIME = timedelta(days=2)
HOLDS_A_ROUND = 1000
OPEN = "SELECT * FROM credits_open_hold(%s, %s, %s, %s, %s)"
RESOLVE = "SELECT * FROM credits_resolve_hold(%s, %s, %s, %s, %s)"
COLUMNS = ("id", "account_id", "amount", "captured", "state", "reference", "created_at", "expires_at")


def hold(
    *,
    user: User,
    micro: int,
    reference: str,
    lifetime: timedelta = HOLD_LIFETIME,
    lines: Iterable[QuotedLine] = (),
) -> Hold | None:
    """Sets credits aside for `reference`, or raises InsufficientCredits; None when it costs nothing.

    `lines` are the quote; what jobs would cost at other prices is computed from them.
    """
    if micro == 0:
        return None
    quoted = json.dumps([_stored(line) for line in lines])
    made = _call(OPEN, [user.pk, micro, reference, lifetime, quoted])
    if made is None:
        account = Account.objects.for_user(user).first()
        raise InsufficientCredits(required=micro, available=account.available if account else 0)
    pk, account_id, created_at, expires_at, available, held = made
    announce(user_id=user.pk, available=available, held=held)
    values = (pk, account_id, micro, 0, Hold.State.OPEN, reference, created_at, expires_at)
    return Hold.from_db(connection.alias, COLUMNS, values)


def capture(*, hold_id: uuid.UUID, micro: int, reason: str = "") -> None:
    """Charges `micro` of a hold and gives the rest back; raises AlreadyResolved."""
    _resolve(hold_id, Hold.State.CAPTURED, Transaction.Kind.CAPTURE, micro, reason)


def release(*, hold_id: uuid.UUID, reason: str = "") -> None:
    """Gives a whole hold back; raises AlreadyResolved."""
    _resolve(hold_id, Hold.State.RELEASED, Transaction.Kind.RELEASE, 0, reason)


def prolong(*, hold_id: uuid.UUID, lifetime: timedelta = HOLD_LIFETIME) -> None:
    """Keeps a hold from being forgotten for another while; raises AlreadyResolved when it was."""
    if not Hold.objects.filter(pk=hold_id, state=Hold.State.OPEN).update(expires_at=Now() + lifetime):
        raise AlreadyResolved(f"Hold {hold_id} is resolved.")


def expire_forgotten_holds() -> int:
    """Gives back the holds whose time is over; how many."""
    forgotten = Hold.objects.filter(state=Hold.State.OPEN, expires_at__lt=Now()).order_by("expires_at")
    return sum(_expire(hold_id) for hold_id in forgotten.values_list("pk", flat=True)[:HOLDS_A_ROUND])


def _expire(hold_id: uuid.UUID) -> bool:
    try:
        _resolve(hold_id, Hold.State.EXPIRED, Transaction.Kind.EXPIRE, 0, "The hold was forgotten.")
    except AlreadyResolved:  # or prolonged a moment ago
        return False
    return True


def _resolve(
    hold_id: uuid.UUID, state: Hold.State, kind: Transaction.Kind, captured: int, reason: str
) -> None:
    done = _call(RESOLVE, [hold_id, state, kind, captured, reason])
    if done is None:
        raise AlreadyResolved(f"Hold {hold_id} is resolved.")
    user_id, available, held = done
    announce(user_id=user_id, available=available, held=held)


def _call(statement: str, values: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _stored(line: QuotedLine) -> dict[str, str | int]:
    return {"code": line.code, "quantity": str(line.quantity), "units": line.units, "micro": line.micro}
