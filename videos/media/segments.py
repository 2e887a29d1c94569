"""A film made of segments: what each is made by and called, and how they are joined and proved."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ffmpeg

from videos.media.checks import ResultRefused, verify
from videos.media.command import Command, Expectation
from videos.media.copying import is_faithful
from videos.media.engine import ENGINE_VERSION, Limits, engine
from videos.media.filtergraph import rate_words
from videos.media.formats import FORMATS
from videos.media.graph import compile_recipe
from videos.media.opening import open_source
from videos.media.probe import MediaInfo
from videos.media.recipe import Recipe
from videos.media.runner import FfmpegFailed, RunReport
from videos.media.slicing import Frames, NotSliceable, of_sound, read_frames

LISTING, LIST = "packets.txt", "segments.txt"
AROUND_A_SEAM = 0.5  # seconds decoded on each side
NOTHING = Expectation("none", 0.0, 0, 0, 0.0, has_video=False, has_audio=False, tolerance=0.0)

Perform = Callable[[Command], RunReport]


@dataclass(frozen=True)
class Piece:
    """A finished segment: its file, how many frames it has, and the parameters that its decoder needs."""

    path: Path
    frames: int
    header: str


# -- looking at packets ------------------------------------------------------------------------------------


def list_packets(info: MediaInfo, *, source: Path, folder: Path, limits: Limits, perform: Perform) -> Frames:
    """Read the times of a picture track's packets. Raises NotSliceable unless they lie evenly."""
    if info.video is None:
        raise NotSliceable("source")
    track = open_source(info, source, limits)[str(info.video.index)]
    node = ffmpeg.output(track, LISTING, c="copy", f="framecrc")
    expects = dataclasses.replace(NOTHING, duration=info.duration)
    listing = folder / LISTING
    argv = tuple(ffmpeg.compile(node, cmd=engine().ffmpeg))
    perform(Command(argv, (source.resolve(),), (), listing, expects, "copy"))
    try:
        return read_frames(listing, fps=info.video.fps)
    finally:
        listing.unlink(missing_ok=True)


# -- what a segment is called ------------------------------------------------------------------------------


def address_of_slice(command: Command, *, folder: Path, names: Mapping[Path, str]) -> str:
    """Name a slice by all that it is made of: its command, and the files that it reads.

    `names` stand for the files outside of the folder; where they lie on this machine is no part of it.
    """
    text = "\0".join(command.argv[1:])
    for path, name in names.items():
        text = text.replace(str(path.resolve()), name)
    read = [(file.name, _digest(file, folder)) for file in command.files]
    return _address(["slice", text, read])


def address_of_sound(recipe: Recipe, *, source: str, container: str, seconds: float) -> str:
    """Name a film's sound by what is done to it; `source` names the source's content."""
    return _address(["sound", source, container, seconds, [step.to_json() for step in of_sound(recipe)]])


def _digest(file: Path, folder: Path) -> str:
    content = file.read_bytes().replace(str(folder.resolve()).encode(), b"")
    return hashlib.sha256(content).hexdigest()


def _address(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps([ENGINE_VERSION, *parts], sort_keys=True).encode()).hexdigest()


# -- making one ----------------------------------------------------------------------------------------------


def make_slice(command: Command, *, frames: int | None, limits: Limits, perform: Perform) -> Piece:
    """Encode a slice and prove it. `frames` is how many it must have; None for those up to the film's end."""
    perform(command)
    info = verify(command.output, command.expects, went_in_black=lambda: True, limits=limits)
    try:
        made = list_packets(
            info, source=command.output, folder=command.output.parent, limits=limits, perform=perform
        )
    except NotSliceable:
        raise ResultRefused("uneven_slice", {"expected": "frames at an even rate", "found": "gaps"}) from None
    if frames is not None and made.count != frames:
        raise ResultRefused("wrong_frames", {"expected": frames, "found": made.count})
    return Piece(command.output, made.count, made.header)


def make_sound(
    recipe: Recipe, info: MediaInfo, *, source: Path, folder: Path, limits: Limits, perform: Perform
) -> Command:
    """Make the whole sound of a recipe that knows all that it must, in a file of its own; says by what."""
    command = compile_recipe(recipe, info, source=source, folder=folder, limits=limits, only="sound")
    try:
        perform(command)
        made = verify(command.output, command.expects, went_in_black=lambda: True, limits=limits)
        if is_faithful(info, made, command.copied):
            return command
    except (FfmpegFailed, ResultRefused):
        if not command.copied:
            raise
    command = compile_recipe(
        recipe, info, source=source, folder=folder, limits=limits, only="sound", copies=False
    )
    perform(command)
    verify(command.output, command.expects, went_in_black=lambda: True, limits=limits)
    return command


# -- joining -------------------------------------------------------------------------------------------------


def join(
    pieces: Sequence[Piece],
    sound: Path | None,
    *,
    expects: Expectation,
    folder: Path,
    limits: Limits,
    perform: Perform,
    went_in_black: Callable[[], bool],
) -> tuple[Command, MediaInfo]:
    """Join segments and sound to one film without encoding, and prove it.

    Raises FfmpegFailed and ResultRefused, and what `perform` raises.
    """
    if len({piece.header for piece in pieces}) != 1:
        raise ResultRefused("different_headers", {"expected": "one", "found": "several"})
    command = _join_command(pieces, sound, expects, folder, limits)
    perform(command)
    info = verify(command.output, expects, went_in_black=went_in_black, limits=limits)
    _prove(pieces, command.output, info, folder, limits, perform)
    return command, info


def _join_command(
    pieces: Sequence[Piece], sound: Path | None, expects: Expectation, folder: Path, limits: Limits
) -> Command:
    listing = folder / LIST
    listing.write_text("".join(_listed(piece, expects.fps) for piece in pieces), encoding="utf-8")
    own = {"protocol_whitelist": "file", "format_whitelist": "concat,mov,matroska"}
    pictures = ffmpeg.input(f"file:{listing.name}", f="concat", safe=0, auto_convert=0, **own)
    streams = [pictures["v:0"]]
    if sound is not None:
        streams.append(ffmpeg.input(f"file:{sound}", f=FORMATS[expects.container].demuxer, **own)["a:0"])  # type: ignore[index]
    target = FORMATS[expects.container]  # type: ignore[index]
    # Adding up lengths in microseconds rounds; this puts every frame on its place again.
    place = "round(round({0}*TB*{1})/({1})/TB)"
    rate = f"({rate_words(expects.fps)})"
    options = {
        **target.options,
        "c": "copy",
        "bsf:v": f"setts=pts={place.format('PTS', rate)}:dts={place.format('DTS', rate)}",
        "map_metadata": -1,
        "map_chapters": -1,
        "fs": limits.file_bytes,
        "f": target.muxer,
    }
    output = folder / f"output.{target.name}"
    node = ffmpeg.output(*streams, output.name, **options)
    argv = tuple(ffmpeg.compile(node, cmd=engine().ffmpeg))
    # The sound keeps its own zero: what lies before it is not heard, and must not move it.
    argv = (argv[0], "-copyts", *argv[1:])
    reads = tuple(piece.path.resolve() for piece in pieces) + ((sound.resolve(),) if sound else ())
    return Command(argv, reads, (listing,), output, expects, "copy")


def _listed(piece: Piece, fps: float) -> str:
    path = str(piece.path.resolve()).replace("'", "'\\''")
    return f"file 'file:{path}'\nduration {piece.frames / fps:.6f}\n"


def _prove(
    pieces: Sequence[Piece],
    output: Path,
    info: MediaInfo,
    folder: Path,
    limits: Limits,
    perform: Perform,
) -> None:
    """See that every frame is there and in its place, and that the film can be decoded at every seam."""
    frames = sum(piece.frames for piece in pieces)
    try:
        found = list_packets(info, source=output, folder=folder, limits=limits, perform=perform).count
    except NotSliceable:
        found = 0
    if found != frames:
        raise ResultRefused("wrong_frames", {"expected": frames, "found": found})
    fps, seam = info.video.fps if info.video else 1.0, 0
    for piece in pieces[:-1]:
        seam += piece.frames
        report = perform(_look_at(output, info, seam / fps, folder, limits))
        if report.log.strip() or report.frames < AROUND_A_SEAM * fps:
            evidence = {"expected": "a film that can be decoded", "found": report.log[-500:]}
            raise ResultRefused("broken_seam", {"at": seam / fps, **evidence})


def _look_at(output: Path, info: MediaInfo, time: float, folder: Path, limits: Limits) -> Command:
    span = {"ss": f"{max(time - AROUND_A_SEAM, 0):.6f}", "t": f"{2 * AROUND_A_SEAM:.6f}"}
    index = info.video.index if info.video else 0
    node = ffmpeg.output(open_source(info, output, limits, **span)[str(index)], "-", f="null")
    argv = tuple(ffmpeg.compile(node, cmd=engine().ffmpeg))
    expects = dataclasses.replace(NOTHING, duration=2 * AROUND_A_SEAM)
    return Command((argv[0], "-xerror", *argv[1:]), (output.resolve(),), (), folder / "-", expects, "copy")
