"""Which seconds of a film AI has made: carried from the films that a recipe names to its result."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from videos.media.composition.model import Composition, Piece, Sound
from videos.media.extra import Extra
from videos.media.operations import (
    Concat,
    Gif,
    Keeping,
    Operation,
    OperationRefused,
    OverlayImage,
    ReplaceAudio,
    Reverse,
    Speed,
    Trim,
)
from videos.media.probe import MediaInfo
from videos.media.recipe import Recipe, equip
from videos.media.shape import Shape, shape_of

PICTURE, VOICE, MUSIC, EFFECTS = "picture", "voice", "music", "effects"
KINDS = (PICTURE, VOICE, MUSIC, EFFECTS)
TOUCHING = 0.001  # seconds between two stretches that are one


@dataclass(frozen=True)
class Span:
    """A stretch of a film (seconds), what of it AI has made, and by which models."""

    start: float
    end: float
    kinds: tuple[str, ...]  # of KINDS
    models: tuple[str, ...] = ()  # "provider/model"

    @property
    def seconds(self) -> float:
        return self.end - self.start

    def to_json(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "kinds": list(self.kinds), "models": list(self.models)}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        return cls(told["start"], told["end"], tuple(told["kinds"]), tuple(told["models"]))

    def at(self, start: float, end: float) -> "Span":
        """Give the same at another time."""
        return Span(start, end, self.kinds, self.models)

    def only(self, kinds: Iterable[str]) -> "Span":
        """Give the same without other kinds; there may be none left."""
        kept = set(kinds)
        return Span(self.start, self.end, tuple(kind for kind in self.kinds if kind in kept), self.models)


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Part:
    """A file that takes part in a film, and what of it AI has made."""

    info: MediaInfo
    spans: Spans = ()


@dataclass(frozen=True)
class Carried:
    """What of a result AI has made. `is_sure` is False when a file that took part is not there any more."""

    spans: Spans
    is_sure: bool = True


def carried(recipe: Recipe, source: Part, *, others: Mapping[str, Part], duration: float) -> Carried:
    """Follow what AI has made through a recipe, to a result of `duration` seconds.

    A step that knows what was measured cuts exactly; one that does not is taken to have kept everything.
    """
    try:
        steps = equip(recipe, {name: Extra(part.info) for name, part in others.items()})
        spans = _followed(steps, source, others)
    except OperationRefused:
        every = [span for part in (source, *others.values()) for span in part.spans]
        return Carried(tidy([span.at(0.0, duration) for span in every], duration), is_sure=False)
    named = {name for step in steps for name in step.sources().values()}
    return Carried(tidy(spans, duration), is_sure=named <= set(others))


def composed(composition: Composition, parts: Mapping[str, Part]) -> Carried:
    """Follow what AI has made into a composition; `parts` by the keys that its pieces and sounds name."""
    seen = [piece for layer in composition.layers for piece in layer.pieces if piece.opacity > 0]
    heard = [sound for bus in composition.buses for sound in bus.sounds if sound.volume * bus.volume > 0]
    rate, spans = composition.rate, list[Span]()
    for piece in seen:
        spans += _placed(parts.get(piece.source, NOBODY), piece, rate, (PICTURE,))
    for sound in heard:
        spans += _placed(parts.get(sound.source, NOBODY), sound, rate, KINDS[1:])
    named = {piece.source for piece in seen} | {sound.source for sound in heard}
    return Carried(tidy(spans, composition.seconds), is_sure=named <= set(parts))


def _placed(part: Part, stretch: Piece | Sound, rate: Fraction, kinds: Iterable[str]) -> Iterable[Span]:
    """Give what AI made of a stretch, where it lies now."""
    start, seconds = float(stretch.start / rate), float(stretch.frames / rate)
    for span in (each.only(kinds) for each in part.spans):
        if part.info.is_still:
            yield span.at(start, start + seconds)
            continue
        begin = max((span.start - stretch.begin) / stretch.speed, 0.0)
        end = min((span.end - stretch.begin) / stretch.speed, seconds)
        if isinstance(stretch, Piece) and span.end >= part.info.duration - TOUCHING:
            end = seconds  # its last picture stays
        if end > begin:
            yield span.at(start + begin, start + end)


def tidy(spans: Iterable[Span], duration: float) -> Spans:
    """Give spans in order, inside of the film, with equal ones that touch joined."""
    inside = [span.at(max(span.start, 0.0), min(span.end, duration)) for span in spans if span.kinds]
    joined: list[Span] = []
    for span in sorted(inside, key=lambda each: (each.kinds, each.models, each.start)):
        last = joined[-1] if joined else None
        # A still picture has no length, and neither has what AI made of it.
        if span.end < span.start or (duration > 0 and span.end == span.start):
            continue
        if (
            last
            and (last.kinds, last.models) == (span.kinds, span.models)
            and span.start <= last.end + TOUCHING
        ):
            joined[-1] = last.at(last.start, max(last.end, span.end))
        else:
            joined.append(span)
    rounded = [span.at(round(span.start, 3), round(span.end, 3)) for span in joined]
    return tuple(sorted(rounded, key=lambda each: (each.start, each.end, each.kinds)))


def seconds_of(spans: Iterable[Span]) -> float:
    """Give how many seconds of a film AI had part in, each counted once."""
    total = until = 0.0
    for span in sorted(spans, key=lambda each: each.start):
        total += max(span.end - max(span.start, until), 0.0)
        until = max(until, span.end)
    return round(total, 3)


def _followed(steps: Sequence[Operation], source: Part, others: Mapping[str, Part]) -> list[Span]:
    spans, shape = list(source.spans), shape_of(info=source.info)
    for step in steps:
        after = step.after(shape)
        follow = next((way for kind, way in WAYS if isinstance(step, kind)), _unmoved)
        spans = _seen_and_heard(follow(step, spans, shape, others), after)
        shape = after
    return spans


def _seen_and_heard(spans: Iterable[Span], shape: Shape) -> list[Span]:
    """Drop what a film without picture or sound cannot show."""
    kinds = [*([PICTURE] if shape.has_video else []), *(KINDS[1:] if shape.has_audio else [])]
    return [span for span in (each.only(kinds) for each in spans) if span.kinds]


# A file that was there when the film was made, and is gone now.
NOBODY = Part(MediaInfo("", 0.0, 0.0, 0, 0, None, None, 0, 0, 0))


# -- one way for each kind of step ---------------------------------------------------------------------------

Way = Callable[[Any, list[Span], Shape, Mapping[str, Part]], list[Span]]


def _unmoved(step: Operation, spans: list[Span], shape: Shape, others: Mapping[str, Part]) -> list[Span]:
    return spans


def _kept(spans: Iterable[Span], pieces: Iterable[tuple[float, float]]) -> list[Span]:
    """Give what lies in the kept pieces, which follow one another in the result."""
    kept: list[Span] = []
    spans, offset = list(spans), 0.0
    for start, end in pieces:
        for span in spans:
            begin, until = max(span.start, start), min(span.end, end)
            if until > begin:
                kept.append(span.at(begin - start + offset, until - start + offset))
        offset += end - start
    return kept


def _trimmed(step: Trim, spans: list[Span], shape: Shape, others: Mapping[str, Part]) -> list[Span]:
    return _kept(spans, [step.span(shape)])


def _cut(step: Keeping, spans: list[Span], shape: Shape, others: Mapping[str, Part]) -> list[Span]:
    if step.must_measure(shape):
        return [span.at(0.0, shape.duration) for span in spans]
    return _kept(spans, step.spans(shape))


def _gif(step: Gif, spans: list[Span], shape: Shape, others: Mapping[str, Part]) -> list[Span]:
    start = step.source_time(0.0, shape)
    return _kept(spans, [(start, start + step.after(shape).duration)])


def _faster(step: Speed, spans: list[Span], shape: Shape, others: Mapping[str, Part]) -> list[Span]:
    return [span.at(span.start / step.factor, span.end / step.factor) for span in spans]


def _turned(step: Reverse, spans: list[Span], shape: Shape, others: Mapping[str, Part]) -> list[Span]:
    return [span.at(shape.duration - span.end, shape.duration - span.start) for span in spans]


def _joined(step: Concat, spans: list[Span], shape: Shape, others: Mapping[str, Part]) -> list[Span]:
    joined = list(spans)
    for start, name in zip(step.starts(shape), step.sources().values(), strict=True):
        part = others.get(name, NOBODY)
        joined += [each.at(each.start + start, each.end + start) for each in part.spans]
    return joined


def _sounding(step: ReplaceAudio, spans: list[Span], shape: Shape, others: Mapping[str, Part]) -> list[Span]:
    is_mixed = step.mode == "mix"
    own = spans if is_mixed else [span.only([PICTURE]) for span in spans]
    part = others.get(str(step.audio_id), NOBODY)
    heard = [span.only(KINDS[1:]) for span in part.spans]
    length = part.info.duration
    if length <= 0:
        return own
    rounds = int((shape.duration - step.start_time) // length) + 1 if step.loop else 1
    begins = [step.start_time + number * length for number in range(rounds)]
    # Within the film: what is longer than it is cut.
    return own + [
        span.at(begin + span.start, min(begin + span.end, shape.duration))
        for begin in begins
        for span in heard
        if begin + span.start < shape.duration
    ]


def _overlaid(step: OverlayImage, spans: list[Span], shape: Shape, others: Mapping[str, Part]) -> list[Span]:
    start, end = (step.duration.start, step.duration.end) if step.duration else (0.0, shape.duration)
    until = shape.duration if end is None else min(end, shape.duration)
    seen = [span.only([PICTURE]) for span in others.get(str(step.image_id), NOBODY).spans]
    return [*spans, *(span.at(start, until) for span in seen)]


# The first that fits counts.
WAYS: tuple[tuple[type[Operation], Way], ...] = (
    (Trim, _trimmed),
    (Keeping, _cut),
    (Gif, _gif),
    (Speed, _faster),
    (Reverse, _turned),
    (Concat, _joined),
    (ReplaceAudio, _sounding),
    (OverlayImage, _overlaid),
)
