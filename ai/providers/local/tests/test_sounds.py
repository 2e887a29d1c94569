"""Composed music and made sounds. These tests listen: to pitches, beats, loudness and spectra."""

from pathlib import Path

import numpy as np
import pytest

from ai.capabilities import Call, Media, MusicInput, SoundInput, Unsupported
from ai.providers.local.composing import tasks
from ai.providers.local.composing.mixing import loudness
from ai.providers.local.composing.sounds import FAMILIES, family_of
from ai.providers.local.composing.style import STYLES, read_music
from ai.providers.local.composing.voices import INSTRUMENTS, RATE, frequency, sound_note
from ai.providers.local.sound import LocalSounds
from ai.providers.local.tests.looking import Samples, samples_of

sounds = LocalSounds()


def silently(percent: float, stage: str) -> None:
    assert 0 <= percent <= 100


def composed(folder: Path, prompt: str, seconds: float, seed: int = 5) -> tuple[Media, Samples]:
    made = sounds.music(
        MusicInput(prompt, seconds, seed=seed), Call(model="local", key="job-7", folder=folder)
    )
    return made, samples_of(made.path)


def made_sound(folder: Path, prompt: str, seconds: float = 2.0, seed: int = 5) -> Samples:
    wish = SoundInput(prompt, seconds, seed=seed)
    return samples_of(sounds.sound_effect(wish, Call(model="local", key="job-7", folder=folder)).path)


def chroma(samples: Samples) -> list[float]:
    """Give how much of the sound lies on each of the twelve pitch classes, C first."""
    size = 16384
    window = np.hanning(size)
    power = np.zeros(size // 2 + 1)
    for start in range(0, len(samples) - size, size // 2):
        power += np.abs(np.fft.rfft(samples[start : start + size, 0] * window)) ** 2
    at = np.fft.rfftfreq(size, 1 / RATE)
    classes = np.zeros(12)
    for low, strength in zip(at, power, strict=True):
        if 110 < low < 1000:
            classes[round(12 * np.log2(low / 440) + 69) % 12] += strength
    return [float(each) for each in classes / classes.sum()]


def onsets(samples: Samples) -> list[float]:
    """Give when something begins: seconds at which the sound quickly grows."""
    step = 480
    short = samples[: len(samples) // step * step].mean(axis=1).reshape(-1, step)
    energy = np.log(1e-5 + np.sqrt((short**2).mean(axis=1)))
    rise = np.maximum(np.diff(energy), 0)
    peaks = [n for n in range(1, len(rise) - 1) if rise[n] > 0.5 and rise[n - 1] <= rise[n] > rise[n + 1]]
    return [(n + 1) * step / RATE for n in peaks]


@pytest.mark.parametrize(
    ("prompt", "style", "key", "tempo"),
    [
        ("calm piano in D minor", "calm", "D minor", None),
        ("Upbeat pop, 120 bpm, key of F# major", "upbeat", "F# major", 120),
        ("lofi beats to study", "lofi", None, None),
        ("epic trailer in Bb minor at 90 BPM", "epic", "A# minor", 90),
        ("something in a good way", "inspiring", None, None),
    ],
)
def test_a_prompt_is_read(prompt: str, style: str, key: str | None, tempo: float | None) -> None:
    found = read_music(prompt, choice=9)
    assert found.style.name == style
    assert key is None or found.key == key
    assert tempo is None or found.tempo == tempo


@pytest.mark.parametrize("instrument", sorted(INSTRUMENTS))
def test_instruments_are_in_tune(instrument: str) -> None:
    note = 57  # A3, 220 Hz
    sound = sound_note(instrument, note, 800)[2400:36000]
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 19))
    at = np.fft.rfftfreq(1 << 19, 1 / RATE)
    strongest = float(at[np.argmax(np.where(at > 100, power, 0))])
    partial = max(round(strongest / frequency(note)), 1)
    cents = 1200 * np.log2(strongest / (partial * frequency(note)))
    assert abs(cents) < 15 or instrument in {"bell", "crunch"}  # whose partials are meant to lie elsewhere


@pytest.mark.parametrize("style", [style.name for style in STYLES])
def test_every_style_is_exact_in_length_and_loudness(style: str, tmp_path: Path) -> None:
    done = tasks.music({"prompt": style, "seconds": 9.5, "seed": 5}, tmp_path, silently)
    samples = samples_of(tmp_path / "sound.wav")
    assert done["style"] == style
    assert samples.shape == (round(9.5 * RATE), 2)
    assert loudness(samples.astype(np.float32)) == pytest.approx(-16, abs=0.7)
    assert np.abs(samples).max() < 0.95
    assert np.abs(samples[-480:]).max() < 0.02  # it ends, it is not cut
    third = len(samples) // 3
    assert all(np.sqrt((part**2).mean()) > 0.02 for part in (samples[:third], samples[third : 2 * third]))


def test_the_notes_are_of_the_scale(tmp_path: Path) -> None:
    made, samples = composed(tmp_path, "calm piano in E major", 20)
    assert made.details["key"] == "E major"
    heard = chroma(samples)
    assert sum(heard[tone] for tone in (4, 6, 8, 9, 11, 1, 3)) > 0.93
    # By chance, seven of twelve classes would have 0.58; those of another key would miss.
    assert sum(heard[tone] for tone in (10, 0, 2, 3, 5, 7, 9)) < 0.6


def test_beats_lie_on_the_grid(tmp_path: Path) -> None:
    made, samples = composed(tmp_path, "8-bit arcade, 120 bpm", 14)
    assert made.details["tempo"] == pytest.approx(120, abs=0.01)
    step = 60 / 120 / 4
    off = [abs((time / step + 0.5) % 1 - 0.5) * step for time in onsets(samples) if time < 11]
    assert len(off) > 20
    assert np.mean(np.array(off) < 0.02) > 0.9


def test_the_seed_decides(tmp_path: Path) -> None:
    one, again, other = (composed(tmp_path, "jazz", 5, seed)[1] for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_what_cannot_be_done_is_refused(tmp_path: Path) -> None:
    call = Call(model="local", key="job-7", folder=tmp_path)
    with pytest.raises(Unsupported, match="sing"):
        sounds.music(MusicInput("pop", instrumental=False), call)
    with pytest.raises(Unsupported, match=r"applause, .*whoosh"):
        sounds.sound_effect(SoundInput("the colour of envy"), call)
    for seconds in (0.1, 400.0):
        with pytest.raises(Unsupported):
            sounds.music(MusicInput("pop", seconds), call)


def centroid(samples: Samples) -> float:
    power = np.abs(np.fft.rfft(samples.mean(axis=1))) ** 2
    return float((power * np.fft.rfftfreq(len(samples), 1 / RATE)).sum() / power.sum())


def test_sounds_sound_like_what_they_are(tmp_path: Path) -> None:
    names = ("rain", "wind", "thunder", "click", "beep", "explosion", "whoosh", "footsteps")
    heard = {name: made_sound(tmp_path, name) for name in names}
    assert all(len(each) == 2 * RATE and 0.3 < np.abs(each).max() < 0.95 for each in heard.values())
    assert centroid(heard["thunder"]) < 600 < centroid(heard["rain"])
    assert centroid(heard["wind"]) < 1200
    assert centroid(heard["beep"]) == pytest.approx(990, abs=30)
    level = {name: np.sqrt((each.reshape(8, -1) ** 2).mean(axis=1)) for name, each in heard.items()}
    assert level["explosion"][0] > 4 * level["explosion"][-1]
    assert level["whoosh"][3:5].mean() > 4 * level["whoosh"][[0, -1]].mean()  # it comes, and it goes
    assert level["rain"][:-1].max() < 1.5 * level["rain"][:-1].min()  # it goes on
    assert level["click"][0] > 20 * level["click"][4]
    assert len(onsets(heard["footsteps"])) in range(3, 9)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_makes_a_clean_sound_and_is_found_by_its_words(family: str, tmp_path: Path) -> None:
    assert {family_of(f"the sound of {word}") for word in FAMILIES[family].words.split("|")} == {family}
    tasks.sound({"family": family, "seconds": 0.7, "seed": 5}, tmp_path, silently)
    samples = samples_of(tmp_path / "sound.wav")
    assert np.isfinite(samples).all()
    assert 0.3 < np.abs(samples).max() < 0.95
    assert abs(samples.mean()) < 0.05
