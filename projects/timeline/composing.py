"""A timeline as a composition: what the engine shows and plays, in whole frames.

What cannot be shown is left out of it; `projects.timeline.problems` tells what that is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from uuid import UUID

from projects.timeline.effects import effects_of
from projects.timeline.frames import frame_at, frames_of
from projects.timeline.schema import (
    AnyTrack,
    AudioTrack,
    MediaClip,
    OverlayClip,
    OverlayTrack,
    TextClip,
    TextTrack,
    Timeline,
    VideoClip,
    VideoTrack,
)
from videos.media.composition.model import (
    Bus,
    Composition,
    Layer,
    Piece,
    Place,
    Sound,
    Transition,
    Words,
)
from videos.media.operations.add_text import AddText
from videos.media.probe import MediaInfo

Infos = Mapping[UUID, MediaInfo]  # of the media that can be used, by video


def compose(timeline: Timeline, *, infos: Infos) -> Composition:
    """What a checked timeline looks and sounds like. Sources have the video's id as their key."""
    rate = timeline.rate
    return Composition(
        width=timeline.width,
        height=timeline.height,
        rate=rate,
        frames=max((frames_of(clip, rate).last for clip in timeline.clips), default=0),
        layers=tuple(_layer(track, infos, rate) for track in timeline.tracks if _is_seen(track)),
        words=tuple(
            words_of(clip, rate)
            for track in timeline.tracks
            if isinstance(track, TextTrack) and not track.hidden
            for clip in track.clips
        ),
        buses=_buses(timeline, infos),
        background=timeline.background,
    )


def add_text(clip: TextClip) -> AddText:
    """What draws a clip's words; a position goes before an anchor. Raises pydantic's ValidationError."""
    anchor = None if clip.position else clip.anchor
    return AddText(text=clip.text, style=clip.style, position=clip.position, anchor=anchor)


def words_of(clip: TextClip, rate: Fraction) -> Words:
    first, last = frames_of(clip, rate)
    fades = {"fade_in": frame_at(clip.fade_in, rate), "fade_out": frame_at(clip.fade_out, rate)}
    return Words(text=add_text(clip), start=first, frames=last - first, **fades)


def has_picture(info: MediaInfo | None) -> bool:
    return info is not None and info.video is not None


def has_sound(info: MediaInfo | None) -> bool:
    return info is not None and info.audio is not None


# --- pictures ------------------------------------------------------------------------------------------


def _is_seen(track: AnyTrack) -> bool:
    return isinstance(track, VideoTrack | OverlayTrack) and not track.hidden


def _layer(track: AnyTrack, infos: Infos, rate: Fraction) -> Layer:
    pieces: list[Piece] = []
    for clip in track.clips:
        if isinstance(clip, VideoClip | OverlayClip) and has_picture(infos.get(clip.video_id)):
            pieces.append(_piece(clip, infos[clip.video_id], rate, pieces[-1] if pieces else None))
    return Layer(tuple(pieces))


def _piece(clip: VideoClip | OverlayClip, info: MediaInfo, rate: Fraction, before: Piece | None) -> Piece:
    first, last = frames_of(clip, rate)
    overlap = before.end - first if before else 0
    comes_in = clip.transition if overlap > 0 else None  # the one before it may be left out
    piece = Piece(
        source=str(clip.video_id),
        start=first,
        frames=last - first,
        begin=0.0 if info.is_still else clip.source_in,
        speed=1.0 if info.is_still else clip.speed,
        effects=effects_of(clip).picture,
        fade_in=frame_at(clip.fade_in, rate),
        fade_out=frame_at(clip.fade_out, rate),
        transition=Transition(comes_in.kind.value, overlap) if comes_in else None,
    )
    if isinstance(clip, VideoClip):
        return replace(piece, fit=clip.fit)
    return replace(piece, place=Place(**clip.place.model_dump()), opacity=clip.opacity)


# --- sounds --------------------------------------------------------------------------------------------


def _buses(timeline: Timeline, infos: Infos) -> tuple[Bus, ...]:
    """One for each track that can be heard; films bring their own sound."""
    heard = {
        track.id: (track, sounds)
        for track in timeline.tracks
        if not isinstance(track, TextTrack)
        and not track.muted
        and (sounds := _sounds(track.clips, infos, timeline.rate))
    }
    numbers = {name: number for number, name in enumerate(heard)}
    return tuple(_bus(track, sounds, numbers) for track, sounds in heard.values())


def _bus(track: AnyTrack, sounds: tuple[Sound, ...], numbers: Mapping[str, int]) -> Bus:
    duck = track.duck if isinstance(track, AudioTrack) else None
    if duck is None:
        return Bus(sounds, volume=track.volume)
    under = tuple(numbers[name] for name in duck.under if name in numbers)
    return Bus(sounds, volume=track.volume, under=under, duck=duck.amount)


def _sounds(clips: Sequence[MediaClip], infos: Infos, rate: Fraction) -> tuple[Sound, ...]:
    """A track's sounds. Where only one of two that cross has sound, that one comes up or dies away."""
    sounds: list[Sound] = []
    end, was_heard = 0, False
    for clip in clips:
        first, last = frames_of(clip, rate)
        overlap, is_heard = max(end - first, 0), _is_heard(clip, infos)
        if is_heard:
            sounds.append(_sound(clip, rate, overlap, crosses=was_heard))
        elif was_heard:
            sounds[-1] = replace(sounds[-1], fade_out=max(sounds[-1].fade_out, overlap))
        end, was_heard = last, is_heard
    return tuple(sounds)


def _is_heard(clip: MediaClip, infos: Infos) -> bool:
    return clip.volume > 0 and has_sound(infos.get(clip.video_id))


def _sound(clip: MediaClip, rate: Fraction, overlap: int, *, crosses: bool) -> Sound:
    first, last = frames_of(clip, rate)
    fade_in = frame_at(clip.fade_in, rate)
    return Sound(
        source=str(clip.video_id),
        start=first,
        frames=last - first,
        begin=clip.source_in,
        speed=clip.speed,
        volume=clip.volume,
        effects=effects_of(clip).sound,
        fade_in=fade_in if crosses else max(fade_in, overlap),
        fade_out=frame_at(clip.fade_out, rate),
        transition=overlap if crosses else 0,
    )
