"""Two changes of one timeline joined to one: clip by clip, and setting by setting."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from projects.timeline.checking import read
from projects.timeline.refusals import Refusal, TimelineRefused
from projects.timeline.schema import AnyClip, AnyTrack, Marker, Timeline

SETTINGS = ("schema_version", "width", "height", "fps", "background")
Some = TypeVar("Some")


class Clash(StrEnum):
    CHANGED = "changed"  # both have changed the clip, each in another way
    DELETED = "deleted"  # one has changed it, and the other has deleted it or its track
    SETTINGS = "settings"  # both have changed the same setting, or the same marker
    OVERLAP = "overlap"  # each is fine by itself, and together clips lie over each other or the like


@dataclass(frozen=True)
class Conflict:
    """Where two changes cannot both be had. `field` names a setting: `width`, `volume`, `markers.<id>`."""

    kind: Clash
    clip_id: str = ""
    track_id: str = ""
    field: str = ""


@dataclass(frozen=True)
class Merged:
    """Both changes in one; with conflicts it is `theirs`, as it was."""

    timeline: Timeline
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Lying:
    """A clip and the track that it lies on: moved to another, it is still the same clip."""

    track_id: str
    clip: AnyClip


@dataclass(frozen=True)
class Three(Generic[Some]):
    """One thing in the common beginning and after each change; None where it does not exist."""

    base: Some | None
    theirs: Some | None
    mine: Some | None

    @property
    def clashes(self) -> bool:
        return self.theirs != self.mine and self.base not in (self.theirs, self.mine)

    @property
    def outcome(self) -> Some | None:
        """Whichever was changed; of a clash, theirs."""
        return self.mine if self.theirs == self.base else self.theirs

    @property
    def is_lost(self) -> bool:
        return self.theirs is None or self.mine is None


def merge(base: Timeline, theirs: Timeline, mine: Timeline) -> Merged:
    """Joins what two people made of `base`. All three are settled, and so is the result."""
    return _Merge(base, theirs, mine).merged()


@dataclass
class _Merge:
    base: Timeline
    theirs: Timeline
    mine: Timeline
    conflicts: list[Conflict] = field(default_factory=list)

    def merged(self) -> Merged:
        data = self._joined()
        if not self.conflicts:
            try:
                return Merged(read(data))
            except TimelineRefused as refused:
                self.conflicts.extend(_told(refused.each, data["tracks"]))
        return Merged(self.theirs, tuple(dict.fromkeys(self.conflicts)))

    def _joined(self) -> dict[str, Any]:
        tracks = dict(self._tracks())
        clips: dict[str, list[AnyClip]] = {name: [] for name in tracks}
        for name, lying in self._clips():
            if lying.track_id in clips:
                clips[lying.track_id].append(lying.clip)
            else:
                self._clash(Clash.DELETED, clip_id=name, track_id=lying.track_id)
        return {
            **dict(self._settings()),
            "tracks": [{**tracks[name], "clips": clips[name]} for name in self._order(tracks)],
            "markers": list(self._markers()),
        }

    def _three(self, of: Callable[[Timeline], Mapping[str, Some]]) -> Iterator[tuple[str, Three[Some]]]:
        base, theirs, mine = of(self.base), of(self.theirs), of(self.mine)
        for name in dict.fromkeys([*base, *theirs, *mine]):
            yield name, Three(base.get(name), theirs.get(name), mine.get(name))

    def _clash(self, kind: Clash, **where: str) -> None:
        self.conflicts.append(Conflict(kind, **where))

    def _clips(self) -> Iterator[tuple[str, Lying]]:
        for name, each in self._three(_lying):
            lying = each.outcome or each.mine
            if each.clashes and lying:
                kind = Clash.DELETED if each.is_lost else Clash.CHANGED
                self._clash(kind, clip_id=name, track_id=lying.track_id)
            if each.outcome:
                yield name, each.outcome

    def _tracks(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The tracks that stay, with their settings, without their clips."""
        for name, each in self._three(_heads):
            if each.base and each.is_lost:
                if each.clashes:
                    self._clash(Clash.DELETED, track_id=name)
                continue
            if each.theirs and each.mine:
                yield name, dict(self._fields(Three(each.base or {}, each.theirs, each.mine), name))
            elif each.outcome:
                yield name, each.outcome

    def _fields(self, each: Three[dict[str, Any]], track_id: str) -> Iterator[tuple[str, Any]]:
        base, theirs, mine = each.base or {}, each.theirs or {}, each.mine or {}
        for name in dict.fromkeys([*theirs, *mine]):
            one = Three(base.get(name), theirs.get(name), mine.get(name))
            if one.clashes:
                self._clash(Clash.SETTINGS, track_id=track_id, field=name)
            yield name, one.outcome

    def _settings(self) -> Iterator[tuple[str, Any]]:
        for name, each in self._three(lambda timeline: {key: getattr(timeline, key) for key in SETTINGS}):
            if each.clashes:
                self._clash(Clash.SETTINGS, field=name)
            yield name, each.outcome

    def _markers(self) -> Iterator[Marker]:
        for name, each in self._three(lambda timeline: {marker.id: marker for marker in timeline.markers}):
            if each.clashes:
                self._clash(Clash.SETTINGS, field=f"markers.{name}")
            if each.outcome:
                yield each.outcome

    def _order(self, kept: Iterable[str]) -> list[str]:
        """The order of who has moved tracks; new ones stay behind their neighbours."""
        lists = [[track.id for track in each.tracks] for each in (self.base, self.theirs, self.mine)]
        old = set(lists[0]) & set(kept)
        moved = Three(*([name for name in names if name in old] for names in lists))
        if moved.clashes:
            self._clash(Clash.SETTINGS, field="tracks")
        fresh = [_behind(names, old, set(kept)) for names in lists[1:]]
        order: list[str] = []
        for name in ("", *(moved.outcome or [])):
            order.extend([name] if name else [])
            order.extend(_joined_runs([runs.get(name, []) for runs in fresh]))
        return order


def _lying(timeline: Timeline) -> dict[str, Lying]:
    return {clip.id: Lying(track.id, clip) for track in timeline.tracks for clip in _clips_of(track)}


def _clips_of(track: AnyTrack) -> Sequence[AnyClip]:
    return track.clips


def _heads(timeline: Timeline) -> dict[str, dict[str, Any]]:
    return {track.id: track.model_dump(exclude={"clips"}) for track in timeline.tracks}


def _behind(names: Sequence[str], old: set[str], kept: set[str]) -> dict[str, list[str]]:
    """The new tracks that follow each old one; those before all old ones are under the empty name."""
    runs: dict[str, list[str]] = {}
    last = ""
    for name in names:
        if name in old:
            last = name
        elif name in kept:
            runs.setdefault(last, []).append(name)
    return runs


def _joined_runs(runs: Sequence[list[str]]) -> Iterable[str]:
    """Both people's new tracks at one place; whose change came first makes no difference."""
    return dict.fromkeys(name for run in sorted(runs) for name in run)


def _told(refusals: Sequence[Refusal], tracks: Sequence[dict[str, Any]]) -> Iterator[Conflict]:
    """What the merged timeline is refused for, by the clip or the track that the path leads to."""
    for each in refusals:
        parts = each.field.split(".")
        track = tracks[int(parts[1])] if parts[0] == "tracks" and len(parts) > 1 else None
        if track is None:
            yield Conflict(Clash.SETTINGS, field=each.field)
        elif parts[2:3] == ["clips"]:
            yield Conflict(Clash.OVERLAP, clip_id=track["clips"][int(parts[3])].id, track_id=track["id"])
        else:
            yield Conflict(Clash.SETTINGS, track_id=track["id"], field=parts[2] if len(parts) > 2 else "")
