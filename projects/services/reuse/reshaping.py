"""A timeline in another shape of frame, or shorter: what becomes of its clips."""

from collections.abc import Callable
from fractions import Fraction

from projects.services.film.wishes import ASPECTS
from projects.timeline.checking import settled
from projects.timeline.schema import (
    AnyClip,
    AudioClip,
    OverlayClip,
    Place,
    TextClip,
    Timeline,
    TrackKind,
    VideoClip,
)
from videos.media.operations.add_text import Position

SHORTEST = 0.05  # seconds that are worth keeping of a clip
ENDING = 1.0  # seconds in which sound that is cut off dies away


def aspect_of(timeline: Timeline) -> str:
    """The name of its shape; "" for one without a name."""
    ratio = Fraction(timeline.width, timeline.height)
    named = (name for name, (across, down) in ASPECTS.items() if abs(ratio - Fraction(across, down)) < 0.01)
    return next(named, "")


def in_aspect(timeline: Timeline, aspect: str) -> Timeline:
    """The timeline in another shape, its shorter side as long as before.

    Films fill the frame, what is laid over them keeps its size and is moved in, texts keep their size.
    """
    across, down = ASPECTS[aspect]
    scale = Fraction(min(timeline.width, timeline.height), min(across, down))
    width, height = _even(across * scale), _even(down * scale)
    wider, higher = width / timeline.width, height / timeline.height
    size = {"width": width, "height": height}
    return _with_clips(timeline.model_copy(update=size), lambda clip: _reshaped(clip, wider, higher))


def shortened(timeline: Timeline, seconds: float) -> Timeline:
    """The timeline, ending where a clip of its main line does: as near to the wish as there is one."""
    until = _cut(timeline, seconds)
    markers = [marker for marker in timeline.markers if marker.time <= until]
    short = timeline.model_copy(update={"markers": markers})
    return _with_clips(short, lambda clip: _ended(clip, until) if _is_left(clip, until) else None)


def _with_clips(timeline: Timeline, change: Callable[[AnyClip], AnyClip | None]) -> Timeline:
    """The timeline with its clips changed; those of which nothing is left are gone."""
    tracks = []
    for track in timeline.tracks:
        clips = [changed for changed in map(change, track.clips) if changed is not None]
        tracks.append(track.model_copy(update={"clips": clips}))
    return settled(timeline.model_copy(update={"tracks": tracks}))


def _cut(timeline: Timeline, seconds: float) -> float:
    main = [track for track in timeline.tracks if track.kind == TrackKind.VIDEO and track.clips]
    clips = main[0].clips if main else timeline.clips
    ends = [clip.start + clip.duration for clip in clips]
    return min(ends, key=lambda end: (abs(end - seconds), end))


def _is_left(clip: AnyClip, until: float) -> bool:
    """Not what begins after the end, or would be hardly more than its transition."""
    transition = None if isinstance(clip, TextClip) else clip.transition
    return until - clip.start > max(2 * transition.duration if transition else 0.0, SHORTEST)


def _ended(clip: AnyClip, until: float) -> AnyClip:
    if clip.start + clip.duration <= until + 0.001:
        return clip
    left = until - clip.start
    dying = {"fade_out": min(ENDING, left)} if isinstance(clip, AudioClip) else {}
    return clip.model_copy(update={"duration": left, **dying})


def _reshaped(clip: AnyClip, wider: float, higher: float) -> AnyClip:
    if isinstance(clip, VideoClip) and clip.fit == "contain":
        return clip.model_copy(update={"fit": "cover"})
    if isinstance(clip, OverlayClip):
        return clip.model_copy(update={"place": _place(clip.place, wider, higher)})
    if isinstance(clip, TextClip) and clip.position:
        moved = Position(x=clip.position.x * wider, y=clip.position.y * higher)
        return clip.model_copy(update={"position": moved})
    return clip


def _place(place: Place, wider: float, higher: float) -> Place:
    """As large as before around the same spot, no larger than the frame, and within it where it was."""
    if place.width >= 1 and place.height >= 1:
        return place
    width, height = place.width / wider, place.height / higher
    shrunk = min(1.0, 1 / width, 1 / height)
    width, height = width * shrunk, height * shrunk
    x = place.x + place.width / 2 - width / 2
    y = place.y + place.height / 2 - height / 2
    if place.x >= 0 and place.x + place.width <= 1:
        x = min(max(x, 0.0), 1 - width)
    if place.y >= 0 and place.y + place.height <= 1:
        y = min(max(y, 0.0), 1 - height)
    return Place(x=round(x, 6), y=round(y, 6), width=round(width, 6), height=round(height, 6))


def _even(length: Fraction) -> int:
    return max(round(length / 2) * 2, 16)
