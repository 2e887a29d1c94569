"""Writes OpenTimelineIO.

What OTIO has no words for lies in `metadata.framewright`, so that reading our own file gives the same
timeline. The sound of films lies once more on audio tracks (`soundOf`), as editors of other makers want it.
"""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from projects.interchange.cuts import Cut, Joint, Sheet, moment, rate_of, sheets_of
from projects.interchange.media import Media, Shelf
from projects.timeline.schema import (
    AudioTrack,
    Marker,
    MediaClip,
    TextClip,
    TextTrack,
    Timeline,
    TransitionKind,
)

OURS = "framewright"
TEXT = "framewright.text"
COLOURS = {
    "RED": (255, 0, 0), "ORANGE": (255, 165, 0), "YELLOW": (255, 255, 0), "GREEN": (0, 128, 0),
    "CYAN": (0, 255, 255), "BLUE": (0, 0, 255), "PURPLE": (128, 0, 128), "MAGENTA": (255, 0, 255),
    "PINK": (255, 192, 203), "BLACK": (0, 0, 0), "WHITE": (255, 255, 255),
}  # fmt: skip


def to_otio(timeline: Timeline, *, name: str, media: Shelf) -> str:
    """The timeline as OTIO's JSON; media by path relative to it."""
    rate = rate_of(timeline)
    whole = otio.schema.Timeline(name=name)
    whole.metadata[OURS] = _fields(timeline, without={"tracks", "markers"})
    sounds: list[otio.schema.Track] = []
    for sheet in sheets_of(timeline):
        whole.tracks.append(_track(sheet, rate, media))
        sounds += _sounds_of(sheet, rate, media)
    whole.tracks.extend(sounds)
    whole.tracks.markers.extend(_marker(marker, timeline, rate) for marker in timeline.markers)
    return str(whole.to_json_string(indent=2))


def _fields(row: Any, *, without: set[str]) -> dict[str, Any]:
    """A model's fields as they are stored. Others' free JSON is kept as text: OTIO knows no great numbers."""
    fields: dict[str, Any] = row.model_dump(mode="json", by_alias=True, exclude=without)
    if "meta" in fields:
        fields["meta"] = json.dumps(fields["meta"])
    return fields


def _track(sheet: Sheet, rate: Fraction, media: Shelf) -> otio.schema.Track:
    track = sheet.track
    is_sound = isinstance(track, AudioTrack)
    kind = otio.schema.TrackKind.Audio if is_sound else otio.schema.TrackKind.Video
    made = otio.schema.Track(name=track.name or track.id, kind=kind)
    made.enabled = not (track.muted if is_sound else track.hidden)
    made.metadata[OURS] = _fields(track, without={"clips"})
    _fill(made, sheet.cuts, rate, media)
    return made


def _sounds_of(sheet: Sheet, rate: Fraction, media: Shelf) -> list[otio.schema.Track]:
    """The sound of a track of films, cut as its pictures are."""
    track = sheet.track
    if isinstance(track, AudioTrack | TextTrack) or track.muted:
        return []
    heard = [cut for cut in sheet.cuts if _has_sound(cut, media)]
    if not heard:
        return []
    name = f"{track.name or track.id} sound"
    sound = otio.schema.Track(name=name, kind=otio.schema.TrackKind.Audio)
    sound.metadata[OURS] = {"soundOf": track.id}
    _fill(sound, heard, rate, media)
    return [sound]


def _has_sound(cut: Cut, media: Shelf) -> bool:
    if not isinstance(cut.clip, MediaClip) or not cut.clip.volume:
        return False
    known = media.get(cut.clip.video_id)
    return known is not None and known.has_sound


def _fill(track: otio.schema.Track, cuts: Sequence[Cut], rate: Fraction, media: Shelf) -> None:
    end = 0
    for cut in cuts:
        if cut.first > end:
            gap = otio.opentime.TimeRange(_time(0, rate), _time(cut.first - end, rate))
            track.append(otio.schema.Gap(source_range=gap))
        if cut.joint and cut.first == end and end:
            track.append(_transition(cut.joint, rate))
        track.append(_clip(cut, rate, media))
        end = cut.last


def _transition(joint: Joint, rate: Fraction) -> otio.schema.Transition:
    is_plain = joint.kind == TransitionKind.DISSOLVE
    types = otio.schema.TransitionTypes
    return otio.schema.Transition(
        name=joint.kind.value,
        transition_type=types.SMPTE_Dissolve if is_plain else types.Custom,
        in_offset=_time(joint.before, rate),
        out_offset=_time(joint.after, rate),
        metadata={OURS: {"kind": joint.kind.value}},
    )


def _clip(cut: Cut, rate: Fraction, media: Shelf) -> otio.schema.Clip:
    clip = cut.clip
    made = otio.schema.Clip(name=clip.name or clip.id)
    made.metadata[OURS] = _fields(clip, without=set())
    if isinstance(clip, TextClip):
        made.media_reference = otio.schema.GeneratorReference(
            name=clip.text[:60], generator_kind=TEXT, parameters={"text": clip.text}
        )
        made.source_range = otio.opentime.TimeRange(_time(0, rate), _time(cut.frames, rate))
        return made
    known = media.get(clip.video_id)
    made.media_reference = _reference(known, rate) if known else otio.schema.MissingReference()
    made.media_reference.metadata[OURS] = {"videoId": str(clip.video_id)}
    own = known.rate if known and known.rate else rate
    begin = cut.source_at(cut.first, rate) if known is None or not known.is_still else Fraction(0)
    made.source_range = otio.opentime.TimeRange(_time(_on_frame(begin * own), own), _time(cut.frames, rate))
    if clip.speed != 1:
        made.effects.append(otio.schema.LinearTimeWarp(time_scalar=float(clip.speed)))
    return made


def _on_frame(frames: Fraction) -> int:
    """The file's own frame that is seen at a moment of it."""
    return max(int(frames + Fraction(1, 2)), 0)


def _reference(known: Media, rate: Fraction) -> otio.schema.ExternalReference:
    made = otio.schema.ExternalReference(target_url=known.path)
    made.name = known.title
    if not known.is_still:
        own = known.rate or rate
        length = int(Fraction(str(known.duration)) * own + Fraction(1, 2))
        made.available_range = otio.opentime.TimeRange(_time(0, own), _time(length, own))
    return made


def _marker(marker: Marker, timeline: Timeline, rate: Fraction) -> otio.schema.Marker:
    at = otio.opentime.TimeRange(_time(moment(marker.time, timeline), rate), _time(0, rate))
    made = otio.schema.Marker(name=marker.name, marked_range=at, color=_nearest(marker.color))
    made.metadata[OURS] = _fields(marker, without=set())
    return made


def _nearest(colour: str) -> str:
    """OTIO's name for about this colour."""
    digits = colour.lstrip("#")[:6]
    if not colour.startswith("#") or len(digits) != 6:
        return colour.upper() if colour.upper() in COLOURS else "ORANGE"
    seen = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    return min(COLOURS, key=lambda each: sum((a - b) ** 2 for a, b in zip(COLOURS[each], seen, strict=True)))


def _time(frames: int, rate: Fraction) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(frames, float(rate))
