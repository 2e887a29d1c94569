"""A film at a glance: sprites of small pictures, and the WebVTT that says which is seen when.

Each tile is a real frame at its own time, at best a keyframe: reading only those is some eighty times faster
than decoding a film. A film with too few keyframes is decoded instead.
"""

import dataclasses
import itertools
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from videos.media import checks
from videos.media.command import Command
from videos.media.derived.source import (
    DEFAULT_LIMITS,
    command_for,
    fitted,
    open_timed,
    picture_of,
    read_marks,
    shrink,
)
from videos.media.engine import Limits
from videos.media.probe import MediaInfo

LONGEST_SIDE = 192  # pixels of a tile
SIDE = 5  # a page has at most this many columns and rows
MOST = 100  # tiles
LEAST_STEP = 0.5  # seconds
LEAST_TILES = 10  # where a film is long enough for them
MARKS, KEYFRAMES = "tiles.txt", "keyframes.txt"
PAGE = "page-%d.jpg"


@dataclass(frozen=True)
class Storyboard:
    """Pages of tiles. `times` (seconds) says when each tile's frame begins; `duration` is the film's.

    `keyframes` is how many the film has, or 0 when it was decoded for having too few.
    """

    columns: int
    rows: int
    tile_width: int
    tile_height: int
    times: tuple[float, ...]
    duration: float
    keyframes: int

    @property
    def pages(self) -> int:
        return math.ceil(len(self.times) / (self.columns * self.rows))

    def to_json(self) -> dict[str, Any]:
        """Give a plain dictionary that `from_json` reads back."""
        return dataclasses.asdict(self)

    @property
    def keyframe_gap(self) -> float:
        """Give the usual time between two keyframes, in seconds."""
        return self.duration / max(self.keyframes, 1)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` gave. Raises TypeError or KeyError when it is something else."""
        return cls(**{**data, "times": tuple(data["times"])})


def sprite_command(
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    keyframes_only: bool = True,
    limits: Limits = DEFAULT_LIMITS,
) -> Command:
    """Compile the run that writes the pages and the times of their tiles. Raises LacksTrack."""
    size, side = _layout(info)
    graph = open_timed(info, source=source, folder=folder, limits=limits, keyframes_only=keyframes_only)
    graph.filter_video("metadata", mode="add", key="tile", value=1)
    if keyframes_only:
        graph.filter_video("metadata", mode="print", key="tile", file=KEYFRAMES)
    enough = f"isnan(prev_selected_t)+gte(t-prev_selected_t,{step_of(info) - 0.001:.6f})"
    graph.filter_video("select", expr=enough)
    graph.filter_video("metadata", mode="print", key="tile", file=MARKS)
    shrink(graph, picture_of(info), size=size)
    graph.filter_video("format", pix_fmts="yuvj420p")
    graph.filter_video("tile", layout=f"{side[0]}x{side[1]}")
    encoding = {"f": "image2", "c:v": "mjpeg", "q:v": 5, "fps_mode": "passthrough", "map_metadata": -1}
    encoding["frames:v"] = math.ceil(MOST / (side[0] * side[1]))
    page = (side[0] * size[0], side[1] * size[1])
    return command_for([graph.video], PAGE, graph=graph, source=source, options=encoding, size=page)


def step_of(info: MediaInfo) -> float:
    """Give the least time between two tiles, in seconds."""
    return max(info.duration / (MOST - 1), LEAST_STEP)


def read(command: Command, info: MediaInfo) -> Storyboard:
    """Say what a sprite command has made, in its folder. Raises ResultRefused."""
    size, side = _layout(info)
    folder = command.output.parent
    times = tuple(_times(folder / MARKS)[:MOST])
    keyframes = len(_times(folder / KEYFRAMES)) if _is_of_keyframes(command) else 0
    board = Storyboard(*side, *size, times, info.duration, keyframes)
    for page in page_paths(command, board) or [command.output.with_name(PAGE % 1)]:
        checks.verify_still(page, command.expects)
    return board


def _is_of_keyframes(command: Command) -> bool:
    return "-skip_frame:v" in command.argv


def _times(marks: Path) -> list[float]:
    return [max(mark.time, 0.0) for mark in read_marks(marks, key="tile")] if marks.is_file() else []


def page_paths(command: Command, board: Storyboard) -> list[Path]:
    return [command.output.with_name(PAGE % (number + 1)) for number in range(board.pages)]


def is_sparse(board: Storyboard, info: MediaInfo) -> bool:
    """Say whether some moment of the film is too far from any tile to be found by them."""
    moments = [0.0, *board.times, board.duration]
    widest = max(after - before for before, after in itertools.pairwise(moments))
    return widest > max(2 * step_of(info), info.duration / LEAST_TILES)


def vtt(board: Storyboard, *, address: str) -> str:
    """Write the WebVTT; `address` is that of the pages up to their number, which counts from 1."""
    starts = [0.0, *board.times[1:]]
    cues = ["WEBVTT\n"]
    for number, (start, end) in enumerate(itertools.pairwise([*starts, board.duration])):
        page, place = divmod(number, board.columns * board.rows)
        row, column = divmod(place, board.columns)
        box = f"{column * board.tile_width},{row * board.tile_height},{board.tile_width},{board.tile_height}"
        span = f"{_clock(start)} --> {_clock(max(end, start + 0.001))}"
        cues.append(f"{span}\n{address}{page + 1}#xywh={box}\n")
    return "\n".join(cues)


def _layout(info: MediaInfo) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give the size of a tile in pixels, and a page's columns and rows."""
    tiles = min(math.floor(info.duration / step_of(info)) + 1, MOST)
    columns = min(tiles, SIDE)
    size = fitted(picture_of(info), longest=LONGEST_SIDE)
    return size, (columns, min(math.ceil(tiles / columns), SIDE))


def _clock(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
