"""The instruments: each makes one note as samples, out of sine waves and noise."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

RATE = 48_000  # samples a second
Samples = npt.NDArray[np.floating[Any]]
HIGHEST = 16_000.0  # hertz; partials above would only be heard as harshness


def frequency(note: float) -> float:
    """Give the pitch of a MIDI note in hertz."""
    return float(440.0 * 2 ** ((note - 69) / 12))


def clock(seconds: float) -> Samples:
    """Give the times of the samples, in seconds."""
    return np.arange(max(round(seconds * RATE), 1), dtype=np.float32) / RATE


def shaped(samples: Samples, *, attack: float, release: float) -> Samples:
    """Let a sound begin and end softly (seconds)."""
    count = len(samples)
    rise, fall = min(max(int(attack * RATE), 32), count), min(max(int(release * RATE), 64), count)
    samples[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)
    samples[count - fall :] *= np.linspace(1, 0, fall, dtype=np.float32) ** 1.5
    return samples


def _partials(
    pitch: float, seconds: float, strengths: list[float], *, decay: float = 0.0, stretch: float = 0.0
) -> Samples:
    """Add up sine waves above a pitch; higher ones die away sooner by `decay` (1/s)."""
    time = clock(seconds)
    total = np.zeros_like(time)
    for number, strength in enumerate(strengths, start=1):
        above = pitch * number * (1 + stretch * number * number) ** 0.5
        if above > HIGHEST or not strength:
            continue
        wave = np.sin((2 * np.pi * above) * time + 0.7 * number, dtype=np.float32)
        if decay:
            wave *= np.exp(-time * decay * (0.6 + 0.4 * number))
        total += np.float32(strength) * wave
    return total


def _piano(pitch: float, seconds: float) -> Samples:
    strengths = [1.0, 0.62, 0.36, 0.26, 0.17, 0.12, 0.08, 0.055, 0.035, 0.022]
    dark = min(1.0, (440 / pitch) ** 0.25)
    tone = _partials(
        pitch,
        seconds + 0.7,
        [each * dark**number for number, each in enumerate(strengths)],
        decay=1.1 + pitch / 700,
        stretch=3e-4,
    )
    return 0.5 * shaped(tone, attack=0.003, release=0.65)


def _epiano(pitch: float, seconds: float) -> Samples:
    time = clock(seconds + 0.4)
    bend = 1.6 * np.exp(-time * 4.5) * np.sin(2 * np.pi * pitch * time) + 0.35 * np.exp(-time * 14) * np.sin(
        2 * np.pi * pitch * 14 * time
    )
    tone = (
        np.sin(2 * np.pi * pitch * time + bend)
        * np.exp(-time * 1.3)
        * (1 + 0.12 * np.sin(2 * np.pi * 4.6 * time))
    )
    return 0.5 * shaped(tone.astype(np.float32), attack=0.004, release=0.35)


def _pluck(pitch: float, seconds: float) -> Samples:
    tone = _partials(pitch, seconds + 0.5, [1, 0.55, 0.28, 0.2, 0.1, 0.06, 0.03], decay=4.2)
    return 0.55 * shaped(tone, attack=0.002, release=0.4)


def _bell(pitch: float, seconds: float) -> Samples:
    time = clock(seconds + 1.6)
    ratios = ((1.0, 1.0, 1.6), (2.0, 0.5, 2.3), (2.76, 0.32, 3.6), (5.4, 0.13, 6.0), (8.9, 0.05, 9.0))
    tone = np.zeros_like(time)
    for ratio, strength, decay in ratios:
        if pitch * ratio < HIGHEST:
            tone += (
                np.float32(strength)
                * np.sin(2 * np.pi * pitch * ratio * time, dtype=np.float32)
                * np.exp(-time * decay)
            )
    return 0.4 * shaped(tone, attack=0.002, release=0.9)


def _string(pitch: float, seconds: float, *, loss: float, bright: float) -> Samples:
    """Model a plucked string: noise that goes round in a loop and loses its highs."""
    random = np.random.default_rng(int(pitch * 100))
    period = RATE / pitch
    size = int(period)
    count = len(clock(seconds))
    loop = random.uniform(-1, 1, size).astype(np.float32)
    loop = loop * bright + np.roll(loop, 1) * (1 - bright)
    rounds = [loop]
    while len(rounds) * size < count + 2 * size:
        loop = np.float32(loss) * 0.5 * (loop + np.roll(loop, 1))
        rounds.append(loop)
    flat = np.concatenate(rounds)
    # A loop has a whole number of samples; reading it a little slower or quicker tunes it.
    places = np.arange(count) * ((size + 0.5) / period)
    return np.asarray(np.interp(places, np.arange(len(flat)), flat), dtype=np.float32)


def _guitar(pitch: float, seconds: float) -> Samples:
    tone = _string(pitch, seconds + 0.9, loss=0.996, bright=0.55)
    return 0.6 * shaped(tone, attack=0.002, release=0.7)


def _crunch(pitch: float, seconds: float) -> Samples:
    both = _string(pitch, seconds + 0.1, loss=0.999, bright=0.8) + 0.8 * _string(
        pitch * 1.5, seconds + 0.1, loss=0.999, bright=0.8
    )
    driven = np.tanh(5 * both).astype(np.float32)
    width = 9
    soft = np.convolve(driven, np.ones(width, dtype=np.float32) / width, mode="same").astype(np.float32)
    return 0.3 * shaped(soft, attack=0.003, release=0.08)


def _bowed(
    pitch: float, seconds: float, *, cut: float, attack: float, release: float, detune: float = 0.003
) -> Samples:
    """Give a full held sound: three voices a little apart, with a slow tremble."""
    time = clock(seconds + release)
    total = np.zeros_like(time)
    for voice, shift in enumerate((-detune, 0.0, detune)):
        phase = 2 * np.pi * pitch * (1 + shift) * time + 0.12 * np.sin(
            2 * np.pi * (4.7 + 0.3 * voice) * time
        ) * min(pitch / 300, 1.5)
        for number in range(1, 13):
            above = pitch * number
            if above > min(HIGHEST, cut * 4):
                break
            strength = np.exp(-above / cut) / number**0.75
            total += np.float32(strength) * np.sin(number * phase + voice * 2.1 * number, dtype=np.float32)
    return 0.22 * shaped(total, attack=min(attack, seconds * 0.6), release=release)


def _strings(pitch: float, seconds: float) -> Samples:
    return _bowed(pitch, seconds, cut=1900, attack=0.16, release=0.45)


def _contra(pitch: float, seconds: float) -> Samples:
    return 1.2 * _bowed(pitch, seconds, cut=620, attack=0.08, release=0.3)


def _brass(pitch: float, seconds: float) -> Samples:
    return 1.15 * _bowed(pitch, seconds, cut=1500, attack=0.06, release=0.25, detune=0.0015)


def _pad(pitch: float, seconds: float) -> Samples:
    return 0.8 * _bowed(pitch, seconds, cut=820, attack=0.7, release=1.2, detune=0.005)


def _choir(pitch: float, seconds: float) -> Samples:
    time = clock(seconds + 0.9)
    total = np.zeros_like(time)
    for voice, shift in enumerate((-0.004, 0.003)):
        phase = 2 * np.pi * pitch * (1 + shift) * time + 0.3 * np.sin(2 * np.pi * (5.1 + voice * 0.4) * time)
        for number in range(1, 15):
            above = pitch * number
            # The vowel "ah": three bands in which a throat rings.
            ring = sum(
                weight * np.exp(-(((above - at) / wide) ** 2))
                for at, wide, weight in ((730, 260, 1.0), (1090, 240, 0.5), (2440, 420, 0.2))
            )
            total += np.float32(0.1 / number + ring) * np.sin(number * phase + voice, dtype=np.float32)
    return 0.2 * shaped(total, attack=min(0.45, seconds * 0.6), release=0.9)


def _organ(pitch: float, seconds: float) -> Samples:
    tone = _partials(pitch, seconds + 0.1, [1, 0.7, 0.35, 0.5, 0, 0.25, 0, 0.3])
    return 0.28 * shaped(tone, attack=0.02, release=0.1)


def _flute(pitch: float, seconds: float) -> Samples:
    time = clock(seconds + 0.15)
    wave = 2 * np.pi * pitch * time + 0.35 * np.sin(2 * np.pi * 5.2 * time) * np.clip(time * 2, 0, 1)
    tone = np.sin(wave) + 0.22 * np.sin(2 * wave) + 0.09 * np.sin(3 * wave)
    return 0.42 * shaped(tone.astype(np.float32), attack=0.05, release=0.15)


def _saw(pitch: float, seconds: float) -> Samples:
    return 0.9 * _bowed(pitch, seconds, cut=3200, attack=0.01, release=0.12, detune=0.006)


def _square(pitch: float, seconds: float) -> Samples:
    tone = _partials(pitch, seconds, [1 / number if number % 2 else 0 for number in range(1, 24)])
    return 0.34 * shaped(tone, attack=0.002, release=0.05)


def _pulse(pitch: float, seconds: float) -> Samples:
    tone = _partials(
        pitch, seconds, [float(np.sin(np.pi * number * 0.25)) / number for number in range(1, 24)]
    )
    return 0.3 * shaped(tone, attack=0.002, release=0.04)


def _triangle(pitch: float, seconds: float) -> Samples:
    tone = _partials(pitch, seconds, [1 / number**2 if number % 2 else 0 for number in range(1, 12)])
    return 0.75 * shaped(tone, attack=0.002, release=0.03)


def _round(pitch: float, seconds: float) -> Samples:
    tone = _partials(pitch, seconds, [1, 0.42, 0.16, 0.06], decay=0.9)
    return 0.75 * shaped(tone, attack=0.006, release=0.06)


def _saw_bass(pitch: float, seconds: float) -> Samples:
    return 1.5 * _bowed(pitch, seconds, cut=520, attack=0.004, release=0.05, detune=0.002)


def _drone(pitch: float, seconds: float) -> Samples:
    return 1.2 * _bowed(pitch, seconds, cut=260, attack=1.2, release=1.5, detune=0.004)


INSTRUMENTS: dict[str, Callable[[float, float], Samples]] = {
    "piano": _piano, "epiano": _epiano, "pluck": _pluck, "bell": _bell, "guitar": _guitar, "crunch": _crunch,
    "strings": _strings, "contra": _contra, "brass": _brass, "pad": _pad, "choir": _choir, "organ": _organ,
    "flute": _flute, "saw": _saw, "square": _square, "pulse": _pulse, "triangle": _triangle, "round": _round,
    "saw_bass": _saw_bass, "drone": _drone,
}  # fmt: skip


@functools.lru_cache(maxsize=256)
def sound_note(instrument: str, note: int, milliseconds: int) -> Samples:
    """Give one note of an instrument, held for so long; it may ring on."""
    return INSTRUMENTS[instrument](frequency(note), milliseconds / 1000)


# -- drums -------------------------------------------------------------------------------------------------


def _hiss(seconds: float, seed: int) -> Samples:
    return np.random.default_rng(seed).uniform(-1, 1, len(clock(seconds))).astype(np.float32)


def _high(samples: Samples, times: int) -> Samples:
    for _ in range(times):
        samples = np.diff(samples, prepend=samples[:1]).astype(np.float32) * 0.7
    return samples


def _thud(
    *, start: float, end: float, bend: float, decay: float, seconds: float, click: float = 0.0
) -> Samples:
    time = clock(seconds)
    phase = 2 * np.pi * (end * time + (start - end) / bend * (1 - np.exp(-time * bend)))
    tone = np.sin(phase) * np.exp(-time * decay) + click * _hiss(seconds, 3) * np.exp(-time * 220)
    return shaped(tone.astype(np.float32), attack=0.0007, release=0.02)


def _snare(*, tone: float, seconds: float, decay: float) -> Samples:
    time = clock(seconds)
    body = 0.5 * np.sin(2 * np.pi * tone * time) * np.exp(-time * 28)
    return shaped(
        (body + 0.55 * _high(_hiss(seconds, 5), 1) * np.exp(-time * decay)).astype(np.float32),
        attack=0.0007,
        release=0.02,
    )


def _metal(seconds: float, decay: float, seed: int = 9) -> Samples:
    time = clock(seconds)
    return shaped(
        (_high(_hiss(seconds, seed), 3) * np.exp(-time * decay)).astype(np.float32),
        attack=0.0007,
        release=0.02,
    )


DRUMS: dict[str, Callable[[], Samples]] = {
    "kick": lambda: 0.95 * _thud(start=170, end=48, bend=34, decay=8.5, seconds=0.42, click=0.25),
    "soft_kick": lambda: 0.9 * _thud(start=120, end=46, bend=28, decay=9.5, seconds=0.36),
    "taiko": lambda: 1.1 * _thud(start=112, end=54, bend=16, decay=4.2, seconds=1.1, click=0.4),
    "snare": lambda: 0.6 * _snare(tone=186, seconds=0.28, decay=19),
    "rim": lambda: 0.4 * _snare(tone=420, seconds=0.1, decay=60),
    "clap": lambda: 0.6 * _snare(tone=900, seconds=0.22, decay=24),
    "hat": lambda: 0.28 * _metal(0.07, 70),
    "open_hat": lambda: 0.26 * _metal(0.32, 12),
    "ride": lambda: 0.2 * _metal(0.5, 8, 15),
    "shaker": lambda: 0.2 * _metal(0.09, 34, 21),
    "sleigh": lambda: 0.24 * _metal(0.16, 18, 33),
    "crash": lambda: 0.4 * _metal(1.8, 2.6, 41),
    "noise_kick": lambda: (
        0.8
        * np.sign(_thud(start=260, end=60, bend=40, decay=14, seconds=0.14)).astype(np.float32)
        * np.linspace(0.5, 0, len(clock(0.14)), dtype=np.float32)
    ),
    "noise_snare": lambda: (
        0.3
        * shaped(
            np.repeat(_hiss(0.03, 4), 4)[: len(clock(0.11))]
            * np.linspace(1, 0, len(clock(0.11)), dtype=np.float32),
            attack=0.0005,
            release=0.02,
        )
    ),
}


@functools.cache
def sound_drum(name: str) -> Samples:
    """Give one beat of a drum."""
    return DRUMS[name]()
