"""Encodes the edges of a cut, as much like the film's own packets as an encoder can."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import av
import av.video.codeccontext
import av.video.reformatter

from videos.media.cutting.film import Film, Track
from videos.media.cutting.parameters import (
    AVC_PICTURES,
    HEVC_PICTURES,
    AvcHeader,
    HevcHeader,
    Nal,
    avc_type,
    hevc_type,
    renumbered,
    split_start_codes,
    with_lengths,
)
from videos.media.cutting.plan import Edge
from videos.media.cutting.refusal import NotSmart

KEYFRAME_SECONDS = 2  # inside of an edge: whoever looks for a place in it has a short way
GREY = (64, 36)
AVC_PROFILES = {66: "baseline", 77: "main", 100: "high", 110: "high10", 122: "high422", 244: "high444"}


@dataclass(frozen=True)
class Written:
    """One packet of an edge. Times are ticks of the film."""

    data: bytes
    pts: int
    key: bool


@dataclass(frozen=True)
class Encoded:
    """An edge: its packets in decoding order, and what its first and last frame look like."""

    packets: tuple[Written, ...]
    looks: dict[int, bytes]


class Dialect(Protocol):
    """How one codec's edges are made: its encoder, and what its packets and header need."""

    encoder: str
    options: dict[str, str]
    known: frozenset[Nal]  # the parameter sets of the file's header

    def sets(self, header: bytes) -> bytes: ...
    def packet(self, data: bytes) -> bytes: ...


def grey(frame: Any) -> bytes:
    """Give a small grey picture of a frame, by which two frames can be compared."""
    plane = frame.reformat(width=GREY[0], height=GREY[1], format="gray8").planes[0]
    rows = bytes(plane)
    return b"".join(rows[row * plane.line_size : row * plane.line_size + GREY[0]] for row in range(GREY[1]))


class Avc:
    """H.264 by x264. Its sets get a number of their own, and lie in the file's header only."""

    encoder = "libx264"

    def __init__(self, record: bytes, reorder: int) -> None:
        self.header = AvcHeader.read(record)
        self.known = self.header.sets
        profile = AVC_PROFILES.get(record[1])
        if profile is None:
            raise NotSmart("profile", "its kind of H.264 cannot be encoded here")
        # stitchable keeps x264 from fitting its sets to each edge's content: they must be the same for all.
        special = f"sps-id={self.header.free_id()}:stitchable=1:open-gop=0:{_reordering(reorder)}"
        self.options = {
            "preset": "superfast", "crf": "20", "profile": profile, "level": str(record[3]),
            "x264-params": special,
        }  # fmt: skip

    def sets(self, header: bytes) -> bytes:
        return self.header.joined(split_start_codes(header))

    def packet(self, data: bytes) -> bytes:
        return with_lengths([nal for nal in split_start_codes(data) if avc_type(nal) in AVC_PICTURES])


class Hevc:
    """HEVC by x265, which numbers its sets 0 always; they are renumbered afterwards."""

    encoder = "libx265"

    def __init__(self, record: bytes, reorder: int) -> None:
        self.header = HevcHeader.read(record)
        self.known = self.header.sets
        self.ids = self.header.free_ids()
        special = f"open-gop=0:repeat-headers=0:aud=0:info=0:log-level=none:{_reordering(reorder)}"
        self.options = {"preset": "ultrafast", "crf": "20", "x265-params": special}

    def _units(self, data: bytes) -> list[Nal]:
        return [renumbered(nal, self.ids) for nal in split_start_codes(data)]

    def sets(self, header: bytes) -> bytes:
        return self.header.joined(self._units(header))

    def packet(self, data: bytes) -> bytes:
        return with_lengths([nal for nal in self._units(data) if hevc_type(nal) in HEVC_PICTURES])


class Plain:
    """VP9 and AV1: a keyframe brings everything with it, so there is nothing to join."""

    known = frozenset[Nal]()

    def __init__(self, encoder: str, options: dict[str, str], record: bytes) -> None:
        self.encoder, self.options, self.record = encoder, options, record

    def sets(self, header: bytes) -> bytes:
        return self.record

    def packet(self, data: bytes) -> bytes:
        return data


def _reordering(reorder: int) -> str:
    """Keep the encoder's frames from being sent earlier than the film's own are."""
    pyramid = {0: "bframes=0", 1: "bframes=2:b-pyramid=0"}
    return pyramid.get(reorder, "bframes=3:b-pyramid=1")


def dialect(codec: str, record: bytes, reorder: int) -> Dialect:
    """Choose how a film's edges are encoded. `reorder` is by how many frames its packets come early."""
    if codec == "h264":
        return Avc(record, reorder)
    if codec == "hevc":
        return Hevc(record, reorder)
    if codec == "vp9":
        quick = {
            "deadline": "realtime",
            "cpu-used": "6",
            "row-mt": "1",
            "auto-alt-ref": "0",
            "lag-in-frames": "0",
        }
        return Plain("libvpx-vp9", {**quick, "crf": "22", "b": "0"}, record)
    return Plain("libsvtav1", {"preset": "9", "crf": "24", "svtav1-params": "lp=2"}, record)


def open_encoder(film: Film, track: Track, spoken: Dialect) -> Any:
    """Open an encoder whose frames will look like the film's own."""
    own = track.stream.codec_context
    context: Any = av.CodecContext.create(spoken.encoder, "w")
    context.width, context.height, context.pix_fmt = own.width, own.height, own.pix_fmt
    context.time_base, context.framerate = track.tick, film.rate
    context.gop_size = max(round(film.rate * KEYFRAME_SECONDS), 1)
    context.sample_aspect_ratio = track.stream.sample_aspect_ratio or Fraction(1)
    for name in ("color_range", "color_primaries", "color_trc", "colorspace"):
        setattr(context, name, getattr(own, name))
    context.flags |= av.codec.context.Flags.global_header
    context.options = dict(spoken.options)
    context.open()
    return context


def encode(
    film: Film, edge: Edge, spoken: Dialect, header: bytes | None, progress: Callable[[], None]
) -> Encoded:
    """Decode an edge's frames and encode them. `header` is what every edge's encoder must have written."""
    wanted, packets, looks = set(edge.times), list[Written](), dict[int, bytes]()
    with film.open(film.picture) as track:
        context = open_encoder(film, track, spoken)
        if context.extradata != header:
            raise NotSmart("encoder", "the encoder's headers differ between the two edges")
        for frame in track.frames(edge.start):
            if frame.pts in wanted:
                frame.time_base = track.tick  # the last ones out of a decoder have none
                wanted.discard(frame.pts)
                if frame.pts in (edge.times[0], edge.times[-1]):
                    looks[frame.pts] = grey(frame)
                packets += _packets(context, frame, spoken)
                progress()
            if not wanted:
                break
    packets += _packets(context, None, spoken)
    if wanted or sorted(packet.pts for packet in packets) != list(edge.times):
        raise NotSmart("frames_missing", "not every frame at the edge could be decoded")
    return Encoded(tuple(packets), looks)


def _packets(context: Any, frame: Any, spoken: Dialect) -> list[Written]:
    if frame is not None:
        if frame.is_corrupt:
            raise NotSmart("damaged", "its stream is damaged")
        frame.pict_type = 0  # else the encoder would repeat the film's own choice of keyframes
    return [
        Written(spoken.packet(bytes(packet)), packet.pts, packet.is_keyframe)
        for packet in context.encode(frame)
    ]
