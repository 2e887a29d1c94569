"""A preview clip shows and sounds as the same seconds of the finished film."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from videos.media.analysis import prepare
from videos.media.checks import verify
from videos.media.clips import clip_command
from videos.media.generate import clip
from videos.media.recipe import parse_recipe
from videos.media.runner import run
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.cut_films import plain_ffmpeg
from videos.media.tests.reading import code_of, codes, edit, known, pictures, sound

TRIM = {"operation": "trim", "startTime": 0.8, "endTime": 2.8}
SEPIA = {"operation": "apply-filter", "filterType": "sepia"}


def clipped(source: Path, folder: Path, *steps: dict[str, Any], start: float, seconds: float = 1) -> Path:
    folder.mkdir()

    def perform(command: Any) -> None:
        run(command, folder=folder, deadline=60)

    recipe = parse_recipe(list(steps)) if steps else []
    ready = prepare(recipe, known(source), source=source, folder=folder, perform=perform)
    command = clip_command(
        ready, known(source), source=source, folder=folder, start=start, seconds=seconds, width=320
    )
    perform(command)
    verify(command.output, command.expects, went_in_black=lambda: True)
    return command.output


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds in which two of every three are loud, each louder than the one before."""
    folder = tmp_path_factory.mktemp("talk")
    quiet, made = clip(folder / "quiet.mp4", seconds=8, audio=False), folder / "talk.mp4"
    speech = "aevalsrc=exprs='(0.1+0.1*t)*sin(2*PI*440*t)*lt(mod(t,3),2)':s=44100:d=8"
    plain_ffmpeg("-i", str(quiet), "-f", "lavfi", "-i", speech, "-c:v", "copy", "-c:a", "aac", str(made))
    return made


@pytest.mark.parametrize(
    ("steps", "start", "numbers"),
    [
        ([], 1.0, range(25, 50)),
        ([SEPIA], 1.0, range(25, 50)),
        ([TRIM, SEPIA], 0.4, range(30, 55)),
        ([SEPIA, TRIM], 1.6, range(60, 70)),
        ([{"operation": "speed", "factor": 2}], 0.4, range(20, 70, 2)),
        ([{"operation": "reverse"}], 0.4, range(64, 39, -1)),
        ([{"operation": "export", "format": "mp3"}], 1.0, range(25, 50)),
        ([SEPIA], 99, range(50, 75)),
    ],
    ids=["as it is", "look", "trim first", "trim last", "speed", "reverse", "sound alone", "past the end"],
)
def test_a_clip_has_the_frames_of_its_seconds(
    film: Path, tmp_path: Path, steps: list[dict[str, Any]], start: float, numbers: range
) -> None:
    assert codes(clipped(film, tmp_path / "job", *steps, start=start)) == list(numbers)


@pytest.mark.parametrize("suffix", ["mkv", "ts"])
def test_other_containers_are_cut_as_well(film: Path, tmp_path: Path, ffmpeg: FFmpeg, suffix: str) -> None:
    source = ffmpeg(f"source.{suffix}", "-i", str(film), "-c", "copy")
    whole = codes(edit(source, tmp_path / "whole", SEPIA).path)
    assert codes(clipped(source, tmp_path / "job", SEPIA, start=1.2)) == whole[30:55]


@pytest.mark.parametrize(
    "steps",
    [
        [{"operation": "volume", "gain": -6}],
        [{"operation": "remove-silence", "padding": 0}],
        [{"operation": "normalize-audio"}],
        [{"operation": "fade", "fadeIn": 3, "fadeOut": 3}],
        [TRIM | {"startTime": 1, "endTime": 7}],
    ],
    ids=["volume", "pauses", "loudness", "fade", "trim"],
)
def test_a_clip_is_the_finished_film(talk: Path, tmp_path: Path, steps: list[dict[str, Any]]) -> None:
    """Pictures with the filters of their own time, and sound as loud as it will be."""
    start = 2.4
    made = edit(talk, tmp_path / "whole", *steps)
    part = clipped(talk, tmp_path / "part", *steps, start=start)
    whole, shown = pictures(made.path), pictures(part)
    first = round(start * 25)
    assert [code_of(each) for each in shown] == [code_of(each) for each in whole[first : first + 25]]
    for number in (0, 12, 24):
        assert np.abs(shown[number] - whole[first + number]).mean() < 12
    expected, heard = sound(made.path)[round(start * 8000) :][:8000], sound(part)[:8000]
    for tenth in range(10):
        piece = slice(tenth * 800, tenth * 800 + 800)
        loud = [float(np.sqrt((each[piece].astype(float) ** 2).mean())) for each in (expected, heard)]
        assert loud[1] == pytest.approx(loud[0], rel=0.15, abs=300)


def test_a_clip_is_small(film: Path, tmp_path: Path) -> None:
    large = clip(tmp_path / "large.mp4", seconds=1, width=960, height=540)
    command = clip_command(
        parse_recipe([SEPIA]), known(large), source=large, folder=tmp_path, start=0, seconds=4, width=480
    )
    assert (command.expects.width, command.expects.height, command.expects.duration) == (480, 270, 1)
