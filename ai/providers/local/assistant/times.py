"""Reads moments and lengths out of a clause: 0:10, 1 min 30 s, second 12, the beginning, the end."""

import re
from dataclasses import dataclass
from typing import Literal

SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0}
HOURS, MINUTES = r"h(?:ours?|rs?)?", r"m(?:in(?:ute)?s?)?"
UNIT = rf"(?:{HOURS}|{MINUTES}|s(?:ec(?:ond)?s?)?)"
AMOUNT = r"\d+(?:\.\d+)?"
PATTERN = re.compile(
    rf"(?P<clock>(?<![\d:.])\d{{1,3}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?(?![\d:]))"
    rf"|(?P<ordinal>\b(?:second|minute)s?\s+{AMOUNT}\b)"
    rf"|(?P<units>\b{AMOUNT}\s*-?\s*{UNIT}\b(?:\s*(?:and\s+|,\s*)?{AMOUNT}\s*{UNIT}\b)*)"
    rf"|(?P<word>\b(?:the\s+)?(?:very\s+)?(?:start|beginning|end|middle|halfway)\b|\b(?:here|now)\b)"
    rf"|(?P<number>(?<![\w.:#+-]){AMOUNT}"
    rf"(?![\w.:%]|\s*(?:%|x\b|px\b|pixels?\b|db\b|degrees?\b|times\b|fps\b|lufs\b|percent\b)))"
)
EDGE = re.compile(r"\b(?:first|last|final|(?:start|begin|end|stop)(?:s|ing)?(?: it)? at)\b")
FROM_THERE = re.compile(r"\b(?:from|after|starting|start|since|at)\b(?:\s+\w+){0,2}\s*$")
UNTIL_THERE = re.compile(r"\b(?:to|until|till|before|up to|at most|under|than)\b(?:\s+\w+){0,2}\s*$")
PIECE = re.compile(rf"({AMOUNT})\s*-?\s*([hms])")


@dataclass(frozen=True)
class Film:
    """What is known of the film that is talked about; None is unknown. Seconds and pixels."""

    duration: float | None = None
    width: int | None = None
    height: int | None = None
    now: float | None = None


@dataclass(frozen=True)
class Moment:
    """A moment in a clause, and where it stands there. `seconds` is None for an end nobody knows."""

    seconds: float | None
    kind: Literal["time", "start", "end"]
    begin: int
    stop: int


def moments(text: str, film: Film) -> list[Moment]:
    """Give all moments of a clause, in their order."""
    return [moment for found in PATTERN.finditer(text) if (moment := _moment(found, film)) is not None]


def _moment(found: re.Match[str], film: Film) -> Moment | None:
    begin, stop = found.span()
    if found["word"] is None:
        return Moment(_seconds(found), "time", begin, stop)
    word = found["word"].split()[-1]
    if word in {"here", "now"}:
        return None if film.now is None else Moment(film.now, "time", begin, stop)
    if word in {"start", "beginning"}:
        return Moment(0.0, "start", begin, stop)
    if word == "end":
        return Moment(film.duration, "end", begin, stop)
    return None if film.duration is None else Moment(round(film.duration / 2, 3), "time", begin, stop)


def _seconds(found: re.Match[str]) -> float:
    if found["clock"]:
        seconds = 0.0
        for part in found["clock"].split(":"):
            seconds = seconds * 60 + float(part)
        return seconds
    if found["ordinal"]:
        word, number = found["ordinal"].split()
        return float(number) * SECONDS[word[0]]
    if found["units"]:
        return sum(float(amount) * SECONDS[unit] for amount, unit in PIECE.findall(found["units"]))
    return float(found["number"])


@dataclass(frozen=True)
class Span:
    """A stretch of the film; an `end` of None is the film's."""

    start: float
    end: float | None


def span(text: str, film: Film) -> Span | None:
    """Read "from A to B", "the first 5 seconds", "start at A", "after A" or "until B"; None without any."""
    found = moments(text, film)
    times = [moment for moment in found if moment.kind == "time" and moment.seconds is not None]
    if times and EDGE.search(text):
        return _at_an_edge(text, times[0].seconds or 0.0, film)
    if len(found) >= 2 and found[0].seconds is not None:
        return Span(found[0].seconds, found[1].seconds)
    return _beside(text[: times[0].begin], times[0].seconds or 0.0, film) if times else None


def _at_an_edge(text: str, time: float, film: Film) -> Span:
    edge = EDGE.search(text)
    word = edge[0] if edge else ""
    if word in {"last", "final"}:
        return _last(time, film)
    return Span(time, film.duration) if word.startswith(("start", "begin")) else Span(0.0, time)


def _beside(before: str, time: float, film: Film) -> Span | None:
    if FROM_THERE.search(before):
        return Span(time, film.duration)
    return Span(0.0, time) if UNTIL_THERE.search(before) else None


def _last(seconds: float, film: Film) -> Span:
    if film.duration is None:
        return Span(-seconds, None)
    return Span(max(round(film.duration - seconds, 3), 0.0), film.duration)
