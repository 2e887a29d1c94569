from pathlib import Path

import pytest

from videos.media.generate import DEMO_SECONDS, HEIGHT, WIDTH, clip, demo_film
from videos.media.probe import inspect, probe
from videos.media.tests.reading import codes


def test_the_demo_film_is_worth_watching(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    film = demo_film(folder, folder / "demo.mp4")
    info, seen = probe(film), inspect(film, samples=8)
    assert info.video is not None
    assert (info.video.width, info.video.height, info.video.pix_fmt) == (WIDTH, HEIGHT, "yuv420p")
    assert info.duration == pytest.approx(DEMO_SECONDS, abs=0.1)
    assert all(sample.std > 5 for sample in seen.samples)
    assert seen.audio_peak is not None
    assert 0.1 < seen.audio_peak < 0.9
    assert [path.name for path in folder.iterdir()] == ["demo.mp4"]


def test_every_frame_of_a_clip_carries_its_number(tmp_path: Path) -> None:
    assert codes(clip(tmp_path / "clip.mp4", seconds=2, fps="30", width=240, height=136)) == list(range(60))
