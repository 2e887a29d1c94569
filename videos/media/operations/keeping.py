"""What operations that cut pieces out of a film have in common: which frames stay, and how they join."""

import dataclasses
import itertools
from collections.abc import Iterable
from typing import ClassVar

from videos.media.filtergraph import SAMPLE_RATE, Graph
from videos.media.operations.base import Operation
from videos.media.operations.expressions import inside, stepwise
from videos.media.shape import Shape

BLOCK = 64  # samples: sound is kept or dropped in pieces this small
GRID = 100.0  # steps a second in which a film is cut whose frames are no grid, or that has none


class Keeping(Operation):
    """Cut several pieces out of a film, picture and sound together, exact to the frame."""

    joint_fade: ClassVar[float] = 0.0  # seconds of fading on both sides of a joint, so that nothing clicks

    def cuts(self, duration: float) -> Iterable[tuple[float, float]]:
        """Give the pieces to cut out (seconds), in order; none may overlap another."""
        raise NotImplementedError

    def grid(self, shape: Shape) -> float:
        """Give how many moments of a second may begin or end a part: the film's frames, if it has any."""
        return shape.fps if shape.has_video else GRID

    def edges(self, shape: Shape) -> list[int]:
        """Give where kept parts begin and end, by turns, in steps of the grid."""
        rate = self.grid(shape)
        last = round(shape.duration * rate)
        edges = [0]
        for start, end in self.cuts(shape.duration):
            edges += [round(start * rate), min(round(end * rate), last)]
        edges.append(last)
        spans = zip(edges[::2], edges[1::2], strict=True)
        return [edge for start, end in spans if end > start for edge in (start, end)]

    def spans(self, shape: Shape) -> list[tuple[float, float]]:
        """Give the kept parts in seconds."""
        rate = self.grid(shape)
        edges = self.edges(shape)
        return [(start / rate, end / rate) for start, end in zip(edges[::2], edges[1::2], strict=True)]

    def after(self, shape: Shape) -> Shape:
        duration = sum(end - start for start, end in self.spans(shape))
        return dataclasses.replace(shape, duration=duration, variable_rate=False)

    def source_time(self, time: float, shape: Shape) -> float:
        spans = self.spans(shape)
        for start, end in spans:
            if time < end - start:
                return start + time
            time -= end - start
        return spans[-1][1]

    # -- cutting ---------------------------------------------------------------------------------------

    def join(self, graph: Graph) -> None:
        if graph.still:
            self._renumber(graph)
            return
        self.require_known()
        edges, rate = self.edges(graph.shape), self.grid(graph.shape)
        if graph.video is not None:
            graph.pace()
            graph.filter_video("select", expr=inside(_placed(edges, rate, graph.shape.fps)))
            graph.filter_video("setpts", expr="N/FRAME_RATE/TB")
        blocks = _placed(edges, rate, SAMPLE_RATE / BLOCK)
        graph.settle_sound()
        graph.filter_audio("aformat", sample_rates=SAMPLE_RATE)
        if self.joint_fade and len(blocks) > 2:
            graph.filter_audio("aeval", exprs=f"val(ch)*{_fades(blocks, self.joint_fade)}", c="same")
        graph.filter_audio("asetnsamples", nb_out_samples=BLOCK, pad=0)
        graph.filter_audio("aselect", expr=inside(blocks))
        graph.filter_audio("asetpts", expr="N/SR/TB")

    def require_known(self) -> None:
        """Raise NotMeasured when what to cut out is not known yet."""

    def _renumber(self, graph: Graph) -> None:
        spans = self.spans(graph.shape)
        if graph.moving:
            edges = [edge - graph.shape.frame / 4 for span in spans for edge in span]
            graph.filter_video("select", expr=inside(edges, variable="t"))
        removed, before, end = [0.0], 0.0, 0.0
        for start, until in spans:
            before, end = before + start - end, until
            removed.append(before)
        late = stepwise("T", [start for start, _ in spans], removed)
        graph.filter_video("setpts", expr=f"PTS-({late})/TB")


def _placed(edges: list[int], rate: float, units: float) -> list[int]:
    """Turn edges on a grid of `rate` steps a second into edges in frames or blocks, `units` a second.

    Each part ends where the sum of all parts so far ends, so that rounding never adds up.
    """
    placed: list[int] = []
    kept = 0
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        kept += end - start
        begin = max([round(start / rate * units), *placed[-1:]])
        so_far = sum(placed[1::2]) - sum(placed[::2])
        placed += [begin, begin + round(kept / rate * units) - so_far]
    return placed


def _fades(blocks: list[int], seconds: float) -> str:
    """Write how loud each sample is: down before every joint, silent until the next part, and up again."""
    edges = [block * BLOCK for block in blocks]
    parts = list(zip(edges[::2], edges[1::2], strict=True))
    lengths = [min(round(seconds * SAMPLE_RATE), (end - start) // 2) for start, end in parts]
    steps: list[int] = []
    gains: list[float | str] = [1]
    for place, ((_, end), (start, _)) in enumerate(itertools.pairwise(parts)):
        down, up = lengths[place], lengths[place + 1]
        steps += [end - down, end, start, start + up]
        gains += [f"({end}-n)/{down}", 0, f"(n-{start})/{up}", 1]
    return stepwise("n", steps, gains)
