"""What the derived media cost against the plain way of making them: `python -m bench.derived`.

Each pair runs interleaved, three or five times; the medians' ratio is printed. Everything runs in the
sandbox, as the platform runs it. The source is ten minutes of 720p with a keyframe each 250 frames.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import ffmpeg

from videos.media.command import Command
from videos.media.derived import frames, storyboard, waveform
from videos.media.derived.source import command_for, open_timed
from videos.media.engine import Limits, engine
from videos.media.filtergraph import Graph
from videos.media.generate import clip
from videos.media.probe import MediaInfo, probe
from videos.media.runner import run
from videos.media.stills import thumbnail_command

LOOPS = 10
GOP = {"g": 250, "sc_threshold": 0, "preset": "veryfast", "crf": 23, "bf": 2}


def perform(command: Command) -> None:
    run(command, folder=command.output.parent, deadline=600)


def source(folder: Path) -> Path:
    """Ten times the same minute, copied packet by packet."""
    minute = clip(folder / "minute.mp4", seconds=60, width=1280, height=720, fps="30", options=GOP)
    film = folder / "film.mp4"
    node = ffmpeg.input(minute.name, stream_loop=LOOPS - 1)
    argv = ffmpeg.compile(ffmpeg.output(node, film.name, c="copy"), cmd=engine().ffmpeg)
    template = command_for(
        [node], film.name, graph=open_graph(minute, probe(minute)), source=minute, options={}
    )
    perform(type(template)(**{**vars(template), "argv": tuple(argv)}))
    return film


def open_graph(film: Path, info: MediaInfo) -> Graph:
    return open_timed(info, source=film, folder=film.parent, limits=Limits())


def sprite(film: Path, info: MediaInfo) -> None:
    command = storyboard.sprite_command(info, source=film, folder=film.parent)
    perform(command)
    board = storyboard.read(command, info)
    assert not storyboard.is_sparse(board, info)


def sprite_of_everything(film: Path, info: MediaInfo) -> None:
    perform(storyboard.sprite_command(info, source=film, folder=film.parent, keyframes_only=False))


def sixty_frames(film: Path, info: MediaInfo) -> None:
    steps = frames.steps_within(info, interval=1.0, start=30, limit=60)
    perform(frames.frames_command(info, steps, source=film, folder=film.parent, width=640))


def sixty_seeks(film: Path, info: MediaInfo) -> None:
    for second in range(30, 90):
        perform(thumbnail_command(info, source=film, folder=film.parent, timestamp=second, width=640))


def peaks(film: Path, info: MediaInfo) -> None:
    command = waveform.sound_command(info, source=film, folder=film.parent)
    perform(command)
    waveform.read(command.output)


def peaks_with_pictures(film: Path, info: MediaInfo) -> None:
    """The same sound from a run that decodes the pictures too, and throws them away."""
    command = waveform.sound_command(info, source=film, folder=film.parent)
    graph = open_graph(film, info)
    nothing = command_for([graph.video], "-", graph=graph, source=film, options={"f": "null"})
    both = (*command.argv, *nothing.argv[nothing.argv.index("-filter_complex") :])
    perform(type(command)(**{**vars(command), "argv": both}))
    waveform.read(command.output)


def seconds(work: Callable[[Path, MediaInfo], None], film: Path, info: MediaInfo) -> float:
    began = time.perf_counter()
    work(film, info)
    return time.perf_counter() - began


PAIRS = (
    ("storyboard, not decoding all", sprite, sprite_of_everything, 3, 50),
    ("60 frames at 1 s, not 60 seeks", sixty_frames, sixty_seeks, 5, 5),
    ("waveform, not decoding pictures", peaks, peaks_with_pictures, 3, 25),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        film = source(Path(name))
        info = probe(film)
        print(f"{info.duration:.0f} s, {info.size / 1e6:.0f} MB")
        for title, ours, plain, count, aim in PAIRS:
            rounds = [(seconds(ours, film, info), seconds(plain, film, info)) for _ in range(count)]
            quick, slow = (statistics.median(times) for times in zip(*rounds, strict=True))
            print(f"{title:34}{quick:7.2f} s {slow:7.2f} s {slow / quick:6.1f}x (aim {aim}x)", flush=True)


if __name__ == "__main__":
    main()
