"""How a stranger's file is opened in a graph: the demuxer pinned, the picture made ordinary."""

from pathlib import Path
from typing import Any

import ffmpeg

from videos.media.engine import Limits
from videos.media.filtergraph import Graph
from videos.media.probe import MediaInfo, VideoStream
from videos.media.sniff import DEMUXERS

# These have no index: a seek lands anywhere, perhaps behind the wanted time. So we aim well before it, and
# drop the rest after decoding.
WITHOUT_INDEX = frozenset({"mpegts", "mpeg", "ogg", "asf", "flv"})
# FFmpeg counts their time from the earliest track in use, that of all others from the earliest track.
COUNTED_FROM_USED = frozenset({"mpegts", "mpeg", "ogg"})
RUN_UP = 12.0  # seconds, longer than the usual distance between keyframes
HDR_WHITE, HDR_BRIGHTEST = 203, 1000  # nits
HDR_TRANSFERS = frozenset({"smpte2084", "arib-std-b67"})


def coarse_seek(info: MediaInfo, time: float) -> float | None:
    """Give where to seek so that `time` is surely decoded, or None when a seek is exact in this container."""
    if info.demuxer in WITHOUT_INDEX:
        return max(time - RUN_UP, 0.0)
    # MP4 is searched by decoding times. Where no edit list says otherwise (in pieces, as recorders write it),
    # pictures are shown later than that, and a keyframe behind the wanted time would be taken for one before.
    delay = info.video.start_time - info.start_time if info.video is not None else 0.0
    return max(time - delay, 0.0) if info.demuxer == "mov" and delay > 0 else None


def open_source(info: MediaInfo, source: Path, limits: Limits, **seek: Any) -> Any:
    """Give the ffmpeg-python input node of a probed file, with options that keep FFmpeg to that one file."""
    options: dict[str, Any] = {
        "f": info.demuxer,
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(DEMUXERS),
        **seek,
    }
    if info.video is not None:
        options["max_pixels"] = limits.max_pixels
    return ffmpeg.input(f"file:{source}", **options)


def normalise(graph: Graph, video: VideoStream, *, keeps_light: bool = False) -> None:
    """Give the operations what they count on: whole frames, square pixels and ordinary colours.

    A film that is only cut `keeps_light`, and with it the colours of HDR.
    """
    if video.interlaced:
        graph.filter_video("bwdif", mode="send_frame", deint="interlaced")
    if abs(video.sar - 1) > 0.001:
        graph.filter_video("scale", w=video.width, h=video.height)
    graph.filter_video("setsar", sar=1)
    if video.color_transfer in HDR_TRANSFERS and not keeps_light:
        _map_tones(graph, video.color_transfer)


def _map_tones(graph: Graph, transfer: str) -> None:
    """Show the film's white as white and its middle grey as middle grey; only highlights are squeezed.

    White is 203 nits in PQ and 75 % in HLG by https://www.itu.int/pub/R-REP-BT.2408, and nearly all films are
    made for screens of at most 1000 nits.
    """
    graph.filter_video(
        "zscale", tin=transfer, pin="bt2020", min="bt2020nc", rin="limited", t="linear", npl=HDR_WHITE
    )
    graph.filter_video("format", pix_fmts="gbrpf32le")
    graph.filter_video("zscale", p="bt709")
    graph.filter_video("tonemap", tonemap="mobius", peak=HDR_BRIGHTEST / HDR_WHITE, desat=0)
    graph.filter_video("zscale", t="bt709", m="bt709", r="limited")
    graph.filter_video("format", pix_fmts="yuv420p")
