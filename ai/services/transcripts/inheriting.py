"""What an edit leaves of its parent's words: carried through its recipe, at no cost and without listening."""

import logging
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy

from ai.models import Transcript
from ai.services.transcripts import reading, writing
from ai.services.transcripts.timing import by_segment
from videos import pictures
from videos.media.extra import Extra
from videos.media.operations import NotMeasured, Operation, OperationRefused
from videos.media.operations.concat import Concat
from videos.media.operations.keeping import Keeping
from videos.media.operations.replace_audio import ReplaceAudio
from videos.media.operations.reverse import Reverse
from videos.media.operations.speed import Speed
from videos.media.operations.trim import Trim
from videos.media.operations.volume import Volume
from videos.media.recipe import equip, parse_recipe, validate
from videos.media.shape import Shape
from videos.models import Video

log = logging.getLogger(__name__)

LEAST_KEPT = 0.5  # of a word that was cut
MOMENT = 0.001  # seconds that a word lasts at least
SLACK = 0.1  # seconds by which a film may become longer or shorter while its times stay
UNHEARD = gettext_lazy("Of some of the joined videos there is no transcript in this language.")


class UnknownTimes(Exception):
    """After this recipe nobody knows when, or whether, the words are said."""


@dataclass(frozen=True)
class Said:
    """A word (in a translation: a whole segment) on its way; `place` is the segment that it belongs to."""

    row: Mapping[str, Any]
    start: float
    end: float
    place: tuple[int, int]


def inherit(*, video: Video) -> list[Transcript]:
    """Writes down what is left of the parent's transcripts; nothing where that cannot be known."""
    parent = video.parent
    if parent is None or not video.recipe or video.media_info.audio is None:
        return []
    known = list(Transcript.objects.current().filter(video=parent))
    if not known:
        return []
    try:
        recipe, shapes = _followed(video, parent)
        return [_carried(video, each, recipe, shapes) for each in known]
    except (UnknownTimes, OperationRefused, NotMeasured) as reason:
        log.info("%s inherits no transcript: %s", video.pk, reason)
        return []


def _followed(video: Video, parent: Video) -> tuple[list[Operation], tuple[Shape, ...]]:
    """The recipe with all that was measured for it, and the film's shape before and after each operation."""
    recipe = parse_recipe(video.recipe)
    others = Video.objects.usable_by(video.owner).named_in(recipe)
    extra = {str(each.pk): Extra(each.media_info) for each in others}
    informed = pictures.informed(video=parent, recipe=recipe, user=video.owner)
    unknown = [step.name for step in informed.unmeasured if isinstance(step, Keeping)]
    if unknown:
        raise UnknownTimes(f"{unknown[0]} was not measured")
    ready = equip([_as_made(step, video) for step in informed.recipe], extra)
    return ready, validate(ready, parent.media_info, extra=extra).shapes


def _as_made(step: Operation, video: Video) -> Operation:
    """A copied span begins at the keyframe before its start: the film's length says where that was."""
    if isinstance(step, Trim) and step.mode == "copy":
        return step.model_copy(update={"start_time": max(step.end_time - video.duration, 0.0)})
    return step


def _carried(
    video: Video, source: Transcript, recipe: Sequence[Operation], shapes: Sequence[Shape]
) -> Transcript:
    said, notes = said_in(source), list(source.notes)
    for number, (operation, shape) in enumerate(zip(recipe, shapes, strict=False)):
        said = carried(said, operation, shape)
        if isinstance(operation, Concat):
            more, missing = _joined(operation, shape, source, number + 1)
            said += more
            notes += [str(UNHEARD)] if missing else []
    segments, words = _written(said, video.duration)
    return writing.publish(
        video=video,
        language=source.language,
        origin=Transcript.Origin.CUT,
        segments=segments,
        words=words if source.words else [],
        source=source,
        provider=source.provider,
        model=source.model,
        is_draft=source.is_draft,
        notes=list(dict.fromkeys(notes)),
        job_id=video.job_id,
    )


def said_in(transcript: Transcript, *, of: int = 0) -> list[Said]:
    """The words of a transcript; the segments of one that has none."""
    found: list[Said] = []
    for number, (segment, words) in enumerate(by_segment(transcript.segments, transcript.words)):
        rows = words if transcript.words else [segment]
        found += [Said(row, row["start"], row["end"], (of, number)) for row in rows]
    return found


def carried(said: list[Said], operation: Operation, shape: Shape) -> list[Said]:
    """The words with their times after an operation on a film of this shape; raises UnknownTimes."""
    match operation:
        case Keeping():
            return _kept(said, operation.spans(shape))
        case Trim():
            return _kept(said, [operation.span(shape)])
        case Speed():
            factor = operation.factor
            return [replace(each, start=each.start / factor, end=each.end / factor) for each in said]
        case Concat():
            return said
        case Reverse(sound=True) | ReplaceAudio(mode="replace") | Volume(factor=0):
            raise UnknownTimes(f"{operation.name} leaves nothing to be understood")
    if abs(operation.after(shape).duration - shape.duration) > SLACK:
        raise UnknownTimes(f"{operation.name} changes the length in its own way")
    return said


def _kept(said: list[Said], spans: Sequence[tuple[float, float]]) -> list[Said]:
    now = _clock(spans)
    left: list[Said] = []
    for each in said:
        length = max(each.end - each.start, MOMENT)
        start, end = now(each.start), now(each.start + length)
        if end - start >= LEAST_KEPT * length:
            left.append(replace(each, start=start, end=end))
    return left


def _clock(spans: Sequence[tuple[float, float]]) -> Callable[[float], float]:
    """How much of a film is kept before a moment of it: the moment's own time afterwards."""
    starts, before, whole = [start for start, _ in spans], list[float](), 0.0
    for start, end in spans:
        before.append(whole)
        whole += end - start

    def now(time: float) -> float:
        number = bisect_right(starts, time) - 1
        if number < 0:
            return 0.0
        start, end = spans[number]
        return before[number] + min(time, end) - start

    return now


def _joined(operation: Concat, shape: Shape, like: Transcript, step: int) -> tuple[list[Said], bool]:
    """What is said in the films that were put behind, and whether some of it is not known."""
    found: list[Said] = []
    is_missing = False
    for number, (start, video_id) in enumerate(
        zip(operation.starts(shape), operation.video_ids, strict=True)
    ):
        other = Video.objects.filter(pk=video_id, owner_id=like.video.owner_id).first()
        known = reading.current(video=other, language=like.language) if other else None
        if known is None:
            is_missing = is_missing or other is None or other.media_info.audio is not None
            continue
        said = said_in(known, of=step * 1000 + number)
        found += [replace(each, start=each.start + start, end=each.end + start) for each in said]
    return found, is_missing


def _written(said: list[Said], duration: float) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The segments and words of what is left."""
    segments: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for _, group in groupby(said, key=lambda each: each.place):
        rows = [
            {**each.row, "start": min(each.start, duration), "end": min(each.end, duration)} for each in group
        ]
        text = " ".join(str(row["text"]) for row in rows)
        segments.append({**rows[0], "text": text, "end": rows[-1]["end"]})
        words += rows
    return segments, words
