"""Gives the sound of a cut film: copied packets if one span is kept, else a new track exact to the sample."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import av.audio.codeccontext
import av.audio.fifo
import av.audio.resampler

from videos.media.cutting.film import Track
from videos.media.cutting.joints import faded
from videos.media.cutting.plan import Span
from videos.media.cutting.refusal import NotSmart

FAR = Fraction(1)  # seconds before a cut at which copying begins to read
RUN_UP = Fraction(1, 5)  # seconds of sound read before a cut: a decoder needs what came before
# Packets before a copied beginning that are not heard: AAC's overlap by one, MP3's borrow bits from several.
PREROLL = {"mp3": 10, "alac": 0, "flac": 0}
USUAL_PREROLL = 2
JITTER = Fraction(1, 500)  # seconds; Matroska rounds times to a thousandth
GAP = Fraction(1, 20)  # seconds without sound, or too much of it, that are more than jitter
BIT_RATE = 192_000
AAC_RATES = frozenset({8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000})
OPUS_RATE = 48_000


@dataclass
class Heard:
    """What of the sound was written: from when to when, in seconds of the result."""

    begins: Fraction | None = None
    ends: Fraction = Fraction(0)
    packet: Fraction = Fraction(0)  # the length of the longest packet

    def note(self, begin: Fraction, length: Fraction) -> None:
        if self.begins is None:
            self.begins = begin
        self.ends = max(self.ends, begin + length)
        self.packet = max(self.packet, length)


def copied(track: Track, span: Span, stream: Any, heard: Heard, *, hides: bool) -> Iterator[Any]:
    """Give the packets of one span. A container that `hides` what lies before 0 gets a run-up there.

    Its edit list then cuts the beginning to the sample, and the last packet's length cuts the end.
    """
    tick = track.tick
    origin, length = round(span.origin / tick), round(span.length / tick)
    for pts, packet in _steady(track, _around(track, span, origin, hides=hides)):
        begin = pts - origin
        if begin >= length:
            return
        if begin < 0 and not hides:
            continue
        lasts = min(packet.duration, length - begin)
        heard.note(max(begin, 0) * tick, (lasts + min(begin, 0)) * tick)
        packet.pts = packet.dts = begin
        packet.duration, packet.stream = lasts, stream
        yield packet


def _around(track: Track, span: Span, origin: int, *, hides: bool) -> Iterator[Any]:
    """Give the packets from shortly before the span's beginning on."""
    preroll = PREROLL.get(track.stream.codec_context.codec.canonical_name, USUAL_PREROLL) if hides else 0
    before = list[Any]()
    begun = False
    for packet in track.packets(round((span.origin - FAR) / track.tick)):
        if begun:
            yield packet
            continue
        before.append(packet)
        if packet.pts + (packet.duration or 0) > origin:
            begun = True
            yield from before[-preroll - 1 :]
        del before[: -preroll - 1]


def _steady(track: Track, packets: Iterator[Any]) -> Iterator[tuple[int, Any]]:
    """Give packets with times that follow each other without jitter, where the container has rounded them."""
    size, slack = track.stream.codec_context.frame_size or 0, JITTER / track.tick
    exact: Fraction | None = None
    for packet in packets:
        if not packet.duration:
            raise NotSmart("sound", "its sound has no exact times")
        if exact is None or abs(exact - packet.pts) > slack:
            exact = Fraction(packet.pts)
        yield round(exact), packet
        known = Fraction(size, track.stream.codec_context.sample_rate) / track.tick if size else 0
        close = known and abs(known - packet.duration) <= slack
        exact += known if close else packet.duration


class NewSound:
    """One new sound track for all spans. It goes down and up in `fade` seconds on each side of a joint."""

    def __init__(
        self, track: Track, spans: Sequence[Span], stream: Any, heard: Heard, *, fade: Fraction
    ) -> None:
        self.track, self.spans, self.stream, self.heard = track, spans, stream, heard
        self.rate: int = track.stream.codec_context.sample_rate
        self._fade = round(fade * self.rate)
        encoder = stream.codec_context
        self._resampler = av.AudioResampler(
            encoder.format, encoder.layout, encoder.sample_rate, encoder.frame_size
        )

    def packets(self) -> Iterator[Any]:
        """Give the encoded packets. Every span has as many samples as its place in the whole says."""
        written, total = 0, Fraction(0)
        for number, span in enumerate(self.spans):
            total += span.length
            length = round(total * self.rate) - written
            for frame in self._softened(number, self._exactly(span, length), length):
                frame.pts, frame.time_base = written, Fraction(1, self.rate)
                written += frame.samples
                yield from self._encoded(self._resampler.resample(frame))
        yield from self._encoded(self._resampler.resample(None))
        yield from self._noted(self.stream.codec_context.encode(None))
        self.heard.begins, self.heard.ends = Fraction(0), total

    def _softened(self, number: int, frames: Iterator[Any], length: int) -> Iterator[Any]:
        over, place = min(self._fade, length // 2), 0
        rise, fall = (over if joint else 0 for joint in (number > 0, number < len(self.spans) - 1))
        for frame in frames:
            samples = frame.samples
            yield faded(frame, place=place, length=length, rise=rise, fall=fall)
            place += samples

    def _encoded(self, frames: list[Any]) -> Iterator[Any]:
        for frame in frames:
            yield from self._noted(self.stream.codec_context.encode(frame))

    def _noted(self, packets: list[Any]) -> Iterator[Any]:
        for packet in packets:
            packet.stream = self.stream
            self.heard.packet = max(self.heard.packet, Fraction(packet.duration or 0) * packet.time_base)
            yield packet

    def _exactly(self, span: Span, count: int) -> Iterator[Any]:
        """Give `count` samples from the span's beginning on; silence where the film has none."""
        for frame in self._aligned(span):
            if frame.samples >= count:
                yield self._cut(frame, 0, count)
                return
            count -= frame.samples
            yield frame
        yield from self._quiet(count)

    def _aligned(self, span: Span) -> Iterator[Any]:
        place, begun = round(span.origin * self.rate), False
        early = round((span.origin - RUN_UP) / self.track.tick)
        for frame in self.track.frames(early):
            if frame.pts is None:
                raise NotSmart("sound", "its sound has no exact times")
            lost = round(frame.pts * self.track.tick * self.rate) - place
            if begun and abs(lost) <= GAP * self.rate:
                lost = 0  # only jitter: what was decoded follows what came before
            if lost > 0:
                yield from self._quiet(lost)
                place += lost
            if -lost >= frame.samples:
                continue
            part = self._cut(frame, max(-lost, 0), frame.samples)
            place, begun = place + part.samples, True
            yield part

    def _cut(self, frame: Any, begin: int, end: int) -> Any:
        frame.pts = None
        if (begin, end) == (0, frame.samples):
            return frame
        queue = av.AudioFifo()
        queue.write(frame)
        if begin:
            queue.read(begin)
        return queue.read(end - begin)

    def _quiet(self, count: int) -> Iterator[Any]:
        context = self.track.stream.codec_context
        while count > 0:
            piece = av.AudioFrame(context.format, context.layout, min(count, self.rate))
            for plane in piece.planes:
                plane.update(bytes(plane.buffer_size))
            piece.sample_rate = self.rate
            count -= piece.samples
            yield piece


def add_encoder(output: Any, track: Track, encoder: str) -> Any:
    """Add a new sound track to a container, as much like the film's own as the encoder can."""
    own = track.stream.codec_context
    rate = own.sample_rate if encoder == "aac" and own.sample_rate in AAC_RATES else OPUS_RATE
    stream = output.add_stream(encoder, rate=rate)
    stream.codec_context.layout = own.layout if own.layout.nb_channels <= 2 else "stereo"
    stream.codec_context.bit_rate = BIT_RATE
    stream.codec_context.time_base = Fraction(1, rate)
    stream.time_base = Fraction(1, rate)
    stream.codec_context.open()
    return stream
