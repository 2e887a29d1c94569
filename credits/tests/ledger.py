"""What the ledger says, read by plain SQL: a second opinion on what the services say."""

from dataclasses import dataclass

from django.db import connection

from accounts.models import User
from credits.pricing import MICRO

SUMS = """
    SELECT e.bucket, sum(e.amount) FROM credits_entry e
    JOIN credits_transaction t ON t.id = e.transaction_id JOIN credits_account a ON a.id = t.account_id
    WHERE a.user_id = %s GROUP BY e.bucket
"""
KEPT = "SELECT available, held, debt FROM credits_account WHERE user_id = %s"
LOTS = """
    SELECT coalesce(sum(l.remaining), 0) FROM credits_lot l JOIN credits_account a ON a.id = l.account_id
    WHERE a.user_id = %s
"""
OPEN = """
    SELECT coalesce(sum(h.amount), 0) FROM credits_hold h JOIN credits_account a ON a.id = h.account_id
    WHERE a.user_id = %s AND h.state = 'open'
"""


@dataclass(frozen=True)
class Ledger:
    """A person's credits (whole ones, as people read them)."""

    available: float
    held: float
    spent: float
    issued: float
    debt: float = 0
    lapsed: float = 0


def ledger_of(user: User) -> Ledger:
    """The sums of a person's entries; asserts that they agree with everything kept beside them."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [user.pk])
        sums = {bucket: int(amount) for bucket, amount in cursor.fetchall()}
        cursor.execute(KEPT, [user.pk])
        kept = cursor.fetchone() or (0, 0, 0)
        cursor.execute(LOTS, [user.pk])
        lots = int(cursor.fetchone()[0])
        cursor.execute(OPEN, [user.pk])
        open_holds = int(cursor.fetchone()[0])
    assert sum(sums.values()) == 0
    assert kept == (sums.get("available", 0), sums.get("held", 0), -sums.get("debt", 0))
    assert kept[:2] == (lots, open_holds)
    buckets = {name: sums.get(name, 0) / MICRO for name in ("available", "held", "spent", "lapsed")}
    return Ledger(**buckets, issued=-sums.get("issued", 0) / MICRO, debt=-sums.get("debt", 0) / MICRO)
