"""Reads timelines: everything on whole frames, in order of time, and nothing that contradicts itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from projects.timeline.composing import add_text
from projects.timeline.effects import effect_of
from projects.timeline.frames import Frames, frame_at, frames_of
from projects.timeline.refusals import Refusal, TimelineRefused, of_fields, of_operation
from projects.timeline.saying import Said as _
from projects.timeline.schema import (
    LONGEST,
    LONGEST_TRANSITION,
    MOST_CLIPS,
    AnyClip,
    AudioTrack,
    MediaClip,
    TextClip,
    TextTrack,
    Timeline,
    Transition,
)
from projects.timeline.settling import by_time, ordered, snapped
from videos.media.operations import OperationRefused

DEEPEST_META = 20  # brackets in each other; far deeper ones could not be written down again


def read(data: object) -> Timeline:
    """A timeline as it came, settled; raises TimelineRefused."""
    return settled(parse(data))


def parse(data: object) -> Timeline:
    """A timeline whose fields make sense each by itself; raises TimelineRefused."""
    try:
        return Timeline.model_validate(data)
    except ValidationError as failure:
        raise TimelineRefused(list(of_fields(failure))) from None


def settled(timeline: Timeline) -> Timeline:
    """The timeline on whole frames and in order; one that was settled before comes back equal.

    Raises TimelineRefused with all that is wrong. Its paths are places in the timeline as it was given.
    """
    moved = snapped(timeline)
    if refusals := list(_refusals(moved)):
        raise TimelineRefused(refusals)
    return ordered(moved)


def _refusals(timeline: Timeline) -> Iterator[Refusal]:
    if len(timeline.clips) > MOST_CLIPS:
        yield Refusal(
            "tracks", "too_many_clips", _("A timeline has at most %(most)s clips.", most=MOST_CLIPS)
        )
        return
    yield from _twice([(f"tracks.{number}", track.id) for number, track in enumerate(timeline.tracks)])
    yield from _twice([(f"markers.{number}", each.id) for number, each in enumerate(timeline.markers)])
    yield from _twice([(place, clip.id) for place, clip in placed(timeline)])
    for place, clip in placed(timeline):
        yield from _of_clip(place, clip)
    for number, track in enumerate(timeline.tracks):
        yield from _of_line(f"tracks.{number}.clips", track.clips, timeline.rate)
    yield from _of_ducks(timeline)


def placed(timeline: Timeline) -> Iterator[tuple[str, AnyClip]]:
    """Every clip, with the path to it."""
    for number, track in enumerate(timeline.tracks):
        clips: Sequence[AnyClip] = track.clips
        for place, clip in enumerate(clips):
            yield f"tracks.{number}.clips.{place}", clip


def _twice(named: Sequence[tuple[str, str]]) -> Iterator[Refusal]:
    times = Counter(name for _, name in named)
    seen: set[str] = set()
    for place, name in named:
        if times[name] > 1 and name in seen:
            yield Refusal(
                f"{place}.id", "id_twice", _("Something else has the id %(name)s already.", name=name)
            )
        seen.add(name)


# --- a clip by itself ----------------------------------------------------------------------------------


def _of_clip(place: str, clip: AnyClip) -> Iterator[Refusal]:
    if clip.start + clip.duration > LONGEST + 1e-6:
        message = _("A timeline is at most %(hours)s hours long.", hours=f"{LONGEST / 3600:.0f}")
        yield Refusal(f"{place}.duration", "too_long", message)
    if _depth_of(clip.meta) > DEEPEST_META:
        yield Refusal(f"{place}.meta", "too_deep", _("This is nested too deeply."))
    if isinstance(clip, TextClip):
        try:
            add_text(clip)
        except ValidationError as failure:
            yield from of_fields(failure, place)
    else:
        yield from _of_effects(place, clip)


def _of_effects(place: str, clip: MediaClip) -> Iterator[Refusal]:
    for number, step in enumerate(clip.effects):
        try:
            effect_of(step, place=f"{place}.effects.{number}")
        except OperationRefused as refused:
            yield from of_operation(refused)


def _depth_of(meta: dict[str, Any]) -> int:
    """How deep it is nested, as far as that matters."""
    depth, level = 0, list[Any]([meta])
    while level and depth <= DEEPEST_META:
        inside = [value for each in level for value in (each.values() if isinstance(each, dict) else each)]
        depth, level = depth + 1, [value for value in inside if isinstance(value, dict | list)]
    return depth


# --- clips of one track --------------------------------------------------------------------------------


def _of_line(place: str, clips: Sequence[AnyClip], rate: Fraction) -> Iterator[Refusal]:
    before = Frames(0, 0)
    for number in by_time(clips):
        frames = frames_of(clips[number], rate)
        yield from _of_meeting(f"{place}.{number}", clips[number], frames, before, rate)
        before = frames


def _of_meeting(
    place: str, clip: AnyClip, frames: Frames, before: Frames, rate: Fraction
) -> Iterator[Refusal]:
    overlap = before.last - frames.first
    comes_in = None if isinstance(clip, TextClip) else clip.transition
    if comes_in is None:
        if overlap > 0:
            message = _("This lies over the clip before it on its track, and no transition says so.")
            yield Refusal(f"{place}.start", "overlap", message)
    elif overlap <= 0:
        message = _("There is no clip right before this one that it could come in over.")
        yield Refusal(f"{place}.transition", "transition_alone", message)
    else:
        yield from _of_transition(f"{place}.transition.duration", comes_in, overlap, (before, frames), rate)


def _of_transition(
    place: str, comes_in: Transition, overlap: int, both: tuple[Frames, Frames], rate: Fraction
) -> Iterator[Refusal]:
    # Start and length are rounded each by itself: a frame of difference is nobody's wish.
    if abs(frame_at(comes_in.duration, rate) - overlap) > 1:
        message = _(
            "The clips overlap by %(seconds)s seconds: that is the transition's length.",
            seconds=f"{float(overlap / rate):.3f}",
        )
        yield Refusal(place, "transition_mismatch", message)
    elif overlap / rate > LONGEST_TRANSITION:
        message = _("A transition takes at most %(seconds)s seconds.", seconds=f"{LONGEST_TRANSITION:.0f}")
        yield Refusal(place, "transition_too_long", message)
    elif any(overlap * 2 > each.last - each.first for each in both):
        message = _("A transition takes at most half of either clip.")
        yield Refusal(place, "transition_too_long", message)


# --- ducking -------------------------------------------------------------------------------------------


def _of_ducks(timeline: Timeline) -> Iterator[Refusal]:
    audible = {track.id for track in timeline.tracks if not isinstance(track, TextTrack)}
    under = {
        track.id: track.duck.under
        for track in timeline.tracks
        if isinstance(track, AudioTrack) and track.duck
    }
    for number, track in enumerate(timeline.tracks):
        for place, name in enumerate(under.get(track.id, ())):
            where = f"tracks.{number}.duck.under.{place}"
            if name not in audible:
                message = _("There is no track %(name)s with sound.", name=name)
                yield Refusal(where, "unknown_track", message)
            elif _reaches(name, track.id, under):
                message = _("Tracks cannot make room for each other in a circle.")
                yield Refusal(where, "duck_circle", message)


def _reaches(name: str, target: str, under: dict[str, list[str]]) -> bool:
    """Whether a track makes room for the target, or for one that does."""
    seen, waiting = set[str](), [name]
    while waiting:
        each = waiting.pop()
        if each == target:
            return True
        if each not in seen:
            seen.add(each)
            waiting.extend(under.get(each, ()))
    return False
