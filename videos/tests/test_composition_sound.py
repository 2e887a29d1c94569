"""The sound of compositions, looked at sample by sample."""

import dataclasses
import subprocess
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest

from videos.media.checks import verify
from videos.media.composition.effects import may_be_effect
from videos.media.composition.model import Bus, Composition, Layer, Piece, Sound, Source
from videos.media.composition.sound import OUTPUT, sound_address, sound_commands
from videos.media.engine import engine
from videos.media.operations import Adjust, Denoise, NormalizeAudio, Volume
from videos.media.probe import probe
from videos.media.runner import run

RATE = 48_000
AUDIO_FRAME = 1024  # samples
PAL, NTSC = Fraction(25), Fraction(30000, 1001)
Samples = np.ndarray[Any, np.dtype[np.float64]]


class Recorded(Protocol):
    def __call__(self, name: str, samples: Samples, *options: str) -> Source: ...


def times(seconds: float) -> Samples:
    return np.arange(round(seconds * RATE)) / RATE


def tone(seconds: float, *, hertz: float = 1000, height: float = 0.2) -> Samples:
    return np.sin(2 * np.pi * hertz * times(seconds)) * height


def noise(seconds: float, *, seed: int) -> Samples:
    return np.random.default_rng(seed).normal(0, 0.1, round(seconds * RATE))


def clicks(seconds: float, *, every: float = 0.5, first: float = 0.1) -> Samples:
    """A millisecond of sound, again and again, otherwise silence."""
    since = (times(seconds) - first) % every
    return np.where((since < 0.001) & (times(seconds) >= first - 0.001), 0.7, 0.0)


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    """Keep samples as a WAV file of one channel, or as another file that FFmpeg makes of it."""

    def record(name: str, samples: Samples, *options: str) -> Source:
        path = (tmp_path / name).with_suffix(".wav")
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE, len(samples), "NONE", ""))
            file.writeframes((samples * 32767).round().astype("<i2").tobytes())
        if name.endswith(".wav"):
            return Source(path, probe(path), name)
        made = tmp_path / name
        subprocess.run(
            [engine().ffmpeg, "-v", "error", "-i", str(path), *options, str(made)], check=True, timeout=60
        )
        return Source(made, probe(made), name)

    return record


def mixed(tmp_path: Path, frames: int, *buses: Bus, rate: Fraction = PAL, **sources: Source) -> Samples:
    """Make a composition's sound as a worker does, and give its left channel."""
    folder = tmp_path / "job"
    folder.mkdir(exist_ok=True)
    composition = Composition(160, 90, rate, frames, buses=buses)
    commands = sound_commands(composition, sources=sources, folder=folder)
    for command in commands:
        run(command, folder=folder, deadline=60)
        verify(command.output, command.expects, went_in_black=lambda: True)
    assert commands[-1].output == folder / OUTPUT
    samples = heard(folder / OUTPUT)
    assert len(samples) == round(frames / rate * RATE)
    return samples


def heard(path: Path) -> Samples:
    decoded = subprocess.run(
        [engine().ffmpeg, "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "2", "-ar", str(RATE), "-"],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return np.frombuffer(decoded.stdout, "<f4").reshape(-1, 2)[:, 0].astype(float)


def onsets(samples: Samples) -> list[int]:
    """Give where sound begins after silence."""
    loud = np.flatnonzero(np.abs(samples) > 0.3)
    return [int(place) for place, before in zip(loud, [-RATE, *loud], strict=False) if place - before > 2000]


def level(samples: Samples, start: float, end: float) -> float:
    """Give the loudness of a stretch (seconds) in decibels of full scale."""
    stretch = samples[round(start * RATE) : round(end * RATE)]
    return float(20 * np.log10(np.sqrt((stretch**2).mean()) + 1e-9))


def course(samples: Samples, *, hertz: float) -> Samples:
    """Give the level of one tone, in decibels, for each fiftieth of a second."""
    length = RATE // 50
    parts = samples[: len(samples) // length * length].reshape(-1, length) * np.hanning(length)
    found = np.abs((parts * np.exp(-2j * np.pi * hertz * times(length / RATE))).sum(axis=1))
    return np.asarray(20 * np.log10(found * 4 / length + 1e-9))


# -- place ---------------------------------------------------------------------------------------------------


def test_sixty_clicks_lie_on_their_frames(tmp_path: Path, recorded: Recorded) -> None:
    source = recorded("clicks.wav", clicks(3))
    starts = [number * 59 + number % 3 for number in range(60)]
    sounds = tuple(Sound("clicks", start, 12, begin=1.1) for start in starts)
    samples = mixed(tmp_path, 3596, Bus(sounds), rate=NTSC, clicks=source)
    assert len(list((tmp_path / "job").glob("*.wav"))) == 3  # in groups, since there are so many
    found, wanted = onsets(samples), [round(start / NTSC * RATE) for start in starts]
    assert len(found) == 60
    assert np.abs(np.subtract(found, wanted)).max() <= 2
    between = [samples[place + 12 * 1602 + AUDIO_FRAME : place + 50 * 1602] for place in wanted]
    assert max(np.abs(stretch).max() for stretch in between if len(stretch)) < 0.001


PICTURE = ("-f", "lavfi", "-i", "color=s=64x64:d=7", "-preset", "ultrafast", "-c:a", "aac")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("low.mp3", ("-ar", "44100", "-q:a", "5")),
        ("surround.mkv", ("-af", "pan=5.1|c0=c0|c1=c0|c2=0*c0|c3=0*c0|c4=0*c0|c5=0*c0", "-c:a", "ac3")),
        ("late.mp4", (*PICTURE, "-af", "asetpts=PTS+0.2345/TB", "-ar", "44100")),
        ("late.ts", (*PICTURE, "-af", "asetpts=PTS+0.2345/TB")),
    ],
)
def test_every_kind_of_source_is_cut_at_the_right_moment(
    tmp_path: Path, recorded: Recorded, name: str, options: tuple[str, ...]
) -> None:
    source = recorded(name, clicks(7, every=0.25), *options)
    info = source.info
    assert info.audio is not None
    late = info.audio.start_time - info.start_time
    assert (late > 0.2) == name.startswith("late")
    shown = [late + place / RATE for place in onsets(heard(source.path))]
    sounds = (Sound("it", 0, 20, begin=0.2), Sound("it", 25, 20, begin=6.03), Sound("it", 50, 20, begin=3.2))
    found = onsets(mixed(tmp_path, 70, Bus(sounds), it=source))
    wanted = [
        (sound.start / PAL + time - sound.begin) * RATE
        for sound in sounds
        for time in shown
        if 0 <= time - sound.begin < 0.79
    ]
    assert len(found) == len(wanted) >= 9
    assert np.abs(np.subtract(found, wanted)).max() <= 50  # a millisecond: some containers count in those


def test_what_a_file_has_not_is_silent(tmp_path: Path, recorded: Recorded) -> None:
    short, mute = recorded("short.wav", tone(1)), recorded("mute.mp4", tone(1), *PICTURE, "-an")
    assert mute.info.audio is None
    sounds = (Sound("short", 0, 25, begin=0.5), Sound("mute", 25, 25), Sound("short", 50, 25, begin=40))
    samples = mixed(tmp_path, 75, Bus((*sounds, Sound("short", 70, 50))), short=short, mute=mute)
    assert level(samples, 0.05, 0.45) == pytest.approx(-17, abs=0.2)
    assert np.abs(samples[round(0.55 * RATE) : round(2.75 * RATE)]).max() < 0.001
    assert level(samples, 2.85, 2.98) == pytest.approx(-17, abs=0.3)
    assert not mixed(tmp_path, 3, rate=NTSC).any()


# -- loudness ------------------------------------------------------------------------------------------------


def test_sounds_are_as_loud_as_they_are_told_to_be_and_never_clip(tmp_path: Path, recorded: Recorded) -> None:
    source = recorded("tone.wav", tone(4))
    quiet = Bus((Sound("tone", 0, 25), Sound("tone", 25, 25, volume=0.5, fade_in=5, fade_out=40)))
    loud = Bus((Sound("tone", 50, 50, volume=4),), volume=2)
    samples = mixed(tmp_path, 100, quiet, loud, Bus((Sound("tone", 0, 100),), volume=0), tone=source)
    assert level(samples, 0.1, 0.9) == pytest.approx(-17, abs=0.1)
    assert level(samples, 1.0, 1.02) < -40
    assert level(samples, 1.24, 1.26) == pytest.approx(-23 + 20 * np.log10(0.75), abs=0.4)
    assert level(samples, 1.98, 2.0) < -45
    assert level(samples, 2.2, 3.8) == pytest.approx(-4, abs=0.3)  # held at -1 dB, where it would be at +1.1
    assert np.abs(samples).max() < 10 ** (-0.5 / 20)


def test_a_crossfade_keeps_the_loudness(tmp_path: Path, recorded: Recorded) -> None:
    one, two = (recorded(f"{seed}.wav", noise(4, seed=seed)) for seed in (1, 2))
    sounds = (Sound("one", 0, 60), Sound("two", 30, 60, begin=1, transition=30))
    samples = mixed(tmp_path, 90, Bus(sounds), one=one, two=two)
    levels = [level(samples, start / 10, start / 10 + 0.2) for start in range(1, 34)]
    assert max(levels) - min(levels) < 1
    half = level(samples, 1.7, 1.9)
    assert half == pytest.approx(level(samples, 0.2, 1.0), abs=0.5)


def test_music_steps_back_while_somebody_speaks(tmp_path: Path, recorded: Recorded) -> None:
    """Two phrases, 0.7 seconds apart, in a clip that is silent before and after them."""
    spoken = (times(8) >= 2) & (times(8) < 5) & ~((times(8) >= 3.2) & (times(8) < 3.9))
    voice = recorded("voice.wav", tone(8, hertz=200) * spoken * (np.sin(2 * np.pi * 2 * times(8)) ** 2))
    music = recorded("music.wav", tone(8))
    both = [Bus((Sound("voice", 0, 200),)), Bus((Sound("music", 0, 200),))]
    plain = course(mixed(tmp_path, 200, both[1], music=music), hertz=1000)
    ducked = Bus(both[1].sounds, under=(0, 7), duck=12)
    lost = course(mixed(tmp_path, 200, both[0], ducked, voice=voice, music=music), hertz=1000) - plain
    assert np.abs(lost[: round(1.7 * 50)]).max() < 0.5
    assert np.abs(lost[2 * 50 : 5 * 50] + 12).max() < 2  # between the phrases too
    assert np.abs(lost[round(5.5 * 50) : -5]).max() < 1
    assert np.diff(lost).min() > -2  # it goes softly


# -- what is done to a sound ---------------------------------------------------------------------------------


def test_effects_and_speed_keep_sounds_in_their_place(tmp_path: Path, recorded: Recorded) -> None:
    bursts = np.where(times(9) % 1 < 0.5, tone(9, hertz=440), 0)
    effects = (Denoise(sound=0.5, picture=0.5), Adjust(brightness=0.2), Volume(factor=0.5))
    sounds = (
        Sound("it", 0, 50, begin=2, effects=effects),
        Sound("it", 50, 50, begin=2, speed=2),
        Sound("it", 100, 50, begin=2, speed=0.5),
    )
    samples = mixed(tmp_path, 150, Bus(sounds), it=recorded("bursts.wav", bursts))
    assert level(samples, 0.1, 0.4) == pytest.approx(-23, abs=1)
    assert level(samples, 2.05, 2.2) == pytest.approx(-17, abs=0.5)
    for edges, near in (((0.5, 1.5), 0.012), ((2.25, 2.75, 3.25, 3.75), 0.04), ((5.0,), 0.05)):
        for edge in edges:
            assert level(samples, edge - near - 0.03, edge - near) > -27, (edge, "too early")
            assert level(samples, edge + near, edge + near + 0.03) < -35, (edge, "too late")


def test_a_sound_is_named_by_what_is_heard(tmp_path: Path, recorded: Recorded) -> None:
    source = recorded("tone.wav", tone(1))
    mute = recorded("mute.mp4", tone(1), *PICTURE, "-an")
    sound = Sound("tone", 0, 20, effects=(Volume(gain=3),))
    whole = Composition(160, 90, PAL, 25, buses=(Bus((sound, Sound("mute", 0, 20))),))
    sources = {"tone": source, "mute": mute}
    name = sound_address(whole, sources=sources)
    elsewhere = dataclasses.replace(source, path=tmp_path / "other.wav")
    seen = dataclasses.replace(
        whole, width=320, layers=(Layer((Piece("mute", 0, 20),)),), buses=(Bus((dataclasses.replace(
            sound, effects=(Volume(gain=3), Adjust(brightness=0.1))),)),)
    )  # fmt: skip
    assert sound_address(seen, sources=sources | {"tone": elsewhere}) == name
    others = [
        (dataclasses.replace(whole, frames=26), sources),
        (dataclasses.replace(whole, buses=(Bus((dataclasses.replace(sound, volume=0.9),)),)), sources),
        (dataclasses.replace(whole, buses=(Bus((dataclasses.replace(sound, effects=()),)),)), sources),
        (dataclasses.replace(whole, buses=(Bus((sound,), volume=0.9),)), sources),
        (dataclasses.replace(whole, buses=(Bus((sound,), under=(1,)),)), sources),
        (whole, sources | {"tone": dataclasses.replace(source, content="another")}),
    ]
    names = {sound_address(composition, sources=given) for composition, given in others}
    assert len(names | {name}) == len(others) + 1


def test_what_may_be_done_to_a_sound() -> None:
    assert may_be_effect(Volume(gain=3))
    assert may_be_effect(Denoise())
    assert not may_be_effect(NormalizeAudio())
