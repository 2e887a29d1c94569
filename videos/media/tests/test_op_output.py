"""Operations that choose the file: gif, extract-audio."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from videos.media.generate import clip
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe, validate
from videos.media.tests.reading import codes, edit, pictures, sound, still


def test_a_gif_shows_the_span_at_its_rate_and_width(film: Path, tmp_path: Path) -> None:
    step = {"operation": "gif", "width": 240, "fps": 5, "startTime": 1, "endTime": 2}
    made = edit(film, tmp_path / "job", step)
    shown = pictures(made.path)
    assert made.path.suffix == ".gif"
    assert made.info.audio is None
    assert [picture.shape for picture in shown] == [(136, 240, 3)] * 5
    assert made.info.duration == pytest.approx(1, abs=0.1)


def test_a_gif_is_not_enlarged_and_keeps_its_frames(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", {"operation": "gif", "width": 640, "fps": 25, "endTime": 0.4})
    assert codes(made.path) == list(range(10))


def test_a_gif_of_a_whole_lecture_is_refused(film_info: MediaInfo) -> None:
    steps = [{"operation": "speed", "factor": 0.25}] * 3 + [{"operation": "gif"}]
    with pytest.raises(OperationRefused) as refused:
        validate(parse_recipe(steps), film_info)
    assert refused.value.field == "operations.3.endTime"


def test_a_gif_can_be_previewed(film: Path, tmp_path: Path) -> None:
    assert still(film, tmp_path, 0.2, {"operation": "gif", "width": 160, "startTime": 1}).shape == (
        90,
        160,
        3,
    )


@pytest.mark.parametrize(
    ("fields", "codec", "mode"),
    [
        ({}, "mp3", "encode"),
        ({"format": "wav"}, "pcm_s16le", "encode"),
        ({"format": "m4a"}, "aac", "copy"),
        ({"format": "m4a", "quality": "low"}, "aac", "encode"),
    ],
)
def test_the_sound_alone_is_written(
    film: Path, tmp_path: Path, fields: dict[str, Any], codec: str, mode: str
) -> None:
    made = edit(film, tmp_path / "job", {"operation": "extract-audio", **fields})
    assert made.info.video is None
    assert made.info.audio is not None
    assert made.info.audio.codec.replace("float", "") == codec
    assert made.command.mode == mode
    assert made.info.duration == pytest.approx(3, abs=0.15)
    heard = sound(made.path)[4000:20000].astype(float)
    assert np.abs(np.fft.rfft(heard)).argmax() * 8000 / len(heard) == pytest.approx(440, abs=2)


def test_sound_is_extracted_after_an_edit(film: Path, tmp_path: Path) -> None:
    steps: list[dict[str, Any]] = [
        {"operation": "speed", "factor": 2},
        {"operation": "extract-audio", "format": "wav"},
    ]
    assert edit(film, tmp_path / "job", *steps).info.duration == pytest.approx(1.5, abs=0.05)


def test_there_must_be_a_sound_to_extract(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "silent.mp4", seconds=0.4, audio=False))
    with pytest.raises(OperationRefused, match="no_audio"):
        validate(parse_recipe([{"operation": "extract-audio"}]), info)


@pytest.mark.parametrize("name", ["gif", "extract-audio"])
def test_nothing_comes_after_the_file_is_chosen(name: str) -> None:
    with pytest.raises(OperationRefused) as refused:
        parse_recipe([{"operation": name}, {"operation": "flip"}])
    assert (refused.value.code, refused.value.field) == ("export_not_last", "operations.0")
