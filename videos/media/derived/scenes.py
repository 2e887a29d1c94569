"""Where a film cuts: FFmpeg's scene change detector on a small picture of every frame."""

from dataclasses import dataclass
from pathlib import Path

from videos.media.command import Command
from videos.media.derived.source import (
    DEFAULT_LIMITS,
    Mark,
    command_for,
    fitted,
    open_timed,
    picture_of,
    read_marks,
    shrink,
)
from videos.media.engine import Limits
from videos.media.probe import MediaInfo

LONGEST_SIDE = 320  # pixels; larger ones find the same cuts later
THRESHOLD = 10.0  # of FFmpeg's score, 0-100; https://ffmpeg.org/ffmpeg-filters.html#scdet
SHORTEST = 0.4  # seconds; a flash is not two scenes
SCORE = "lavfi.scd.score"
MARKS = "cuts.txt"


@dataclass(frozen=True)
class Scene:
    """A span of the film in seconds. `score` (0-100) says how hard the cut is that begins it, if one does."""

    start: float
    end: float
    score: float | None


def cuts_command(info: MediaInfo, *, source: Path, folder: Path, limits: Limits = DEFAULT_LIMITS) -> Command:
    """Compile the run that writes down every cut. Raises LacksTrack."""
    video = picture_of(info)
    graph = open_timed(info, source=source, folder=folder, limits=limits)
    shrink(graph, video, size=fitted(video, longest=LONGEST_SIDE))
    graph.filter_video("scdet", threshold=THRESHOLD)
    graph.filter_video("metadata", mode="print", key=SCORE, value=THRESHOLD, function="greater", file=MARKS)
    return command_for(
        [graph.video], "-", graph=graph, source=source, options={"f": "null", "fps_mode": "passthrough"}
    )


def read(folder: Path, info: MediaInfo) -> list[Scene]:
    """Give the scenes between the cuts that were written down in `folder`: the whole film, without gaps."""
    path = folder / MARKS
    cuts = _apart(list(read_marks(path, key=SCORE)), info.duration) if path.is_file() else []
    starts = [(0.0, None), *((cut.time, cut.value) for cut in cuts)]
    ends = [*(cut.time for cut in cuts), info.duration]
    return [Scene(start, end, score) for (start, score), end in zip(starts, ends, strict=True)]


def _apart(cuts: list[Mark], duration: float) -> list[Mark]:
    """Keep the harder of two cuts that are too close to each other, or to an end of the film."""
    kept: list[Mark] = []
    for cut in cuts:
        if not SHORTEST <= cut.time <= duration - SHORTEST:
            continue
        if kept and cut.time - kept[-1].time < SHORTEST:
            kept[-1] = max(kept[-1], cut, key=lambda each: each.value)
        else:
            kept.append(cut)
    return kept
