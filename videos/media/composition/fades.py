"""How a piece comes and goes: the share of a picture in each frame of a fade or transition.

In the k-th of N frames, counted from 0, what comes in has the share (k + 1) / (N + 1): neither end repeats
a picture without its share, and a fade played backwards is the same fade.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from videos.media.composition.model import Piece, Transition
from videos.media.filtergraph import Graph

MIXED = ("dissolve", "wipe-left", "wipe-right")  # both pictures are seen in their places at once
SLIDES = {"slide-left": -1, "slide-right": 1}  # to where both pictures move
COLOURED = {"fade-black": False, "fade-white": True}  # through a colour; whether that is white


@dataclass(frozen=True)
class Change:
    """A transition in its place: it begins at frame `start`, over the piece that goes or with the one that
    comes."""

    transition: Transition
    start: int

    @property
    def is_coloured(self) -> bool:
        """Say whether a colour lies between both pictures."""
        return self.transition.kind in COLOURED

    @property
    def middle(self) -> int:
        """Give the first frame in which what comes in is seen, where a colour lies between both."""
        return self.start + self.transition.frames // 2

    def share(self, frame: str) -> str:
        """Write the share of what comes in, 0 to 1, in FFmpeg's words; `frame` is an expression."""
        return f"clip(({frame}-({self.start})+1)/{self.transition.frames + 1},0,1)"


@dataclass(frozen=True)
class Clock:
    """Half frames of a piece: its k-th frame is at 2 (k + 1). The first that there is, is frame `skip`."""

    rate: Fraction
    skip: int

    def begin(self, graph: Graph) -> None:
        graph.filter_video("settb", expr=f"1/({2 * self.rate})")
        graph.filter_video("setpts", expr=f"2*(N+{self.skip + 1})")

    def end(self, graph: Graph, *, first: int) -> None:
        """Give the frames their times in the film, whose frame `first` is the first of them."""
        graph.filter_video("settb", expr=f"1/({self.rate})")
        graph.filter_video("setpts", expr=f"N+{first}")

    def fade(self, graph: Graph, way: Literal["in", "out"], start: int, length: int, **options: int) -> None:
        """Fade from `start` on for `length`, both in half frames."""
        half = 1_000_000 / (2 * self.rate)
        times = {"start_time": f"{round(start * half)}us", "duration": f"{round(length * half)}us"}
        graph.filter_video("fade", type=way, **times, **options)


def fade_alpha(graph: Graph, piece: Piece, clock: Clock) -> None:
    """Let a piece with transparency come from what lies under it, and go."""
    if piece.fade_in:
        clock.fade(graph, "in", 0, 2 * (piece.fade_in + 1), alpha=1)
    if piece.fade_out:
        begin = 2 * (piece.frames - piece.fade_out)
        clock.fade(graph, "out", begin, 2 * (piece.fade_out + 1), alpha=1)


def fade_colour(graph: Graph, piece: Piece, clock: Clock, change: Change, way: Literal["in", "out"]) -> None:
    """Let a piece come out of a colour in the second half of a transition, or go into it in the first."""
    steps = change.transition.frames + 1
    start = 2 * (change.start - piece.start) + (steps if way == "in" else 0)
    white = COLOURED[change.transition.kind]
    _count_light(graph, white=white)
    clock.fade(graph, way, start, steps)
    _count_light(graph, white=white, back=True)


def _count_light(graph: Graph, *, white: bool, back: bool = False) -> None:
    """Count a transparent picture's light from where it goes: up from black, or down from white; and back.

    To FFmpeg, what fades away is 0, which of pictures with transparency is darker than their black.
    """
    if white:
        graph.filter_video("lutyuv", y="235-val", u="256-val", v="256-val")
    else:
        graph.filter_video("lutyuv", y="val+16" if back else "val-16")
