"""The film that is cut, opened as often as there is something to read: one track at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from av.stream import Discard

from videos.media.cutting.parameters import may_begin
from videos.media.cutting.refusal import NotSmart
from videos.media.sniff import DEMUXERS

STEPS_BACK = 8


@dataclass(frozen=True)
class Film:
    """A stranger's file. `picture` and `sound` are its tracks' numbers."""

    path: str
    demuxer: str
    codec: str
    picture: int
    sound: int | None
    start: Fraction  # seconds on the file's own clock at which the player's clock begins
    rate: Fraction
    uneven: bool
    max_pixels: int

    @contextmanager
    def open(self, track: int) -> Iterator["Track"]:
        """Open one track; the packets of all others are not even read where the container has an index."""
        options = {
            "protocol_whitelist": "file",
            "format_whitelist": ",".join(DEMUXERS),
            "max_pixels": str(self.max_pixels),
        }
        name = f"file:{self.path}"
        with av.open(name, format=self.demuxer, options=options, metadata_errors="replace") as container:
            if track >= len(container.streams):
                raise NotSmart("tracks", "one of its tracks is missing")
            for stream in container.streams:
                if stream.index != track:
                    stream.discard = Discard.all
            stream = container.streams[track]
            stream.codec_context.options = {"max_pixels": str(self.max_pixels)}
            stream.codec_context.thread_type = "AUTO"
            yield Track(self, container, stream)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is remembered of a packet: its times in ticks, and whether decoding may begin with it."""

    pts: int
    dts: int | None
    key: bool
    begins: bool
    hidden: bool


@dataclass
class Track:
    """One track of an open film."""

    film: Film
    container: Any
    stream: Any
    is_untouched: bool = True

    @property
    def tick(self) -> Fraction:
        return Fraction(self.stream.time_base)

    @property
    def frame(self) -> int:
        """Give the usual length of a frame in ticks."""
        return max(round(1 / (self.film.rate * self.tick)), 1)

    def packets(self, time: int) -> Iterator[Any]:
        """Give the packets from the last keyframe that is shown at or before `time` (ticks), or the first."""
        if self.is_untouched and time <= (self.stream.start_time or 0):
            # Seeking would leave out what an edit list hides before the beginning.
            yield from self._from_key()
            return
        goal, seen = time, None
        for _ in range(STEPS_BACK):
            self.container.seek(goal, stream=self.stream, backward=True)
            packets = self._from_key()
            first = next(packets, None)
            if first is None or first.pts <= time or first.pts == seen:
                break
            # A container's index may count in decoding times, which run ahead.
            seen, goal = first.pts, min(goal, first.pts if first.dts is None else first.dts) - 1
        if first is not None:
            yield first
            yield from packets

    def _from_key(self) -> Iterator[Any]:
        self.is_untouched = begun = False
        for packet in self.container.demux(self.stream):
            begun = begun or packet.is_keyframe
            if packet.size and begun:
                if packet.pts is None or packet.is_corrupt:
                    raise NotSmart("timestamps", "its timestamps are incomplete")
                yield packet

    def marks(self, time: int) -> Iterator[Mark]:
        """Give the marks of the packets that `packets` gives."""
        for packet in self.packets(time):
            begins = packet.is_keyframe and may_begin(self.film.codec, bytes(packet))
            yield Mark(packet.pts, packet.dts, packet.is_keyframe, begins, packet.is_discard)

    def frames(self, time: int) -> Iterator[Any]:
        """Decode from the last keyframe at or before `time` (ticks)."""
        context = self.stream.codec_context
        for packet in self.packets(time):
            yield from context.decode(packet)
        yield from context.decode(None)
