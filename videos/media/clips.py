"""A few seconds of the edited film, small and made quickly, to be watched before the film is made."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ffmpeg
from ffmpeg.nodes import InputNode

from videos.media.command import Command, Expectation
from videos.media.engine import Limits, engine
from videos.media.filtergraph import Graph, rate_words
from videos.media.graph import open_film
from videos.media.opening import WITHOUT_INDEX, normalise, open_source
from videos.media.operations import Gif, Operation, Trim
from videos.media.operations.export import Ending
from videos.media.probe import MediaInfo, VideoStream
from videos.media.recipe import Plan, source_time, validate

DEFAULT_LIMITS = Limits()
LONGEST = 10.0  # seconds
LEAST = 1.0  # seconds that are shown of the end when somebody asks for what lies behind it
FASTEST = 30.0  # frames a second
MARGIN = 0.5  # seconds read before and behind what is shown
# What these show at a moment comes from one moment of the source, so all others need not be decoded.
MOMENTARY = frozenset({
    "trim", "crop", "apply-filter", "add-text", "resize", "rotate", "flip", "speed", "fade", "adjust",
    "volume", "denoise", "normalize-audio", "remove-silence", "remove-parts", "burn-captions",
    "replace-audio", "reframe",
})  # fmt: skip
PICTURE = {"c:v": "libx264", "preset": "ultrafast", "crf": 27, "fps_mode": "cfr"}
SOUND = {"c:a": "aac", "b:a": "96k"}


def clip_command(
    recipe: Sequence[Operation],
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    start: float,
    seconds: float,
    width: int,
    limits: Limits = DEFAULT_LIMITS,
) -> Command:
    """Compile a command for `output.mp4`: what the result shows from `start` on, at most `width` pixels wide.

    The recipe is equipped and measured. The clip ends with the result. Raises OperationRefused.
    """
    # The kind of file does not matter here; a GIF is cut and made smaller, too.
    recipe = [step for step in recipe if not isinstance(step, Ending) or isinstance(step, Gif)]
    plan = validate(recipe, info)
    if start > plan.duration - plan.output.frame:
        start = max(plan.duration - LEAST, 0.0)
    span = (start, min(start + seconds, plan.duration))
    film = open_film(recipe, info, source=source, folder=folder, limits=limits)
    film.audio = film.audio if plan.output.has_audio else None
    if info.video is not None and _is_momentary(recipe, info):
        _open_there(film, recipe, info, info.video, plan, source=source, span=span)
    return _finished(film, source, span, width)


def _is_momentary(recipe: Sequence[Operation], info: MediaInfo) -> bool:
    return info.demuxer not in WITHOUT_INDEX and all(step.name in MOMENTARY for step in recipe)


def _open_there(
    film: Graph,
    recipe: Sequence[Operation],
    info: MediaInfo,
    video: VideoStream,
    plan: Plan,
    *,
    source: Path,
    span: tuple[float, float],
) -> None:
    """Let the picture begin where it is shown. As with a still, its times stay those of the whole film."""
    first, last = sorted(source_time(recipe, plan, time) for time in span)
    begin = max(first - MARGIN, 0.0)
    seek = {"ss": f"{begin:.6f}", "t": f"{last - begin + MARGIN:.6f}"}
    opened = open_source(info, source.resolve(), film.limits, **seek)
    graph = replace(film, shape=plan.shapes[0], still=True, moving=True, audio=None)
    graph.video = opened[str(video.index)]
    graph.filter_video("settb", expr="1/1000000")
    graph.filter_video("setpts", expr=f"round(PTS+{begin:.6f}/TB)")
    normalise(graph, video)
    for operation in recipe:
        operation.join(graph)
        graph.shape = operation.after(graph.shape)
    film.video = graph.video
    if info.audio is not None and _is_the_sources(film.audio) and not _begins_with_trim(recipe):
        film.audio = opened[str(info.audio.index)]
        film.filter_audio("asetpts", expr=f"PTS+{begin:.6f}/TB")


def _begins_with_trim(recipe: Sequence[Operation]) -> bool:
    return bool(recipe) and isinstance(recipe[0], Trim)


def _is_the_sources(audio: Any) -> bool:
    return audio is not None and isinstance(audio.node, InputNode)


def _finished(film: Graph, source: Path, span: tuple[float, float], width: int) -> Command:
    options: dict[str, Any] = {"f": "mp4", "movflags": "+faststart", "map_metadata": -1, "map_chapters": -1}
    streams = []
    if film.video is not None:
        _finish_picture(film, span, width)
        streams.append(film.video)
        options |= PICTURE
    if film.audio is not None:
        _finish_sound(film, span)
        streams.append(film.audio)
        options |= SOUND
    output = film.folder / "output.mp4"
    argv = tuple(ffmpeg.compile(ffmpeg.output(*streams, output.name, **options), cmd=engine().ffmpeg))
    reads = tuple(dict.fromkeys((source.resolve(), *film.reads)))
    return Command(argv, reads, tuple(film.files), output, _expectation(film, span), "encode")


def _finish_picture(film: Graph, span: tuple[float, float], width: int) -> None:
    shape = film.shape
    fps = min(shape.fps or FASTEST, FASTEST)
    # Before the cut, while times are those of the whole film: so frames fall as they will there.
    film.filter_video("fps", fps=rate_words(fps))
    # A quarter of a frame early: times were rounded on their way, and the first frame must not be missed.
    early = 1 / fps / 4
    film.filter_video("trim", start=f"{max(span[0] - early, 0.0):.6f}", end=f"{span[1] - early:.6f}")
    film.filter_video("setpts", expr=f"max(PTS-{span[0]:.6f}/TB,0)")
    wide = min(width, shape.width)
    size = (max(round(wide / 2) * 2, 2), max(round(shape.height * wide / shape.width / 2) * 2, 2))
    film.filter_video("scale", w=size[0], h=size[1], flags="bilinear")
    film.filter_video("format", pix_fmts="yuv420p")
    film.shape = replace(shape, width=size[0], height=size[1], fps=fps)


def _finish_sound(film: Graph, span: tuple[float, float]) -> None:
    film.filter_audio("atrim", start=f"{span[0]:.6f}", end=f"{span[1]:.6f}")
    film.filter_audio("asetpts", expr=f"PTS-{span[0]:.6f}/TB")
    film.settle_sound()
    film.unify_sound()
    film.filter_audio("apad", whole_dur=f"{span[1] - span[0]:.6f}")


def _expectation(film: Graph, span: tuple[float, float]) -> Expectation:
    return Expectation(
        "mp4",
        span[1] - span[0],
        film.shape.width if film.video is not None else 0,
        film.shape.height if film.video is not None else 0,
        film.shape.fps,
        has_video=film.video is not None,
        has_audio=film.audio is not None,
        tolerance=0.25,
        may_be_black=True,
    )
