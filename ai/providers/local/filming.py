"""Sends given films and pictures through FFmpeg: looks at them, and checks what comes out."""

import dataclasses
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from ai.capabilities import Call, ProviderError, Stopped
from ai.providers.local.making import checked
from videos.media import runner
from videos.media.command import Command, Expectation
from videos.media.engine import Limits, engine
from videos.media.extra import IMAGE_DEMUXERS, Extra, open_extra, open_image
from videos.media.filtergraph import Graph, rate_words
from videos.media.images import looks_like_image, probe_image
from videos.media.opening import normalise, open_source
from videos.media.probe import MediaInfo, probe
from videos.media.progress import Progress
from videos.media.shape import Shape, shape_of
from videos.media.sniff import MediaRejected

LIMITS = Limits()
H264 = {"c:v": "libx264", "preset": "veryfast", "crf": 19, "pix_fmt": "yuv420p"}
AAC = {"c:a": "aac", "b:a": "192k"}
HIGHEST_RATE = 60.0


@dataclass(frozen=True)
class Given:
    """A file that somebody gave, and what it is."""

    path: Path
    info: MediaInfo

    @property
    def is_image(self) -> bool:
        return self.info.demuxer in IMAGE_DEMUXERS.values()

    @property
    def shape(self) -> Shape:
        return shape_of(info=self.info)

    @property
    def rate(self) -> float:
        """Give its pictures a second, as we go on with them."""
        return min(self.info.video.fps, HIGHEST_RATE) if self.info.video and self.info.video.fps > 0 else 25.0


def look(path: Path) -> Given:
    """Look into a given file. Raises ProviderError with the reason when it cannot be used."""
    try:
        return Given(path, probe_image(path) if looks_like_image(path) else probe(path))
    except MediaRejected as refusal:
        raise ProviderError(refusal.code, refusal.message) from None


def look_at_film(path: Path) -> Given:
    """Look into a given file that must be a film."""
    given = look(path)
    if given.info.video is None or given.is_image:
        raise ProviderError("not_a_film", "This needs a film with a picture.")
    return given


def opened(given: Given, folder: Path, **options: Any) -> Graph:
    """Open a film or a picture: an upright, square, ordinary picture, and its sound."""
    graph = Graph(folder=folder, shape=given.shape)
    if given.is_image:
        graph.video = open_image(given.info, given.path.resolve())
        return graph
    stream = open_source(given.info, given.path.resolve(), LIMITS, **options)
    if given.info.video is not None:
        graph.video = stream[str(given.info.video.index)]
        normalise(graph, given.info.video)
    if given.info.audio is not None:
        graph.audio, graph.channels = stream[str(given.info.audio.index)], given.info.audio.channels
    return graph


def beside(graph: Graph, given: Given, *, endless: bool = False) -> Graph:
    """Open one more file beside the first."""
    return open_extra(graph, Extra(given.info, given.path), endless=endless)


def run(
    streams: list[Any],
    options: dict[str, Any],
    *,
    reads: tuple[Path, ...],
    output: Path,
    expects: Expectation,
    call: Call,
) -> None:
    """Run one graph. Raises Stopped and ProviderError."""
    node = ffmpeg.output(*streams, output.name, **{"map_metadata": -1, "map_chapters": -1, **options})
    argv = tuple(ffmpeg.compile(node, cmd=engine().ffmpeg))
    places = tuple(path.resolve() for path in reads)
    command = Command(argv, places, (), output, expects, "encode")

    def progress(news: Progress) -> None:
        call.progress(news.percent, "encoding")

    try:
        runner.run(
            command,
            folder=call.folder,
            on_progress=progress,
            should_stop=call.should_stop,
            deadline=call.deadline,
        )
    except runner.Stopped:
        raise Stopped from None
    except runner.DeadlineExceeded:
        raise ProviderError("deadline", "This took longer than it may, and was stopped.") from None
    except runner.FfmpegFailed as failure:
        raise ProviderError("local_engine_failed", "FFmpeg could not make this film.") from failure


def encode(
    graph: Graph,
    call: Call,
    *,
    shape: Shape,
    reads: tuple[Path, ...],
    name: str = "made.mp4",
    sound: dict[str, Any] | None = None,
    **options: Any,
) -> MediaInfo:
    """Encode a graph as an MP4 film of this shape, and check it."""
    graph.filter_video("scale", out_color_matrix="bt709", out_range="limited")
    graph.filter_video("format", pix_fmts="yuv420p")
    streams = [graph.video] + ([graph.audio] if graph.audio is not None else [])
    sounds = (sound or AAC) if graph.audio is not None else {}
    expects = Expectation(
        "mp4",
        shape.duration,
        shape.width,
        shape.height,
        shape.fps,
        has_video=True,
        has_audio=graph.audio is not None,
        tolerance=max(2 * shape.frame, 0.1),
    )
    everything = {**H264, **sounds, "movflags": "+faststart", **options}
    run(streams, everything, reads=reads, output=call.folder / name, expects=expects, call=call)
    return checked(call.folder / name, expects)


def even(graph: Graph) -> None:
    """Cut off the last row or column of odd sizes: H.264 has none."""
    width, height = graph.shape.width // 2 * 2, graph.shape.height // 2 * 2
    if (width, height) != (graph.shape.width, graph.shape.height):
        graph.filter_video("crop", w=width, h=height, x=0, y=0, exact=1)
        graph.shape = dataclasses.replace(graph.shape, width=width, height=height)


def copy_sound(given: Given) -> dict[str, Any] | None:
    """Give the options that take a film's sound over untouched, where MP4 can hold it."""
    audio = given.info.audio
    usual = audio is not None and audio.codec in {"aac", "mp3", "mp3float"} and given.info.demuxer == "mov"
    return {"c:a": "copy"} if usual else None


def save_raw(
    video: Any, given: Given, call: Call, *, width: int, height: int, name: str = "given.rgb"
) -> Path:
    """Write one picture as raw RGB of this size, cut so that it fills it."""
    # The given file is a stranger's: only FFmpeg in its walls opens it, our own child reads plain bytes.
    video = video.filter("scale", w=width, h=height, force_original_aspect_ratio="increase", flags="lanczos")
    video = video.filter("crop", w=width, h=height).filter("setsar", sar=1).filter("format", pix_fmts="rgb24")
    expects = Expectation("jpg", 0, width, height, 0, has_video=True, has_audio=False, tolerance=1)
    output = call.folder / name
    run(
        [video],
        {"frames:v": 1, "f": "rawvideo"},
        reads=(given.path,),
        output=output,
        expects=expects,
        call=call,
    )
    if not output.is_file() or output.stat().st_size != width * height * 3:
        raise ProviderError("undecodable", "No picture could be read from this file.")
    return output


def move(path: Path, name: str) -> Path:
    """Give a file of the folder another name."""
    return Path(shutil.move(path, path.with_name(name)))


def at_rate(graph: Graph, rate: float) -> None:
    """Give the picture whole frames at this rate, the first at zero."""
    graph.filter_video("fps", fps=rate_words(rate), start_time=0)
    graph.shape = dataclasses.replace(graph.shape, fps=rate, variable_rate=False)


def save_picture(graph: Graph, given: Given, call: Call, *, name: str) -> Given:
    """Write a graph's picture as a PNG file, and look at it."""
    size, output = (graph.shape.width, graph.shape.height), call.folder / name
    expects = Expectation("jpg", 0, *size, 0, has_video=True, has_audio=False, tolerance=1)
    options = {"frames:v": 1, "c:v": "png", "f": "image2", "update": 1}
    video = graph.video.filter("format", pix_fmts="rgb24")
    run([video], options, reads=(given.path,), output=output, expects=expects, call=call)
    made = look(output)
    if (made.shape.width, made.shape.height) != size:
        raise ProviderError("wrong_result", "The picture has not the ordered size.", permanent=False)
    return made
