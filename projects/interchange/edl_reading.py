"""Reads edit decision lists (CMX 3600). What it does not know is a comment; what makes no sense is an error.

A list does not say how many frames a second has. It is ours to know from a `* FRAME RATE` of ours, or from
the asking person; drop-frame counting says 29.97 at least.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import PurePosixPath, PureWindowsPath

from projects.interchange.draft import Draft, Layer, Mark, Reference, Shot
from projects.interchange.media import exact_rate
from projects.interchange.refusing import Unreadable
from projects.interchange.timecode import beginning_of_hour, drops, from_timecode, nominal
from projects.timeline.saying import Said as _
from projects.timeline.schema import FASTEST, SLOWEST, TrackKind, TransitionKind

LARGEST = 2 * 1024 * 1024  # bytes
MOST_LINES = 100_000
EVENT = re.compile(
    r"(?P<number>\d{1,6})\s+(?P<reel>\S+)\s+(?P<channels>\S+)\s+(?P<edit>C|D|W\d{1,3}|K[BO]?)(?:\s+(?P<length>\d{1,5}))?"
    r"\s+(?P<from>\S+)\s+(?P<to>\S+)\s+(?P<first>\S+)\s+(?P<last>\S+)",
    re.ASCII,
)
MOTION = re.compile(r"M2\s+(?P<reel>\S+)\s+(?P<speed>-?\d{1,5}(?:\.\d{1,6})?)\s+(?P<at>[\d:;.,]+)", re.ASCII)
COMMENT = re.compile(r"\*\s*(?P<name>[A-Z][A-Z ]{1,30}?)\s*:\s*(?P<words>.*)")
RATE = re.compile(r"(\d{1,6})(?:/(\d{1,6}))?", re.ASCII)
BLACK = {"BL", "BLACK"}


@dataclass
class Event:
    """An event as its lines say it, in frames of the list's rate; `line` is where it stands."""

    line: int
    number: str
    reel: str
    channels: str
    length: int  # of the transition into it; 0 for a cut
    is_wipe: bool
    source: int
    first: int
    last: int
    hour: int  # the frame at which the clock's hour of `first` begins
    speed: Fraction | None = None
    told: dict[str, str] = field(default_factory=dict)
    marks: list[tuple[int, str]] = field(default_factory=list)

    def is_half_of(self, other: "Event") -> bool:
        """Whether it is the first line of a transition: where the clip before has come to."""
        return self.number == other.number and self.first == self.last


def from_edl(content: bytes, *, rate: Fraction) -> Draft:
    """Raises Unreadable, with the line. `rate` is taken where the list itself does not tell."""
    lines = _lines(content)
    told = _rate_in(lines) or _rate_by_count(lines, rate)
    events = list(_Reading(told).events(lines))
    if not events:
        raise Unreadable(_("There are no events in this list."))
    # The clock of a film begins at a whole hour.
    origin = min(events, key=lambda event: event.first).hour
    notes: list[str] = []
    sounds = [_layer("A", events, told, origin, notes)]
    layers = [_layer("V", events, told, origin, notes), *(layer for layer in sounds if layer.shots)]
    marks = [Mark((at - origin) / told, name) for event in events for at, name in event.marks if at >= origin]
    return Draft(layers=layers, rate=told, marks=marks, notes=tuple(dict.fromkeys(notes)))


def _lines(content: bytes) -> list[str]:
    if len(content) > LARGEST:
        raise Unreadable(_("An EDL may have at most %(most)s MB.", most=LARGEST // 1024**2))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")  # older programs know nothing else
    if "\0" in text:
        raise Unreadable(_("This is no text."), line=text[: text.index("\0")].count("\n") + 1)
    return text.splitlines()


def _rate_in(lines: Sequence[str]) -> Fraction | None:
    for line in lines:
        found = COMMENT.fullmatch(line.strip())
        number = RATE.fullmatch(found["words"].strip()) if found and found["name"] == "FRAME RATE" else None
        if number and int(number[2] or 1) and 1 <= int(number[1]) / int(number[2] or 1) <= 120:
            return exact_rate(int(number[1]) / int(number[2] or 1))
    return None


def _rate_by_count(lines: Sequence[str], rate: Fraction) -> Fraction:
    """Drop-frame counting is for 29.97 and 59.94 only."""
    is_dropped = any(line.startswith("FCM:") and "NON" not in line and "DROP" in line for line in lines)
    return rate if drops(rate) or not is_dropped else Fraction(30000, 1001)


class _Reading:
    def __init__(self, rate: Fraction) -> None:
        self.rate = rate
        self.drop = False

    def events(self, lines: Sequence[str]) -> Iterator[Event]:
        """The events in order; a transition's two lines are one event."""
        event: Event | None = None
        for place, raw in enumerate(lines, start=1):
            if place > MOST_LINES:
                raise Unreadable(_("A list may have at most %(most)s lines.", most=MOST_LINES))
            try:
                fresh = self.line(raw.strip(), place, event)
            except Unreadable as failure:
                raise Unreadable(failure.message, line=place) from None
            if fresh is not None:
                if event is not None and not event.is_half_of(fresh):
                    yield event
                event = fresh
        if event is not None:
            yield event

    def line(self, line: str, place: int, event: Event | None) -> Event | None:
        """A new event, or None for a line that says something else."""
        found = EVENT.fullmatch(line)
        if found is None:
            self.other(line, event)
            return None
        return self.event(found, place)

    def event(self, found: re.Match[str], place: int) -> Event:
        if found["edit"].startswith("K"):
            raise Unreadable(_("Keys are not read: only cuts, dissolves and wipes."))
        if found["edit"] != "C" and not found["length"]:
            raise Unreadable(_("A transition has no length."))
        into, out, first, last = (self.frame(found[name]) for name in ("from", "to", "first", "last"))
        if last < first or out < into:
            raise Unreadable(_("An event ends before it begins."))
        length = int(found["length"] or 0) if found["edit"] != "C" else 0
        if length > last - first:
            raise Unreadable(_("A transition is longer than its event."))
        is_wipe = found["edit"].startswith("W")
        return Event(
            line=place,
            number=found["number"],
            reel=found["reel"],
            channels=found["channels"],
            length=length,
            is_wipe=is_wipe,
            source=into,
            first=first,
            last=last,
            hour=self.frame(beginning_of_hour(found["first"])),
        )

    def frame(self, code: str) -> int:
        return from_timecode(code, self.rate, drop=self.drop)

    def other(self, line: str, event: Event | None) -> None:
        """What is no event: how frames are counted, a speed, a comment. What looks like one is an error."""
        if line.startswith("FCM:"):
            self.drop = "NON" not in line
        elif re.match(r"\d+\s+\S+\s+\S+\s+\S+.*:\d\d", line, re.ASCII):
            raise Unreadable(_("This is no event of CMX 3600."))
        elif event is not None:
            self.told(line, event)

    def speed(self, fps: Fraction) -> Fraction:
        """Programs count in 60 or in 59.94 frames a second: the one that is meant is a rounder share."""
        shares: list[Fraction] = [fps / nominal(self.rate), fps / self.rate]
        meant = min(shares, key=lambda each: abs(each * 100 - round(each * 100)))
        return round(meant, 4)

    def told(self, line: str, event: Event) -> None:
        motion = MOTION.match(line)
        if motion:
            event.speed = self.speed(Fraction(motion["speed"]))
            return
        comment = COMMENT.fullmatch(line)
        if comment is None:
            return
        name, words = comment["name"].strip(), comment["words"].strip()
        if name == "LOC":
            code, _, rest = words.partition(" ")
            event.marks.append((self.frame(code), rest.strip().partition(" ")[2].strip()))
        else:
            event.told[name] = words[:255]


def _layer(letter: str, events: Sequence[Event], rate: Fraction, origin: int, notes: list[str]) -> Layer:
    """The picture (V) or the sound (A) of all events. Sound that comes with its picture stays with it."""
    is_picture = letter == "V"
    chosen = [event for event in events if (("V" in event.channels or event.channels == "B") == is_picture)]
    chosen.sort(key=lambda event: (event.first, event.line))
    shots: list[Shot] = []
    end = origin
    for event in chosen:
        if event.first < end:
            if not is_picture:
                notes.append(_("Sounds that lie over others on several channels were left out."))
                continue
            raise Unreadable(_("An event begins before the last one has ended."), line=event.line)
        end = event.last
        if event.reel.upper() in BLACK:
            shots = _faded(shots, event, rate, origin)
        elif event.last > event.first:
            shots = _joined(shots, _shot(event, rate, origin, notes), event.length / rate)
    kind = TrackKind.VIDEO if is_picture else TrackKind.AUDIO
    return Layer(kind, shots)


def _joined(shots: list[Shot], shot: Shot, length: Fraction) -> list[Shot]:
    """The transition lies after the cut; the clip before goes on under it, or there is only black."""
    if not length:
        return [*shots, shot]
    if not shots or shots[-1].end != shot.begin:
        return [*shots, replace(shot, kind=None, fade_in=length)]
    return [*shots[:-1], replace(shots[-1], tail=length), shot]


def _faded(shots: list[Shot], event: Event, rate: Fraction, origin: int) -> list[Shot]:
    """A transition to black: the clip before goes on under it, and dies away."""
    length = event.length / rate
    if not length or not shots or shots[-1].end != (event.first - origin) / rate:
        return shots
    return [*shots[:-1], replace(shots[-1], tail=length, fade_out=length)]


def _shot(event: Event, rate: Fraction, origin: int, notes: list[str]) -> Shot:
    told = event.told
    name = told.get("TO CLIP NAME" if event.length else "FROM CLIP NAME", "") or told.get(
        "FROM CLIP NAME", ""
    )
    wished = told.get("TRANSITION", "")
    kinds = [kind for kind in TransitionKind if kind.value == wished]
    usual = TransitionKind.WIPE_LEFT if event.is_wipe else TransitionKind.DISSOLVE
    return Shot(
        begin=(event.first - origin) / rate,
        end=(event.last - origin) / rate,
        name=name,
        reference=Reference(None, _names(event, name)),
        source=event.source / rate,
        grain=1 / rate,
        speed=_speed(event, name, notes),
        is_heard=event.channels == "B" or ("V" in event.channels and "A" in event.channels),
        kind=(kinds[0] if kinds else usual) if event.length else None,
    )


def _names(event: Event, name: str) -> tuple[str, ...]:
    """By which its file may be known: the best first."""
    side = "TO" if event.length else "FROM"
    files = [event.told.get(each, "") for each in ("SOURCE FILE", f"{side} FILE", f"{side} CLIP")]
    bases = [PurePosixPath(PureWindowsPath(each).as_posix()).name for each in files if each]
    reel = [] if event.reel.upper() == "AX" else [event.reel]
    return tuple(dict.fromkeys(each for each in [*bases, name, *reel] if each))


def _speed(event: Event, name: str, notes: list[str]) -> Fraction:
    if event.speed is None:
        return Fraction(1)
    wished = min(max(abs(event.speed), Fraction(str(SLOWEST))), Fraction(str(FASTEST)))
    if wished != event.speed:
        notes.append(
            _(
                "“%(name)s” plays at %(speed)s times its speed there, and at %(wished)s here.",
                name=name,
                speed=f"{float(event.speed):g}",
                wished=f"{float(wished):g}",
            )
        )
    return wished
