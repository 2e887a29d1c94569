"""What work costs. Free of Django: prices and quantities in, a quote out, in whole micro-credits."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

MICRO = 1_000_000


@dataclass(frozen=True)
class Rate:
    """One price: `micro` micro-credits for each started `unit` (a call, 60 seconds, 1000 characters ...)."""

    micro: int
    unit: Decimal = Decimal(1)


@dataclass(frozen=True)
class Line:
    """A quantity of something priced, in the base unit of its price (calls, seconds, characters)."""

    code: str
    quantity: Decimal
    label: str = ""


@dataclass(frozen=True)
class QuotedLine:
    code: str
    label: str
    units: int
    micro: int
    quantity: Decimal = Decimal(0)


@dataclass(frozen=True)
class Quote:
    lines: tuple[QuotedLine, ...]

    @property
    def micro(self) -> int:
        return sum(line.micro for line in self.lines)


class UnknownPrice(LookupError):
    """There is no price for this code; unpriced work must not run for nothing by mistake."""


def quote(lines: Iterable[Line], rates: Mapping[str, Rate]) -> Quote:
    return Quote(lines=tuple(_quoted(line, rates) for line in lines))


def _quoted(line: Line, rates: Mapping[str, Rate]) -> QuotedLine:
    if line.code not in rates:
        raise UnknownPrice(line.code)
    rate = rates[line.code]
    units = math.ceil(line.quantity / rate.unit)
    return QuotedLine(
        code=line.code, label=line.label, units=units, micro=units * rate.micro, quantity=line.quantity
    )


def to_credits(micro: int) -> int | float:
    """Micro-credits as the number people read: whole where it is whole."""
    whole, rest = divmod(micro, MICRO)
    return whole if rest == 0 else micro / MICRO


def to_micro(credits: Decimal | int) -> int:
    """Credits as micro-credits; a finer fraction than a micro-credit raises ValueError."""
    micro = Decimal(credits) * MICRO
    if micro != micro.to_integral_value():
        raise ValueError("Credits have at most six decimals.")
    return int(micro)
