"""Moves a timeline's times to whole frames and its clips into order; what is so already stays equal."""

from collections.abc import Sequence
from fractions import Fraction

from projects.timeline.effects import effect_of
from projects.timeline.frames import frame_at, frames_of, seconds_at
from projects.timeline.schema import (
    LONGEST,
    LONGEST_FADE,
    LONGEST_TEXT_FADE,
    AnyClip,
    TextClip,
    Timeline,
    Transition,
)


def snapped(timeline: Timeline) -> Timeline:
    """With every time on a frame; tracks and clips stay where they stand in their lists."""
    rate = timeline.rate
    tracks = [
        track.model_copy(update={"clips": [_clip(clip, rate) for clip in track.clips]})
        for track in timeline.tracks
    ]
    markers = [
        marker.model_copy(update={"time": _length(marker.time, LONGEST, rate)}) for marker in timeline.markers
    ]
    return timeline.model_copy(update={"tracks": tracks, "markers": markers})


def ordered(timeline: Timeline) -> Timeline:
    """A snapped and checked timeline in its final form: by time, transitions as long as what they overlap."""
    tracks = [
        track.model_copy(update={"clips": _line(track.clips, timeline.rate)}) for track in timeline.tracks
    ]
    markers = sorted(timeline.markers, key=lambda marker: (marker.time, marker.id))
    return timeline.model_copy(update={"tracks": tracks, "markers": markers})


def by_time(clips: Sequence[AnyClip]) -> list[int]:
    """The clips' places in their list, in the order in which they begin."""
    return sorted(range(len(clips)), key=lambda number: (clips[number].start, clips[number].id))


def _clip(clip: AnyClip, rate: Fraction) -> AnyClip:
    first, last = frames_of(clip, rate)
    times = {"start": seconds_at(first, rate), "duration": seconds_at(last - first, rate)}
    fades = _fades(clip, last - first, rate)
    if not isinstance(clip, TextClip):
        return clip.model_copy(update={**times, **fades})
    # A position goes before an anchor, which then has its usual value: it says nothing.
    anchor = "bottom" if clip.position or clip.anchor is None else clip.anchor
    return clip.model_copy(update={**times, **fades, "anchor": anchor})


def _fades(clip: AnyClip, frames: int, rate: Fraction) -> dict[str, float]:
    """Both fades; where the clip is too short for them, they share it as they were."""
    most = LONGEST_TEXT_FADE if isinstance(clip, TextClip) else LONGEST_FADE
    come, go = (frame_at(_length(each, most, rate), rate) for each in (clip.fade_in, clip.fade_out))
    if come + go > frames:
        come = frames * come // (come + go)
        go = frames - come
    return {"fade_in": seconds_at(come, rate), "fade_out": seconds_at(go, rate)}


def _length(seconds: float, most: float, rate: Fraction) -> float:
    """A time on the nearest frame that is not beyond `most`."""
    frame = frame_at(seconds, rate)
    nearest = seconds_at(frame, rate)
    return nearest if nearest <= most else seconds_at(frame - 1, rate)


def _line(clips: Sequence[AnyClip], rate: Fraction) -> list[AnyClip]:
    line: list[AnyClip] = []
    end = 0
    for number in by_time(clips):
        frames = frames_of(clips[number], rate)
        line.append(_final(clips[number], seconds_at(end - frames.first, rate)))
        end = frames.last
    return line


def _final(clip: AnyClip, overlap: float) -> AnyClip:
    if isinstance(clip, TextClip):
        return clip
    effects = [effect_of(step).to_json() for step in clip.effects]
    comes_in = clip.transition and Transition(kind=clip.transition.kind, duration=overlap)
    return clip.model_copy(update={"effects": effects, "transition": comes_in})
