"""Prices of today, and what other prices would have meant."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Now

from credits.models import Price
from credits.pricing import Line, Quote, Rate, quote

USAGE_DAYS = 30
# What jobs that were charged in the last while were quoted for a code, and would be at another price.
COMPARE = """
    SELECT count(DISTINCT h.id), coalesce(sum(line.micro), 0),
           coalesce(sum(ceil(line.quantity / %s) * %s), 0)
    FROM credits_hold h, jsonb_to_recordset(h.lines) AS line(code text, quantity numeric, micro bigint)
    WHERE h.state = 'captured' AND line.code = %s
      AND h.resolved_at > statement_timestamp() - make_interval(days => %s)
"""


@dataclass(frozen=True)
class Comparison:
    """How many jobs a price touched in the last 30 days; micro-credits as quoted, and at the new price."""

    jobs: int
    before: int
    after: int


def current_rates() -> dict[str, Rate]:
    """The price of every code now."""
    rows = (
        Price.objects.filter(effective_from__lte=Now()).order_by("code", "-effective_from").distinct("code")
    )
    return {row.code: Rate(micro=row.micro, unit=row.unit) for row in rows}


def quote_for(*, lines: Iterable[Line]) -> Quote:
    """What the lines cost at today's prices; raises UnknownPrice."""
    return quote(lines, current_rates())


def compare_price(*, code: str, rate: Rate) -> Comparison:
    """What the jobs of the last 30 days were quoted for the code, and what they would be at `rate`."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARE, [rate.unit, rate.micro, code, USAGE_DAYS])
        jobs, before, after = cursor.fetchone()
    return Comparison(jobs=jobs, before=int(before), after=int(after))
