"""A draft whose files were found, as a timeline.

What we had written into the file ourselves is taken over as it was, wherever the cuts still say the same.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import TypeGuard
from uuid import UUID

from pydantic import ValidationError

from projects.interchange.draft import Draft, Kept, Layer, Mark, Reference, Shot
from projects.interchange.joining import Handle, meet, shortened
from projects.interchange.media import exact_rate
from projects.interchange.refusing import Unreadable
from projects.timeline.frames import frame_at, seconds_at
from projects.timeline.saying import Said as _
from projects.timeline.schema import (
    LONGEST_FADE,
    AudioClip,
    Clip,
    Marker,
    OverlayClip,
    TextClip,
    Timeline,
    TrackKind,
    VideoClip,
)

MODELS: dict[TrackKind, type[Clip]] = {
    TrackKind.VIDEO: VideoClip,
    TrackKind.OVERLAY: OverlayClip,
    TrackKind.TEXT: TextClip,
    TrackKind.AUDIO: AudioClip,
}
TRACK_FIELDS = ("id", "name", "muted", "hidden", "locked", "volume", "role", "duck")
CANVAS_FIELDS = ("width", "height", "fps", "background")
HAIR = Fraction(1, 10**5)  # seconds
SOUND_TWICE = _("The films' own sound is off, because this file has it on audio tracks.")


@dataclass(frozen=True)
class Canvas:
    """What a file that does not say it itself is laid out on."""

    width: int
    height: int
    rate: Fraction


@dataclass(frozen=True)
class Missing:
    """A file that was not found here, and how many clips are left out for it."""

    name: str
    clips: int


@dataclass(frozen=True)
class Assembled:
    timeline: Timeline
    missing: list[Missing]
    notes: list[str]


def assemble(
    draft: Draft, *, found: Mapping[Reference, UUID], stills: Collection[UUID], canvas: Canvas
) -> Assembled:
    """Lays the shots out whose files were found. Raises Unreadable for what makes no timeline at all."""
    work = _Assembly(draft, found, stills, canvas)
    body = {**work.head, "tracks": work.tracks(), "markers": work.markers()}
    try:
        timeline = Timeline.model_validate(body)
    except ValidationError as failure:
        first = failure.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Unreadable(
            _("This makes no timeline: %(place)s: %(msg)s.", place=place, msg=first["msg"])
        ) from None
    lost = Counter(
        shot.reference.told
        for layer in draft.layers
        if "soundOf" not in layer.kept
        for shot in layer.shots
        if shot.reference and shot.reference not in found
    )
    return Assembled(timeline, [Missing(*each) for each in lost.items()], work.notes)


@dataclass
class _Assembly:
    draft: Draft
    found: Mapping[Reference, UUID]
    stills: Collection[UUID]
    canvas: Canvas
    notes: list[str] = field(default_factory=list)
    ids: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.notes += self.draft.notes
        self.exact = self.draft.rate or self.canvas.rate
        self.head = _head(self.draft.kept, self.canvas, self.exact)
        # What the timeline itself will take for its rate.
        self.rate = Timeline(fps=self.head["fps"]).rate
        layers = [layer for layer in self.draft.layers if "soundOf" not in layer.kept]
        self.layers = [part for layer in layers for part in _sorted_out(layer)]
        self.is_silent = any(layer.kind == TrackKind.AUDIO and layer.shots for layer in self.layers)

    def frame(self, time: Fraction) -> int:
        return int(time * self.exact + Fraction(1, 2)) if time > 0 else 0

    def tracks(self) -> list[Kept]:
        kept = {str(layer.kept.get("id", "")) for layer in self.layers}
        made = [self.track(layer, list(self.clips(layer))) for layer in self.layers]
        return [track for track in made if track["clips"] or track["id"] in kept]

    def track(self, layer: Layer, clips: list[Kept]) -> Kept:
        fields = {name: layer.kept[name] for name in TRACK_FIELDS if name in layer.kept}
        if not layer.kept:
            silent = "muted" if layer.kind == TrackKind.AUDIO else "hidden"
            fields = {"name": layer.name[:100], silent: not layer.enabled}
        fields["id"] = self.unique("track", str(fields.get("id") or layer.kind.value))
        return {**fields, "kind": layer.kind.value, "clips": clips}

    def clips(self, layer: Layer) -> Iterator[Kept]:
        shots = [shot for shot in layer.shots if self.is_here(shot)]
        handles = [self.handle(shot) for shot in shots]
        for (before, left), (after, right) in pairwise(zip(shots, handles, strict=True)):
            right.is_joined = after.kind is not None and before.end == after.begin
            if not right.is_joined:
                right.lead = right.lead if after.fade_in else 0
                left.tail = left.tail if before.fade_out else 0
        if handles:
            handles[0].lead = handles[0].lead if shots[0].fade_in else 0
            handles[-1].tail = handles[-1].tail if shots[-1].fade_out else 0
        meet(handles)
        if shortened(handles, self.exact):
            self.note(_("Some transitions are shorter here: one takes half of either clip at most."))
        for number, (shot, handle) in enumerate(zip(shots, handles, strict=True)):
            joint = handles[number - 1].tail + handle.lead if handle.is_joined else 0
            yield self.clip(layer, shot, handle, joint)

    def is_here(self, shot: Shot) -> bool:
        if self.frame(shot.begin) == self.frame(shot.end):
            self.note(_("Clips that are shorter than a frame were left out."))
            return False
        return bool(shot.text) if shot.reference is None else shot.reference in self.found

    def handle(self, shot: Shot) -> Handle:
        first = self.frame(shot.begin)
        return Handle(first, self.frame(shot.end), lead=self.leading(shot, first), tail=self.frame(shot.tail))

    def leading(self, shot: Shot, first: int) -> int:
        """Frames before the cut: no more than the file has there."""
        wished = min(self.frame(shot.lead), first)
        there = int((shot.source + shot.grain) / shot.speed * self.exact)
        if shot.reference is None or self.found[shot.reference] in self.stills or wished <= there:
            return wished
        self.note(_("The transition into “%(name)s” is shorter: its file begins too late.", name=shot.name))
        return there

    def note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def clip(self, layer: Layer, shot: Shot, handle: Handle, joint: int) -> Kept:
        fields = _known(MODELS[layer.kind], shot.kept)
        fields["id"] = self.unique("clip", str(fields.get("id") or f"{layer.kind.value}-clip"))
        fields.setdefault("name", shot.name[:200])
        self.place(fields, handle.first - handle.lead, handle.last + handle.tail)
        if shot.reference is None:
            return {**fields, "text": shot.text}
        self.source(fields, layer, shot, handle.lead, self.found[shot.reference])
        self.transition(fields, shot, joint)
        return fields

    def place(self, fields: Kept, first: int, last: int) -> None:
        begin = _told(fields.get("start"), first, self.rate)
        length = fields.get("duration")
        if not _is_number(length) or frame_at(begin + float(length), self.rate) != last:
            length = round(seconds_at(last, self.rate) - begin, 6)
        fields |= {"start": begin, "duration": length}

    def source(self, fields: Kept, layer: Layer, shot: Shot, lead: int, video_id: UUID) -> None:
        is_still = video_id in self.stills
        speed = 1.0 if is_still else float(shot.speed)
        begin = Fraction(0) if is_still else max(shot.source - lead / self.exact * shot.speed, Fraction(0))
        told = fields.get("sourceIn", 0.0)
        is_same = _is_number(told) and abs(Fraction(told) - begin) <= shot.grain / 2 + Fraction(1, 10**5)
        fields["videoId"] = str(video_id)
        fields["sourceIn"] = told if is_same and not is_still else round(float(begin), 6)
        # The library may lose a number's last digit.
        told = fields.get("speed")
        fields["speed"] = told if _is_number(told) and abs(told - speed) < 1e-9 else speed
        if not shot.kept:
            fades = (min(float(each), LONGEST_FADE) for each in (shot.fade_in, shot.fade_out))
            fields["fadeIn"], fields["fadeOut"] = fades
            if self.is_silent and layer.kind == TrackKind.VIDEO and not shot.is_heard:
                fields["volume"] = 0
                self.note(SOUND_TWICE)

    def transition(self, fields: Kept, shot: Shot, joint: int) -> None:
        old = fields.pop("transition", None)
        if shot.kind is None or not joint:
            return
        duration = old.get("duration") if isinstance(old, dict) else None
        is_same = _is_number(duration) and frame_at(float(duration), self.rate) == joint
        fields["transition"] = {
            "kind": shot.kind.value,
            "duration": duration if is_same else seconds_at(joint, self.rate),
        }

    def markers(self) -> list[Kept]:
        return [self.marker(mark) for mark in self.draft.marks]

    def marker(self, mark: Mark) -> Kept:
        fields = _known(Marker, mark.kept)
        fields["id"] = self.unique("marker", str(fields.get("id") or "marker"))
        fields.setdefault("name", mark.name[:200])
        if mark.colour and "color" not in fields:
            fields["color"] = mark.colour
        fields["time"] = _told(fields.get("time"), self.frame(mark.time), self.rate)
        return fields

    def unique(self, kind: str, wished: str) -> str:
        """An id that nothing else of the kind has: programs that cut a clip in two give both the same."""
        name, number = wished, 2
        while (kind, name) in self.ids:
            name, number = f"{wished[:56]}-{number}", number + 1
        self.ids.add((kind, name))
        return name


def _head(kept: Kept, canvas: Canvas, rate: Fraction) -> Kept:
    own = {name: kept[name] for name in CANVAS_FIELDS if name in kept}
    fps = own.get("fps")
    is_same = _is_number(fps) and exact_rate(float(fps)) == rate
    return {"width": canvas.width, "height": canvas.height, **own, "fps": fps if is_same else float(rate)}


def _sorted_out(layer: Layer) -> list[Layer]:
    """The layer as tracks of ours: words that lie between films go to a track of their own."""
    own = str(layer.kept.get("kind", ""))
    if layer.kind == TrackKind.AUDIO:
        return [layer]
    if own in {TrackKind.TEXT.value, TrackKind.OVERLAY.value}:
        return [replace(layer, kind=TrackKind(own))]
    words = [shot for shot in layer.shots if shot.text]
    films = [shot for shot in layer.shots if not shot.text]
    titles = [Layer(TrackKind.TEXT, words, layer.name, layer.enabled)] if words else []
    return [replace(layer, shots=films), *titles] if films or not words else titles


def _known(model: type[Clip | Marker], kept: Kept) -> Kept:
    """Those of our own fields that the model has; its limits are checked with the whole timeline."""
    names = {row.alias or name for name, row in model.model_fields.items()}
    fields = {name: value for name, value in kept.items() if name in names}
    if isinstance(fields.get("meta"), str):
        fields["meta"] = _meta(fields["meta"])
    return fields


def _meta(text: str) -> object:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return {}


def _told(time: object, frame: int, rate: Fraction) -> float:
    """The time that we had written ourselves, while it is at this frame; else the frame's."""
    return (
        float(time) if _is_number(time) and frame_at(float(time), rate) == frame else seconds_at(frame, rate)
    )


def _is_number(value: object) -> TypeGuard[float | int]:
    return isinstance(value, float | int) and not isinstance(value, bool) and abs(value) < 10**9
