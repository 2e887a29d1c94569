"""How the tests look at films: frame numbers, pictures, sound."""

import array
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from videos.media.analysis import prepare
from videos.media.checks import verify
from videos.media.command import Command
from videos.media.extra import Extra
from videos.media.generate import CODE_HEIGHT, frame_code
from videos.media.graph import compile_recipe
from videos.media.images import probe_image
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe
from videos.media.runner import RunReport, run
from videos.media.stills import frame_command

Picture = np.ndarray[Any, np.dtype[np.int16]]


@dataclass(frozen=True)
class Made:
    """An edited film and everything that was said about it."""

    path: Path
    info: MediaInfo
    command: Command
    report: RunReport


def edit(source: Path, folder: Path, *steps: dict[str, Any], extra: Mapping[str, Path] | None = None) -> Made:
    """Probe, parse, measure, compile, run in the sandbox and verify, like a worker does."""
    folder.mkdir(exist_ok=True)
    others = {name: Extra(_look(path), path) for name, path in (extra or {}).items()}

    def perform(command: Command) -> None:
        run(command, folder=folder, deadline=60)

    info = known(source)
    recipe = prepare(
        parse_recipe(list(steps)), info, source=source, folder=folder, perform=perform, extra=others
    )
    command = compile_recipe(recipe, info, source=source, folder=folder)
    report = run(command, folder=folder, deadline=60)
    return Made(
        command.output, verify(command.output, command.expects, went_in_black=lambda: True), command, report
    )


def known(path: Path) -> MediaInfo:
    """Probe a file, once for as long as it is the same: most tests share their sources."""
    state = path.stat()
    return _probed(path, state.st_size, state.st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _probed(path: Path, size: int, changed: int) -> MediaInfo:
    return probe(path)


def _look(path: Path) -> MediaInfo:
    return probe_image(path) if path.suffix in {".png", ".jpg", ".webp"} else known(path)


def still(
    source: Path,
    folder: Path,
    timestamp: float,
    *steps: dict[str, Any],
    extra: Mapping[str, Extra] | None = None,
) -> Picture:
    """Give the preview of an edited frame as an array of RGB."""
    folder.mkdir(exist_ok=True)
    recipe = parse_recipe(list(steps)) if steps else []
    command = frame_command(
        recipe, known(source), source=source, folder=folder, timestamp=timestamp, extra=extra or {}
    )
    run(command, folder=folder, deadline=30)
    with Image.open(command.output) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.int16)


def pictures(path: Path) -> list[Picture]:
    """Decode every frame to RGB."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24").astype(np.int16) for frame in container.decode(video=0)]


def code_of(picture: Picture) -> int:
    """Read the frame number of a clip's picture."""
    rows = [bytes(row) for row in picture[:CODE_HEIGHT, :, 1].clip(0, 255).astype(np.uint8)]
    return frame_code(rows, width=picture.shape[1])


def codes(path: Path) -> list[int]:
    return [code_of(picture) for picture in pictures(path)]


def shown_between(path: Path, start: float, end: float) -> list[int]:
    """Give the numbers of a clip's frames that begin in a span of the player's clock."""
    with av.open(str(path)) as container:
        begin = (container.start_time or 0) / 1_000_000
        frames = [(float(frame.time or 0) - begin, frame) for frame in container.decode(video=0)]
        return [
            code_of(frame.to_ndarray(format="rgb24").astype(np.int16))
            for time, frame in frames
            if start - 0.002 <= time < end - 0.002
        ]


def times(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [float(frame.time or 0) for frame in container.decode(video=0)]


def sound(path: Path) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Decode the sound to mono 8 kHz."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=8000)
    samples = array.array("h")
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            for part in resampler.resample(frame):
                samples.frombytes(bytes(part.planes[0])[: part.samples * 2])
    return np.asarray(samples, dtype=np.int16)
