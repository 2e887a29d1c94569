"""How staff read credits."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from credits.models import Entry, Transaction
from credits.pricing import to_credits


def shown(micro: int) -> str:
    """Micro-credits as staff read them."""
    return f"{to_credits(micro):,}"


def change_of(row: Transaction, bucket: Entry.Bucket) -> str:
    """What a transaction, read with its entries, put into (+) or took out of (-) a bucket."""
    micro = sum(entry.amount for entry in row.entries.all() if entry.bucket == bucket)
    return f"{to_credits(micro):+,}" if micro else ""


def statement(*, user: User, rows: int) -> dict[str, list[Any]]:
    """The newest of a person's transactions as a table."""
    newest = Transaction.objects.for_user(user).select_related("actor").prefetch_related("entries")[:rows]
    return {
        "headers": ["When", "Kind", "Available", "Held", "Reason", "By"],
        "rows": [
            [
                timezone.localtime(row.created_at).strftime("%Y-%m-%d %H:%M:%S"),
                row.kind,
                change_of(row, Entry.Bucket.AVAILABLE),
                change_of(row, Entry.Bucket.HELD),
                row.reason,
                row.actor or "the platform",
            ]
            for row in newest
        ],
    }
