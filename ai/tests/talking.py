"""Films in which somebody speaks, for tests."""

import subprocess
import wave
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from django.conf import settings

from ai.providers.local.tests.conftest import SAID, SPOKEN
from videos.media.engine import engine

__all__ = ["SAID", "SPOKEN", "film_with", "long_film", "speech_film"]


@cache
def speech_film() -> Path:
    """A small film, 9 seconds long, in which a voice says SAID."""
    return film_with(SPOKEN)


@cache
def film_with(sound: Path | str, *, seconds: float = 9.0) -> Path:
    """A small film with a sound: a file's, or what FFmpeg's generator of this name makes."""
    path = Path(mkdtemp(prefix="talks-", dir=settings.HOME_DIR)) / "talk.mp4"
    heard = ["-i", str(sound)] if isinstance(sound, Path) else ["-f", "lavfi", "-i", sound]
    return _filmed(path, heard, "aac", seconds=seconds)


@cache
def long_film(*, seconds: int, pause: int) -> Path:
    """A film with a tone that rests for the second at `pause`, quickly made: one picture a second."""
    folder = Path(mkdtemp(prefix="talks-", dir=settings.HOME_DIR))
    samples = np.resize((8000 * np.sin(np.arange(16_000) / 6)).astype("<i2"), 16_000 * seconds)
    samples[16_000 * pause : 16_000 * (pause + 1)] = 0
    with wave.open(str(folder / "tone.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return _filmed(folder / "long.mov", ["-i", str(folder / "tone.wav")], "copy", seconds=seconds, fps=1)


def _filmed(path: Path, heard: list[str], codec: str, *, seconds: float, fps: int = 25) -> Path:
    picture = ["-f", "lavfi", "-i", f"testsrc=s=160x90:r={fps}"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", codec]
    made = [*picture, *heard, *codecs, "-t", str(seconds), str(path)]
    subprocess.run([engine().ffmpeg, "-v", "error", "-y", *made], check=True)
    return path
