"""Writes the cut film into its container."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av

from videos.media.cutting.film import Film, Track
from videos.media.cutting.picture import Picture, Record, packet_of
from videos.media.cutting.plan import Span
from videos.media.cutting.sound import Heard, NewSound, add_encoder, copied

HIDING = frozenset({"mp4", "mov"})  # muxers whose edit lists hide what lies before 0


@dataclass(frozen=True)
class Container:
    """What is written: FFmpeg's muxer and its options, and the encoder for new sound (None: copy)."""

    path: str
    muxer: str
    options: dict[str, str]
    sound_encoder: str | None
    fade: Fraction = Fraction(0)  # seconds of new sound on each side of a joint


def write(
    film: Film, track: Track, spans: Sequence[Span], container: Container, progress: Callable[[Record], None]
) -> tuple[Record, Heard | None]:
    """Write the whole film, and give what was written."""
    heard = Heard() if film.sound is not None else None
    with ExitStack() as stack:
        picture = Picture(film, track, spans, progress)
        output = stack.enter_context(
            av.open(container.path, "w", format=container.muxer, container_options=container.options)
        )
        tracks = [_pictures(_add_picture(output, picture, track), picture)]
        if film.sound is not None and heard is not None:
            sound = stack.enter_context(film.open(film.sound))
            tracks.append(_sounds(output, film, sound, spans, container, heard))
        for packet in heapq.merge(*tracks, key=lambda packet: packet.dts * packet.time_base):
            output.mux_one(packet)
    return picture.record, heard


def _add_picture(output: Any, picture: Picture, track: Track) -> Any:
    stream = output.add_stream_from_template(track.stream, opaque=True)
    stream.codec_context.extradata = picture.extradata or None
    if picture.film.codec == "hevc":
        stream.codec_context.codec_tag = "hvc1"
    return stream


def _pictures(stream: Any, picture: Picture) -> Iterator[Any]:
    tick = Fraction(stream.time_base)  # until the header is written; then the container chooses its own
    for ready in picture.packets():
        packet = packet_of(ready, stream)
        packet.time_base = tick
        yield packet


def _sounds(
    output: Any, film: Film, track: Track, spans: Sequence[Span], container: Container, heard: Heard
) -> Iterator[Any]:
    if container.sound_encoder is not None:
        stream = add_encoder(output, track, container.sound_encoder)
        return NewSound(track, spans, stream, heard, fade=container.fade).packets()
    stream = output.add_stream_from_template(track.stream, opaque=True)
    hides = container.muxer in HIDING
    return copied(track, spans[0], stream, heard, hides=hides)
