"""Gives the picture's packets of a cut film in order: encoded edges and copied middles, on one time line."""

import bisect
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from typing import Any

import av

from videos.media.cutting.edges import Dialect, Encoded, dialect, encode, open_encoder
from videos.media.cutting.film import Film, Mark, Track
from videos.media.cutting.parameters import changes_sets, with_sequence_header, without_leading
from videos.media.cutting.plan import Edge, Middle, Span
from videos.media.cutting.refusal import NotSmart

AT_ONCE = 2  # edges that are encoded beside each other
AHEAD = 3  # edges that may lie ready in memory
PATIENCE = 0.2  # seconds between two words about progress


@dataclass
class Part:
    """One piece of the result, as it was written. Times are ticks of the result."""

    copied: bool
    times: list[int] = field(default_factory=list)
    looks: dict[int, bytes] = field(default_factory=dict)  # of an edge's first and last frame
    source: int = 0  # the film's time of the first frame of a copied part


@dataclass
class Record:
    """What was written, for the proof."""

    parts: list[Part] = field(default_factory=list)
    ends: int = 0
    encoded: int = 0
    copied: int = 0

    @property
    def times(self) -> list[int]:
        return [time for part in self.parts for time in part.times]


@dataclass(frozen=True)
class Ready:
    """A packet with its times in ticks of the result. `decoded` is when it should be decoded."""

    data: bytes
    pts: int
    decoded: int
    length: int
    key: bool


class Picture:
    """Makes the picture of a cut film."""

    def __init__(
        self, film: Film, track: Track, spans: Sequence[Span], progress: Callable[[Record], None]
    ) -> None:
        self.film, self.spans, self.record = film, spans, Record(ends=spans[-1].ends)
        self._track, self._progress = track, progress
        self._own = track.stream.codec_context.extradata or b""
        self.delay = self._delay()
        reorder = 0 if film.uneven else round(self.delay / track.frame)
        self.dialect: Dialect = dialect(film.codec, self._own, reorder)
        self._header = open_encoder(film, track, self.dialect).extradata
        self.frame = track.frame

    @property
    def extradata(self) -> bytes:
        return self.dialect.sets(self._header or b"")

    def _delay(self) -> int:
        """Give by how much packets come early, so that pictures shown later can be decoded first."""
        middles = [piece for span in self.spans for piece in span.pieces if isinstance(piece, Middle)]
        if not middles:
            raise NotSmart("little_to_copy", "there is no whole group of pictures between the two times")
        if self.film.demuxer == "mov":
            return max(
                middle.start - (middle.start if middle.decoded is None else middle.decoded)
                for middle in middles
            )
        # Matroska keeps no decoding times; libav's are a guess.
        shown = [[mark.pts for mark in self._marks(middle)] for middle in middles]
        return max(late - pts for times in shown for late, pts in zip(sorted(times), times, strict=True))

    def _marks(self, middle: Middle) -> Iterator[Mark]:
        begun = False
        for mark in self._track.marks(middle.start):
            begun = begun or mark.pts == middle.start
            if begun and mark.key and mark.pts == middle.until:
                return
            if begun and mark.pts >= middle.start:
                yield mark

    def packets(self) -> Iterator[Ready]:
        """Give all packets in decoding order."""
        last: int | None = None
        for ready in self._unspaced():
            decoded = min(ready.decoded, ready.pts)
            decoded = decoded if last is None else max(decoded, last + 1)
            if decoded > ready.pts:
                raise NotSmart("timestamps", "its timestamps are out of order")
            last = decoded
            yield Ready(ready.data, ready.pts, decoded, ready.length, ready.key)

    def _unspaced(self) -> Iterator[Ready]:
        edges = [piece for span in self.spans for piece in span.pieces if isinstance(piece, Edge)]
        waiting, coming = deque(edges), deque[Future[Encoded]]()
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            for span, piece in [(each, piece) for each in self.spans for piece in each.pieces]:
                while waiting and len(coming) < AHEAD:
                    coming.append(pool.submit(self._encode, waiting.popleft()))
                if isinstance(piece, Edge):
                    yield from self._edge(span, piece, self._await(coming.popleft()))
                else:
                    yield from self._middle(span, piece)
        finally:
            # Whoever gives up here ends the process, and with it what is still being encoded.
            pool.shutdown(wait=False, cancel_futures=True)

    def _encode(self, edge: Edge) -> Encoded:
        return encode(self.film, edge, self.dialect, self._header, self._note_encoded)

    def _note_encoded(self) -> None:
        self.record.encoded += 1  # a thread's turn may swallow one now and then; it is for the bar only

    def _await(self, future: Future[Encoded]) -> Encoded:
        while True:
            try:
                return future.result(timeout=PATIENCE)
            except NotYet:
                self._progress(self.record)

    def _edge(self, span: Span, edge: Edge, encoded: Encoded) -> Iterator[Ready]:
        times = [span.moved(time) for time in edge.times]
        looks = {span.moved(time): look for time, look in encoded.looks.items()}
        self.record.parts.append(Part(copied=False, times=times, looks=looks))
        after = [*times[1:], span.ends if edge is span.pieces[-1] else times[-1] + self.frame]
        lengths = {time: later - time for time, later in zip(times, after, strict=True)}
        for packet, turn in zip(encoded.packets, times, strict=True):
            pts = span.moved(packet.pts)
            yield Ready(packet.data, pts, turn - self.delay, max(lengths[pts], 1), packet.key)

    def _middle(self, span: Span, middle: Middle) -> Iterator[Ready]:
        part = Part(copied=True, source=middle.start)
        self.record.parts.append(part)
        turns = self._turns(middle)
        for number, packet in enumerate(self._own_packets(middle)):
            pts = span.moved(packet.pts)
            decoded = packet.dts - turns if isinstance(turns, int) else turns[number] - self.delay
            bisect.insort(part.times, pts)
            data, length = self._fitted(packet, first=number == 0), packet.duration or self.frame
            yield Ready(data, pts, decoded + span.shift, length, packet.is_keyframe)
            self.record.copied += 1
            self._progress(self.record)
        if part.times[-1] >= span.ends:
            raise NotSmart("timestamps", "its frames do not lie where its container says")

    def _turns(self, middle: Middle) -> int | list[int]:
        """Give what is to be taken from each packet's decoding time; or, where there is none, all turns."""
        if self.film.demuxer == "mov" and middle.decoded is not None:
            return self.delay - (middle.start - middle.decoded)
        return sorted(mark.pts for mark in self._marks(middle))

    def _own_packets(self, middle: Middle) -> Iterator[Any]:
        begun = False
        for packet in self._track.packets(middle.start):
            begun = begun or packet.pts == middle.start
            if not begun or packet.pts < middle.start:
                continue  # frames shown before an open group's keyframe were encoded with the edge
            if packet.is_keyframe and packet.pts == middle.until:
                return
            if packet.is_discard:
                raise NotSmart("edit_list", "its container hides some of its frames")
            yield packet
        if middle.until is not None or not begun:
            raise NotSmart("damaged", "it ends too early")

    def _fitted(self, packet: Any, *, first: bool) -> bytes:
        data = bytes(packet)
        if not packet.is_keyframe:
            return data
        codec = self.film.codec
        if changes_sets(codec, data, self.dialect.known):
            raise NotSmart("parameters_change", "its stream changes on the way")
        if first and codec == "hevc":
            return without_leading(data)
        return with_sequence_header(data, self._own) if first and codec == "av1" else data


def packet_of(ready: Ready, stream: Any) -> Any:
    """Make a packet that a container takes."""
    packet = av.Packet(ready.data)
    packet.pts, packet.dts, packet.duration = ready.pts, ready.decoded, ready.length
    packet.time_base, packet.stream, packet.is_keyframe = stream.time_base, stream, ready.key
    return packet
