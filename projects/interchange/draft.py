"""A timeline as it was read, before its files are found here: times are exact seconds of the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from projects.timeline.schema import TrackKind, TransitionKind

Kept = dict[str, Any]  # what we had written into a file ourselves


@dataclass(frozen=True)
class Reference:
    """A file as it was named: by our id, when it is ours, and by names, the best first."""

    video_id: UUID | None = None
    names: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What a person knows it by."""
        return self.names[0] if self.names else str(self.video_id or "Unnamed")


@dataclass(frozen=True)
class Shot:
    """A clip between two cuts, with its handles: what is seen of it in transitions beyond them.

    `source` is the second of its file that is shown at `begin`. `text` is of a clip that is only words.
    """

    begin: Fraction
    end: Fraction
    name: str = ""
    reference: Reference | None = None
    source: Fraction = Fraction(0)
    grain: Fraction = Fraction(0)  # seconds; `source` was rounded to such steps
    speed: Fraction = Fraction(1)
    text: str = ""
    is_heard: bool = False  # the sound of its film is said to come with it
    kind: TransitionKind | None = None  # of the transition into it, from the shot that ends where it begins
    lead: Fraction = Fraction(0)  # of that transition, before `begin`
    tail: Fraction = Fraction(0)  # after `end`, of the transition that follows
    fade_in: Fraction = Fraction(0)
    fade_out: Fraction = Fraction(0)
    kept: Kept = field(default_factory=dict)

    def within(self, begin: Fraction, end: Fraction) -> "Shot | None":
        """What of it lies in a window; None when nothing does."""
        first, last = max(self.begin, begin), min(self.end, end)
        if first >= last:
            return None
        cut = replace(self, begin=first, end=last, source=self.source + (first - self.begin) * self.speed)
        if first > self.begin:
            cut = replace(cut, kind=None, lead=Fraction(0), fade_in=Fraction(0))
        return cut if last == self.end else replace(cut, tail=Fraction(0), fade_out=Fraction(0))

    def moved(self, by: Fraction) -> "Shot":
        return replace(self, begin=self.begin + by, end=self.end + by)


@dataclass(frozen=True)
class Layer:
    """Shots of one kind in order of time; none lies over another."""

    kind: TrackKind
    shots: Sequence[Shot]
    name: str = ""
    enabled: bool = True
    kept: Kept = field(default_factory=dict)

    def within(self, begin: Fraction, end: Fraction) -> "Layer":
        """What of it lies in a window, from the window's beginning on."""
        cut = (shot.within(begin, end) for shot in self.shots)
        return replace(self, shots=[shot.moved(-begin) for shot in cut if shot])


@dataclass(frozen=True)
class Mark:
    time: Fraction
    name: str = ""
    colour: str = ""
    kept: Kept = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A whole file. `rate` None: it does not say how many frames a second has. `notes` are for the person."""

    layers: Sequence[Layer]
    rate: Fraction | None
    marks: Sequence[Mark] = ()
    kept: Kept = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def references(self) -> list[Reference]:
        """Every file that is named, once."""
        named = [shot.reference for layer in self.layers for shot in layer.shots if shot.reference]
        return list(dict.fromkeys(named))
