"""Narrate: a voice over the film, whose own sound steps back exactly while it speaks.

It is no operation of the catalogue: its voice is made by the platform, and lies beside the film, not in
anybody's library.
"""

import dataclasses
import math
from typing import ClassVar, Literal

import ffmpeg

from videos.media.extra import open_extra
from videos.media.filtergraph import Graph
from videos.media.operations.base import Fields, Number, Operation, described
from videos.media.operations.volume import limit_peaks
from videos.media.shape import Shape

VOICE = "voice"  # the file, as the operation asks for it
RAMP = 0.25  # seconds in which the film's own sound goes down before a sentence, and comes back behind it
BLOCK = 240  # samples that have one volume: 5 ms, too short to be heard as steps


class Said(Fields):
    """A stretch in which the voice speaks."""

    start: Number = described(title="From", description="Where it begins.", unit="seconds", example=0.5, ge=0)
    end: Number = described(title="Until", description="Where it ends.", unit="seconds", example=2.5, ge=0)


class Narrate(Operation):
    """Put a voice over the film."""

    name: ClassVar[str] = "narrate"
    title: ClassVar[str] = "Narration"
    description: ClassVar[str] = "Put a voice over the film, whose own sound steps back while it speaks."
    icon: ClassVar[str] = "sound"
    category: ClassVar[str] = "sound"
    needs_video: ClassVar[bool] = False

    mode: Literal["replace", "duck"] = described(
        "duck", title="Mode", description="What becomes of the film's own sound.", example="duck"
    )
    depth: Number = described(
        12.0, title="Depth", description="How far it steps back.", unit="dB", example=12, ge=0, le=60
    )
    said: tuple[Said, ...] = described(
        (), title="Said", description="Where the voice speaks, in order.", example=[]
    )

    def sources(self) -> dict[str, str]:
        return {VOICE: VOICE}

    def after(self, shape: Shape) -> Shape:
        return dataclasses.replace(shape, has_audio=True)

    def join(self, graph: Graph) -> None:
        if graph.still:
            return
        voice = open_extra(graph, self._extra[VOICE])
        voice.shape = dataclasses.replace(graph.shape, has_video=False)
        voice.video = None
        voice.unify_sound()
        voice.fill(seconds=graph.shape.duration)
        if self.mode == "replace" or graph.audio is None:
            graph.audio, graph.channels = voice.audio, voice.channels
            return
        graph.settle_sound()
        graph.unify_sound()
        graph.filter_audio("apad", whole_dur=f"{graph.shape.duration:.6f}")
        if self.said:
            graph.filter_audio("asetnsamples", n=BLOCK, p=0)
            graph.filter_audio("volume", volume=self.course(), eval="frame", precision="float")
        mixed = {"inputs": 2, "duration": "first", "normalize": 0}
        graph.audio = ffmpeg.filter([graph.audio, voice.audio], "amix", **mixed)
        limit_peaks(graph)

    def course(self) -> str:
        """Give the film's own volume at the time `t` as FFmpeg's expression.

        Full, then down to `depth` when the voice begins, and full again behind its end.
        """
        lost = 1 - math.pow(10, -self.depth / 20)
        spans = [
            f"clip((t-{start - RAMP:.3f})/{RAMP},0,1)*clip(({end + RAMP:.3f}-t)/{RAMP},0,1)"
            for start, end in self.stretches()
        ]
        return f"1-{lost:.6f}*min(1,{'+'.join(spans)})"

    def stretches(self) -> list[tuple[float, float]]:
        """Give where the sound is down: it does not come back between two sentences that are close."""
        joined: list[tuple[float, float]] = []
        for each in self.said:
            if joined and each.start - joined[-1][1] < 4 * RAMP:
                joined[-1] = (joined[-1][0], max(each.end, joined[-1][1]))
            else:
                joined.append((each.start, each.end))
        return joined
