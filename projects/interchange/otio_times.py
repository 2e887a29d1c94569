"""OTIO's times, exactly: its values and rates are floats that mean fractions."""

from fractions import Fraction

import opentimelineio as otio

from projects.interchange.media import exact_rate
from projects.interchange.refusing import Unreadable
from projects.timeline.saying import Said as _

NEAR = 1e-4  # of a frame; what sums of floats lose
LATEST = 10 * 24 * 3600  # seconds; timecodes go to one day
SLOWEST_RATE, FASTEST_RATE = 1, 1_000_000  # sound is counted in samples


def seconds(time: otio.opentime.RationalTime) -> Fraction:
    """A time in seconds; raises Unreadable for one that is none."""
    if not SLOWEST_RATE <= time.rate <= FASTEST_RATE:
        raise Unreadable(_("A time has %(rate)s frames a second.", rate=time.rate))
    if not abs(time.value) <= LATEST * time.rate:
        raise Unreadable(_("A time lies at frame %(value)s.", value=time.value))
    whole = round(time.value)
    value = (
        Fraction(whole) if abs(time.value - whole) < NEAR else Fraction(time.value).limit_denominator(10**6)
    )
    return value / exact_rate(time.rate)


def span(range_: otio.opentime.TimeRange) -> tuple[Fraction, Fraction]:
    """Where a range begins, and how long it is; in seconds."""
    begin, length = seconds(range_.start_time), seconds(range_.duration)
    if length < 0:
        raise Unreadable(_("A range has a negative length."))
    return begin, length
