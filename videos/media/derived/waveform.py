"""The shape of a film's sound: the lowest and highest sample of each stretch, as numbers and as a picture.

FFmpeg decodes the sound once, without a look at the pictures; we read its samples from the job's folder in
blocks, so that four hours of it need no more memory than a minute.
"""

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from videos.media.command import Command
from videos.media.derived.source import DEFAULT_LIMITS, command_for, late, sound_of
from videos.media.engine import Limits
from videos.media.filtergraph import Graph
from videos.media.opening import open_source
from videos.media.probe import MediaInfo
from videos.media.shape import shape_of

RATE = 8000  # samples a second
FINEST = 16_000  # points that are kept
LEAST_SAMPLES = 8  # of a point
BLOCK = 256 * 1024  # samples read at once
PICTURE = (1600, 200)  # pixels
COLOUR = (124, 120, 240)  # seen on a light page as well as on a dark one

Peaks = np.ndarray[Any, np.dtype[np.int8]]


@dataclass(frozen=True)
class Waveform:
    """`peaks` holds the lowest and highest sample (-128 to 127) of each `samples_per_pixel` samples."""

    samples_per_pixel: int
    peaks: Peaks  # n x 2

    @property
    def duration(self) -> float:
        """Give the length in seconds, to the end of the last point."""
        return len(self.peaks) * self.samples_per_pixel / RATE

    def to_bytes(self) -> bytes:
        return self.peaks.tobytes()

    def reduced(self, *, points: int) -> "Waveform":
        """Give a coarser one with at most `points` points, or the same when it has no more."""
        together = math.ceil(len(self.peaks) / points)
        if together <= 1:
            return self
        pairs = _merged(self.peaks[:, 0], self.peaks[:, 1], together)
        return Waveform(self.samples_per_pixel * together, pairs)


def from_bytes(content: bytes, *, samples_per_pixel: int) -> Waveform:
    """Read what `to_bytes` gave."""
    return Waveform(samples_per_pixel, np.frombuffer(content, dtype=np.int8).reshape(-1, 2))


def sound_command(info: MediaInfo, *, source: Path, folder: Path, limits: Limits = DEFAULT_LIMITS) -> Command:
    """Compile the run that writes the sound as plain mono samples. Raises LacksTrack."""
    audio = sound_of(info)
    graph = Graph(folder=folder, shape=shape_of(info=info), limits=limits)
    graph.audio = open_source(info, source.resolve(), limits)[str(audio.index)]
    graph.filter_audio("asetpts", expr=f"PTS+{late(info, audio):.6f}/TB")
    graph.settle_sound()
    options = {"f": "s16le", "ac": 1, "ar": RATE, "map_metadata": -1}
    return command_for([graph.audio], "sound.raw", graph=graph, source=source, options=options)


def read(samples: Path) -> Waveform:
    """Measure the samples that a sound command wrote."""
    count = samples.stat().st_size // 2
    each = max(math.ceil(count / FINEST), LEAST_SAMPLES)
    block = max(BLOCK // each, 1) * each
    found = []
    with samples.open("rb") as content:
        while (part := np.fromfile(content, dtype="<i2", count=block)).size:
            heights = np.round(part / 256).clip(-128, 127).astype(np.int8)
            found.append(_merged(heights, heights, each))
    return Waveform(each, np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int8))


def png(waveform: Waveform) -> bytes:
    """Draw it, the time from left to right, on a transparent ground."""
    width, height = PICTURE
    mask = np.zeros((height, width), dtype=np.uint8)
    peaks = waveform.reduced(points=width).peaks
    if len(peaks):
        lowest, highest = peaks[np.arange(width) * len(peaks) // width].astype(np.int16).T
        levels = (np.arange(height)[:, None] - (height - 1) / 2) * (-256 / height)
        # Silence is a thin line, not nothing.
        mask[(levels <= np.maximum(highest, 1)) & (levels >= np.minimum(lowest, -1))] = 255
    picture = Image.new("RGBA", PICTURE, (*COLOUR, 0))
    picture.putalpha(Image.fromarray(mask))
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def _merged(lowest: Peaks, highest: Peaks, together: int) -> Peaks:
    starts = np.arange(0, len(lowest), together)
    pairs = (np.minimum.reduceat(lowest, starts), np.maximum.reduceat(highest, starts))
    return np.stack(pairs, axis=1).astype(np.int8)
