"""Remove silence: cut out the pauses."""

import dataclasses
import itertools
from collections.abc import Iterable
from typing import ClassVar

from pydantic import TypeAdapter

from videos.media.filtergraph import SAMPLE_RATE, Graph
from videos.media.operations.base import (
    Measuring,
    Number,
    Operation,
    OperationRefused,
    described,
)
from videos.media.operations.expressions import inside, stepwise
from videos.media.operations.measured import read_values, write_values
from videos.media.shape import Shape

Spans = tuple[tuple[float, float], ...]
BLOCK = 64  # samples: sound is kept or dropped in pieces this small
MOST_CUTS = 2000
GRID = 100.0  # steps a second in which sound without a picture is cut
STARTS, ENDS = "silence-starts.txt", "silence-ends.txt"


class RemoveSilence(Operation):
    """Cut out the pauses of a talk."""

    name: ClassVar[str] = "remove-silence"
    title: ClassVar[str] = "Remove silence"
    description: ClassVar[str] = (
        "Listen to the film and cut out its pauses, exact to the frame, picture and sound together."
    )
    icon: ClassVar[str] = "scissors"
    category: ClassVar[str] = "time"
    needs_video: ClassVar[bool] = False
    needs_audio: ClassVar[bool] = True
    findings: ClassVar[TypeAdapter[Spans]] = TypeAdapter(Spans)

    threshold: Number = described(
        -35.0,
        title="Threshold",
        description="What is quieter than this counts as silence.",
        unit="dB",
        example=-35,
        ge=-80,
        le=-10,
    )
    minimum: Number = described(
        0.6,
        title="Shortest pause",
        description="Shorter pauses stay.",
        unit="seconds",
        example=0.6,
        ge=0.1,
        le=60,
    )
    padding: Number = described(
        0.1,
        title="Breath",
        description="How much silence is left before and after speech.",
        unit="seconds",
        example=0.1,
        ge=0,
        le=5,
    )

    # -- measuring -------------------------------------------------------------------------------------

    def must_measure(self, shape: Shape) -> bool:
        return self._found is None

    def measure(self, graph: Graph) -> Measuring:
        graph.settle_sound()
        graph.filter_audio("silencedetect", noise=f"{self.threshold:.2f}dB", duration=f"{self.minimum:.3f}")
        started = write_values(graph.audio, key="lavfi.silence_start", name=STARTS)
        return Measuring(write_values(started, key="lavfi.silence_end", name=ENDS))

    def learn(self, graph: Graph) -> Spans:
        starts, ends = read_values(graph.folder / STARTS), read_values(graph.folder / ENDS)
        # A silence that lasts to the end of the film has no end of its own.
        pairs = itertools.zip_longest(starts, ends, fillvalue=graph.shape.duration)
        return tuple((start, end) for start, end in pairs)

    # -- what is kept ----------------------------------------------------------------------------------

    def _cuts(self, duration: float) -> Iterable[tuple[float, float]]:
        found: Spans = self._found or ()
        for start, end in sorted(sorted(found, key=lambda span: span[0] - span[1])[:MOST_CUTS]):
            # Nobody speaks before the beginning, so there is nothing to leave a breath for.
            begin = 0.0 if start <= 0 else start + self.padding
            until = duration if end >= duration else end - self.padding
            if until > begin:
                yield begin, until

    def edges(self, shape: Shape) -> list[int]:
        """Give where kept parts begin and end, by turns, in frames of the film."""
        rate = shape.fps if shape.has_video else GRID
        last = round(shape.duration * rate)
        edges = [0]
        for start, end in self._cuts(shape.duration):
            edges += [round(start * rate), min(round(end * rate), last)]
        edges.append(last)
        spans = zip(edges[::2], edges[1::2], strict=True)
        return [edge for start, end in spans if end > start for edge in (start, end)]

    def spans(self, shape: Shape) -> list[tuple[float, float]]:
        """Give the kept parts in seconds."""
        rate = shape.fps if shape.has_video else GRID
        edges = self.edges(shape)
        return [(start / rate, end / rate) for start, end in zip(edges[::2], edges[1::2], strict=True)]

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self._found is not None and not self.edges(shape):
            raise OperationRefused(
                "all_silent",
                "The whole film is quieter than the threshold, so nothing would be left.",
                "threshold",
            )

    def after(self, shape: Shape) -> Shape:
        if self._found is None:
            return shape
        duration = sum(end - start for start, end in self.spans(shape))
        return dataclasses.replace(shape, duration=duration, variable_rate=False)

    def source_time(self, time: float, shape: Shape) -> float:
        spans = self.spans(shape)
        for start, end in spans:
            if time < end - start:
                return start + time
            time -= end - start
        return spans[-1][1]

    def notes(self, shape: Shape) -> list[str]:
        if self._found is None:
            return ["How much shorter the film becomes is known when it has been listened to."]
        removed = shape.duration - self.after(shape).duration
        if removed < shape.frame / 2:
            return ["No silence was found, so nothing was cut out."]
        return [f"{removed:.1f} seconds of silence were cut out."]

    # -- cutting ---------------------------------------------------------------------------------------

    def join(self, graph: Graph) -> None:
        if graph.still:
            self._renumber(graph)
            return
        self.require_findings()
        edges = self.edges(graph.shape)
        if graph.video is not None:
            graph.pace()
            graph.filter_video("select", expr=inside(edges))
            graph.filter_video("setpts", expr="N/FRAME_RATE/TB")
        rate = graph.shape.fps if graph.video is not None else GRID
        graph.settle_sound()
        graph.filter_audio("aformat", sample_rates=SAMPLE_RATE)
        graph.filter_audio("asetnsamples", nb_out_samples=BLOCK, pad=0)
        graph.filter_audio("aselect", expr=inside(_blocks(edges, rate)))
        graph.filter_audio("asetpts", expr="N/SR/TB")

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


def _blocks(edges: list[int], rate: float) -> list[int]:
    """Turn edges in frames into edges in blocks of sound.

    Each part ends where the sum of all parts so far ends, so that rounding never adds up.
    """
    blocks: list[int] = []
    kept = 0
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        kept += end - start
        begin = round(start / rate * SAMPLE_RATE / BLOCK)
        so_far = sum(blocks[1::2]) - sum(blocks[::2])
        blocks += [begin, begin + round(kept / rate * SAMPLE_RATE / BLOCK) - so_far]
    return blocks
