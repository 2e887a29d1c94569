"""Operations that change the picture: resize, rotate, flip, adjust, the newer looks, denoise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo
from videos.media.recipe import parse_recipe, validate
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import Picture, edit, pictures, still

SHORT = {"operation": "trim", "startTime": 0, "endTime": 0.2}


def resized(**fields: Any) -> dict[str, Any]:
    return {"operation": "resize", **fields}


def distance(one: Picture, other: Picture) -> float:
    assert one.shape == other.shape
    return float(np.abs(one - other).mean())


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({"width": 160}, (160, 90)),
        ({"height": 90}, (160, 90)),
        ({"width": 640, "height": 640}, (640, 360)),
        ({"width": 101, "height": 101}, (100, 56)),
        ({"width": 100, "height": 100, "fit": "cover"}, (100, 100)),
        ({"width": 100, "height": 60, "fit": "stretch"}, (100, 60)),
        ({"width": 101, "height": 161, "fit": "pad"}, (100, 160)),
        ({"width": 320, "height": 180}, (320, 180)),
    ],
)
def test_a_resized_film_has_the_planned_size(
    film: Path, film_info: MediaInfo, tmp_path: Path, fields: dict[str, Any], size: tuple[int, int]
) -> None:
    planned = validate(parse_recipe([resized(**fields)]), film_info).output
    made = edit(film, tmp_path / "job", SHORT, resized(**fields)).info.video
    assert made is not None
    assert (made.width, made.height) == (planned.width, planned.height) == size


def test_each_fit_shows_its_part_of_the_picture(film: Path, tmp_path: Path) -> None:
    whole = still(film, tmp_path, 1.0, resized(width=160, height=90))
    tall = {"width": 90, "height": 160}
    padded = still(film, tmp_path, 1.0, resized(**tall, fit="pad", color="#1E88E5"))
    inner = still(film, tmp_path, 1.0, resized(width=90, height=50, fit="stretch"))
    assert distance(padded[54:104], inner) < 6
    assert np.abs(padded[:48] - np.array([0x1E, 0x88, 0xE5])).mean() < 6
    covered = still(film, tmp_path, 1.0, resized(**tall, fit="cover"))
    middle = still(film, tmp_path, 1.0, {"operation": "crop", "width": 100, "height": 178, "x": 110, "y": 0})
    assert distance(covered[5:155], np.asarray(middle)[5:155, 5:95]) < 60
    assert covered[80].std() > 10
    stretched = still(film, tmp_path, 1.0, resized(width=160, height=160, fit="stretch"))
    assert distance(stretched[8:152:16], whole[5:86:9][: len(stretched[8:152:16])]) < 30


def test_blurred_padding_is_made_of_the_film(film: Path, tmp_path: Path) -> None:
    picture = still(film, tmp_path, 1.0, resized(width=90, height=160, fit="pad", padding="blur"))
    above, inner = picture[30:50], picture[55:105]
    assert above.mean() > 40
    assert np.abs(np.diff(above, axis=1)).mean() < np.abs(np.diff(inner, axis=1)).mean() / 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [({}, "width"), ({"width": 8192, "height": 8192, "fit": "stretch"}, "width")],
)
def test_an_impossible_size_is_refused(film_info: MediaInfo, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(OperationRefused) as refused:
        validate(parse_recipe([resized(**fields)]), film_info)
    assert refused.value.field == f"operations.0.{field}"


@pytest.mark.parametrize(("angle", "turns"), [(90, -1), (-90, 1), (180, 2), (270, 1), (360, 0)])
def test_a_quarter_turn_keeps_every_pixel(film: Path, tmp_path: Path, angle: int, turns: int) -> None:
    before = still(film, tmp_path, 1.0)
    after = still(film, tmp_path, 1.0, {"operation": "rotate", "angle": angle})
    assert distance(after, np.asarray(np.rot90(before, turns))) < 3


def test_any_other_angle_turns_about_the_middle(film: Path, tmp_path: Path) -> None:
    step = {"operation": "rotate", "angle": 30, "color": "#43A047"}
    before, after = still(film, tmp_path, 1.0), still(film, tmp_path, 1.0, step)
    height, width, _ = after.shape
    assert (width, height) == (368, 316)
    assert np.abs(after[2:10, 2:10] - np.array([0x43, 0xA0, 0x47])).mean() < 6
    # 60 pixels right of the middle lies, turned clockwise by 30 degrees, 52 right of it and 30 below.
    spot = after[height // 2 + 28 : height // 2 + 33, width // 2 + 50 : width // 2 + 55].mean(axis=(0, 1))
    assert np.abs(spot - before[88:93, 218:223].mean(axis=(0, 1))).mean() < 20
    same = edit(film, tmp_path / "job", SHORT, {**step, "expand": False}).info.video
    assert same is not None
    assert (same.width, same.height) == (320, 180)


@pytest.mark.parametrize(("direction", "axes"), [("horizontal", (1,)), ("vertical", (0,)), ("both", (0, 1))])
def test_a_flip_mirrors(film: Path, tmp_path: Path, direction: str, axes: tuple[int, ...]) -> None:
    before = still(film, tmp_path, 1.0)
    after = still(film, tmp_path, 1.0, {"operation": "flip", "direction": direction})
    assert distance(after, np.asarray(np.flip(before, axes))) < 3


def test_untouched_adjustments_change_nothing(film: Path, tmp_path: Path) -> None:
    assert distance(still(film, tmp_path, 1.0), still(film, tmp_path, 1.0, {"operation": "adjust"})) == 0


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [("brightness", -0.3, 0.3), ("contrast", 0.4, 1.8), ("saturation", 0.0, 2.0), ("gamma", 0.5, 2.0)],
)
def test_each_adjustment_moves_what_it_names(
    film: Path, tmp_path: Path, field: str, low: float, high: float
) -> None:
    measures: dict[str, Callable[[Picture], Any]] = {
        "brightness": np.mean,
        "gamma": np.mean,
        "contrast": lambda picture: picture.mean(axis=2).std(),
        "saturation": lambda picture: (picture.max(axis=2) - picture.min(axis=2)).mean(),
    }
    measure = measures[field]
    # Grey-ish first: the test film's colours are at their limits already.
    dull = {"operation": "adjust", "contrast": 0.5, "saturation": 0.5}
    less, same, more = (
        float(measure(still(film, tmp_path, 1.0, dull, {"operation": "adjust", field: value})))
        for value in (low, 0.0 if field == "brightness" else 1.0, high)
    )
    assert less < same - 5
    assert more > same + 5


def test_a_film_may_be_darkened_to_black(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", SHORT, {"operation": "adjust", "brightness": -1, "saturation": 0})
    assert made.command.expects.may_be_black
    assert pictures(made.path)[2].max() < 20


def look(name: str, intensity: float = 1.0) -> dict[str, Any]:
    return {"operation": "apply-filter", "filterType": name, "intensity": intensity}


@pytest.mark.parametrize("name", ["cartoon", "vignette", "grain", "warm", "cool"])
def test_a_newer_look_is_seen_and_grows_with_its_intensity(film: Path, tmp_path: Path, name: str) -> None:
    before = still(film, tmp_path, 0.8)
    nothing, some, full = (
        distance(still(film, tmp_path, 0.8, look(name, value)), before) for value in (0, 0.4, 1)
    )
    assert nothing == 0
    assert 0.5 < some < full


def test_warm_and_cool_light_lie_on_two_sides(film: Path, tmp_path: Path) -> None:
    def redness(*steps: dict[str, Any]) -> float:
        picture = still(film, tmp_path, 0.8, *steps)
        return float((picture[..., 0] - picture[..., 2]).mean())

    assert redness(look("cool")) + 5 < redness() < redness(look("warm")) - 5


def test_a_vignette_darkens_the_corners_only(film: Path, tmp_path: Path) -> None:
    before, after = still(film, tmp_path, 0.8), still(film, tmp_path, 0.8, look("vignette"))
    assert after[150:, :40].mean() < before[150:, :40].mean() * 0.7
    assert distance(after[80:100, 150:170], before[80:100, 150:170]) < 12


@pytest.fixture
def noisy(ffmpeg: FFmpeg) -> Path:
    """A grey film full of grain, with a hissing sound."""
    return ffmpeg(
        "noisy.mp4", "-f", "lavfi", "-i", "color=gray:s=320x180:r=25:d=1,noise=alls=8:allf=t",
        "-f", "lavfi", "-i", "anoisesrc=d=1:a=0.02:seed=3:r=44100", "-preset", "ultrafast", "-crf", "8",
    )  # fmt: skip


@pytest.mark.parametrize(
    "step",
    [
        look("denoise"),
        {"operation": "denoise"},
        {"operation": "denoise", "picture": 1, "method": "fine"},
    ],
    ids=["look", "fast", "fine"],
)
def test_grain_is_taken_out(noisy: Path, tmp_path: Path, step: dict[str, Any]) -> None:
    made = edit(noisy, tmp_path / "job", step)
    assert pictures(made.path)[12].std() < pictures(noisy)[12].std() * 0.7


def test_cartoon_paints_in_few_tones(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    ramp = ffmpeg(
        "ramp.mp4", "-f", "lavfi", "-i", "nullsrc=s=320x180:r=25:d=0.2,geq=lum='16+X*0.6':cb=128:cr=128",
        "-preset", "ultrafast", "-crf", "4",
    )  # fmt: skip
    before, after = (
        np.abs(np.diff(pictures(path)[2][90, :, 1]))
        for path in (ramp, edit(ramp, tmp_path / "job", look("cartoon"), {"operation": "export"}).path)
    )
    assert before.max() < 8
    assert after.max() > 15
    assert (after <= 1).mean() > 0.75


def test_cartoon_draws_dark_lines_at_edges(film: Path, tmp_path: Path) -> None:
    before, after = still(film, tmp_path, 1.0), still(film, tmp_path, 1.0, look("cartoon"))
    dark = [int((picture[50:].max(axis=2) < 60).sum()) for picture in (before, after)]
    assert dark[1] > dark[0] + 50
