from pathlib import Path

import pytest

from videos.media.derived import scenes
from videos.media.derived.tests.making import perform
from videos.media.probe import probe
from videos.media.tests.conftest import FFmpeg

THREE = (
    "color=red:s=160x90:d=1:r=25[a];testsrc2=s=160x90:d=1.5:r=25[b];color=blue:s=160x90:d=1.5:r=25[c];"
    "[a][b][c]concat=n=3,format=yuv420p[v]"
)


def found(source: Path, folder: Path) -> list[scenes.Scene]:
    info = probe(source)
    folder.mkdir(exist_ok=True)
    perform(scenes.cuts_command(info, source=source, folder=folder))
    return scenes.read(folder, info)


@pytest.mark.parametrize("suffix", ["mp4", "ts"])
def test_a_film_is_cut_where_its_pictures_change(ffmpeg: FFmpeg, tmp_path: Path, suffix: str) -> None:
    source = ffmpeg(f"three.{suffix}", "-filter_complex", THREE, "-map", "[v]")
    first, second, third = found(source, tmp_path / "job")
    assert [first.start, first.end, second.end] == pytest.approx([0, 1, 2.5], abs=0.03)
    assert (first.end, second.end) == (second.start, third.start)
    assert third.end == pytest.approx(4, abs=0.05)
    assert first.score is None
    assert (second.score or 0) > scenes.THRESHOLD < (third.score or 0)


def test_a_film_without_a_cut_is_one_scene(film: Path, tmp_path: Path) -> None:
    (only,) = found(film, tmp_path / "job")
    assert (only.start, only.score) == (0, None)


def test_a_flash_is_no_scene(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    flash = (
        "testsrc2=s=160x90:d=3:r=25,drawbox=t=fill:color=white:enable='between(n,40,42)',format=yuv420p[v]"
    )
    source = ffmpeg("flash.mp4", "-filter_complex", flash, "-map", "[v]")
    assert len(found(source, tmp_path / "job")) <= 2
