"""Cut a film by its words: from words that are struck out to the parts that go."""

import itertools
import math
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from ai.models import Transcript
from ai.services.transcripts import reading
from ai.services.transcripts.hesitation import TONGUES, Row, Run, Tongue, fillers_in, stutters_in
from ai.services.transcripts.revising import StaleRevision
from videos.services import editing

GUARD = 0.03  # seconds that a kept word has around it, since nobody knows its ends more exactly
SLIVER = 0.06  # seconds between two cuts that nobody could make anything of
MINIMUM, LEAVE = 0.8, 0.25  # seconds of a pause that is long, and of what stays of it
DIGITS = 3  # milliseconds

Part = tuple[float, float]
Kind = Literal["words", "filler", "stutter", "pause"]


@dataclass(frozen=True)
class Strike:
    """One place that goes: seconds of the film, what is said there, and the numbers of its words."""

    start: float
    end: float
    text: str
    kind: Kind
    words: tuple[int, ...] = ()


@dataclass(frozen=True)
class Pauses:
    """Which pauses are too long, what of each stays (seconds), and perhaps only those before some words."""

    minimum: float = MINIMUM
    leave: float = LEAVE
    before: frozenset[int] | None = None


@dataclass(frozen=True)
class Wish:
    """What is to go: words by their numbers (from 0), and all fillers or long pauses besides."""

    revision: int
    words: tuple[int, ...] = ()
    fillers: bool = False
    pauses: Pauses | None = None


@dataclass(frozen=True)
class Cut:
    """What would go, and the edit that makes it go, priced and not yet ordered."""

    strikes: list[Strike]
    draft: editing.Draft

    @property
    def removed(self) -> float:
        return self.draft.video.duration - self.draft.seconds


# -- what can go -------------------------------------------------------------------------------------------


def fillers(*, transcript: Transcript) -> list[Strike]:
    """What is said while one looks for words: sounds, phrases that pauses set off, and stammered words."""
    words = transcript.words
    tongue = TONGUES.get(transcript.language.partition("-")[0], Tongue())
    found = fillers_in(words, tongue)
    taken = {number for run in found for number in _numbers(run)}
    stutters = [run for run in stutters_in(words, tongue) if taken.isdisjoint(_numbers(run))]
    said = _Said(transcript)
    strikes = [strike for run in found for strike in said.struck(_numbers(run), "filler")]
    strikes += [strike for run in stutters for strike in said.struck(_numbers(run), "stutter")]
    return sorted(strikes, key=lambda strike: strike.words)


def pauses(*, transcript: Transcript, minimum: float = MINIMUM, leave: float = LEAVE) -> list[Strike]:
    """Where nobody says anything for at least `minimum` seconds between two words; `leave` of them stay."""
    found: list[Strike] = []
    silent_since: float | None = None
    for number, word in enumerate(transcript.words):
        start, end = float(word["start"]), float(word["end"])
        if silent_since is not None and start - silent_since >= max(minimum, leave + SLIVER):
            begin, until = silent_since + leave / 2, start - leave / 2
            found.append(Strike(round(begin, DIGITS), round(until, DIGITS), "", "pause", (number,)))
        silent_since = end if silent_since is None else max(silent_since, end)
    return found


def parts_without(*, transcript: Transcript, words: Sequence[int]) -> list[Part]:
    """The parts of the film (seconds) that go when these words do.

    Each takes half of the pause on both sides with it, and leaves its neighbours whole. Raises IndexError.
    """
    said = _Said(transcript, frozenset(words))
    return _merged([part for run in _runs(words) for part in said.part(run)])


@dataclass(frozen=True)
class Suggestions:
    """What could go of a transcript's revision."""

    revision: int
    fillers: list[Strike]
    pauses: list[Strike]


def suggestions(*, user: User, video_id: uuid.UUID, language: str, pauses: Pauses) -> Suggestions:
    """Looks for fillers and long pauses; raises ValidationError, or Transcript.DoesNotExist."""
    transcript = of_words(user=user, video_id=video_id, language=language)
    return Suggestions(transcript.revision, fillers(transcript=transcript), _pauses(transcript, pauses))


# -- cutting -----------------------------------------------------------------------------------------------


def draft(*, user: User, video_id: uuid.UUID, language: str, wish: Wish, title: str = "") -> Cut:
    """Checks and prices a cut. Raises StaleRevision, ValidationError, or Transcript.DoesNotExist."""
    transcript = of_words(user=user, video_id=video_id, language=language)
    if transcript.revision != wish.revision:
        raise StaleRevision(transcript.revision)
    strikes = _wished(transcript, wish)
    parts = _parts(transcript, strikes)
    if not parts:
        raise _wrong("strike", _("Nothing is struck out, so nothing would be cut."), "nothing_struck")
    step = {"operation": "remove-parts", "parts": [{"startTime": a, "endTime": b} for a, b in parts]}
    return Cut(strikes, editing.draft(user=user, video_id=video_id, operations=[step], title=title))


def of_words(*, user: User, video_id: uuid.UUID, language: str) -> Transcript:
    """A transcript by whose words one can cut; raises ValidationError, or Transcript.DoesNotExist."""
    transcript = reading.seen(user=user, video_id=video_id, language=language)
    if not transcript.words:
        message = _(
            "Nobody knows when each word of this transcript is said, so it cannot be cut by its words."
        )
        raise _wrong("language", message, "no_words")
    return transcript


def _wished(transcript: Transcript, wish: Wish) -> list[Strike]:
    beyond = [number for number in wish.words if not 0 <= number < len(transcript.words)]
    if beyond:
        message = _("There is no word %(number)s; the last one is %(last)s.") % {
            "number": beyond[0],
            "last": len(transcript.words) - 1,
        }
        raise _wrong("strike", message, "no_such_word")
    found = fillers(transcript=transcript) if wish.fillers else []
    already = {number for strike in found for number in strike.words}
    own = [number for number in wish.words if number not in already]
    strikes = [*found, *_own(transcript, own)]
    if wish.pauses is not None:
        strikes += _pauses(transcript, wish.pauses)
    return sorted(strikes, key=lambda strike: (strike.start, strike.end))


def _pauses(transcript: Transcript, wish: Pauses) -> list[Strike]:
    found = pauses(transcript=transcript, minimum=wish.minimum, leave=wish.leave)
    return [each for each in found if wish.before is None or wish.before.issuperset(each.words)]


def _own(transcript: Transcript, numbers: Iterable[int]) -> list[Strike]:
    said = _Said(transcript)
    return [strike for run in _runs(numbers) for strike in said.struck(run, "words")]


def _parts(transcript: Transcript, strikes: Iterable[Strike]) -> list[Part]:
    """All that goes. Words that are neighbours go as one, with what lies between them."""
    words: list[int] = []
    silent: list[Part] = []
    for strike in strikes:
        if strike.kind == "pause":
            silent.append((strike.start, strike.end))
        else:
            words += strike.words
    return _merged([*silent, *parts_without(transcript=transcript, words=words)])


class _Said:
    """The words of a transcript, and what each leaves to its neighbours when it goes with others."""

    def __init__(self, transcript: Transcript, struck: frozenset[int] = frozenset()) -> None:
        self._words: Sequence[Row] = transcript.words
        self._duration = transcript.video.duration
        kept = [number not in struck for number in range(len(self._words))]
        # People may speak at the same time, so the nearest word need not be the one before or after.
        ends = [
            float(word["end"]) if stays else -math.inf for word, stays in zip(self._words, kept, strict=True)
        ]
        starts = [
            float(word["start"]) if stays else math.inf for word, stays in zip(self._words, kept, strict=True)
        ]
        self._before = list(itertools.accumulate(ends, max, initial=-math.inf))
        self._after = list(itertools.accumulate(reversed(starts), min, initial=math.inf))[::-1]

    def struck(self, numbers: Sequence[int], kind: Kind) -> list[Strike]:
        """The words as one strike; none where they have no length that could be cut."""
        text = " ".join(str(self._words[number]["text"]) for number in numbers)
        return [Strike(start, end, text, kind, tuple(numbers)) for start, end in self.part(numbers)]

    def part(self, run: Sequence[int]) -> list[Part]:
        """What goes with words that follow each other."""
        begin = float(self._words[run[0]]["start"])
        finish = max(float(self._words[number]["end"]) for number in run)
        before, after = self._before[run[0]], self._after[run[-1] + 1]
        # The film's own ends are no word that could be clipped.
        start = begin / 2 if before < 0 else max(begin - max(begin - before, 0) / 2, before + GUARD)
        last = max(self._duration, finish)
        end = (finish + last) / 2 if after > last else min(finish + max(after - finish, 0) / 2, after - GUARD)
        return [(round(start, DIGITS), round(end, DIGITS))] if end > start else []


def _runs(words: Iterable[int]) -> list[list[int]]:
    """Numbers that follow each other, together."""
    found: list[list[int]] = []
    for number in sorted(set(words)):
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def _merged(parts: Iterable[Part]) -> list[Part]:
    merged: list[Part] = []
    for start, end in sorted(parts):
        if merged and start - merged[-1][1] < SLIVER:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _numbers(run: Run) -> list[int]:
    return list(range(run[0], run[1] + 1))


def _wrong(name: str, message: str, code: str) -> ValidationError:
    return ValidationError({name: ValidationError(message, code=code)})
