from pathlib import Path

import pytest

from videos.media.derived import frames
from videos.media.derived.frames import Steps, steps_within
from videos.media.derived.tests.making import distance, opened, perform
from videos.media.generate import clip
from videos.media.probe import MediaInfo, probe
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import Picture, code_of, still


def taken(source: Path, folder: Path, steps: Steps, width: int = 5000) -> list[Picture]:
    folder.mkdir(exist_ok=True)
    command = frames.frames_command(probe(source), steps, source=source, folder=folder, width=width)
    perform(command)
    return [opened(frames.frame_path(command, number)) for number in range(steps.count)]


@pytest.mark.parametrize(
    ("suffix", "interval", "first"),
    [("mp4", 0.5, 0), ("mp4", 0.04, 51), ("mp4", 1.0, 2), ("mkv", 0.13, 3), ("ts", 0.13, 3), ("avi", 0.5, 1)],
)
def test_frames_at_steps_are_those_that_single_seeks_find(
    tmp_path: Path, suffix: str, interval: float, first: int
) -> None:
    codec, audio = ("mpeg4", "libmp3lame") if suffix == "avi" else ("libx264", "aac")
    source = clip(tmp_path / f"source.{suffix}", codec=codec, audio_codec=audio)
    steps = steps_within(probe(source), interval=interval, start=first * interval, limit=4)
    assert steps.first == first
    for number, picture in enumerate(taken(source, tmp_path / "many", steps)):
        alone = still(source, tmp_path / "one", steps.time(first + number))
        assert code_of(picture) == code_of(alone)
        assert distance(picture, alone) < 3


def test_frames_of_an_uneven_rate_are_those_on_screen(ffmpeg: FFmpeg, film: Path, tmp_path: Path) -> None:
    source = ffmpeg(
        "uneven.mkv", "-i", str(film), "-vf", "select='not(between(mod(n,10),3,7))'", "-fps_mode", "vfr"
    )
    steps = Steps(0.2, 1, 9)
    shots = taken(source, tmp_path / "many", steps)
    alone = [code_of(still(source, tmp_path / "one", steps.time(index))) for index in steps.indexes]
    assert [code_of(shot) for shot in shots] == alone


def test_the_last_picture_stays_while_the_sound_goes_on(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    source = ffmpeg(
        "long.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x36:d=1.5:r=25", "-f", "lavfi", "-i", "sine=d=3"
    )
    shots = taken(source, tmp_path / "job", Steps(0.5, 0, 6))
    assert distance(shots[3], shots[5]) < 1 < distance(shots[1], shots[5])


def test_frames_are_made_smaller_and_never_larger(film: Path, tmp_path: Path) -> None:
    assert taken(film, tmp_path / "a", Steps(1.0, 0, 1), width=100)[0].shape == (56, 100, 3)
    assert taken(film, tmp_path / "b", Steps(1.0, 0, 1), width=5000)[0].shape == (180, 320, 3)


@pytest.mark.parametrize(
    ("asked", "first", "count"),
    [
        ({"interval": 1.0, "limit": 60}, 0, 3),
        ({"interval": 1.0, "limit": 2}, 0, 2),
        ({"interval": 0.1, "limit": 60, "start": 0.3, "end": 0.7}, 3, 4),
        ({"interval": 0.7, "limit": 60, "start": 0.71}, 2, 3),
        ({"interval": 1.0, "limit": 60, "start": 9.0}, 9, 0),
        ({"interval": 1.0, "limit": 60, "start": 2.0, "end": 1.0}, 2, 0),
    ],
)
def test_steps_lie_within_the_film_and_the_span(
    film_info: MediaInfo, asked: dict[str, float], first: int, count: int
) -> None:
    steps = steps_within(film_info, **asked)  # type: ignore[arg-type]
    assert (steps.first, steps.count) == (first, count)
