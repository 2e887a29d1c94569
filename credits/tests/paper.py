"""A second, plain-Python account of one person's credits: what a careful person would write down on paper.

It shares nothing with the ledger but the rules: lots are spent by kind, then expiry, then age; what was taken
first is charged first; what returns goes back where it came from; a debt is settled before anything else.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(eq=False)
class PaperLot:
    kind: int
    amount: int
    remaining: int
    expires: datetime
    number: int
    lapsed: bool = False
    gone: int = 0  # what of it has lapsed, and was not taken back since
    reversed: int = 0

    @property
    def turn(self) -> tuple[int, datetime, int]:
        return (self.kind, self.expires, self.number)


@dataclass
class Paper:
    spent: int = 0
    issued: int = 0
    debt: int = 0
    lots: list[PaperLot] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    open: dict[Any, list[tuple[PaperLot, int]]] = field(default_factory=dict)
    charged: dict[Any, int] = field(default_factory=dict)  # by hold, less what was refunded

    @property
    def available(self) -> int:
        return sum(lot.remaining for lot in self.lots)

    @property
    def held(self) -> int:
        return sum(amount for parts in self.open.values() for _, amount in parts)

    @property
    def lapsed(self) -> int:
        return sum(lot.gone for lot in self.lots)

    def of_kind(self, kind: int) -> int:
        return sum(lot.remaining for lot in self.lots if lot.kind == kind)

    def settle(self, micro: int) -> int:
        """What is left of incoming credits after the debt."""
        settled = min(micro, self.debt)
        self.debt -= settled
        return micro - settled

    def come_in(self, micro: int, kind: int, expires: datetime = NEVER) -> PaperLot:
        lot = PaperLot(kind, micro, self.settle(micro), expires, len(self.lots))
        self.lots.append(lot)
        return lot

    def take(self, micro: int, first: PaperLot | None = None) -> list[tuple[PaperLot, int]]:
        """Takes what there is, one credit's worth of thought at a time; (lot, amount) of each part."""
        parts = []
        for lot in sorted(self.lots, key=lambda lot: (lot is not first, lot.turn)):
            part = min(lot.remaining, micro)
            lot.remaining -= part
            micro -= part
            if part:
                parts.append((lot, part))
        return parts

    def resolve(self, hold: Any, charged: int) -> None:
        parts = sorted(self.open.pop(hold), key=lambda part: part[0].turn)
        self.charged[hold] = charged
        self.spent += charged
        for lot, amount in parts:
            back = amount - min(amount, charged)
            charged -= amount - back
            if lot.lapsed:
                lot.gone += back
            else:
                lot.remaining += self.settle(back)

    def refund(self, hold: Any, micro: int) -> None:
        self.charged[hold] -= micro
        self.spent -= micro
        self.come_in(micro, 2)

    def reverse(self, lot: PaperLot, micro: int) -> None:
        self.issued -= micro
        lot.reversed += micro
        here = min(micro, lot.remaining)
        lot.remaining -= here
        forgiven = min(micro - here, lot.gone)
        lot.gone -= forgiven
        owed = micro - here - forgiven
        self.debt += owed - sum(part for _, part in self.take(owed))

    def lapse(self, lot: PaperLot) -> None:
        lot.lapsed = True
        lot.gone += lot.remaining
        lot.remaining = 0
