"""A stretch of a source's sound: opened near its beginning, shaped to whole samples of the composition."""

import math
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import ffmpeg

from videos.media.composition.effects import heard_effects
from videos.media.composition.model import Bus, Sound, Source, Sources
from videos.media.derived.source import late
from videos.media.engine import Limits
from videos.media.filtergraph import SAMPLE_RATE, Graph
from videos.media.opening import coarse_seek, open_source
from videos.media.operations.speed import tempo_steps
from videos.media.shape import Shape

RUN_UP = 0.5  # seconds decoded before a stretch: a decoder's first samples after a seek are not yet right
READ_ON = 0.25  # seconds of a source behind a stretch: a change of tempo looks ahead
LEAST_GAP = 0.00001  # seconds, half a sample: FFmpeg alone leaves a first gap of a millisecond unfilled


@dataclass
class Desk:
    """Where a command is put together: the files that it reads, and how many inputs it has so far."""

    folder: Path
    limits: Limits
    reads: list[Path] = field(default_factory=list)
    inputs: int = 0

    def only_one(self) -> dict[str, int]:
        """Give an option that tells two inputs of one file apart: ffmpeg-python takes equal ones for one."""
        self.inputs += 1
        return {"thread_queue_size": 8 + self.inputs}


class Playable(Protocol):
    """Something that is heard from a sample on, for so many samples."""

    @property
    def first(self) -> int: ...

    @property
    def samples(self) -> int: ...

    def play(self, desk: Desk) -> Any:
        """Give its stream: stereo at SAMPLE_RATE, of just that length, the first sample at zero."""
        ...


def sample_at(frame: int, rate: Fraction) -> int:
    """Give the sample at which a frame begins."""
    return round(frame * SAMPLE_RATE / rate)


def strips_of(bus: Bus, *, rate: Fraction, sources: Sources) -> list["Strip"]:
    """Give what of a bus can be heard, in order of time. Sources without sound are silent."""
    heard = sorted(heard_on(bus, sources=sources), key=lambda sound: (sound.start, sound.end))
    return [_strip(sound, heard, rate, sources[sound.source]) for sound in heard]


def heard_on(bus: Bus, *, sources: Sources) -> list[Sound]:
    return [sound for sound in bus.sounds if sources[sound.source].info.audio is not None]


def _strip(sound: Sound, others: list[Sound], rate: Fraction, source: Source) -> "Strip":
    """Place a sound; where another one fades over with it, both know for how many samples."""
    first, end = sample_at(sound.start, rate), sample_at(sound.end, rate)
    fade_in = sample_at(sound.start + sound.fade_in, rate) - first
    fade_out = end - sample_at(sound.end - sound.fade_out, rate)
    over = sample_at(sound.start + sound.transition, rate) - first
    under = max((end - sample_at(other.start, rate) for other in others if _follows(other, sound)), default=0)
    return Strip(sound, source, first, end - first, fade_in, fade_out, over, under)


def _follows(other: Sound, sound: Sound) -> bool:
    """Whether another sound comes in over this one's end."""
    return other.transition > 0 and sound.start < other.start < sound.end <= other.start + other.transition


@dataclass(frozen=True)
class Strip:
    """A sound in its place. All lengths are samples; `over` and `under` are those of crossfades."""

    sound: Sound
    source: Source
    first: int
    samples: int
    fade_in: int
    fade_out: int
    over: int
    under: int

    def play(self, desk: Desk) -> Any:
        graph = self._opened(desk)
        for effect in heard_effects(self.sound.effects):
            effect.join(graph)
        if self.sound.speed != 1:
            for step in tempo_steps(self.sound.speed):
                graph.filter_audio("atempo", tempo=f"{step:.9g}")
        graph.unify_sound()
        graph.filter_audio("asetpts", expr="N/SR/TB")
        if self.sound.volume != 1:
            graph.filter_audio("volume", volume=f"{self.sound.volume:.6f}", precision="float")
        exactly(graph, self.samples)
        self._fade(graph)
        return graph.audio

    def _opened(self, desk: Desk) -> Graph:
        """Open the source, and cut the stretch out of it on whole samples."""
        info, begin = self.source.info, self.sound.begin
        length = self.samples / SAMPLE_RATE * self.sound.speed
        graph = Graph(folder=desk.folder, shape=_shape(length), limits=desk.limits)
        if info.audio is None:
            raise ValueError("a source without sound has no strip")
        path = self.source.path.resolve()
        desk.reads.append(path)
        start = _seek(self.source, begin)
        seek = {"ss": f"{start}"} if start else {}
        until = {"t": f"{begin - start + length + READ_ON + 1:.6f}"}
        stream = open_source(info, path, desk.limits, **seek, **until, **desk.only_one())
        graph.audio, graph.channels = stream[str(info.audio.index)], info.audio.channels
        # Some containers are counted from the sound's own beginning, unless they are sought in.
        offset = begin - start if start else begin - late(info, info.audio)
        _settle(graph)
        skip = round(offset * SAMPLE_RATE)
        if skip < 0:
            graph.filter_audio("adelay", delays=f"{-skip}S", all=1)
        end = max(skip, 0) + math.ceil((length + READ_ON) * SAMPLE_RATE)
        graph.filter_audio("atrim", start_sample=max(skip, 0), end_sample=end)
        graph.filter_audio("asetpts", expr="N/SR/TB")
        return graph

    def _fade(self, graph: Graph) -> None:
        for asked, curve in ((self.fade_in, "tri"), (self.over, "qsin")):
            if length := min(asked, self.samples):
                graph.filter_audio("afade", type="in", start_sample=0, nb_samples=length, curve=curve)
        for asked, curve in ((self.fade_out, "tri"), (self.under, "qsin")):
            if length := min(asked, self.samples):
                start = self.samples - length
                graph.filter_audio("afade", type="out", start_sample=start, nb_samples=length, curve=curve)


def exactly(graph: Graph, samples: int) -> None:
    """Cut the sound to so many samples, or fill it up with silence."""
    graph.filter_audio("apad", whole_len=samples)
    graph.filter_audio("atrim", end_sample=samples)


def _seek(source: Source, begin: float) -> int:
    """Give the whole second to read from: no container rounds it to another one."""
    coarse = coarse_seek(source.info, begin)
    return max(math.floor((begin if coarse is None else coarse) - RUN_UP), 0)


def _settle(graph: Graph) -> None:
    """Make samples the time, at SAMPLE_RATE: gaps and a late beginning are silence."""
    settled = {"async": 1, "first_pts": 0, "min_comp": LEAST_GAP}
    graph.filter_audio("aresample", sample_rate=SAMPLE_RATE, **settled)


def _shape(seconds: float) -> Shape:
    return Shape(width=0, height=0, duration=seconds, fps=0.0, has_audio=True, has_video=False)


@dataclass(frozen=True)
class Stem:
    """Sounds that were mixed before, in a file of the folder."""

    name: str
    first: int
    samples: int

    def play(self, desk: Desk) -> Any:
        own = {"protocol_whitelist": "file", "format_whitelist": "wav"}
        stem = ffmpeg.input(f"file:{self.name}", f="wav", **own, **desk.only_one())
        return stem["a:0"].filter("aformat", sample_fmts="fltp", channel_layouts="stereo")
