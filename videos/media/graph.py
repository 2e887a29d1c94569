"""Compiles a recipe into one FFmpeg command: one decode, one filtergraph, one encode."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from videos.media.command import Command, Expectation
from videos.media.engine import Limits, engine
from videos.media.extra import Extra
from videos.media.filtergraph import Graph
from videos.media.formats import AUDIO_BIT_RATES, DECODED_NAMES, ENCODERS, FORMATS, Encoder, Format
from videos.media.opening import coarse_seek, normalise, open_source
from videos.media.operations import Ending, Export, Operation, Trim
from videos.media.operations.export import Target
from videos.media.probe import MediaInfo
from videos.media.recipe import NO_EXTRA, Plan, Recipe, equip, validate
from videos.media.shape import Shape

DEFAULT_LIMITS = Limits()
LONGEST_KEYFRAME_GAP = 12.0  # seconds; a stream copy may begin this much too early
# Packets of these have no reliable presentation times, so they are not copied into another container.
NO_COPY_FROM = frozenset({"avi", "mpeg", "asf", "gif", "aac", "flac"})


@dataclass(frozen=True)
class _Job:
    """Everything that the steps below need to know, so that none of them takes eight arguments."""

    recipe: Sequence[Operation]
    info: MediaInfo
    plan: Plan
    target: Target
    source: Path
    folder: Path
    limits: Limits


def compile_recipe(
    recipe: Recipe,
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    limits: Limits = DEFAULT_LIMITS,
    extra: Mapping[str, Extra] = NO_EXTRA,
) -> Command:
    """Compile a recipe on a probed source into a command that writes `output.<format>` in `folder`.

    `extra` are the other files that the recipe names, by id. Writes the texts and fonts that FFmpeg will read
    into `folder`, which must exist. Raises OperationRefused, and NotMeasured: see `analysis.prepare`.
    """
    job = _job(equip(recipe, extra), info, source, folder, limits)
    return _copy(job) if _can_copy(job) else _encode(job)


def open_film(
    recipe: Recipe, info: MediaInfo, *, source: Path, folder: Path, limits: Limits = DEFAULT_LIMITS
) -> Graph:
    """Give the graph of a film as an equipped recipe leaves it, for a look at it before it is made."""
    return _joined(_job(recipe, info, source, folder, limits))


def _job(recipe: Recipe, info: MediaInfo, source: Path, folder: Path, limits: Limits) -> _Job:
    plan = validate(recipe, info)
    return _Job(recipe, info, plan, _target_of(recipe, plan), source.resolve(), folder, limits)


def _target_of(recipe: Recipe, plan: Plan) -> Target:
    last = recipe[-1] if recipe else None
    if isinstance(last, Ending):
        return last.target(plan.shapes[-2])
    return Export().target(plan.output)


# -- copying packets ---------------------------------------------------------------------------------------


def _can_copy(job: _Job) -> bool:
    if not job.recipe or job.info.demuxer in NO_COPY_FROM or not _fits(job.info, _copy_format(job)):
        return False
    match job.recipe:
        case [Trim(mode="copy")]:
            return True
        case [Ending()]:
            return _changes_container_only(job)
        case _:
            return False


def _changes_container_only(job: _Job) -> bool:
    before, after = job.plan.shapes[0], job.plan.output
    target, video = job.target, job.info.video
    if target.quality is not None or (after.width, after.height, after.fps) != (
        before.width,
        before.height,
        before.fps,
    ):
        return target.quality is None and not target.format.has_video
    if target.codec is not None and video is not None and DECODED_NAMES[target.codec] != video.codec:
        return False
    return (
        video is None or not target.format.has_video or (video.bit_depth == 8 and abs(video.sar - 1) < 0.001)
    )


def _copy_format(job: _Job) -> Format:
    if isinstance(job.recipe[-1], Ending):
        return job.target.format
    candidates = ("mp4", "webm", "mkv") if job.info.video else ("m4a", "mp3", "wav", "mkv")
    return next((FORMATS[name] for name in candidates if _fits(job.info, FORMATS[name])), FORMATS["mkv"])  # type: ignore[index]


def _fits(info: MediaInfo, target: Format) -> bool:
    video_fits = info.video is None or not target.has_video or info.video.codec in target.copies_video
    audio_fits = info.audio is None or target.audio_encoder is None or info.audio.codec in target.copies_audio
    return video_fits and audio_fits


def _copy(job: _Job) -> Command:
    target = _copy_format(job)
    trim = job.recipe[0] if isinstance(job.recipe[0], Trim) else None
    source = open_source(
        job.info, job.source, job.limits, **(_seek(trim, job.plan.shapes[0]) if trim else {})
    )
    video = job.info.video if target.has_video else None
    streams = [source[str(stream.index)] for stream in (video, job.info.audio) if stream is not None]
    options = {"c": "copy", "avoid_negative_ts": "make_zero", **target.options}
    tolerance = LONGEST_KEYFRAME_GAP if trim else 0.5
    expects = _expectation(target, job.plan.output, tolerance=tolerance)
    return _command(job, target, streams, options, expects, mode="copy")


# -- encoding ----------------------------------------------------------------------------------------------


def _joined(job: _Job) -> Graph:
    graph, rest = _begin(job)
    for operation in rest:
        operation.join(graph)
        graph.shape = operation.after(graph.shape)
    return graph


def _encode(job: _Job) -> Command:
    graph, target = _joined(job), job.target
    streams, options = [], dict(target.format.options)
    if graph.video is not None and target.format.has_video:
        options |= _finish_video(graph, job)
        streams.append(graph.video)
    if graph.audio is not None and target.format.audio_encoder is not None:
        options |= _finish_audio(graph, job)
        streams.append(graph.audio)
    expects = _expectation(target.format, graph.shape, tolerance=_tolerance(graph.shape))
    expects = dataclasses.replace(expects, may_be_black=_may_blacken(job))
    return _command(job, target.format, streams, options, expects, graph=graph, mode="encode")


def _may_blacken(job: _Job) -> bool:
    return any(step.may_blacken(shape) for step, shape in zip(job.recipe, job.plan.shapes, strict=False))


def _tolerance(shape: Shape) -> float:
    if shape.variable_rate and not shape.has_audio:
        # The last frame of an uneven film has no length that could be kept, and may have stood for long.
        return max(shape.duration / 2, 0.5)
    return max(2 * shape.frame, 0.1)


def _begin(job: _Job) -> tuple[Graph, Sequence[Operation]]:
    """Open the source. A trim that comes first becomes a seek, so that what it drops is never decoded."""
    first, shape = job.recipe[0] if job.recipe else None, job.plan.shapes[0]
    rest = job.recipe[1:] if isinstance(first, Trim) else job.recipe
    seek, coarse = {}, None
    if isinstance(first, Trim):
        coarse = coarse_seek(job.info, first.span(shape)[0])
        seek = _seek(first, shape) if coarse is None else _seek_to(coarse)
    graph = Graph(folder=job.folder, shape=shape, limits=job.limits)
    stream = open_source(job.info, job.source, job.limits, **seek)
    if job.info.video is not None:
        graph.video = stream[str(job.info.video.index)]
    if job.info.audio is not None:
        graph.audio = stream[str(job.info.audio.index)]
        graph.channels = job.info.audio.channels
    if isinstance(first, Trim):
        _begin_with(first, graph, coarse)
    if job.info.video is not None:
        normalise(graph, job.info.video)
    return graph, rest


def _begin_with(trim: Trim, graph: Graph, coarse: float | None) -> None:
    """Finish what the seek began."""
    start, end = trim.span(graph.shape)
    if coarse is not None:
        trim.cut(graph, start - coarse, end - coarse)
    elif graph.video is not None:
        trim.close_gap(graph)
    graph.shape = trim.after(graph.shape)


def _seek_to(time: float) -> dict[str, str]:
    return {"ss": f"{time:.6f}"} if time > 0 else {}


def _seek(trim: Trim, shape: Shape) -> dict[str, str]:
    # Before -i, FFmpeg seeks to the keyframe and drops decoded frames up to the exact time.
    start, end = trim.span(shape)
    length = {"t": f"{end - start:.6f}"}
    return {**_seek_to(start), **length}


def _finish_video(graph: Graph, job: _Job) -> dict[str, Any]:
    if job.target.format.name == "gif":
        _finish_gif(graph)
        return {}
    encoder = ENCODERS[job.target.codec or job.target.format.video_codecs[0]]
    _make_even(graph)
    graph.filter_video("format", pix_fmts=encoder.pix_fmt)
    # Reordered frames of uneven length make MP4 declare too short a film, and players would cut its end.
    pace = {"fps_mode": "vfr", "bf": 0} if graph.shape.variable_rate else {"fps_mode": "cfr"}
    return {**_encoder_options(encoder, job.target), **pace}


def _encoder_options(encoder: Encoder, target: Target) -> dict[str, Any]:
    quality = encoder.quality[target.quality or "high"]
    return {"c:v": encoder.name, encoder.quality_option: quality, **encoder.options}


def _make_even(graph: Graph) -> None:
    width, height = graph.shape.width // 2 * 2, graph.shape.height // 2 * 2
    if (width, height) != (graph.shape.width, graph.shape.height):
        graph.filter_video("crop", w=width, h=height, x=0, y=0, exact=1)
        graph.shape = dataclasses.replace(graph.shape, width=width, height=height)


def _finish_gif(graph: Graph) -> None:
    # One graph: the palette is made from the very frames that it then colours.
    halves = graph.video.split()
    palette = halves[0].filter("palettegen", stats_mode="diff")
    graph.video = ffmpeg.filter([halves[1], palette], "paletteuse", dither="bayer", bayer_scale=4)


def _finish_audio(graph: Graph, job: _Job) -> dict[str, Any]:
    # Fills gaps and a late start with silence: timestamps alone would be lost in mp3 or wav.
    graph.filter_audio("aresample", **{"async": 1, "first_pts": 0})
    options: dict[str, Any] = {"c:a": job.target.format.audio_encoder}
    if job.target.format.audio_encoder != "pcm_s16le":
        options["b:a"] = AUDIO_BIT_RATES[job.target.quality or "high"]
    audio = job.info.audio
    if audio is not None and audio.channels > 2:
        options["ac"] = 2
    if audio is not None and audio.sample_rate > 48_000:
        options["ar"] = 48_000
    return options


# -- one command -------------------------------------------------------------------------------------------


def _expectation(target: Format, shape: Shape, *, tolerance: float) -> Expectation:
    return Expectation(
        container=target.name,
        duration=shape.duration,
        width=shape.width if target.has_video else 0,
        height=shape.height if target.has_video else 0,
        fps=shape.fps,
        has_video=shape.has_video and target.has_video,
        has_audio=shape.has_audio and target.audio_encoder is not None,
        tolerance=tolerance,
    )


def _command(
    job: _Job,
    target: Format,
    streams: list[Any],
    options: dict[str, Any],
    expects: Expectation,
    *,
    mode: Any,
    graph: Graph | None = None,
) -> Command:
    output = job.folder / f"output.{target.name}"
    everything = {
        **options,
        "map_metadata": -1,
        "map_chapters": -1,
        "fs": job.limits.file_bytes,
        "f": target.muxer,
    }
    node = ffmpeg.output(*streams, output.name, **everything)
    notes = [*job.plan.notes, *_notes(job, mode, expects)]
    argv = tuple(ffmpeg.compile(node, cmd=engine().ffmpeg))
    files, reads = (tuple(graph.files), tuple(graph.reads)) if graph else ((), ())
    return Command(argv, (job.source, *reads), files, output, expects, mode, tuple(notes))


def _notes(job: _Job, mode: str, expects: Expectation) -> list[str]:
    notes: list[str] = []
    if mode == "encode" and any(isinstance(step, Trim) and step.mode == "copy" for step in job.recipe):
        notes.append("A lossless copy was not possible here, so the film was encoded, exact to the frame.")
    if mode == "copy" and isinstance(job.recipe[0], Trim):
        notes.append(
            "The packets were copied without loss, so the cut begins at the keyframe before the start."
        )
    planned = job.plan.output
    if expects.has_video and (expects.width, expects.height) != (planned.width, planned.height):
        notes.append(
            f"The picture was rounded down to {expects.width}x{expects.height}; video sizes must be even."
        )
    return notes
