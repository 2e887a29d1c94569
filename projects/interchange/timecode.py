"""Timecode: how frames are counted by the clock. SMPTE ST 12-1 tells how drop-frame counting works."""

import re
from fractions import Fraction

from projects.interchange.refusing import Unreadable
from projects.timeline.saying import Said as _

CODE = re.compile(r"(\d{1,2})([:;.,])(\d{1,2})([:;.,])(\d{1,2})([:;.,])(\d{1,3})", re.ASCII)
HOUR = 3600


def nominal(rate: Fraction) -> int:
    """Frames that the clock counts in a second: 30 for 30000/1001."""
    return max(round(rate), 1)


def drops(rate: Fraction) -> int:
    """Numbers that drop-frame counting leaves out in a minute; 0 for rates that it is not for."""
    return nominal(rate) // 15 if rate.denominator == 1001 and nominal(rate) % 30 == 0 else 0


def to_timecode(frames: int, rate: Fraction) -> str:
    """`01:00:00:00`, counting every frame; it begins again after a day."""
    base = nominal(rate)
    seconds, frame = divmod(frames, base)
    return f"{seconds // HOUR % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frame:02}"


def from_timecode(text: str, rate: Fraction, *, drop: bool) -> int:
    """The frame since 00:00:00:00. A semicolon says drop-frame, whatever `drop` says; raises Unreadable."""
    found = CODE.fullmatch(text)
    if found is None:
        if text.isascii() and text.isdigit() and len(text) < 9:
            return int(text)  # some programs write plain frames
        raise Unreadable(_("%(text)s is no timecode.", text=text[:20]))
    base = nominal(rate)
    hours, minutes, seconds, frame = (int(found[group]) for group in (1, 3, 5, 7))
    if minutes > 59 or seconds > 59 or frame >= base:
        raise Unreadable(_("%(text)s is no timecode at %(base)s frames a second.", text=text, base=base))
    total = minutes + hours * 60
    count = (total * 60 + seconds) * base + frame
    left_out = drops(rate) if drop or found[6] in ";," else 0
    if left_out and not seconds and minutes % 10 and frame < left_out:
        raise Unreadable(_("%(text)s is left out in drop-frame timecode.", text=text))
    return count - left_out * (total - total // 10)


def beginning_of_hour(text: str) -> str:
    """The timecode at which the hour of another one began; 0 for plain frames."""
    found = CODE.fullmatch(text)
    return f"{found[1]}:00:00{found[6]}00" if found else "0"
