"""Runs derived commands in the sandbox, like a worker does."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from videos.media.command import Command
from videos.media.runner import run
from videos.media.tests.reading import Picture


def perform(command: Command) -> Command:
    run(command, folder=command.output.parent, deadline=60)
    return command


def opened(path: Path) -> Picture:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.int16)


def shrunk(picture: Picture, width: int, height: int) -> Picture:
    small = Image.fromarray(picture.astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(small, dtype=np.int16)


def nearest(wanted: Picture, among: list[Picture]) -> int:
    """Give which picture is most like the wanted one."""
    return int(np.argmin([distance(wanted, each) for each in among]))


def distance(one: Picture, other: Picture) -> float:
    return float(np.abs(one - other).mean())


def parts(text: str) -> list[dict[str, Any]]:
    """Read the cues of a storyboard's WebVTT."""
    cues = []
    for block in text.split("\n\n")[1:]:
        span, address = block.strip().splitlines()
        start, _, end = span.partition(" --> ")
        page, _, box = address.partition("#xywh=")
        cues.append(
            {
                "start": seconds(start),
                "end": seconds(end),
                "page": page,
                "box": tuple(map(int, box.split(","))),
            }
        )
    return cues


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)
