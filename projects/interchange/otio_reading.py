"""Reads OpenTimelineIO, of ours and of other programs.

The library's reader of JSON is used below its adapters: no plugin, hook or media linker is looked for.
Compositions in compositions are laid out flat: the first layer of an inner one takes its place in the track,
those over it become tracks of their own.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from projects.interchange.draft import Draft, Layer, Mark, Shot
from projects.interchange.guarding import guarded
from projects.interchange.media import exact_rate
from projects.interchange.otio_shots import kept_of, shot_of
from projects.interchange.otio_times import seconds, span
from projects.interchange.otio_writing import COLOURS, OURS
from projects.interchange.refusing import Unreadable
from projects.timeline.saying import Said as _
from projects.timeline.schema import TrackKind, TransitionKind

DEEPEST = 20  # compositions in each other
MOST_SHOTS = 10_000  # in a file that is then found to be too long


def from_otio(content: bytes) -> Draft:
    """Raises Unreadable."""
    value = guarded(content, each=_sealed)
    try:
        root = otio.core.deserialize_json_from_string(json.dumps(value))
    except (otio.exceptions.OTIOError, ValueError, TypeError, KeyError) as failure:
        raise Unreadable(_("This is not OpenTimelineIO: %(failure)s", failure=str(failure)[:200])) from None
    timeline = _timeline_in(root)
    reading = _Reading()
    layers = reading.stack(timeline.tracks, 0)
    fps = kept_of(timeline).get("fps")
    rate = exact_rate(fps) if isinstance(fps, float | int) and 1 <= fps <= 120 else _usual_rate(timeline)
    return Draft(
        layers=layers,
        rate=rate,
        marks=list(_marks(timeline)),
        kept=kept_of(timeline),
        notes=tuple(dict.fromkeys(reading.notes)),
    )


def _sealed(row: dict[str, Any]) -> dict[str, Any]:
    """Without others' metadata, and with ours as text: the library would lose a number's last digit."""
    metadata = row.get("metadata")
    if not isinstance(metadata, dict):
        return row
    ours = metadata.get(OURS)
    return row | {"metadata": {OURS: json.dumps(ours)} if isinstance(ours, dict) else {}}


def _timeline_in(root: object) -> otio.schema.Timeline:
    if isinstance(root, otio.schema.SerializableCollection):
        root = next((each for each in root if isinstance(each, otio.schema.Timeline)), None)
    if not isinstance(root, otio.schema.Timeline) or root.tracks is None:
        raise Unreadable(_("There is no timeline in this file."))
    return root


def _usual_rate(timeline: otio.schema.Timeline) -> Fraction | None:
    """The rate that most clips are counted in: a timeline itself need not tell one."""
    rates = Counter(
        clip.source_range.duration.rate for clip in timeline.find_clips() if clip.source_range is not None
    )
    if timeline.global_start_time is not None:
        rates = Counter([timeline.global_start_time.rate])
    told = [rate for rate, _ in rates.most_common() if 1 <= rate <= 120]
    return exact_rate(told[0]) if told else None


def _marks(timeline: otio.schema.Timeline) -> Iterator[Mark]:
    for marker in timeline.tracks.markers:
        time = max(seconds(marker.marked_range.start_time), Fraction(0))
        yield Mark(time, marker.name, _hex(marker.color), kept_of(marker))


def _hex(colour: str | None) -> str:
    known = COLOURS.get(str(colour or ""))
    return "#{:02x}{:02x}{:02x}".format(*known) if known else ""


@dataclass
class _Reading:
    """One pass through a file."""

    notes: list[str] = field(default_factory=list)
    shots: int = 0

    def stack(self, stack: otio.schema.Stack, depth: int) -> list[Layer]:
        """Layers of all that lies in it, the lowest first, cut to its own range."""
        layers = [layer for child in stack for layer in self.item(child, depth + 1)]
        return self.trimmed(stack, layers)

    def item(self, item: otio.core.Composable, depth: int) -> list[Layer]:
        if depth > DEEPEST:
            raise Unreadable(_("Compositions lie in each other more than %(most)s deep.", most=DEEPEST))
        if isinstance(item, otio.schema.Stack):
            return self.stack(item, depth)
        if isinstance(item, otio.schema.Track):
            return self.track(item, depth)
        shots = [self.shot(item)] if isinstance(item, otio.schema.Clip) else []
        return [Layer(TrackKind.VIDEO, shots)] if shots else []

    def shot(self, clip: otio.schema.Clip) -> Shot:
        self.shots += 1
        if self.shots > MOST_SHOTS:
            raise Unreadable(_("There are more than %(most)s clips in this file.", most=MOST_SHOTS))
        return shot_of(clip, self.notes)

    def trimmed(self, item: otio.core.Item, layers: list[Layer]) -> list[Layer]:
        if any(isinstance(effect, otio.schema.TimeEffect) for effect in item.effects):
            self.notes.append(
                _("“%(name)s” changes the speed of several clips; they keep their own.", name=item.name)
            )
        if item.source_range is None:
            return layers
        begin, length = span(item.source_range)
        return [layer.within(begin, begin + length) for layer in layers]

    def track(self, track: otio.schema.Track, depth: int) -> list[Layer]:
        is_sound = track.kind == otio.schema.TrackKind.Audio
        kind = TrackKind.AUDIO if is_sound else TrackKind.VIDEO
        laid = _Laid()
        for child in track:
            if isinstance(child, otio.schema.Transition):
                laid.transition(child, self.notes)
            elif isinstance(child, otio.schema.Clip):
                laid.put(self.shot(child))
            elif isinstance(child, otio.schema.Stack | otio.schema.Track):
                inner = [
                    layer for layer in self.item(child, depth + 1) if (layer.kind == kind) or not is_sound
                ]
                laid.put_all(inner, kind, length_of(child))
            else:
                laid.skip(length_of(child))
        laid.end()
        whole = Layer(kind, laid.shots, track.name, enabled=bool(track.enabled), kept=kept_of(track))
        return self.trimmed(track, [whole, *laid.over])


@dataclass
class _Laid:
    """A track in the making: `end_at` is where the next child begins."""

    shots: list[Shot] = field(default_factory=list)
    over: list[Layer] = field(default_factory=list)
    end_at: Fraction = Fraction(0)
    coming: otio.schema.Transition | None = None

    def put(self, shot: Shot) -> None:
        placed = shot.moved(self.end_at)
        self.end_at = placed.end
        if placed.end == placed.begin:
            return
        self.shots.append(placed if self.coming is None else self._joined(placed, self.coming))
        self.coming = None

    def skip(self, length: Fraction) -> None:
        self.end()
        self.end_at += length

    def put_all(self, layers: list[Layer], kind: TrackKind, length: Fraction) -> None:
        """An inner composition: its lowest layer of the track's kind here, the others over it."""
        self.end()
        lowest = next((layer for layer in layers if layer.kind == kind), None)
        if lowest is not None:
            self.shots += [shot.moved(self.end_at) for shot in lowest.shots]
        others = [layer for layer in layers if layer is not lowest]
        self.over += [
            replace(layer, shots=[shot.moved(self.end_at) for shot in layer.shots]) for layer in others
        ]
        self.end_at += length

    def transition(self, transition: otio.schema.Transition, notes: list[str]) -> None:
        if transition.in_offset is None or transition.out_offset is None:
            notes.append(_("A transition without a length was left out."))
            return
        self.coming = transition

    def end(self) -> None:
        """What would have come in has not: the clip before dies away instead."""
        if self.coming is not None and self.shots and self.shots[-1].end == self.end_at:
            before, after = _lengths(self.coming)
            self.shots[-1] = replace(self.shots[-1], tail=after, fade_out=before + after)
        self.coming = None

    def _joined(self, placed: Shot, coming: otio.schema.Transition) -> Shot:
        before, after = _lengths(coming)
        if not self.shots or self.shots[-1].end != placed.begin:  # it comes up from nothing
            return replace(placed, lead=before, fade_in=before + after)
        self.shots[-1] = replace(self.shots[-1], tail=after)
        return replace(placed, kind=_kind_of(coming), lead=before)


def _lengths(transition: otio.schema.Transition) -> tuple[Fraction, Fraction]:
    before, after = seconds(transition.in_offset), seconds(transition.out_offset)
    if before < 0 or after < 0:
        raise Unreadable(_("A transition has a negative length."))
    return before, after


def _kind_of(transition: otio.schema.Transition) -> TransitionKind:
    kept = kept_of(transition).get("kind")
    known = [kind for kind in TransitionKind if kind.value == kept]
    return known[0] if known else TransitionKind.DISSOLVE


def length_of(item: otio.core.Item, depth: int = 0) -> Fraction:
    """How long it is in what holds it: exactly, unlike OTIO's own sums."""
    if depth > DEEPEST:
        raise Unreadable(_("Compositions lie in each other more than %(most)s deep.", most=DEEPEST))
    if getattr(item, "source_range", None) is not None:
        return span(item.source_range)[1]
    if isinstance(item, otio.schema.Clip):
        available = getattr(item.media_reference, "available_range", None)
        return span(available)[1] if available else Fraction(0)
    if isinstance(item, otio.schema.Stack | otio.schema.Track):
        inner = [length_of(each, depth + 1) for each in item if isinstance(each, otio.core.Item)]
        return (
            sum(inner, Fraction(0))
            if isinstance(item, otio.schema.Track)
            else max(inner, default=Fraction(0))
        )
    return Fraction(0)
