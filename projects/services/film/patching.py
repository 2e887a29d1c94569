"""Brings parts that were made anew onto a timeline that people have changed: only their own clips change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from uuid import UUID

from projects.services.film.laying import CAPTIONS
from projects.timeline.schema import (
    SLOWEST,
    AnyClip,
    AnyTrack,
    AudioClip,
    TextClip,
    TextTrack,
    Timeline,
    VideoClip,
)

Key = tuple[str, str]  # the part and its shot
Lasting = Mapping[UUID, float]  # the seconds of the fresh timeline's films


def patched(current: Timeline, fresh: Timeline, *, laid: Timeline, lasting: Lasting) -> Timeline:
    """The current timeline with the media of the fresh one; `laid` is what people began to change.

    Clips keep their places, and what people did to them. A shot whose film became too short plays slower. A
    narration that became longer moves on what comes after it, on all tracks; its captions are its own anew.
    """
    ours = _by_part(fresh)
    moved = _with_room(current, ours)
    tracks = [_patched_track(track, moved, ours, lasting) for track in moved.tracks]
    titled = _retitled(moved.model_copy(update={"tracks": tracks}), fresh, laid)
    return _shown(titled, fresh, laid)


def _by_part(timeline: Timeline) -> dict[Key, list[AnyClip]]:
    found: dict[Key, list[AnyClip]] = defaultdict(list)
    for clip in timeline.clips:
        if clip.meta.get("part"):
            found[_key(clip)].append(clip)
    return found


def _key(clip: AnyClip) -> Key:
    return str(clip.meta.get("part", "")), str(clip.meta.get("shotId", ""))


# -- media -------------------------------------------------------------------------------------------------


def _patched_track(
    track: AnyTrack, timeline: Timeline, ours: dict[Key, list[AnyClip]], lasting: Lasting
) -> AnyTrack:
    if isinstance(track, TextTrack):
        return track.model_copy(update={"clips": _words(track, timeline, ours)})
    clips = []
    for clip in track.clips:
        fresh = ours.get(_key(clip))
        clips.append(_with_media(clip, fresh[0], lasting) if fresh else clip)
    return track.model_copy(update={"clips": clips})


def _with_media(clip: AnyClip, fresh: AnyClip, lasting: Lasting) -> AnyClip:
    """A clip that shows what was made anew; one whose media is the same stays as it is."""
    if isinstance(clip, TextClip) or isinstance(fresh, TextClip) or clip.video_id == fresh.video_id:
        return clip
    changes: dict[str, object] = {"video_id": fresh.video_id, "source_in": fresh.source_in}
    if isinstance(clip, VideoClip):
        changes |= _within(clip, fresh.source_in, lasting[fresh.video_id])
    if isinstance(clip, AudioClip) and clip.meta.get("part") == "speech":
        changes["duration"] = fresh.duration
    if isinstance(clip, AudioClip) and clip.meta.get("part") == "music":
        changes["duration"] = min(clip.duration, fresh.duration)
    return clip.model_copy(update=changes)


def _within(clip: VideoClip, first: float, last: float) -> dict[str, object]:
    """The stretch of a new film that a clip shows: the same as of the old one, else all of it, slower."""
    if not last:
        return {"speed": 1.0}  # a still picture
    if first <= clip.source_in and clip.source_in + clip.duration * clip.speed <= last + 0.01:
        return {"source_in": clip.source_in}
    return {"speed": min(1.0, max((last - first) / clip.duration, SLOWEST))}


# -- words -------------------------------------------------------------------------------------------------


def _words(track: TextTrack, timeline: Timeline, ours: dict[Key, list[AnyClip]]) -> list[TextClip]:
    """The captions of what is spoken anew, where that is now; all other words as people left them."""
    anew = {shot_id for part, shot_id in ours if part == "speech" and _is_anew(shot_id, timeline, ours)}
    kept = [clip for clip in track.clips if not _is_caption_of(clip, anew)]
    if track.id == CAPTIONS:
        for shot_id in sorted(anew):
            kept += _moved_captions(_texts(ours, "caption", shot_id), shot_id, timeline, ours)
    return _without_overlaps(kept)


def _is_anew(shot_id: str, timeline: Timeline, ours: dict[Key, list[AnyClip]]) -> bool:
    here = [clip for clip in timeline.clips if _key(clip) == ("speech", shot_id)]
    return _media(here) != _media(ours["speech", shot_id])


def _media(clips: Iterable[AnyClip]) -> set[UUID]:
    return {clip.video_id for clip in clips if isinstance(clip, AudioClip)}


def _is_caption_of(clip: TextClip, shots: set[str]) -> bool:
    part, shot_id = _key(clip)
    return part == "caption" and shot_id in shots


def _retitled(timeline: Timeline, fresh: Timeline, laid: Timeline) -> Timeline:
    """With the film's new title, where people have not written another one."""
    now, before = _title(fresh), _title(laid)
    tracks = []
    for track in timeline.tracks:
        clips = [
            clip.model_copy(update={"text": now})
            if now and isinstance(clip, TextClip) and clip.meta.get("part") == "title" and clip.text == before
            else clip
            for clip in track.clips
        ]
        tracks.append(track.model_copy(update={"clips": clips}))
    return timeline.model_copy(update={"tracks": tracks})


def _title(timeline: Timeline) -> str:
    titles = [clip for clip in timeline.clips if isinstance(clip, TextClip)]
    return next((clip.text for clip in titles if clip.meta.get("part") == "title"), "")


def _shown(timeline: Timeline, fresh: Timeline, laid: Timeline) -> Timeline:
    """With captions seen or hidden, where that was wished otherwise than before."""
    wished = {track.id: track.hidden for track in fresh.tracks if track.id == CAPTIONS}
    before = {track.id: track.hidden for track in laid.tracks if track.id == CAPTIONS}
    if wished == before:
        return timeline
    tracks = [
        track.model_copy(update={"hidden": wished.get(track.id, track.hidden)}) for track in timeline.tracks
    ]
    return timeline.model_copy(update={"tracks": tracks})


def _texts(ours: dict[Key, list[AnyClip]], part: str, shot_id: str) -> list[TextClip]:
    return [clip for clip in ours.get((part, shot_id), []) if isinstance(clip, TextClip)]


def _moved_captions(
    fresh: list[TextClip], shot_id: str, timeline: Timeline, ours: dict[Key, list[AnyClip]]
) -> list[TextClip]:
    """Fresh captions at the place where the shot's narration is now; none where it was taken out."""
    begun = ours.get(("speech", shot_id))
    here = next((clip for clip in timeline.clips if _key(clip) == ("speech", shot_id)), None)
    if here is None or not begun:
        return []
    return [clip.model_copy(update={"start": clip.start + here.start - begun[0].start}) for clip in fresh]


def _without_overlaps(clips: list[TextClip]) -> list[TextClip]:
    line: list[TextClip] = []
    end = 0.0
    for clip in sorted(clips, key=lambda each: (each.start, each.id)):
        late = max(end - clip.start, 0.0)
        if late < clip.duration - 0.01:
            times = {"start": clip.start + late, "duration": clip.duration - late}
            line.append(clip.model_copy(update=times))
            end = clip.start + clip.duration
    return line


# -- room for a longer narration ---------------------------------------------------------------------------


def _with_room(timeline: Timeline, ours: dict[Key, list[AnyClip]]) -> Timeline:
    """Everything after a narration that became longer begins later, by whole frames."""
    spoken = sorted(
        (clip for clip in timeline.clips if clip.meta.get("part") == "speech"), key=lambda each: each.start
    )
    for clip in reversed(spoken):
        fresh = ours.get(_key(clip))
        if fresh and isinstance(clip, AudioClip) and isinstance(fresh[0], AudioClip):
            longer = fresh[0].duration - clip.duration
            if fresh[0].video_id != clip.video_id and longer > 0:
                timeline = _opened(timeline, clip.start + clip.duration, _whole_frames(longer, timeline.rate))
    return timeline


def _whole_frames(seconds: float, rate: Fraction) -> float:
    return float(round(seconds * rate) / rate)


def _opened(timeline: Timeline, at: float, by: float) -> Timeline:
    """Clips that begin after a moment move; those that last over it become longer, but for words."""
    tracks = []
    for track in timeline.tracks:
        clips: list[AnyClip] = []
        for clip in track.clips:
            if clip.start >= at - 1e-6:
                clips.append(clip.model_copy(update={"start": clip.start + by}))
            elif clip.start + clip.duration > at + 1e-6 and clip.meta.get("part") in {"shot", "music"}:
                clips.append(_longer(clip, by))
            else:
                clips.append(clip)
        tracks.append(track.model_copy(update={"clips": clips}))
    return timeline.model_copy(update={"tracks": tracks})


def _longer(clip: AnyClip, by: float) -> AnyClip:
    """A film plays slower by as much, so that it shows what it showed; music goes on."""
    if isinstance(clip, VideoClip):
        speed = max(clip.speed * clip.duration / (clip.duration + by), 0.1)
        return clip.model_copy(update={"duration": clip.duration + by, "speed": speed})
    return clip.model_copy(update={"duration": clip.duration + by})
