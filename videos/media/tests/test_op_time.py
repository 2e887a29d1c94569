"""Operations that change the course of time: speed, reverse, fade."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from videos.media.generate import clip
from videos.media.operations import CATALOGUE, OperationRefused
from videos.media.operations.reverse import Reverse
from videos.media.operations.speed import tempo_steps
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe, source_time, validate
from videos.media.shape import Shape
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import code_of, codes, edit, pictures, sound, still, times


def pitch(samples: np.ndarray[Any, Any]) -> float:
    """Give the strongest frequency in hertz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * 8000 / len(samples))


@pytest.mark.parametrize("factor", [0.25, 1.5, 4])
def test_another_speed_keeps_rate_and_pitch(film: Path, tmp_path: Path, factor: float) -> None:
    made = edit(film, tmp_path / "job", {"operation": "speed", "factor": factor})
    assert made.info.video is not None
    assert made.info.video.fps == pytest.approx(25, abs=0.01)
    assert len(codes(made.path)) == pytest.approx(75 / factor, abs=1)
    heard = sound(made.path)
    assert len(heard) / 8000 == pytest.approx(3 / factor, abs=0.12)
    assert pitch(heard[1000:-1000]) == pytest.approx(440, abs=8)


def test_each_moment_of_a_faster_film_is_the_right_one(film: Path, tmp_path: Path) -> None:
    found = codes(edit(film, tmp_path / "job", {"operation": "speed", "factor": 2}).path)
    assert all(abs(code - 2 * number) <= 1 for number, code in enumerate(found))


def test_the_speed_of_an_uneven_film_keeps_its_pictures(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    even = clip(tmp_path / "even.mp4", seconds=2, audio=False)
    uneven = ffmpeg("uneven.mkv", "-i", str(even), "-vf", "select='lt(mod(n,5),3)'", "-fps_mode", "vfr")
    made = edit(uneven, tmp_path / "job", {"operation": "speed", "factor": 0.5})
    assert codes(made.path) == codes(uneven)
    assert np.allclose(times(made.path), np.asarray(times(uneven)) * 2, atol=0.01)


@pytest.mark.parametrize("factor", [0.25, 0.3, 0.5, 1, 1.9, 2, 3.9, 4])
def test_tempo_steps_multiply_to_the_factor(factor: float) -> None:
    steps = tempo_steps(factor)
    assert np.prod(steps) == pytest.approx(factor)
    assert all(0.5 <= step <= 2 for step in steps)


def test_a_reversed_film_ends_where_it_began(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", {"operation": "reverse"})
    assert codes(made.path) == list(reversed(range(75)))


def test_sound_is_reversed_with_the_picture(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    source = ffmpeg(
        "late.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x96:r=25:d=2",
        "-f", "lavfi", "-i", "aevalsrc=exprs='gte(t,1.5)*0.5*sin(2*PI*440*t)':d=2:s=44100",
        "-preset", "ultrafast",
    )  # fmt: skip
    loud = np.abs(sound(edit(source, tmp_path / "job", {"operation": "reverse"}).path)) > 2000
    assert np.flatnonzero(loud)[-1] / 8000 == pytest.approx(0.5, abs=0.06)
    kept = (
        np.abs(sound(edit(source, tmp_path / "kept", {"operation": "reverse", "sound": False}).path)) > 2000
    )
    assert np.argmax(kept) / 8000 == pytest.approx(1.5, abs=0.06)


def test_a_film_too_long_to_reverse_is_refused_with_the_length_that_can_be() -> None:
    shape = Shape(1920, 1080, 60.0, 30.0, has_audio=True, has_video=True)
    with pytest.raises(OperationRefused, match=r"17 seconds can be reversed") as refused:
        Reverse().check(shape)
    assert refused.value.code == "too_long_to_reverse"


def light(path: Path) -> list[float]:
    return [float(picture[60:].mean()) for picture in pictures(path)]


@pytest.mark.parametrize("color", ["black", "white"])
def test_a_fade_comes_from_its_colour_and_goes_into_it(film: Path, tmp_path: Path, color: str) -> None:
    made = edit(film, tmp_path / "job", {"operation": "fade", "fadeIn": 0.6, "fadeOut": 0.8, "color": color})
    found, plain = light(made.path), light(film)
    end = 0 if color == "black" else 255
    assert found[0] == pytest.approx(end, abs=12)
    assert found[-1] == pytest.approx(end, abs=16)
    assert found[35] == pytest.approx(plain[35], abs=4)
    steps = [abs(value - end) for value in found[:16]]
    assert all(after >= before - 3 for before, after in itertools.pairwise(steps))


def test_sound_fades_with_the_picture(film: Path, tmp_path: Path) -> None:
    heard = np.abs(sound(edit(film, tmp_path / "job", {"operation": "fade"}).path))
    begin, middle, end = (heard[at : at + 400].max() for at in (0, 12000, 23400))
    assert begin < middle / 5
    assert end < middle / 5
    plain = np.abs(sound(edit(film, tmp_path / "loud", {"operation": "fade", "sound": False}).path))
    assert plain[1000:1400].max() > middle * 0.8


def test_fades_longer_than_the_film_are_refused(film_info: MediaInfo) -> None:
    with pytest.raises(OperationRefused) as refused:
        validate(parse_recipe([{"operation": "fade", "fadeIn": 1, "fadeOut": 2.5}]), film_info)
    assert refused.value.field == "operations.0.fadeOut"


STEPS: list[dict[str, Any]] = [
    {"operation": "trim", "startTime": 0.4, "endTime": 2.8},
    {"operation": "speed", "factor": 2},
    {"operation": "reverse"},
    {"operation": "trim", "startTime": 0.2, "endTime": 1},
]


def test_a_preview_shows_what_the_edited_film_shows(film: Path, film_info: MediaInfo, tmp_path: Path) -> None:
    made = codes(edit(film, tmp_path / "job", *STEPS).path)
    assert len(made) == 20
    for number in (0, 7, 19):
        shown = code_of(still(film, tmp_path / "still", (number + 0.5) / 25, *STEPS))
        assert abs(shown - made[number]) <= 2
    recipe = parse_recipe(STEPS)
    plan = validate(recipe, film_info)
    assert source_time(recipe, plan, 0.0) == pytest.approx(0.4 + 2 * 1.0, abs=0.05)


def test_a_previewed_fade_is_as_dark_as_the_film(film: Path, tmp_path: Path) -> None:
    step = {"operation": "fade", "fadeIn": 2, "fadeOut": 0}
    dim = still(film, tmp_path, 1.0, step)[60:].mean()
    assert dim == pytest.approx(still(film, tmp_path, 1.0)[60:].mean() / 2, rel=0.1)


def test_sound_alone_can_be_slowed_reversed_and_faded(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    tone = ffmpeg("tone.wav", "-f", "lavfi", "-i", "sine=d=1")
    steps: list[dict[str, Any]] = [
        {"operation": "speed", "factor": 0.5},
        {"operation": "reverse"},
        {"operation": "fade"},
    ]
    made = edit(tone, tmp_path / "job", *steps)
    assert made.info.duration == pytest.approx(2, abs=0.1)
    assert probe(made.path).video is None
    assert all(CATALOGUE[step["operation"]].needs_video is False for step in steps)
