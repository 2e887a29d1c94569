"""Reads moments and lengths out of a clause: 0:10, 1 min 30 s, second 12, the beginning, the end."""

import re
from dataclasses import dataclass
from typing import Literal

SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0}
HOURS, MINUTES = r"h(?:ours?|rs?)?", r"m(?:in(?:ute)?s?)?"
UNIT = rf"(?:{HOURS}|{MINUTES}|s(?:ec(?:ond)?s?)?)(?![a-z])"
AMOUNT = r"\d+(?:\.\d+)?"
SEPARATOR = r"\s*(?:and\s+|,\s*)?"
LETTERS_END = r"(?![a-z])"
OF_SECONDS = rf"{AMOUNT}\s*-?\s*s(?:ec(?:ond)?s?)?{LETTERS_END}"
OF_MINUTES = (
    rf"{AMOUNT}\s*-?\s*{MINUTES}{LETTERS_END}"
    rf"(?:{SEPARATOR}{OF_SECONDS}|(?<=m)\s*{AMOUNT}\b|(?<=minute|inutes)\s+{AMOUNT}\b)?"
)
OF_HOURS = rf"{AMOUNT}\s*-?\s*{HOURS}{LETTERS_END}(?:{SEPARATOR}{OF_MINUTES})?(?:{SEPARATOR}{OF_SECONDS})?"
EDGES = r"(?:(?<=the )|(?<=very )|(?<=to )|(?<=from )|(?<=until )|(?<=till )|(?<=at ))"
PATTERN = re.compile(
    rf"(?P<clock>(?<![\d:.])\d{{1,3}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?(?![\d:]))"
    rf"|(?P<ordinal>\b(?:minute|min)s?\s+{AMOUNT}\s+(?:seconds?\s+)?{AMOUNT}\b"
    rf"|\b(?:seconds?|sec|minutes?|min)\s+{AMOUNT}\b(?!\s*{UNIT}))"
    rf"|(?P<units>\b(?:{OF_HOURS}|{OF_MINUTES}|{OF_SECONDS}))"
    rf"|(?P<word>{EDGES}(?:start|beginning|front|end|middle(?!\s+(?:\d|third|half|"
    rf"quarter|part|bit|section|one))|halfway(?: point)?|half way)\b|\bhalfway\b"
    rf"|\b(?:here|now|this point|this moment|where i am(?: now)?)\b)"
    rf"|(?P<number>(?<![\w.:#+])(?<!\W-)(?<!^-){AMOUNT}"
    rf"(?![\w.:%]|\s*(?:%|x\b|px\b|pixels?\b|db\b|decibels?\b|degrees?\b|times\b|fps\b|"
    rf"lufs\b|percent\b|by \d)))"
)
PIECE = re.compile(rf"({AMOUNT})\s*-?\s*([hms])")


@dataclass(frozen=True)
class Piece:
    """A piece of the film as the person sees it now: from `begin` to `end`, shown from `at` on at `rate`."""

    begin: float
    end: float
    at: float
    rate: float = 1.0

    def shown(self, time: float) -> float:
        return self.at + (time - self.begin) / self.rate


@dataclass(frozen=True)
class Film:
    """What is known of the film that is talked about; None is unknown. Seconds and pixels.

    `pieces` say where the film that the person sees went when earlier steps of the plan have cut it.
    """

    duration: float | None = None
    width: int | None = None
    height: int | None = None
    now: float | None = None
    has_sound: bool = True
    pieces: tuple[Piece, ...] = ()

    def placed(self, start: float, end: float | None) -> tuple[float, float | None]:
        """Move a stretch of the film that the person sees to where it is after the steps before."""
        if not self.pieces or end is None:
            return start, end
        kept = [
            (piece.shown(max(start, piece.begin)), piece.shown(min(end, piece.end)))
            for piece in self.pieces
            if piece.begin < end and piece.end > start
        ]
        if not kept:  # nothing of it is there any more: it must be meant in what has come of it
            return start, end
        return round(kept[0][0], 3), round(kept[-1][1], 3)


@dataclass(frozen=True)
class Moment:
    """A moment in a clause, and where it stands there. `seconds` is None for an end nobody knows."""

    seconds: float | None
    kind: Literal["time", "start", "end", "middle"]
    begin: int
    stop: int
    form: str = "number"


def moments(text: str, film: Film) -> list[Moment]:
    """Give all moments of a clause, in their order."""
    return [moment for found in PATTERN.finditer(text) if (moment := _moment(found, film)) is not None]


def _moment(found: re.Match[str], film: Film) -> Moment | None:
    begin, stop = found.span()
    if found["word"] is None:
        return Moment(_seconds(found), "time", begin, stop, found.lastgroup or "number")
    word = found["word"].split()[0]
    if word in {"here", "now", "this", "where"}:
        return None if film.now is None else Moment(film.now, "time", begin, stop, "word")
    if word in {"start", "beginning", "front"}:
        return Moment(0.0, "start", begin, stop, "word")
    if word == "end":
        return Moment(film.duration, "end", begin, stop, "word")
    if film.duration is None:
        return None
    return Moment(round(film.duration / 2, 3), "middle", begin, stop, "word")


def _seconds(found: re.Match[str]) -> float:
    if found["clock"]:
        seconds = 0.0
        for part in found["clock"].split(":"):
            seconds = seconds * 60 + float(part)
        return seconds
    if found["ordinal"]:
        word, number, *rest = (
            (part for part in found["ordinal"].split() if not part.startswith("sec"))
            if found["ordinal"].startswith("min")
            else found["ordinal"].split()
        )
        return float(number) * SECONDS[word[0]] + (float(rest[0]) if rest else 0.0)
    if found["units"]:
        last = re.search(rf"\d\s*m[a-z]*\s*({AMOUNT})$", found["units"])
        more = float(last[1]) if last else 0.0
        return more + sum(float(amount) * SECONDS[unit] for amount, unit in PIECE.findall(found["units"]))
    return float(found["number"])
