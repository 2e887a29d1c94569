"""Brings voices together: places, a room, the right loudness, and no sample beyond the limit."""

import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.providers.local.composing.score import Note
from ai.providers.local.composing.voices import DRUMS, RATE, sound_drum, sound_note

Stereo = npt.NDArray[np.floating[Any]]  # (samples, 2)
LOUDNESS = -16.0  # LUFS
CEILING = 0.89  # of full scale, -1 dBFS
BLOCK = 0.4  # seconds of one loudness reading
GATE, RELATIVE_GATE = -70.0, -10.0
AHEAD = 240  # samples that the limiter looks ahead


def mixed(notes: Sequence[Note], *, seconds: float, room: float, tell: Callable[[float], None]) -> Stereo:
    """Play all notes, in a room. `room` is its share."""
    count = round(seconds * RATE)
    dry = np.zeros((count, 2), dtype=np.float32)
    for number, note in enumerate(sorted(notes, key=lambda each: each.time)):
        _play(dry, note)
        if number % 20 == 0:
            tell(number / len(notes))
    return dry + reverberation(dry, seconds=1.2 + 2.2 * room) * np.float32(room * 1.5)


def _play(out: Stereo, note: Note) -> None:
    is_drum = note.instrument in DRUMS
    # Lengths in steps of 20 ms, so that equal notes are made once.
    sound = (
        sound_drum(note.instrument)
        if is_drum
        else sound_note(note.instrument, note.note, max(round(note.seconds * 50), 2) * 20)
    )
    start = round(note.time * RATE)
    part = sound[: len(out) - start]
    angle = (note.pan * 0.7 + 1) * np.pi / 4
    gains = np.array([np.cos(angle), np.sin(angle)], dtype=np.float32) * np.float32(note.strength)
    out[start : start + len(part)] += part[:, None] * gains


def reverberation(dry: Stereo, *, seconds: float) -> Stereo:
    """Give what a room answers: dense echoes that die away, the high ones sooner, different on both sides."""
    random = np.random.default_rng(1234)
    size = round(seconds * RATE)
    time = np.arange(size) / RATE
    fade = np.exp(-time * 6.9 / seconds)
    wet = np.zeros_like(dry)
    for side in range(2):
        echo = random.standard_normal(size) * fade
        dull = np.convolve(echo, np.ones(12) / 12, mode="same")
        share = np.exp(-time * 5)
        answer = echo * share * 0.6 + dull * (1 - share) * 1.6
        answer[: int(0.012 * RATE)] = 0
        answer /= np.sqrt((answer**2).sum())
        wet[:, side] = _convolved(dry[:, side], answer)
    return wet


def _convolved(signal: npt.NDArray[np.float32], answer: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Convolve piece by piece, so that long pieces need no more memory than short ones."""
    size = 1 << int(np.ceil(np.log2(len(answer) * 2)))
    step = size - len(answer) + 1
    spectrum = np.fft.rfft(answer, size)
    out = np.zeros(len(signal) + size, dtype=np.float32)
    for start in range(0, len(signal), step):
        piece = np.fft.irfft(np.fft.rfft(signal[start : start + step], size) * spectrum, size)
        out[start : start + size] += piece.astype(np.float32)
    return out[: len(signal)]


def loudness(sound: Stereo) -> float:
    """Measure the integrated loudness in LUFS (ITU-R BS.1770), -inf for silence."""
    powers = _block_powers(sound)
    levels = -0.691 + 10 * np.log10(np.maximum(powers, 1e-12))
    kept = powers[levels > GATE]
    if kept.size == 0:
        return float("-inf")
    gate = -0.691 + 10 * np.log10(kept.mean()) + RELATIVE_GATE
    return float(-0.691 + 10 * np.log10(powers[levels > max(gate, GATE)].mean()))


def _block_powers(sound: Stereo) -> npt.NDArray[np.float64]:
    size, step = int(BLOCK * RATE), int(BLOCK * RATE / 4)
    if len(sound) < size:
        sound = np.pad(sound, ((0, size - len(sound)), (0, 0)))
    weights = _ear(size)
    powers = []
    for start in range(0, len(sound) - size + 1, step):
        spectrum = np.fft.rfft(sound[start : start + size], axis=0)
        power = (np.abs(spectrum) ** 2 * weights[:, None]).sum(axis=0)
        powers.append(float(power.sum()) * 2 / size**2)
    return np.array(powers)


def _ear(size: int) -> npt.NDArray[np.float64]:
    """Give the power response of the standard's two filters: a shelf for the head, a high pass."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    power: npt.NDArray[np.float64] = np.abs(shelf * high) ** 2
    return power


def mastered(sound: Stereo, *, target: float = LOUDNESS) -> Stereo:
    """Bring a piece to its loudness, and hold its peaks under the ceiling."""
    sound = sound - sound.mean(axis=0, dtype=np.float64).astype(np.float32)
    for _ in range(2):  # what the limiter takes away is given back once
        level = loudness(sound)
        if np.isfinite(level):
            sound = limited(sound * np.float32(10 ** ((target - level) / 20)))
    return sound


def limited(sound: Stereo) -> Stereo:
    """Turn loud moments down, smoothly and just before they come."""
    peaks = np.abs(sound).max(axis=1)
    need = np.minimum(1.0, CEILING / np.maximum(peaks, 1e-9))
    if need.min() >= 1.0:
        return sound
    blocks = -(-len(need) // AHEAD)
    padded = np.pad(need, (0, blocks * AHEAD - len(need)), constant_values=1.0)
    lowest = padded.reshape(blocks, AHEAD).min(axis=1)
    around = np.minimum(lowest, np.minimum(np.append(lowest[1:], 1.0), np.append(1.0, lowest[:-1])))
    for at in range(1, blocks):  # it lets go slowly
        around[at] = min(around[at], around[at - 1] + 0.02 + 0.06 * around[at - 1])
    # Between two blocks' middles the gain lies between theirs; around a peak all of them are low enough.
    middles = np.arange(blocks) * AHEAD + AHEAD / 2
    gain = np.interp(np.arange(len(need)), middles, around)
    quiet = sound * gain[:, None].astype(np.float32)
    return np.asarray(np.clip(quiet, -CEILING, CEILING), dtype=np.float32)


def faded(sound: Stereo, *, start: float, end: float) -> Stereo:
    """Fade the first and the last moments (seconds)."""
    rise, fall = min(int(start * RATE), len(sound)), min(int(end * RATE), len(sound))
    if rise:
        sound[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)[:, None]
    if fall:
        sound[len(sound) - fall :] *= (np.linspace(1, 0, fall, dtype=np.float32) ** 1.4)[:, None]
    return sound


def save(sound: Stereo, path: Path) -> None:
    """Write a WAV file of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for start in range(0, len(sound), RATE * 10):
            piece = np.clip(sound[start : start + RATE * 10], -1, 1)
            file.writeframes((piece * 32767).round().astype("<i2").tobytes())
