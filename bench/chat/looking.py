"""Looks into films and listens to them, for the promises of a plan."""

import array
import re
from pathlib import Path
from typing import Any

import av
import numpy as np

from bench.measuring import ffmpeg
from videos.media.generate import CODE_HEIGHT, frame_code

Picture = np.ndarray[Any, np.dtype[np.int16]]
Samples = np.ndarray[Any, np.dtype[np.float64]]
RATE = 8000


def picture_at(path: Path, time: float) -> Picture:
    """Give the picture that is shown at a second of a film, as RGB."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        begin = float((stream.start_time or 0) * (stream.time_base or 0))
        container.seek(max(int((time + begin - 1) * 1_000_000), 0), backward=True)
        shown = None
        for frame in container.decode(stream):
            if shown is not None and float(frame.time or 0) - begin > time + 0.001:
                break
            shown = frame
        if shown is None:
            raise ValueError(f"Nothing is shown at {time} s.")
        return shown.to_ndarray(format="rgb24").astype(np.int16)


def code_at(path: Path, time: float) -> int:
    """Read the frame number in the picture that is shown at a second."""
    picture = picture_at(path, time)
    rows = [bytes(row) for row in picture[:CODE_HEIGHT, :, 1].clip(0, 255).astype(np.uint8)]
    return frame_code(rows, width=picture.shape[1])


def sound(path: Path) -> Samples:
    """Give the whole sound, mono, 8000 samples a second, -1 to 1."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    samples = array.array("h")
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            for part in resampler.resample(frame):
                samples.frombytes(bytes(part.planes[0])[: part.samples * 2])
    return np.asarray(samples, dtype=np.float64) / 32768


def tone_at(path: Path, time: float) -> float:
    """Give the strongest tone in a quarter of a second, in hertz."""
    samples = sound(path)[int(time * RATE) : int((time + 0.25) * RATE)]
    strength = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=RATE))
    return float(np.argmax(strength[100:]) + 100)


def level(samples: Samples) -> float:
    """Give the loudness of samples in dB of full scale."""
    return float(10 * np.log10(max(float(np.mean(samples**2)), 1e-12))) if len(samples) else -120.0


def loudness(path: Path) -> float:
    """Give the loudness of a film in LUFS."""
    said = ffmpeg("-i", str(path), "-af", "ebur128", "-f", "null", "-")
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])
