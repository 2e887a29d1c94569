import dataclasses
from pathlib import Path
from typing import Any

import pytest

from videos.media.checks import ResultRefused, verify
from videos.media.command import Expectation
from videos.media.generate import clip
from videos.media.probe import has_light
from videos.media.tests.conftest import FFmpeg

RIGHT = Expectation("mp4", 3.0, 320, 180, 25.0, has_video=True, has_audio=True, tolerance=0.1)


def never() -> bool:
    return False


def refused(output: Path, expects: Expectation, **more: Any) -> str:
    with pytest.raises(ResultRefused) as caught:
        verify(output, expects, **{"went_in_black": never, **more})
    assert caught.value.evidence
    return caught.value.code


def test_the_right_film_passes(film: Path) -> None:
    assert verify(film, RIGHT, went_in_black=never).video is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"duration": 3.5}, "wrong_duration"),
        ({"duration": 2.5}, "wrong_duration"),
        ({"width": 318}, "wrong_size"),
        ({"height": 240}, "wrong_size"),
        ({"has_audio": False}, "wrong_streams"),
        ({"has_video": False}, "wrong_streams"),
        ({"container": "webm"}, "wrong_container"),
    ],
)
def test_every_difference_is_found(film: Path, change: dict[str, Any], code: str) -> None:
    assert refused(film, dataclasses.replace(RIGHT, **change)) == code


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x00\x00\x00\x18ftypisom" + bytes(100)])
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    output = tmp_path / "output.mp4"
    output.write_bytes(content)
    assert refused(output, RIGHT) == "unreadable_output"


def test_no_file_and_no_plain_file_are_refused(film: Path, tmp_path: Path) -> None:
    assert refused(tmp_path / "output.mp4", RIGHT) == "no_output"
    (tmp_path / "output.mp4").symlink_to(film)
    assert refused(tmp_path / "output.mp4", RIGHT) == "no_output"


def test_a_film_that_came_out_black_is_refused_unless_it_went_in_black(film: Path, tmp_path: Path) -> None:
    black = clip(tmp_path / "black.mp4", frame_number=False, options={"vf": "drawbox=color=black:t=fill"})
    assert refused(black, RIGHT, went_in_black=never) == "black"
    assert verify(black, RIGHT, went_in_black=lambda: not has_light(black)).video is not None


def test_a_dark_film_with_a_little_light_is_not_black(film: Path, ffmpeg: FFmpeg) -> None:
    dim = ffmpeg("dim.mp4", "-i", str(film), "-vf", "lutyuv=y=16+(val-16)*0.25", "-preset", "ultrafast")
    assert verify(dim, RIGHT, went_in_black=never).video is not None
