"""Other files of the library that take part in a film: how they are opened beside the source."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from videos.media.filtergraph import Graph
from videos.media.opening import normalise, open_source
from videos.media.probe import MediaInfo
from videos.media.shape import shape_of

# A still image by its kind, and the demuxer that reads one of it and nothing else.
IMAGE_DEMUXERS = {"png": "png_pipe", "jpeg": "jpeg_pipe", "webp": "webp_pipe", "gif": "gif_pipe"}
LONGEST_IMAGE_SIDE = 8192  # pixels


@dataclass(frozen=True)
class Extra:
    """A probed file. Without a path it is good for checking and pricing only."""

    info: MediaInfo
    path: Path | None = None

    @property
    def is_image(self) -> bool:
        return self.info.demuxer in IMAGE_DEMUXERS.values()


def open_extra(graph: Graph, extra: Extra, *, endless: bool = False) -> Graph:
    """Open a file beside the source, and give it as a graph of its own in the same folder.

    `endless` plays it again and again: whoever asks must cut it.
    """
    if extra.path is None:
        raise ValueError("a file without a path can be checked, and not be opened")
    path = extra.path.resolve()
    graph.reads.append(path)
    # ffmpeg-python takes two equal inputs for one, and would then need a split: this option tells them apart.
    options: dict[str, int] = {"thread_queue_size": 8 + len(graph.reads)}
    if endless and not extra.is_image:
        options["stream_loop"] = -1
    opened = Graph(folder=graph.folder, shape=shape_of(info=extra.info), limits=graph.limits)
    if extra.is_image:
        opened.video = open_image(extra.info, path, **options)
        return opened
    stream = open_source(extra.info, path, graph.limits, **options)
    if extra.info.video is not None:
        opened.video = stream[str(extra.info.video.index)]
        normalise(opened, extra.info.video)
    if extra.info.audio is not None:
        opened.audio = stream[str(extra.info.audio.index)]
        opened.channels = extra.info.audio.channels
    return opened


def open_image(info: MediaInfo, path: Path, **options: Any) -> Any:
    """Give the picture of a probed still image as an ffmpeg-python stream, turned upright."""
    only = {"f": info.demuxer, "protocol_whitelist": "file", "format_whitelist": info.demuxer}
    return ffmpeg.input(f"file:{path}", max_pixels=LONGEST_IMAGE_SIDE**2, **only, **options).video
