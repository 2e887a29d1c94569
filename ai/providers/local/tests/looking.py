"""Reads finished films, pictures and sounds for the tests: as arrays."""

import wave
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float64]


def frames_of(path: Path) -> list[Pixels]:
    """Give a film's pictures in RGB."""
    with av.open(str(path)) as container:
        return [
            np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
            for frame in container.decode(video=0)
        ]


def samples_of(path: Path) -> Samples:
    """Give a WAV file's samples from -1 to 1: (samples, channels)."""
    with wave.open(str(path)) as file:
        data = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        return data.reshape(-1, file.getnchannels()) / 32768


def difference(one: Pixels, other: Pixels) -> float:
    """Give the mean difference of two pictures, 0 to 255."""
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def streams_of(path: Path) -> tuple[float, float]:
    """Give how many seconds the picture and the sound of a file last; 0 where there is none."""
    with av.open(str(path)) as container:
        lengths = []
        for kind in (container.streams.video, container.streams.audio):
            packets = list(container.demux(kind[0])) if kind else []
            base = float(kind[0].time_base or 0) if kind else 0.0
            ends = [float(p.pts + p.duration) * base for p in packets if p.pts is not None and p.duration]
            lengths.append(max(ends, default=0.0))
            container.seek(0)
        return lengths[0], lengths[1]
