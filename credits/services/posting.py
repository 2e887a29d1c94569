"""Entries and the figures kept beside them: what is not a hold is written here, and both at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import F

from accounts.models import AuditEvent, User
from accounts.services import trail
from credits.models import Account, Entry, Lot, Transaction
from credits.pricing import to_credits
from credits.services.balances import KeyTaken, announce

AVAILABLE, DEBT, LAPSED = Entry.Bucket.AVAILABLE, Entry.Bucket.DEBT, Entry.Bucket.LAPSED


def begin(
    account: Account,
    kind: Transaction.Kind,
    key: str,
    *,
    reason: str,
    actor: User | None = None,
    undoes: Transaction | None = None,
) -> tuple[Transaction, bool]:
    """The transaction with this key, and whether it is new; the account is locked. Raises KeyTaken."""
    row, fresh = Transaction.objects.get_or_create(
        account=account,
        key=key,
        defaults={"kind": kind, "reason": reason, "actor": actor, "undoes": undoes},
    )
    if row.kind != kind or row.undoes_id != (undoes.pk if undoes else None):
        raise KeyTaken(f"The key {key} belongs to a {row.kind}.")
    return row, fresh


def post(row: Transaction, account: Account, lines: Iterable[Entry]) -> None:
    """Writes the entries that are not zero, and moves the account and the lots by them."""
    entries = [line for line in lines if line.amount]
    moved: defaultdict[str, int] = defaultdict(int)
    for entry in entries:
        entry.transaction = row
        moved[entry.bucket] += entry.amount
        if entry.lot and entry.bucket == AVAILABLE:
            Lot.objects.filter(pk=entry.lot.pk).update(remaining=F("remaining") + entry.amount)
    Entry.objects.bulk_create(entries)
    account.available += moved[AVAILABLE]
    account.debt -= moved[DEBT]
    account.save(update_fields=["available", "debt"])
    announce(user_id=account.user_id, available=account.available, held=account.held)
    if row.actor is not None:
        booked = -moved[Entry.Bucket.ISSUED] - moved[Entry.Bucket.SPENT]
        details = {"credits": to_credits(booked), "kind": row.kind, "reason": row.reason}
        trail.record(
            user=account.user, actor=row.actor, action=AuditEvent.Action.CREDITS_CHANGED, details=details
        )


def take(account: Account, micro: int, *, first: Lot | None = None) -> Iterator[Entry]:
    """Entries that take what there is of `micro` out of the lots: out of `first` before the others."""
    lots = list(account.lots.filter(remaining__gt=0))
    lots.sort(key=lambda lot: lot != first)  # a stable sort keeps the others in the order of spending
    for lot in lots:
        taken = min(lot.remaining, micro)
        micro -= taken
        if taken:
            yield Entry(bucket=AVAILABLE, lot=lot, amount=-taken)
