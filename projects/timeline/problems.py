"""What keeps a timeline from being shown as it is meant, clip by clip."""

from collections.abc import Iterator
from dataclasses import dataclass

from projects.timeline.composing import Infos, add_text, has_picture, has_sound
from projects.timeline.effects import effect_of
from projects.timeline.saying import Said as _
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
    if clip.name:
        return f"“{clip.name}”"
    return _("The clip at %(seconds)s s", seconds=f"{clip.start:.2f}")


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
        message = _("%(clip)s shows a file that is gone, or that you may not use.", clip=named(clip))
        yield Problem(clip.id, "media_missing", message)
    elif is_audio and not has_sound(info):
        message = _("%(clip)s is on an audio track, and its file has no sound.", clip=named(clip))
        yield Problem(clip.id, "no_sound", message)
    elif not is_audio and not has_picture(info):
        message = _("%(clip)s is on a picture track, and its file has none.", clip=named(clip))
        yield Problem(clip.id, "no_picture", message)
    else:
        yield from _of_length(clip, info, timeline)
        yield from _of_effects(clip, info, timeline)


def _of_length(clip: MediaClip, info: MediaInfo, timeline: Timeline) -> Iterator[Problem]:
    if info.is_still:
        if clip.source_in or clip.speed != 1.0:
            message = _("%(clip)s is a picture: it has no beginning and no speed.", clip=named(clip))
            yield Problem(clip.id, "picture_has_no_time", message, blocks=False)
        return
    frame = float(1 / timeline.rate)
    if clip.source_in >= info.duration:
        told = {"clip": named(clip), "seconds": f"{info.duration:.2f}"}
        message = _("%(clip)s begins after its file has ended (%(seconds)s s).", **told)
        yield Problem(clip.id, "beyond_end", message)
    elif clip.source_in + (clip.duration - frame) * clip.speed > info.duration:
        message = _("%(clip)s is longer than its file has left; its last picture stays.", clip=named(clip))
        yield Problem(clip.id, "beyond_end", message, blocks=False)


def _of_effects(clip: MediaClip, info: MediaInfo, timeline: Timeline) -> Iterator[Problem]:
    shape = shape_of(info=info)
    for step in clip.effects:
        try:
            operation = effect_of(step)
            operation.check(shape)
            shape = operation.after(shape)
        except OperationRefused as refused:
            yield Problem(
                clip.id,
                "effect_refused",
                _("%(clip)s: %(message)s", clip=named(clip), message=refused.message),
            )
