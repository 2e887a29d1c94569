"""What keeps a timeline from being shown as it is meant, clip by clip."""

from collections.abc import Iterator
from dataclasses import dataclass

from projects.timeline.composing import Infos, add_text, has_picture, has_sound
from projects.timeline.effects import effect_of
from projects.timeline.schema import AudioTrack, Clip, MediaClip, TextClip, Timeline
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo
from videos.media.shape import Shape, shape_of


@dataclass(frozen=True)
class Problem:
    """`blocks`: a film cannot be made of it so. The others are told, and the film is made all the same."""

    clip_id: str
    code: str
    message: str
    blocks: bool = True


def problems(timeline: Timeline, infos: Infos) -> list[Problem]:
    """All that is wrong with the media of a checked timeline; `infos` are of those that can be used."""
    found: list[Problem] = []
    for track in timeline.tracks:
        for clip in track.clips:
            if isinstance(clip, TextClip):
                found.extend(_of_text(clip, timeline))
            else:
                is_audio = isinstance(track, AudioTrack)
                found.extend(_of_media(clip, infos.get(clip.video_id), timeline, is_audio=is_audio))
    return found


def named(clip: Clip) -> str:
    """How a person knows a clip."""
    return f"“{clip.name}”" if clip.name else f"The clip at {clip.start:.2f} s"


def _of_text(clip: TextClip, timeline: Timeline) -> Iterator[Problem]:
    shape = Shape(
        width=timeline.width,
        height=timeline.height,
        duration=clip.duration,
        fps=timeline.fps,
        has_audio=False,
        has_video=True,
    )
    text = add_text(clip)
    try:
        text.check(shape)
    except OperationRefused as refused:
        yield Problem(clip.id, "text_refused", refused.message)
        return
    for note in text.notes(shape):
        yield Problem(clip.id, "text_note", note, blocks=False)


def _of_media(
    clip: MediaClip, info: MediaInfo | None, timeline: Timeline, *, is_audio: bool
) -> Iterator[Problem]:
    if info is None:
        message = f"{named(clip)} shows a file that is gone, or that you may not use."
        yield Problem(clip.id, "media_missing", message)
    elif is_audio and not has_sound(info):
        yield Problem(clip.id, "no_sound", f"{named(clip)} is on an audio track, and its file has no sound.")
    elif not is_audio and not has_picture(info):
        yield Problem(clip.id, "no_picture", f"{named(clip)} is on a picture track, and its file has none.")
    else:
        yield from _of_length(clip, info, timeline)
        yield from _of_effects(clip, info, timeline)


def _of_length(clip: MediaClip, info: MediaInfo, timeline: Timeline) -> Iterator[Problem]:
    if info.is_still:
        if clip.source_in or clip.speed != 1.0:
            message = f"{named(clip)} is a picture: it has no beginning and no speed."
            yield Problem(clip.id, "picture_has_no_time", message, blocks=False)
        return
    frame = float(1 / timeline.rate)
    if clip.source_in >= info.duration:
        message = f"{named(clip)} begins after its file has ended ({info.duration:.2f} s)."
        yield Problem(clip.id, "beyond_end", message)
    elif clip.source_in + (clip.duration - frame) * clip.speed > info.duration:
        message = f"{named(clip)} is longer than its file has left; its last picture stays."
        yield Problem(clip.id, "beyond_end", message, blocks=False)


def _of_effects(clip: MediaClip, info: MediaInfo, timeline: Timeline) -> Iterator[Problem]:
    shape = shape_of(info=info)
    for step in clip.effects:
        try:
            operation = effect_of(step)
            operation.check(shape)
            shape = operation.after(shape)
        except OperationRefused as refused:
            yield Problem(clip.id, "effect_refused", f"{named(clip)}: {refused.message}")
