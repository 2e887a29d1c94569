"""Compiles a recipe into one FFmpeg command: one decode, one filtergraph, one encode."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from videos.media import copying, depth
from videos.media.command import Command, Expectation, Track
from videos.media.engine import Limits, engine
from videos.media.extra import Extra
from videos.media.filtergraph import Graph, rate_words
from videos.media.finishing import finish_picture, finish_sound
from videos.media.formats import DECODED_NAMES, FORMATS, Encoder, Format
from videos.media.opening import coarse_seek, normalise, open_source
from videos.media.operations import Ending, Export, Operation, Trim
from videos.media.operations.export import Target
from videos.media.probe import MediaInfo
from videos.media.recipe import NO_EXTRA, Plan, Recipe, equip, validate
from videos.media.shape import Shape

DEFAULT_LIMITS = Limits()
LONGEST_KEYFRAME_GAP = 12.0  # seconds; a stream copy may begin this much too early


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
    copies: bool = True  # tracks that nothing changes, packet by packet
    only: Track | None = None  # the other track is left out
    kept: Encoder | None = None  # what writes a picture that is deeper than usual just as it was


def compile_recipe(
    recipe: Recipe,
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    limits: Limits = DEFAULT_LIMITS,
    extra: Mapping[str, Extra] = NO_EXTRA,
    copies: bool = True,
    only: Track | None = None,
) -> Command:
    """Compile a recipe on a probed source into a command that writes `output.<format>` in `folder`.

    `extra` are the other files that the recipe names, by id; with `only`, one track is written. Writes the
    texts and fonts that FFmpeg will read into `folder`, which must exist. A track that no operation changes
    is copied beside the one that is encoded, unless `copies` is False. Raises OperationRefused, and
    NotMeasured: see `analysis.prepare`.
    """
    job = _job(equip(recipe, extra), info, source, folder, limits)
    job = dataclasses.replace(job, copies=copies, only=only)
    return _copy(job) if _can_copy(job) and only is None else _encode(job)


def open_film(
    recipe: Recipe, info: MediaInfo, *, source: Path, folder: Path, limits: Limits = DEFAULT_LIMITS
) -> Graph:
    """Give the graph of a film as an equipped recipe leaves it, for a look at it before it is made."""
    return _joined(_job(recipe, info, source, folder, limits)).graph


def _job(recipe: Recipe, info: MediaInfo, source: Path, folder: Path, limits: Limits) -> _Job:
    plan = validate(recipe, info)
    target = depth.settled(recipe, info, _target_of(recipe, plan))
    kept = depth.kept(recipe, info, target)
    return _Job(recipe, info, plan, target, source.resolve(), folder, limits, kept=kept)


def _target_of(recipe: Recipe, plan: Plan) -> Target:
    last = recipe[-1] if recipe else None
    if isinstance(last, Ending):
        return last.target(plan.shapes[-2])
    return Export().target(plan.output)


# -- copying packets ---------------------------------------------------------------------------------------


def _can_copy(job: _Job) -> bool:
    if not job.recipe or job.info.demuxer in copying.NO_COPY_FROM:
        return False
    if not copying.fits(job.info, _copy_format(job)):
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
    return video is None or not target.format.has_video or copying.is_ordinary(video)


def _copy_format(job: _Job) -> Format:
    return job.target.format if isinstance(job.recipe[-1], Ending) else copying.usual_format(job.info)


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
    command = _command(job, target, streams, options, expects, mode="copy")
    return command if trim else dataclasses.replace(command, untouched=frozenset(copying.TRACKS))


# -- encoding ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Film:
    """The finished graph, the source's own tracks, and which of them reached the end as they were."""

    graph: Graph
    own: dict[Track, Any]
    untouched: frozenset[Track]


def _joined(job: _Job) -> _Film:
    graph, rest, own = _begin(job)
    begun = (graph.video, graph.audio)
    for operation in rest:
        operation.join(graph)
        graph.shape = operation.after(graph.shape)
    # Every filter makes a new stream, so a track is as it was only if it is the same stream.
    same = zip(copying.TRACKS, begun, (graph.video, graph.audio), strict=True)
    cut = bool(job.recipe) and isinstance(job.recipe[0], Trim)
    untouched = frozenset(track for track, before, after in same if before is after is not None and not cut)
    return _Film(graph, own, untouched)


def _encode(job: _Job) -> Command:
    film = _joined(job)
    target, copied = _settled(job, film)
    job = dataclasses.replace(job, target=target)
    graph = film.graph
    streams, options = _tracks(job, film, copied)
    expects = _expectation(target.format, graph.shape, tolerance=_tolerance(graph.shape))
    expects = dataclasses.replace(expects, may_be_black=_may_blacken(job) or "picture" in copied)
    expects = _alone(expects, job.only) if job.only else expects
    command = _command(job, target.format, streams, options, expects, graph=graph, mode="encode")
    lost = depth.notes(job.info.video, job.target, job.kept) if "picture" not in copied else []
    notes = (*command.notes, *lost, *(copying.NOTES[track] for track in copying.TRACKS if track in copied))
    return dataclasses.replace(command, notes=notes, untouched=film.untouched, copied=copied)


def _settled(job: _Job, film: _Film) -> tuple[Target, frozenset[Track]]:
    """Settle which tracks are copied, and where to: into another container if the recipe leaves it open."""
    asked = bool(job.recipe) and isinstance(job.recipe[-1], Ending)
    may = film.untouched if job.copies else frozenset[Track]()
    if job.info.video is not None and not asked:
        chosen = copying.format_for_picture(job.info.video, job.target.format)
        open_target = dataclasses.replace(job.target, format=chosen)
        copied = copying.copied(job.info, open_target, may, asked=asked)
        if "picture" in copied:
            return open_target, copied
    return job.target, copying.copied(job.info, job.target, may, asked=asked)


def _tracks(job: _Job, film: _Film, copied: frozenset[Track]) -> tuple[list[Any], dict[str, Any]]:
    """Give the streams that are written, and the options for each."""
    graph, target = film.graph, job.target.format
    streams, options = [], dict(target.options)
    if graph.video is not None and target.has_video and job.only != "sound":
        as_it_is = "picture" in copied
        made = (
            copying.picture_options(job.info.video, target)
            if as_it_is
            else finish_picture(graph, job.target, job.kept)
        )
        options |= made
        streams.append(film.own["picture"] if as_it_is else graph.video)
    if graph.audio is not None and target.audio_encoder is not None and job.only != "picture":
        options |= {"c:a": "copy"} if "sound" in copied else finish_sound(graph, job.target, job.info.audio)
        streams.append(film.own["sound"] if "sound" in copied else graph.audio)
    return streams, options


def _alone(expects: Expectation, track: Track) -> Expectation:
    if track == "picture":
        return dataclasses.replace(expects, has_audio=False)
    return dataclasses.replace(expects, has_video=False, width=0, height=0)


def _may_blacken(job: _Job) -> bool:
    return any(step.may_blacken(shape) for step, shape in zip(job.recipe, job.plan.shapes, strict=False))


def _tolerance(shape: Shape) -> float:
    if shape.variable_rate and not shape.has_audio:
        # The last frame of an uneven film has no length that could be kept, and may have stood for long.
        return max(shape.duration / 2, 0.5)
    return max(2 * shape.frame, 0.1)


def _begin(job: _Job) -> tuple[Graph, Sequence[Operation], dict[Track, Any]]:
    """Open the source: its graph, what is left to do, and its own tracks.

    A trim that comes first becomes a seek, so that what it drops is never decoded.
    """
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
    own: dict[Track, Any] = {"picture": graph.video, "sound": graph.audio}
    if isinstance(first, Trim):
        _begin_with(first, graph, coarse)
    if job.info.video is not None:
        normalise(graph, job.info.video, keeps_light=job.kept is not None)
    return graph, rest, own


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


# -- some frames of a film ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slice:
    """Frames of a result, by their numbers from 0: `first` and those after it, up to but without `last`.

    The source is read from `seek` (whole seconds, so that no timestamp is rounded) to `until`, or to its end.
    """

    first: int
    last: int | None
    seek: int
    until: float | None


def compile_slice(
    recipe: Recipe,
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    part: Slice,
    limits: Limits = DEFAULT_LIMITS,
) -> Command:
    """Compile frames of an equipped recipe's picture, at the very times that they have in the whole film.

    Writes an MP4 (a MOV for ProRes) whose first frame is at zero. Raises OperationRefused.
    """
    job = _job(recipe, info, source, folder, limits)
    graph = _opened_late(job, part)
    for operation in recipe:
        operation.join(graph)
        graph.shape = operation.after(graph.shape)
    rate = rate_words(graph.shape.fps)
    graph.filter_video("fps", fps=rate, start_time=f"{part.first / graph.shape.fps:.6f}")
    graph.filter_video("setpts", expr=f"PTS-{part.first}")
    length = job.plan.duration - part.first / graph.shape.fps
    if part.last is not None:
        length = (part.last - part.first) / graph.shape.fps
        graph.filter_video("tpad", stop=-1, stop_mode="clone")
        graph.filter_video("trim", end_frame=part.last - part.first)
    options = finish_picture(graph, job.target, job.kept)
    target = dataclasses.replace(FORMATS["mov" if options["c:v"] == "prores_ks" else "mp4"], options={})
    shape = dataclasses.replace(graph.shape, duration=length, has_audio=False)
    # Whether light went missing can be seen of the whole film only.
    expects = dataclasses.replace(_expectation(target, shape, tolerance=_tolerance(shape)), may_be_black=True)
    return _command(job, target, [graph.video], options, expects, graph=graph, mode="encode")


def _opened_late(job: _Job, part: Slice) -> Graph:
    """Open the picture alone, from a moment on that is told to the graph's clock."""
    if job.info.video is None:
        raise ValueError("a film without a picture has no frames")
    seek = _seek_to(part.seek)
    if part.until is not None:
        seek["t"] = f"{part.until - part.seek:.6f}"
    graph = Graph(folder=job.folder, shape=job.plan.shapes[0], limits=job.limits, late=part.seek > 0)
    graph.video = open_source(job.info, job.source, job.limits, **seek)[str(job.info.video.index)]
    if part.seek:
        graph.filter_video("setpts", expr=f"PTS+{part.seek}/TB")
    normalise(graph, job.info.video, keeps_light=job.kept is not None)
    return graph


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
