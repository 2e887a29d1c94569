"""Sound effects: families of sounds, each made from noise and waves, for as long as it is wished."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.providers.local.composing.voices import RATE

Random = np.random.Generator
Mono = npt.NDArray[np.float64]
Make = Callable[[int, Random], npt.NDArray[np.float64]]


def _time(count: int) -> Mono:
    return np.arange(count) / RATE


def band(noise: Mono, low: float, high: float, *, slope: float = 2.0) -> Mono:
    """Keep the part of a sound between two frequencies (hertz)."""
    spectrum = np.fft.rfft(noise)
    at = np.fft.rfftfreq(len(noise), 1 / RATE)
    gain = (
        1
        / (1 + (np.maximum(at, 1e-3) / high) ** (2 * slope))
        / (1 + (low / np.maximum(at, 1e-3)) ** (2 * slope))
    )
    return np.fft.irfft(spectrum * gain, len(noise))


def _noise(count: int, random: Random) -> Mono:
    return random.standard_normal(count)


def _swell(count: int, random: Random, *, pace: float, depth: float) -> Mono:
    """Give a strength that wanders around 1."""
    knots = max(int(count / RATE * pace) + 3, 4)
    line = np.interp(np.linspace(0, knots - 1, count), np.arange(knots), random.random(knots))
    return 1 - depth + 2 * depth * line


def _unit(sound: Mono) -> Mono:
    return sound / max(float(np.abs(sound).max()), 1e-9)


def _sprinkle(count: int, random: Random, *, often: float, grain: Callable[[Random], Mono]) -> Mono:
    """Scatter many small sounds; `often` is how many a second."""
    out = np.zeros(count)
    for _ in range(max(int(often * count / RATE), 1)):
        piece = grain(random)
        start = int(random.random() * max(count - 1, 1))
        room = min(len(piece), count - start)
        out[start : start + room] += piece[:room]
    return out


def _ping(pitch: float, decay: float, seconds: float) -> Mono:
    time = _time(int(seconds * RATE))
    return np.sin(2 * np.pi * pitch * time) * np.exp(-time * decay)


def _rain(count: int, random: Random) -> Mono:
    drops = _sprinkle(
        count,
        random,
        often=130,
        grain=lambda r: (0.1 + 0.5 * r.random()) * _ping(1800 + 4200 * r.random(), 160, 0.03),
    )
    bed = band(_noise(count, random), 500, 9000, slope=1) * _swell(count, random, pace=0.6, depth=0.15)
    return 0.55 * _unit(bed) + 0.5 * _unit(drops)


def _wind(count: int, random: Random) -> Mono:
    low, high = band(_noise(count, random), 60, 380), band(_noise(count, random), 380, 1100)
    gust = _swell(count, random, pace=0.5, depth=0.42)
    return _unit(low) * gust + 0.6 * _unit(high) * gust**3


def _thunder(count: int, random: Random) -> Mono:
    time = _time(count)
    crack = band(_noise(count, random), 90, 5000) * np.exp(-time * 7)
    roll = band(_noise(count, random), 22, 130) * _swell(count, random, pace=5, depth=0.45)
    length = max(count / RATE, 0.5)
    shape = np.clip(time / 0.12, 0, 1) * np.exp(-time * 3.4 / length)
    return 0.7 * _unit(crack) + _unit(roll) * shape


def _water(count: int, random: Random) -> Mono:
    def drop(r: Random) -> Mono:
        time = _time(int(0.07 * RATE))
        pitch = 380 + 900 * r.random()
        return (0.2 + r.random()) * np.sin(2 * np.pi * (pitch * time + 2600 * time**2)) * np.exp(-time * 55)

    bed = band(_noise(count, random), 250, 2600, slope=1) * _swell(count, random, pace=2, depth=0.25)
    return 0.45 * _unit(bed) + 0.6 * _unit(_sprinkle(count, random, often=26, grain=drop))


def _waves(count: int, random: Random) -> Mono:
    time = _time(count)
    come = (0.5 + 0.5 * np.sin(2 * np.pi * time / 6.5 - 1.2)) ** 2
    low, high = (
        _unit(band(_noise(count, random), 60, 500)),
        _unit(band(_noise(count, random), 600, 6000, slope=1)),
    )
    return low * (0.25 + 0.75 * come) + 0.7 * high * np.roll(come, int(0.5 * RATE)) ** 1.5


def _fire(count: int, random: Random) -> Mono:
    crackle = _sprinkle(
        count,
        random,
        often=22,
        grain=lambda r: r.random() ** 3 * band(_noise(900, r), 1200, 7000) * np.exp(-np.arange(900) / 90),
    )
    bed = band(_noise(count, random), 40, 420) * _swell(count, random, pace=3, depth=0.3)
    return 0.5 * _unit(bed) + 0.85 * _unit(crackle)


def _applause(count: int, random: Random) -> Mono:
    def clap(r: Random) -> Mono:
        size = int(0.035 * RATE)
        middle = 900 + 1500 * r.random()
        return (
            (0.25 + 0.75 * r.random())
            * band(_noise(size, r), middle * 0.7, middle * 1.5)
            * np.exp(-np.arange(size) / (0.006 * RATE))
        )

    claps = _sprinkle(count, random, often=150, grain=clap)
    time = _time(count)
    shape = np.clip(time / 0.6, 0.15, 1) * np.clip((time[-1] - time + 0.3) / 1.2, 0, 1)
    return _unit(claps) * np.asarray(shape, dtype=np.float64)


def _whoosh(count: int, random: Random) -> Mono:
    time = np.linspace(0, 1, count)
    bell = np.exp(-(((time - 0.52) / 0.2) ** 2))
    tones = [
        (band(_noise(count, random), low, low * 2.2), at)
        for low, at in ((180, 0.36), (420, 0.45), (900, 0.54), (1900, 0.62))
    ]
    return (
        sum((_unit(tone) * np.exp(-(((time - at) / 0.16) ** 2)) for tone, at in tones), np.zeros(count))
        * bell
    )


def _explosion(count: int, random: Random) -> Mono:
    time = _time(count)
    boom = np.sin(2 * np.pi * (34 * time + 9 * (1 - np.exp(-time * 7)))) * np.exp(-time * 2.6)
    blast = band(_noise(count, random), 30, 2600, slope=1) * np.exp(-time * 4.2)
    rubble = band(_noise(count, random), 40, 260) * np.exp(-time * 1.5)
    return np.tanh(1.8 * (_unit(boom) + 0.9 * _unit(blast) + 0.5 * _unit(rubble))) * np.clip(
        time / 0.004, 0, 1
    )


def _repeated(count: int, every: float, hit: Callable[[int], Mono]) -> Mono:
    """Repeat a sound every so many seconds, from the beginning on."""
    out = np.zeros(count)
    for number, start in enumerate(range(0, count, max(int(every * RATE), 1))):
        piece = hit(number)
        room = min(len(piece), count - start)
        out[start : start + room] += piece[:room]
    return out


def _footsteps(count: int, random: Random) -> Mono:
    def step(number: int) -> Mono:
        size = int(0.16 * RATE)
        fade = np.exp(-np.arange(size) / (0.022 * RATE))
        heel = _unit(band(_noise(size, random), 60, 420)) * fade
        sole = np.roll(_unit(band(_noise(size, random), 800, 4200)) * fade, int(0.045 * RATE)) * 0.3
        return (heel + sole) * (1.0 if number % 2 else 0.84)

    return _repeated(count, 0.52, step)


def _knock(count: int, random: Random) -> Mono:
    def hit(number: int) -> Mono:
        wood = _ping(210, 60, 0.15) + 0.5 * _ping(470, 90, 0.15)
        return wood * (number % 5 < 3)

    return _repeated(count, 0.24, hit) + 0 * _noise(count, random)


def _clock(count: int, random: Random) -> Mono:
    return _repeated(
        count,
        0.5,
        lambda number: (
            _ping(2300 if number % 2 else 1750, 190, 0.06)
            + 0.2 * _unit(_noise(int(0.06 * RATE), random)) * np.exp(-np.arange(int(0.06 * RATE)) / 90)
        ),
    )


def _heartbeat(count: int, random: Random) -> Mono:
    beat = _ping(52, 22, 0.24)
    pair = np.zeros(int(0.9 * RATE))
    pair[: len(beat)] += beat
    pair[int(0.26 * RATE) : int(0.26 * RATE) + len(beat)] += 0.7 * beat
    return _repeated(count, 0.9, lambda _: pair) + 0 * _noise(count, random)


def _engine(count: int, random: Random) -> Mono:
    time = _time(count)
    speed = (
        38
        + 10 * np.sin(2 * np.pi * time / 5)
        + 3 * np.interp(np.linspace(0, 20, count), np.arange(21), random.random(21))
    )
    phase = 2 * np.pi * np.cumsum(speed) / RATE
    tone = sum(
        (np.sin(phase * number + 0.8 * number) / number**0.8 for number in range(1, 14)), np.zeros(count)
    )
    return _unit(tone) + 0.25 * _unit(band(_noise(count, random), 80, 900)) * (0.6 + 0.4 * np.sin(phase))


def _bell(count: int, random: Random) -> Mono:
    time = _time(count)
    pitch = 380 + 90 * random.random()
    parts = (
        (0.5, 0.5, 0.7),
        (1, 1, 0.9),
        (1.19, 0.6, 1.3),
        (1.56, 0.3, 1.6),
        (2, 0.5, 1.5),
        (2.51, 0.25, 2.4),
        (3.01, 0.2, 3.2),
        (4.1, 0.12, 4.5),
    )
    return sum(
        (
            strength * np.sin(2 * np.pi * pitch * ratio * time) * np.exp(-time * decay)
            for ratio, strength, decay in parts
        ),
        np.zeros(count),
    )


def _beep(count: int, random: Random) -> Mono:
    time = _time(int(0.18 * RATE))
    tone = np.sin(2 * np.pi * 990 * time) * np.clip(np.minimum(time, 0.18 - time) / 0.008, 0, 1)
    return _repeated(count, 0.5, lambda _: tone) + 0 * _noise(count, random)


def _click(count: int, random: Random) -> Mono:
    size = int(0.03 * RATE)
    down = _unit(band(_noise(size, random), 1500, 9000)) * np.exp(
        -np.arange(size) / (0.0016 * RATE)
    ) + 0.4 * _ping(2600, 420, 0.03)
    out = np.zeros(count)
    for start, strength in ((0, 1.0), (int(0.085 * RATE), 0.55)):
        room = max(min(size, count - start), 0)
        out[start : start + room] += strength * down[:room]
    return out


def _birdsong(count: int, random: Random) -> Mono:
    def chirp(r: Random) -> Mono:
        size = int((0.06 + 0.1 * r.random()) * RATE)
        share = np.linspace(0, 1, size)
        pitch = (2600 + 2200 * r.random()) * (1 + 0.25 * np.sin(2 * np.pi * share * (1 + 3 * r.random())))
        note = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.sin(np.pi * share) ** 2
        return np.tile(np.append(note, np.zeros(int(0.04 * RATE))), int(r.integers(1, 5))) * (
            0.3 + 0.7 * r.random()
        )

    return _sprinkle(count, random, often=2.4, grain=chirp) + 0.01 * _unit(_wind(count, random))


def _siren(count: int, random: Random) -> Mono:
    time = _time(count)
    pitch = 720 + 260 * np.sin(2 * np.pi * time / 2.6)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    return np.sin(phase) + 0.3 * np.sin(2 * phase) + 0 * random.random()


def _laser(count: int, random: Random) -> Mono:
    time = _time(count)
    pitch = 180 + 2400 * np.exp(-time * 9)
    return np.sign(np.sin(2 * np.pi * np.cumsum(pitch) / RATE)) * np.exp(-time * 7) + 0 * random.random()


def _rise(count: int, random: Random) -> Mono:
    share = np.linspace(0, 1, count)
    phase = 2 * np.pi * np.cumsum(80 * 2 ** (share * 3.5)) / RATE
    hiss = _unit(band(_noise(count, random), 900, 9000, slope=1))
    return (np.sin(phase) + 0.4 * np.sin(1.5 * phase) + 0.7 * hiss * share) * share**1.6


@dataclass(frozen=True)
class Family:
    """One kind of sound, and the words that mean it. `loop` sounds go on; others happen once."""

    words: str
    make: Make
    goes_on: bool = False


FAMILIES = {
    "thunder": Family("thunder|lightning|storm|rumble", _thunder),
    "rain": Family("rain|raining|rainfall|drizzle|shower|downpour", _rain, goes_on=True),
    "wind": Family("wind|windy|breeze|blizzard|gust|howling|draft", _wind, goes_on=True),
    "waves": Family("wave|waves|sea|ocean|surf|beach|shore", _waves, goes_on=True),
    "water": Family(
        "water|stream|river|brook|splash|drip|dripping|pouring|bubbles|underwater|fountain",
        _water,
        goes_on=True,
    ),
    "fire": Family("fire|campfire|fireplace|flames|crackle|crackling|burning", _fire, goes_on=True),
    "applause": Family(
        "applause|clap|clapping|claps|crowd|audience|cheer|cheering|ovation", _applause, goes_on=True
    ),
    "whoosh": Family(
        "whoosh|swoosh|swish|swipe|transition|fly by|flyby|pass by|fast movement|sword", _whoosh
    ),
    "explosion": Family(
        "explosion|explode|boom|blast|bomb|cannon|gunshot|gun|shot|impact|crash|hit|fireworks|slam",
        _explosion,
    ),
    "footsteps": Family("footstep|footsteps|steps|walking|running|walk|footfall", _footsteps, goes_on=True),
    "engine": Family(
        "engine|motor|car|truck|motorcycle|machine|vehicle|helicopter|plane|tractor", _engine, goes_on=True
    ),
    "bell": Family("bell|bells|chime|gong|ding|church|doorbell|ring|ringing", _bell),
    "heartbeat": Family("heart|heartbeat|pulse", _heartbeat, goes_on=True),
    "clock": Family("clock|tick|ticking|timer|countdown", _clock, goes_on=True),
    "knock": Family("knock|knocking|door", _knock, goes_on=True),
    "birds": Family("bird|birds|birdsong|chirp|chirping|forest|nature|morning", _birdsong, goes_on=True),
    "siren": Family("siren|alarm|police|ambulance", _siren, goes_on=True),
    "laser": Family("laser|zap|sci-fi|blaster|shoot", _laser),
    "riser": Family("riser|rise|rising|build up|buildup|tension", _rise),
    "click": Family("click|mouse|button|switch|tap|shutter|camera|keyboard|typing|snap", _click),
    "beep": Family("beep|notification|ping|bleep|alert|tone|signal|censor", _beep, goes_on=True),
}


def family_of(prompt: str) -> str:
    """Give the family whose words a prompt names most, or an empty string if it names none."""
    text = prompt.lower()
    hits = {name: len(re.findall(rf"\b(?:{family.words})\b", text)) for name, family in FAMILIES.items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] else ""


def effect(family: str, *, seconds: float, random: Random) -> npt.NDArray[np.float32]:
    """Make a sound of a family in stereo: (samples, 2). Sounds that go on differ between both sides."""
    count = max(round(seconds * RATE), 1)
    chosen = FAMILIES[family]
    left = _unit(chosen.make(count, random))
    wide = chosen.goes_on and family in {"rain", "wind", "waves", "water", "fire", "applause", "birds"}
    right = _unit(chosen.make(count, random)) if wide else np.roll(left, 14)
    return np.stack([left + 0.2 * right, right + 0.2 * left], axis=1).astype(np.float32)
