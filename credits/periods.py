"""Months that are counted from an anniversary. Free of Django."""

import calendar
from datetime import datetime

MONTHS = 12


def add_months(moment: datetime, months: int) -> datetime:
    """The same day and time so many months later; the last day of a month that is too short for it."""
    year, month = divmod(moment.year * MONTHS + moment.month - 1 + months, MONTHS)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def period_at(anniversary: datetime, moment: datetime) -> tuple[datetime, datetime]:
    """Begin and end of the month, counted from the anniversary, in which the moment lies.

    Every month is counted from the anniversary itself: after a short February the 31st comes back.
    """
    months = (moment.year - anniversary.year) * MONTHS + moment.month - anniversary.month
    if add_months(anniversary, months) > moment:
        months -= 1
    months = max(months, 0)
    return add_months(anniversary, months), add_months(anniversary, months + 1)
