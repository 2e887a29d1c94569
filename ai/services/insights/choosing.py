"""Finds the best moments of a film: whole sentences that say much, loud places, laughter, many cuts."""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from ai.language.phrases import key_phrases
from ai.services.insights.lines import ENDS, Line, text_of

Array = NDArray[Any]

SHORTEST = 0.5  # of the wished seconds
BEFORE, AFTER = 0.15, 0.3  # seconds of air around what is said
SNAP = 0.5  # seconds that a moment may begin earlier, with a cut
STEP = 0.1  # seconds of one value of the loudness
BURST = 2.0  # times the film's middle loudness, beside what is said: laughter, applause, music
PAUSE = 0.5  # seconds of silence that show that a thought has ended
TITLE_LETTERS = 70
MOST_STARTS = 3000  # a longer film is thinned
WEIGHTS = {"terms": 0.34, "density": 0.18, "loud": 0.16, "bursts": 0.14, "cuts": 0.08, "whole": 0.10}
QUESTION = re.compile(r"\?[\"'”’)\]]*$")  # noqa: RUF001 - marks of other languages


@dataclass(frozen=True)
class Film:
    """What is known of a film: its sentences, its loudness (a value each STEP), its cuts, its seconds."""

    lines: Sequence[Line]
    loudness: Array
    cuts: Sequence[float]
    duration: float


@dataclass(frozen=True)
class Moment:
    start: float
    end: float
    title: str
    reason: str
    score: float


@dataclass(frozen=True)
class _Stretch:
    """A possible moment: from the first to the last of some sentences, none for a film without speech.

    `silence` is how long nothing is said behind the last of them, in seconds.
    """

    start: float
    end: float
    lines: Sequence[Line]
    silence: float = 0.0


def best(film: Film, *, seconds: float, count: int) -> list[Moment]:
    """At most `count` moments of at most `seconds` each that do not overlap, the best first."""
    stretches = _spoken(film, seconds) or _unspoken(film, seconds)
    if not stretches:
        return []
    terms = key_phrases(text_of(film.lines), count=12)
    features = [_features(film, stretch, terms) for stretch in stretches]
    scores = _scores(features)
    chosen: list[int] = []
    for number in np.argsort(-scores, kind="stable"):
        at = int(number)
        if all(_is_apart(stretches[at], stretches[other]) for other in chosen):
            chosen.append(at)
        if len(chosen) == count:
            break
    return [_moment(stretches[at], features, at, float(scores[at]), terms) for at in chosen]


# -- where one may begin and end ---------------------------------------------------------------------------


def _spoken(film: Film, seconds: float) -> list[_Stretch]:
    lines = film.lines
    step = max(len(lines) // MOST_STARTS, 1)
    found: list[_Stretch] = []
    for first in range(0, len(lines), step):
        for last in range(first, len(lines)):
            start, end = _aired(film, first, last)
            if end - start > seconds:
                break
            if end - start >= min(seconds * SHORTEST, film.duration):
                silence = _next_start(film, last) - lines[last].end
                found.append(_Stretch(start, end, lines[first : last + 1], silence))
    return found


def _next_start(film: Film, last: int) -> float:
    return film.lines[last + 1].start if last + 1 < len(film.lines) else film.duration


def _aired(film: Film, first: int, last: int) -> tuple[float, float]:
    """The seconds of some sentences with a little air, none of it the neighbours'."""
    lines = film.lines
    before = lines[first - 1].end if first else 0.0
    start = max(lines[first].start - BEFORE, min(before, lines[first].start), 0.0)
    end = min(lines[last].end + AFTER, max(_next_start(film, last), lines[last].end), film.duration)
    # A picture that has just changed is a better beginning than the end of the one before.
    place = bisect.bisect_right(film.cuts, lines[first].start)
    cut = film.cuts[place - 1] if place else 0.0
    return (cut if place and max(before, start - SNAP) <= cut else start), end


def _unspoken(film: Film, seconds: float) -> list[_Stretch]:
    """Stretches from cut to cut, or at even steps, of a film in which nothing is said."""
    length = min(seconds, film.duration)
    if length <= 0:
        return []
    places = [0.0, *film.cuts] if len(film.cuts) > 2 else np.arange(0, film.duration, length / 4).tolist()
    starts = sorted({round(min(place, film.duration - length), 3) for place in places})
    return [_Stretch(start, start + length, ()) for start in starts]


def _is_apart(one: _Stretch, other: _Stretch) -> bool:
    return one.end <= other.start or other.end <= one.start


# -- how good it is ----------------------------------------------------------------------------------------


def _features(film: Film, stretch: _Stretch, terms: Sequence[str]) -> dict[str, float]:
    length = stretch.end - stretch.start
    text = text_of(stretch.lines).lower()
    heard = film.loudness[int(stretch.start / STEP) : max(int(stretch.end / STEP), 1)]
    return {
        "terms": sum(len(terms) - place for place, term in enumerate(terms) if term in text) / length**0.5,
        "density": len(text.split()) / length,
        "loud": float(heard.mean()) if len(heard) else 0.0,
        "bursts": _bursts(film, stretch),
        "cuts": (bisect.bisect(film.cuts, stretch.end) - bisect.bisect(film.cuts, stretch.start)) / length,
        "whole": _wholeness(stretch),
    }


def _bursts(film: Film, stretch: _Stretch) -> float:
    """Seconds of loud sound between the sentences, and right behind the last."""
    if not len(film.loudness):
        return 0.0
    middle = max(float(np.median(film.loudness)), 1e-6)
    edges = [stretch.start, *(edge for line in stretch.lines for edge in (line.start, line.end))]
    gaps = zip(edges[::2], [*edges[1::2], stretch.end], strict=True)
    loud = 0
    for start, end in gaps:
        part = film.loudness[int(start / STEP) : int(end / STEP)]
        loud += int((part > middle * BURST).sum())
    return loud * STEP


def _wholeness(stretch: _Stretch) -> float:
    """Whether it begins as a thought does, and ends like one."""
    if not stretch.lines:
        return 0.0
    first, last = stretch.lines[0], stretch.lines[-1]
    points = [
        first.text[:1].isupper(),
        bool(QUESTION.search(first.text)),
        bool(ENDS.search(last.text)),
        stretch.silence >= PAUSE,
    ]
    return sum(points) / len(points)


def _scores(features: Sequence[dict[str, float]]) -> Array:
    """0-1: each feature by its place between the film's least and most."""
    whole = np.zeros(len(features))
    for name, weight in WEIGHTS.items():
        values = np.array([each[name] for each in features])
        spread = float(values.max() - values.min())
        whole += weight * ((values - values.min()) / spread if spread > 1e-9 else 0.5)
    return whole


# -- in words ----------------------------------------------------------------------------------------------


def _moment(
    stretch: _Stretch, features: Sequence[dict[str, float]], at: int, score: float, terms: Sequence[str]
) -> Moment:
    return Moment(
        start=round(stretch.start, 3),
        end=round(stretch.end, 3),
        title=_title(stretch, terms),
        reason=_reason(stretch, features, at, terms),
        score=round(score, 3),
    )


def _title(stretch: _Stretch, terms: Sequence[str]) -> str:
    if not stretch.lines:
        return _("Moment at %(time)s") % {"time": f"{int(stretch.start) // 60}:{int(stretch.start) % 60:02d}"}
    telling = max(stretch.lines, key=lambda line: sum(term in line.text.lower() for term in terms))
    if len(telling.text) <= TITLE_LETTERS:
        return telling.text.rstrip(".")
    return f"{telling.text[:TITLE_LETTERS].rsplit(' ', 1)[0]}…"


def _reason(stretch: _Stretch, features: Sequence[dict[str, float]], at: int, terms: Sequence[str]) -> str:
    own, text = features[at], text_of(stretch.lines).lower()
    said = [term for term in terms if term in text][:3]
    true = {
        _("it speaks of %(terms)s") % {"terms": ", ".join(said)}: bool(said),
        _("it is dense (%(count)s words a second)") % {"count": f"{own['density']:.1f}"}: _is_high(
            "density", features, at
        ),
        _("it is among the loudest places of the film"): _is_high("loud", features, at),
        _("there is laughter, applause or music beside the words"): own["bursts"] >= 0.5
        and bool(stretch.lines),
        _("it is cut fast"): _is_high("cuts", features, at),
        _("it begins and ends with whole sentences"): own["whole"] >= 0.5,
    }
    given = "; ".join(words for words, holds in true.items() if holds)
    return f"{given[:1].upper()}{given[1:]}." if given else _("It stands for the rest of the film.")


def _is_high(name: str, features: Sequence[dict[str, float]], at: int) -> bool:
    """Whether it is in the film's upper quarter, and the film has a lower one."""
    values = np.array([each[name] for each in features])
    return bool(values.max() > values.min() * 1.05 and values[at] >= np.quantile(values, 0.75))
