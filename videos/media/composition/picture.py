"""The picture of a composition as FFmpeg commands: one for each part, and one for a single frame."""

from pathlib import Path
from typing import Any

import ffmpeg

from videos.media.command import Command, Expectation
from videos.media.composition.laying import Canvas
from videos.media.composition.lettering import letter
from videos.media.composition.model import Composition, Look, Sources, Span
from videos.media.composition.parts import seen_in
from videos.media.composition.picture_strips import Easel, decoding_threads, held_seconds
from videos.media.engine import Limits, engine
from videos.media.filtergraph import Graph
from videos.media.formats import FORMATS
from videos.media.operations import OperationRefused, fitting
from videos.media.shape import Shape

DEFAULT_LIMITS = Limits()
KEYFRAMES = 2  # seconds between two at most, so that players find their places quickly
COLOURS = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709"}
LEAST_TICKS = 10_000  # of a second in an MP4
MOST_PIECES, MOST_TEXTS = 100, 500  # in one part


def part_command(
    composition: Composition,
    span: Span,
    *,
    sources: Sources,
    look: Look,
    folder: Path,
    limits: Limits = DEFAULT_LIMITS,
) -> Command:
    """Compile a command that writes the span's frames to `output.mp4` in `folder`, without sound.

    Equal rates and looks give tracks that `join_command` joins. Raises OperationRefused for a source without
    a picture, for effects that do not fit and for too much at once; KeyError for a source that is not given.
    """
    seen = seen_in(composition, span)
    graph = _drawn(seen, sources, look, folder, limits)
    rate, target = composition.rate, FORMATS["mp4"]
    graph.filter_video("setparams", **COLOURS, range="tv")
    options = {
        **_encoding(composition, look),
        "frames:v": span.frames,
        "fs": limits.file_bytes,
        "map_metadata": -1,
        "f": target.muxer,
    }
    expects = Expectation(
        container=target.name,
        duration=float(span.frames / rate),
        width=look.width,
        height=look.height,
        fps=float(rate),
        has_video=True,
        has_audio=False,
        tolerance=float(1 / (2 * rate)) + 0.002,
        may_be_black=True,  # whether light went missing can be seen of the whole film only
    )
    return _command(graph, "output.mp4", options, expects, notes_of(seen, sources=sources))


def frame_command(
    composition: Composition,
    frame: int,
    *,
    sources: Sources,
    width: int,
    folder: Path,
    limits: Limits = DEFAULT_LIMITS,
) -> Command:
    """Compile a command for one JPEG, `output.jpg` in `folder`: a frame of the composition, never enlarged.

    Frames beyond both ends stand for the first and the last. Raises as `part_command` does.
    """
    number = min(max(frame, 0), max(composition.frames - 1, 0))
    scale = min(width / composition.width, 1.0)
    look = Look(fitting.even(composition.width * scale), fitting.even(composition.height * scale))
    seen = seen_in(composition, Span(number, number + 1))
    graph = _drawn(seen, sources, look, folder, limits)
    # JPEG knows only one kind of colours, and of light.
    graph.filter_video("scale", out_color_matrix="bt601", out_range="pc")
    graph.filter_video("format", pix_fmts="yuvj420p")
    options = {"f": "image2", "c:v": "mjpeg", "q:v": 3, "update": 1, "frames:v": 1, "map_metadata": -1}
    expects = Expectation(
        "jpg", 0.0, look.width, look.height, fps=0.0, has_video=True, has_audio=False, tolerance=0.0
    )
    return _command(graph, "output.jpg", options, expects, ())


def notes_of(composition: Composition, *, sources: Sources) -> tuple[str, ...]:
    """Say in whole sentences what a person may not expect of the picture."""
    pieces = [piece for layer in composition.layers for piece in layer.pieces]
    held = [held_seconds(piece, sources[piece.source], composition.rate) for piece in pieces]
    late = [seconds for seconds in held if seconds > 0]
    if not late:
        return ()
    clips = "A clip goes" if len(late) == 1 else f"{len(late)} clips go"
    return (f"{clips} on beyond the file's end; its last picture stays for {max(late):.1f} seconds.",)


def _drawn(seen: Composition, sources: Sources, look: Look, folder: Path, limits: Limits) -> Graph:
    """Give the graph of what is seen, at the look's size."""
    if seen.frames < 1:
        raise ValueError("a composition without frames has no picture")
    inputs = sum(len(layer.pieces) for layer in seen.layers)
    if inputs > MOST_PIECES or len(seen.words) > MOST_TEXTS:
        message = f"At most {MOST_PIECES} clips and {MOST_TEXTS} texts may be seen within a few seconds."
        raise OperationRefused("too_much_at_once", message)
    shape = Shape(look.width, look.height, seen.seconds, float(seen.rate), has_audio=False, has_video=True)
    graph = Graph(folder=folder, shape=shape, limits=limits)
    easel = Easel(graph, seen.rate, seen.frames, decoding_threads(inputs))
    canvas = Canvas(easel, sources, (look.width, look.height), seen.background)
    graph.video = canvas.lay(seen.layers)
    frame = Shape(seen.width, seen.height, seen.seconds, float(seen.rate), has_audio=False, has_video=True)
    letter(graph, seen.words, frame=frame)
    return graph


def _encoding(composition: Composition, look: Look) -> dict[str, Any]:
    """Give the encoder's options. All parts of a film must be alike in them, or they do not join."""
    rate = composition.rate
    ticks = rate.numerator
    while ticks < LEAST_TICKS:
        ticks *= 2
    return {
        "c:v": "libx264",
        "preset": look.preset,
        "crf": look.crf,
        "pix_fmt": "yuv420p",
        "g": max(round(KEYFRAMES * rate), 1),
        "flags": "+cgop",
        **COLOURS,
        "color_range": "tv",
        "fps_mode": "cfr",
        "r": str(rate),
        "video_track_timescale": ticks,
    }


def _command(
    graph: Graph, name: str, options: dict[str, Any], expects: Expectation, notes: tuple[str, ...]
) -> Command:
    argv = tuple(ffmpeg.compile(ffmpeg.output(graph.video, name, **options), cmd=engine().ffmpeg))
    reads = tuple(dict.fromkeys(graph.reads))
    return Command(argv, reads, tuple(graph.files), graph.folder / name, expects, "encode", notes)
