"""The words of a timeline as SRT or WebVTT."""

from collections.abc import Iterator

from projects.timeline.schema import TextTrack, Timeline
from videos.media.captions import Cue, to_srt, to_vtt

WRITERS = {"srt": to_srt, "vtt": to_vtt}


def to_captions(timeline: Timeline, *, form: str) -> str:
    """The captions that are seen, in order of time; a timeline without any gives its titles."""
    return WRITERS[form](sorted(cues_of(timeline), key=lambda cue: (cue.start, cue.end)))


def cues_of(timeline: Timeline) -> Iterator[Cue]:
    seen = [track for track in timeline.tracks if isinstance(track, TextTrack) and not track.hidden]
    captions = [track for track in seen if track.role == "captions" and track.clips]
    for track in captions or seen:
        for clip in track.clips:
            yield Cue(clip.start, clip.start + clip.duration, clip.text)
