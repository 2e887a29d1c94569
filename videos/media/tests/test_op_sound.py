"""Operations on the sound: volume, denoise."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from videos.media.generate import clip
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe, validate
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import edit, sound

SHORT = {"operation": "trim", "startTime": 0, "endTime": 1}
Samples = np.ndarray[Any, Any]


def strength(samples: Samples) -> float:
    """Give the root mean square of the middle, 0 to 1."""
    middle = samples[len(samples) // 4 : -len(samples) // 4].astype(float) / 32768
    return float(np.sqrt((middle**2).mean()))


@pytest.mark.parametrize(
    ("fields", "factor"),
    [({"gain": 6}, 1.995), ({"gain": -12}, 0.251), ({"factor": 0.5}, 0.5), ({"factor": 3}, 3)],
)
def test_sound_gets_as_loud_as_asked(
    film: Path, tmp_path: Path, fields: dict[str, Any], factor: float
) -> None:
    made = edit(film, tmp_path / "job", SHORT, {"operation": "volume", **fields})
    assert strength(sound(made.path)) == pytest.approx(strength(sound(film)) * factor, rel=0.04)


def test_the_limiter_keeps_loud_sound_whole(film: Path, tmp_path: Path) -> None:
    wav = {"operation": "export", "format": "wav"}
    step = {"operation": "volume", "gain": 30}
    held = sound(edit(film, tmp_path / "held", SHORT, step, wav).path).astype(float)[800:-800]
    cut = sound(edit(film, tmp_path / "cut", SHORT, {**step, "limiter": False}, wav).path).astype(float)[
        800:-800
    ]

    def overtones(samples: Samples) -> float:
        spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
        near = round(440 * len(samples) / 8000)
        return float(1 - (spectrum[near - 5 : near + 6] ** 2).sum() / (spectrum**2).sum())

    assert np.abs(held).max() <= 32768 * 0.98
    assert overtones(held) < 0.002
    assert overtones(cut) > 0.02


def test_the_limiter_does_not_delay_the_sound(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    click = ffmpeg("click.wav", "-f", "lavfi", "-i", "aevalsrc=exprs='between(t,0.5,0.51)*0.2':d=1:s=48000")
    wav = {"operation": "export", "format": "wav"}
    made = edit(click, tmp_path / "job", {"operation": "volume", "gain": 3}, wav)
    assert np.argmax(np.abs(sound(made.path)) > 3000) == pytest.approx(4000, abs=16)


def test_silence_is_a_volume_too(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", SHORT, {"operation": "volume", "factor": 0})
    assert np.abs(sound(made.path)).max() < 4


@pytest.mark.parametrize(
    ("fields", "field"), [({}, "gain"), ({"gain": 1, "factor": 2}, "factor"), ({"factor": -1}, "factor")]
)
def test_a_volume_is_said_once(film_info: MediaInfo, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(OperationRefused) as refused:
        validate(parse_recipe([{"operation": "volume", **fields}]), film_info)
    assert refused.value.field == f"operations.0.{field}"


def test_the_volume_of_a_silent_film_is_refused(tmp_path: Path) -> None:
    info = probe(clip(tmp_path / "silent.mp4", seconds=0.4, audio=False))
    with pytest.raises(OperationRefused, match="no_audio"):
        validate(parse_recipe([{"operation": "volume", "gain": 3}]), info)


def test_hiss_is_taken_out_and_the_tone_stays(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    source = ffmpeg(
        "hiss.wav", "-f", "lavfi", "-i", "sine=f=440:d=2:r=44100",
        "-f", "lavfi", "-i", "anoisesrc=d=2:a=0.01:seed=3:r=44100", "-filter_complex", "amix=normalize=0",
    )  # fmt: skip
    wav = {"operation": "export", "format": "wav"}
    made = sound(edit(source, tmp_path / "job", {"operation": "denoise", "sound": 1}, wav).path)
    before = sound(source)

    def tone_and_hiss(samples: Samples) -> tuple[float, float]:
        middle = samples[4000:12000].astype(float)
        spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
        tone = float(spectrum[430:451].sum())
        return tone, float(spectrum.sum()) - tone

    (tone, hiss), (tone_left, hiss_left) = tone_and_hiss(before), tone_and_hiss(made)
    assert tone_left > tone * 0.7
    assert hiss_left < hiss * 0.3


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_what_is_freed_from_hiss_is_heard_when_it_was(tmp_path: Path, ffmpeg: FFmpeg, rate: int) -> None:
    tone = f"aevalsrc=0.5*sin(3000*t)*between(t\\,1\\,1.02):s={rate}:d=1.5"
    source = ffmpeg("tone.wav", "-f", "lavfi", "-i", tone)
    wav = {"operation": "export", "format": "wav"}
    made = sound(edit(source, tmp_path / "job", {"operation": "denoise", "sound": 0.5}, wav).path)
    before = sound(source)
    assert len(made) == len(before)
    first = [int(np.argmax(np.abs(each.astype(float)) > 2000)) for each in (before, made)]
    assert abs(first[0] - first[1]) <= len(before) // 1.5 // 1000  # a millisecond
