import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from videos.media.engine import engine
from videos.media.generate import clip
from videos.media.probe import MediaInfo, probe

FFmpeg = Callable[..., Path]


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds, 320x180, 25 frames a second, a tone, a keyframe every second, every frame numbered."""
    return clip(tmp_path_factory.mktemp("film") / "film.mp4")


@pytest.fixture(scope="session")
def film_info(film: Path) -> MediaInfo:
    return probe(film)


@pytest.fixture
def ffmpeg(tmp_path: Path) -> FFmpeg:
    """Run the plain FFmpeg, to make sources that our own engine would never write."""

    def make(name: str, *arguments: str) -> Path:
        output = tmp_path / name
        subprocess.run([engine().ffmpeg, "-v", "error", "-y", *arguments, str(output)], check=True)
        return output

    return make
