"""What a composition is: which stretch of which source is seen and heard when.

Places in time are whole frames of the composition's rate, lengths too: nothing here can lie between two
frames. Moments within a source are seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from videos.media.operations import Operation
from videos.media.operations.add_text import AddText
from videos.media.probe import MediaInfo

Kind = Literal["dissolve", "fade-black", "fade-white", "wipe-left", "wipe-right", "slide-left", "slide-right"]
Fit = Literal["contain", "cover", "stretch"]


@dataclass(frozen=True)
class Source:
    """A file. `content` names what is in it: equal contents have equal names, wherever they lie."""

    path: Path
    info: MediaInfo
    content: str


Sources = Mapping[str, Source]  # by the key that pieces and sounds name


@dataclass(frozen=True)
class Transition:
    """Comes in over the piece before it on the same layer, whose last frames it overlaps."""

    kind: Kind
    frames: int


@dataclass(frozen=True)
class Place:
    """A part of the frame as shares of its width and height, from the top left; may reach beyond it."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Piece:
    """A stretch of a source's picture on a layer. A still picture has no time and is seen for all of it.

    `begin` is the second of the source that its first frame shows. `place` None fills the frame, as `fit`
    says. `effects` keep the length; they see the source at its own size.
    """

    source: str
    start: int
    frames: int
    begin: float = 0.0
    speed: float = 1.0
    effects: tuple[Operation, ...] = ()
    fit: Fit = "contain"
    place: Place | None = None
    opacity: float = 1.0
    fade_in: int = 0  # frames, from what lies under it
    fade_out: int = 0
    transition: Transition | None = None

    @property
    def end(self) -> int:
        return self.start + self.frames


@dataclass(frozen=True)
class Words:
    """A text over all layers. `text` says what and where; its own span of time is not used."""

    text: AddText
    start: int
    frames: int
    fade_in: int = 0
    fade_out: int = 0

    @property
    def end(self) -> int:
        return self.start + self.frames


@dataclass(frozen=True)
class Layer:
    """Pieces in order of time. They overlap only where a transition says so."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Sound:
    """A stretch of a source's sound on a bus; `transition` frames fade over from the one before."""

    source: str
    start: int
    frames: int
    begin: float = 0.0
    speed: float = 1.0
    volume: float = 1.0
    effects: tuple[Operation, ...] = ()
    fade_in: int = 0
    fade_out: int = 0
    transition: int = 0

    @property
    def end(self) -> int:
        return self.start + self.frames


@dataclass(frozen=True)
class Bus:
    """Sounds that are mixed with one volume. With `under`, it is quieter by `duck` decibels while a bus of
    those numbers is heard."""

    sounds: tuple[Sound, ...]
    volume: float = 1.0
    under: tuple[int, ...] = ()
    duck: float = 12.0


@dataclass(frozen=True)
class Composition:
    """Layers from the lowest to the highest, texts over them, and buses. Even width and height, pixels.

    What no layer covers is `background` (a colour as operations take it).
    """

    width: int
    height: int
    rate: Fraction
    frames: int
    layers: tuple[Layer, ...] = ()
    words: tuple[Words, ...] = ()
    buses: tuple[Bus, ...] = ()
    background: str = "#000000"

    @property
    def seconds(self) -> float:
        return float(self.frames / self.rate)

    @property
    def has_sound(self) -> bool:
        return any(bus.sounds for bus in self.buses)


@dataclass(frozen=True)
class Span:
    """Frames of a composition: `first` and those after it, up to but without `last`."""

    first: int
    last: int

    @property
    def frames(self) -> int:
        return self.last - self.first


@dataclass(frozen=True)
class Look:
    """How frames are encoded: all parts of one film alike, so that their packets join."""

    width: int
    height: int
    crf: int = 20
    preset: str = "medium"


Parts = Sequence[Span]
