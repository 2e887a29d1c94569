"""The rows of a statement as people read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from credits.models import Entry, Hold, Price, Transaction
from credits.words import translated

MOST_HOLDS = 50
Kind = Transaction.Kind
KINDS = {
    Kind.GRANT: gettext_lazy("Received"),
    Kind.HOLD: gettext_lazy("Set aside"),
    Kind.CAPTURE: gettext_lazy("Charged"),
    Kind.RELEASE: gettext_lazy("Given back"),
    Kind.EXPIRE: gettext_lazy("Given back late"),
    Kind.REFUND: gettext_lazy("Refunded"),
    Kind.ADJUST: gettext_lazy("Corrected"),
    Kind.REVERSE: gettext_lazy("Taken back"),
    Kind.LAPSE: gettext_lazy("Lapsed"),
}


@dataclass(frozen=True)
class Row:
    """One event; `amount` and `held` are the changes of what can be spent and of what is set aside."""

    at: datetime
    kind: str
    reason: str
    amount: int
    held: int


def page_of(rows: QuerySet[Transaction], *, number: int, length: int) -> tuple[list[Row], bool]:
    """A page of the statement, and whether there are older rows. Pages are not counted: ledgers are long."""
    found = rows.select_related("hold").prefetch_related("entries")
    start = (number - 1) * length
    shown = list(found[start : start + length + 1])
    names = _names() if shown else {}
    return [_row(row, names) for row in shown[:length]], len(shown) > length


def held_for(user: User) -> list[dict[str, Any]]:
    """What is set aside, and for what."""
    held = list(
        Hold.objects.filter(account__user=user, state=Hold.State.OPEN).order_by("-created_at")[:MOST_HOLDS]
    )
    names = _names() if held else {}
    return [{"amount": hold.amount, "what": _work(hold, names)} for hold in held]


def _row(row: Transaction, names: dict[str, str]) -> Row:
    reason = row.reason
    # A hold's reason is the id of its job, which says nothing to people.
    if row.hold and (not reason or reason == row.hold.reference):
        reason = _work(row.hold, names)
    changes = {bucket: sum(_of(row, bucket)) for bucket in (Entry.Bucket.AVAILABLE, Entry.Bucket.HELD)}
    amount, held = changes.values()
    return Row(row.created_at, str(KINDS[Kind(row.kind)]), reason, amount, held)


def _of(row: Transaction, bucket: str) -> Iterator[int]:
    return (entry.amount for entry in row.entries.all() if entry.bucket == bucket)


def _names() -> dict[str, str]:
    """What each priced thing is called."""
    rows = Price.objects.order_by("effective_from").values_list("code", "name")
    return {code: translated(name) for code, name in rows}


def _work(hold: Hold, names: dict[str, str]) -> str:
    """What a hold is for, after its quote."""
    return ", ".join(dict.fromkeys(names.get(line["code"], line["code"]) for line in hold.lines)) or _("Work")
