"""Reads stretches of the film out of a clause: from A to B, the first ten seconds, the part about prices."""
# ruff: noqa: RUF001 - marks of other languages are meant as they are

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ai.providers.local.assistant.masking import Masked, P, T, masked
from ai.providers.local.assistant.times import Film
from ai.providers.local.assistant.transcript import Said

A = rf"(?:(?:the )?(?:very )?(?:about |around |at )?(?:{T}|{P})(?: mark| point)?)"
ALL = r"(?:(?:everything|all|anything|the rest|what comes|what is|stuff|whatever|that)\s+)?"
FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fourth": 1 / 4,
    "fifth": 1 / 5,
    "tenth": 1 / 10,
}
AT_EDGES = {"start": "first", "end": "last", "middle": "middle"}
Times = tuple[float, float | None]


@dataclass(frozen=True)
class Stretch:
    """A stretch of the film in seconds, and where it stands in the clause.

    An `end` of None is the film's, which nobody knows; a negative `start` is counted from there.
    `form` is how it was said: "span", "edge" (first, last, middle), "before", "after", "to", "later",
    "earlier" or "part".
    """

    start: float
    end: float | None
    form: str
    begin: int
    stop: int


def _between(found: re.Match[str], read: Masked) -> Times | None:
    first, last = read.point(found["a"]), read.point(found["b"])
    if first.start is None:
        return None
    return read.film.placed(first.start, last.start if last.kind == "part" else last.end)


def _edge(found: re.Match[str], read: Masked) -> Times | None:
    length = read.point(found["length"])
    if not length.is_length or length.start is None:
        return None
    return _at_edge(found["which"], length.start, read.film)


def _off(found: re.Match[str], read: Masked) -> Times | None:
    length, edge = read.point(found["length"]), read.point(found["edge"])
    if not length.is_length or length.start is None or edge.kind not in AT_EDGES:
        return None
    return _at_edge(AT_EDGES[edge.kind], length.start, read.film)


def _fraction(found: re.Match[str], read: Masked) -> Times:
    duration, which = read.film.duration, found["which"]
    if duration is None:
        return (-1.0, None)
    share = FRACTIONS[found["share"]] if found["share"] else float(found["percent"]) / 100
    if which in {"second", "third"} and not (which == "second" and share == 1 / 2):
        begin = {"second": 1, "third": 2}[which] * share * duration
        return (round(begin, 3), round(begin + share * duration, 3))
    return _at_edge(which, share * duration, read.film)


def _at_edge(which: str, length: float, film: Film) -> Times:
    if which in {"first", "opening", "initial", "starting"}:
        return (0.0, round(length, 3))
    if film.duration is None:
        return (-length, None)
    if which in {"middle", "central"}:
        begin = max((film.duration - length) / 2, 0.0)
        return (round(begin, 3), round(min(begin + length, film.duration), 3))
    return (max(round(film.duration - length, 3), 0.0), film.duration)


def _before(found: re.Match[str], read: Masked) -> Times | None:
    point = read.point(found["a"])
    return read.film.placed(0.0, point.end if point.kind == "said" else point.start)


def _after(found: re.Match[str], read: Masked) -> Times | None:
    point = read.point(found["a"])
    is_past = found["how"] in {"after", "past", "beyond", "following"}
    begin = point.end if is_past else point.start
    if begin is None:
        return None
    film = read.film
    return (film.placed(begin, film.pieces[-1].end)[0] if film.pieces else begin, film.duration)


def _later(found: re.Match[str], read: Masked) -> Times | None:
    start = read.point(found["a"]).start
    return None if start is None else (start, read.film.duration)


def _earlier(found: re.Match[str], read: Masked) -> Times | None:
    length, duration = read.point(found["a"]).start, read.film.duration
    return None if length is None or duration is None else (0.0, round(duration - length, 3))


def _part(found: re.Match[str], read: Masked) -> Times | None:
    point = read.point(found["a"])
    return None if point.start is None else read.film.placed(point.start, point.end)


Reading = Callable[[re.Match[str], Masked], Times | None]
THROUGH = (
    r"(?:-|–|—|->|→|to|til|till|until|through|thru|up to|all the way to|"
    r"and (?:ends?|stops?|finish(?:es)?)(?: it)?(?: at)?)"
)
WHICH = r"(?P<which>first|last|final|opening|closing|initial|middle|starting|ending)"
SHARE = r"(?:(?P<share>half|third|quarter|fourth|fifth|tenth)|(?P<percent>\d+(?:\.\d+)?)\s*(?:%|percent))"
FORMS: tuple[tuple[str, str, Reading], ...] = (
    ("later", rf"\bstart(?:s|ing)?(?: \w+)? (?P<a>{T}) (?:later|in)\b", _later),
    ("earlier", rf"\b(?:end|stop|finish)(?:s|es|ing)?(?: \w+)? (?P<a>{T}) (?:earlier|sooner)\b", _earlier),
    ("span", rf"\bbetween (?P<a>{A}) and (?P<b>{A})", _between),
    (
        "span",
        (
            rf"(?:\b(?:from|between|starting (?:at|from)|beginning at|(?:starts?|begins?)(?: "
            rf"it)?(?: at| from)?) )?"
            rf"(?P<a>{A})\s*{THROUGH}\s*(?P<b>{A})"
        ),
        _between,
    ),
    ("edge", rf"\b(?:the )?(?:very )?{WHICH} (?P<length>{T})", _edge),
    (
        "edge",
        rf"(?P<length>{T})(?: worth| shorter)?(?: off| from| at| of| in)*(?: the)?(?: very)? (?P<edge>{T})",
        _off,
    ),
    (
        "edge",
        (
            rf"\b(?:the )?(?:very )?(?P<which>first|last|final|second|third|middle|opening|"
            rf"closing) {SHARE}(?: of)?"
        ),
        _fraction,
    ),
    (
        "after",
        rf"\b{ALL}(?P<how>after|past|beyond|from|since|at) (?P<a>{A}) (?:on|onwards?|forward)\b",
        _after,
    ),
    (
        "after",
        (
            rf"\b{ALL}(?:starting |beginning )?(?P<how>after|past|beyond|following|from|since|"
            rf"later than) (?P<a>{A})"
        ),
        _after,
    ),
    (
        "before",
        rf"\b{ALL}(?:before|until|til|till|up to|up until|prior to|earlier than|ahead of) (?P<a>{A})",
        _before,
    ),
    (
        "after",
        rf"\b(?P<how>start|begin)(?:s|ing)?(?: it| the \w+| with)?(?: at| from| on)? (?P<a>{A})",
        _after,
    ),
    (
        "before",
        rf"\b(?:end|stop|finish)(?:s|es|ing)?(?: it| the \w+)?(?: at| after| on)? (?P<a>{A})",
        _before,
    ),
    ("to", rf"\b(?:down )?(?:to|into) (?:just |only |exactly )?(?P<a>{A})(?: long)?", _before),
    ("to", rf"(?P<a>{T})(?: long\b| (?:long )?(?:version|clip|cut|edit)\b)", _before),
    ("part", rf"(?:\b(?:in|during|at|of) )?(?P<a>{P})", _part),
)
COMPILED = tuple((form, re.compile(pattern), reading) for form, pattern, reading in FORMS)


def stretches(text: str, quotes: Sequence[str], film: Film, said: Said) -> list[Stretch]:
    """Give all stretches that a clause speaks of, in the order of the text; raises NotFound."""
    read = masked(text, quotes, film, said)
    rest = read.text
    found: list[Stretch] = []
    for form, pattern, reading in COMPILED:
        for match in pattern.finditer(rest):
            times = reading(match, read)
            if times is not None:
                found.append(Stretch(*times, form, *match.span()))
                rest = rest[: match.start()] + "\0" * (match.end() - match.start()) + rest[match.end() :]
    return sorted(found, key=lambda stretch: stretch.begin)
