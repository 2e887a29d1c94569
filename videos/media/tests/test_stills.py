from pathlib import Path
from typing import Any

import numpy as np
import pytest

from videos.media.checks import ResultRefused, verify_still
from videos.media.generate import clip
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo, probe
from videos.media.runner import run
from videos.media.stills import frame_command, thumbnail_command
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import code_of, edit, pictures, shown_between, still

TRIM = {"operation": "trim", "startTime": 0.8, "endTime": 2.4}
SECOND = {"operation": "trim", "startTime": 0.4, "endTime": 1.2}
LOOK = {"operation": "apply-filter", "filterType": "sepia"}


@pytest.mark.parametrize(
    ("timestamp", "number"),
    [(0, 0), (0.04, 1), (0.079, 1), (1.0, 25), (1.039, 25), (2.96, 74), (3, 74), (99, 74)],
)
def test_a_frame_is_the_one_on_screen_at_that_moment(
    film: Path, tmp_path: Path, timestamp: float, number: int
) -> None:
    assert code_of(still(film, tmp_path, timestamp)) == number


@pytest.mark.parametrize(("timestamp", "number"), [(0, 30), (0.4, 40), (0.79, 49), (50, 49), (-1, 30)])
def test_a_preview_counts_in_the_time_of_the_edited_film(
    film: Path, tmp_path: Path, timestamp: float, number: int
) -> None:
    assert code_of(still(film, tmp_path, timestamp, TRIM, SECOND)) == number


@pytest.mark.parametrize("suffix", ["mkv", "ts", "avi"])
def test_frames_are_found_in_other_containers(tmp_path: Path, suffix: str) -> None:
    codec = {"avi": "mpeg4"}.get(suffix, "libx264")
    audio = {"avi": "libmp3lame"}.get(suffix, "aac")
    source = clip(tmp_path / f"source.{suffix}", seconds=2, codec=codec, audio_codec=audio)
    for time in (0.1, 0.5, 1.0, 1.9):
        assert code_of(still(source, tmp_path / "job", time)) == shown_between(source, 0, time + 0.003)[-1]


def test_a_preview_looks_like_the_film_that_is_made(film: Path, tmp_path: Path) -> None:
    text: dict[str, Any] = {
        "operation": "add-text", "text": "Soon", "duration": {"start": 0.5, "end": 1.0}, "anchor": "center",
    }  # fmt: skip
    steps: list[dict[str, Any]] = [
        TRIM,
        {"operation": "crop", "width": 300, "height": 160, "x": 0, "y": 0},
        LOOK,
        text,
    ]
    made = pictures(edit(film, tmp_path / "film", *steps).path)
    for time in (0.4, 0.8, 1.2):
        preview = still(film, tmp_path / "still", time, *steps)
        assert np.abs(preview - made[round(time * 25)]).mean() < 8
        others = min(float(np.abs(preview - made[round(time * 25) + away]).mean()) for away in (-3, 3))
        assert np.abs(preview - made[round(time * 25)]).mean() < others


def test_an_export_of_sound_alone_still_has_a_preview(film: Path, tmp_path: Path) -> None:
    assert code_of(still(film, tmp_path, 1, {"operation": "export", "format": "mp3"})) == 25


def test_a_thumbnail_is_small_and_never_enlarged(film: Path, film_info: MediaInfo, tmp_path: Path) -> None:
    for width, size in ((160, (160, 90)), (5000, (320, 180))):
        command = thumbnail_command(film_info, source=film, folder=tmp_path, timestamp=1, width=width)
        run(command, folder=tmp_path, deadline=20)
        verify_still(command.output, command.expects)
        assert (command.expects.width, command.expects.height) == size


def test_a_turned_film_has_an_upright_thumbnail(film: Path, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    turned = ffmpeg("turned.mp4", "-display_rotation", "90", "-i", str(film), "-c", "copy")
    assert still(turned, tmp_path / "job", 1).shape == (320, 180, 3)


def test_sound_alone_has_no_frame(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    tone = ffmpeg("tone.wav", "-f", "lavfi", "-i", "sine=d=1")
    with pytest.raises(OperationRefused, match="no_video"):
        frame_command([], probe(tone), source=tone, folder=tmp_path, timestamp=0)


def test_a_still_that_is_not_a_picture_is_refused(film: Path, film_info: MediaInfo, tmp_path: Path) -> None:
    command = thumbnail_command(film_info, source=film, folder=tmp_path, timestamp=1)
    with pytest.raises(ResultRefused, match="no_output"):
        verify_still(command.output, command.expects)
    command.output.write_bytes(b"no picture")
    with pytest.raises(ResultRefused, match="unreadable_output"):
        verify_still(command.output, command.expects)
