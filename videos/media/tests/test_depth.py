"""What is only cut stays as deep and as bright as it was, and keeps its codec."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from videos.media.depth import HDR_NOTE
from videos.media.generate import clip
from videos.media.probe import VideoStream, probe
from videos.media.recipe import parse_recipe
from videos.media.rendering import Rendered, render
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import pictures

TRIM = {"operation": "trim", "startTime": 0.4, "endTime": 1.4}
DEEP = ("-pix_fmt", "yuv420p10le")
HEVC = (
    "-c:v", "libx265", "-preset", "ultrafast", "-g", "25", "-x265-params",
    "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc",
)  # fmt: skip
AV1 = ("-c:v", "libsvtav1", "-preset", "12", "-g", "25")


def made(source: Path, folder: Path, *steps: dict[str, Any]) -> Rendered:
    folder.mkdir()
    return render(parse_recipe(list(steps)), probe(source), source=source, folder=folder, deadline=60)


def picture(result: Rendered) -> VideoStream:
    assert result.info.video is not None
    return result.info.video


@pytest.mark.parametrize(
    ("name", "codec", "arguments", "made_as"),
    [
        # A transport stream has no exact index, and a single group of pictures has nothing to copy.
        ("film.ts", "hevc", HEVC, "mp4"),
        ("film.ts", "h264", ("-c:v", "libx264", "-preset", "ultrafast"), "mp4"),
        ("film.mp4", "av1", ("-c:v", "libsvtav1", "-preset", "12", "-g", "250"), "mp4"),
        (
            "film.webm",
            "vp9",
            ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "250"),
            "webm",
        ),
    ],
)
def test_a_cut_that_must_encode_keeps_codec_and_depth(
    film: Path,
    ffmpeg: FFmpeg,
    tmp_path: Path,
    name: str,
    codec: str,
    arguments: tuple[str, ...],
    made_as: str,
) -> None:
    source = ffmpeg(name, "-i", str(film), "-t", "2", *DEEP, *arguments, "-an")
    result = made(source, tmp_path / "job", TRIM)
    assert (result.mode, result.output.suffix) == ("encode", f".{made_as}")
    assert (picture(result).codec, picture(result).pix_fmt) == (codec, "yuv420p10le")
    assert any("encoded as a whole" in note for note in result.notes)
    assert not any("bits" in note or "HDR" in note for note in result.notes)


def test_a_cut_that_must_encode_keeps_the_light_of_hdr(film: Path, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    source = ffmpeg("film.ts", "-i", str(film), "-t", "2", *DEEP, *HEVC, "-an")
    result = made(source, tmp_path / "job", TRIM)
    assert picture(result).color_transfer == "smpte2084"
    own, cut = pictures(source)[10:12], pictures(result.output)[:2]
    assert [np.abs(one - other).mean() < 4 for one, other in zip(own, cut, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("steps", "word"),
    [
        ([TRIM, {"operation": "apply-filter", "filterType": "sepia"}], "bits a colour"),
        ([TRIM, {"operation": "export", "format": "mp4", "codec": "h264"}], "bits a colour"),
        ([TRIM, {"operation": "export", "format": "mov", "codec": "prores"}], None),
        ([TRIM, {"operation": "export", "format": "gif"}], None),
    ],
)
def test_what_is_lost_otherwise_is_said(
    film: Path, ffmpeg: FFmpeg, tmp_path: Path, steps: list[dict[str, Any]], word: str | None
) -> None:
    source = ffmpeg("film.mp4", "-i", str(film), "-t", "2", *DEEP, "-preset", "ultrafast", "-an")
    result = made(source, tmp_path / "job", *steps)
    assert any("bits a colour" in note for note in result.notes) == (word is not None)


def test_colours_that_were_fitted_are_said_to_be(film: Path, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    source = ffmpeg("film.mp4", "-i", str(film), "-t", "2", *DEEP, *HEVC, "-an")
    result = made(source, tmp_path / "job", TRIM, {"operation": "flip", "direction": "horizontal"})
    assert HDR_NOTE in result.notes
    assert picture(result).color_transfer == "bt709"


# -- AV1 ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def av1(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("av1") / "film.mp4"
    return clip(path, seconds=4, codec="libsvtav1", options={"preset": 12, "g": 25})


@pytest.mark.parametrize(
    ("steps", "mode", "suffix"),
    [
        ([{"operation": "export", "format": "mkv"}], "copy", ".mkv"),
        ([{"operation": "trim", "startTime": 1, "endTime": 3, "mode": "copy"}], "copy", ".mp4"),
        ([{"operation": "trim", "startTime": 0.52, "endTime": 3.52}], "smart", ".mp4"),
    ],
)
def test_av1_is_not_encoded_again_without_need(
    av1: Path, tmp_path: Path, steps: list[dict[str, Any]], mode: str, suffix: str
) -> None:
    result = made(av1, tmp_path / "job", *steps)
    assert (result.mode, result.output.suffix, picture(result).codec) == (mode, suffix, "av1")
