"""Operations that move the frame: reframe and stabilize."""

import itertools
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from videos.media.engine import Limits, engine
from videos.media.faces import CUT, FacesNotFound, Look, camera_path, find_faces
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo
from videos.media.recipe import parse_recipe, validate
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import Picture, edit, pictures, still

SECONDS = 4
EDGES = (np.s_[:2], np.s_[-2:], np.s_[:, :2], np.s_[:, -2:])


def draw_face(size: int) -> Image.Image:
    """Draw a face, on grey, that the detector takes for one."""
    scale = size / 100
    picture = Image.new("RGB", (size, round(size * 1.3)), (90, 100, 110))
    pen = ImageDraw.Draw(picture)

    def oval(box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> None:
        pen.ellipse([side * scale for side in box], fill=colour)

    oval((5, 0, 95, 110), (60, 40, 30))
    oval((10, 12, 90, 125), (205, 165, 140))
    for left in (22, 58):
        oval((left - 2, 46, left + 22, 66), (150, 110, 95))
        oval((left + 1, 51, left + 19, 62), (235, 230, 225))
        oval((left + 6, 51, left + 14, 62), (40, 30, 25))
        brow = (left - 2, 40, left + 22, 45)
        pen.rectangle([side * scale for side in brow], fill=(70, 45, 35))
    pen.polygon([(x * scale, y * scale) for x, y in ((50, 55), (42, 82), (58, 82))], fill=(225, 190, 165))
    oval((34, 93, 66, 104), (150, 70, 70))
    return picture.filter(ImageFilter.GaussianBlur(size / 60))


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds, 384x216: a face walks from the left to the right, and then stands."""
    folder = tmp_path_factory.mktemp("portrait")
    draw_face(70).save(folder / "face.png")
    walk = "30+min(t/3,1)*250"
    subprocess.run(
        [engine().ffmpeg, "-v", "error", "-f", "lavfi", "-i", f"color=0x5A646E:s=384x216:r=25:d={SECONDS}",
         "-i", str(folder / "face.png"), "-filter_complex", f"[0][1]overlay=x='{walk}':y=60:eval=frame",
         "-preset", "ultrafast", str(folder / "portrait.mp4")],
        check=True,
    )  # fmt: skip
    return folder / "portrait.mp4"


def reframed(aspect: str, mode: str = "center") -> dict[str, Any]:
    return {"operation": "reframe", "aspect": aspect, "mode": mode}


@pytest.mark.parametrize(
    ("aspect", "mode", "size"),
    [
        ("9:16", "center", (100, 180)),
        ("1:1", "center", (180, 180)),
        ("4:5", "center", (144, 180)),
        ("16:9", "center", (320, 180)),
        ("9:16", "blur-pad", (180, 320)),
        ("1:1", "blur-pad", (180, 180)),
        ("4:5", "blur-pad", (180, 224)),
    ],
)
def test_the_film_gets_the_proportions(
    film: Path, film_info: MediaInfo, tmp_path: Path, aspect: str, mode: str, size: tuple[int, int]
) -> None:
    plan = validate(parse_recipe([reframed(aspect, mode)]), film_info)
    assert (plan.output.width, plan.output.height) == size
    assert still(film, tmp_path, 1.0, reframed(aspect, mode)).shape == (size[1], size[0], 3)


def test_the_middle_is_kept(film: Path, tmp_path: Path) -> None:
    before, after = still(film, tmp_path, 1.0), still(film, tmp_path, 1.0, reframed("1:1"))
    assert np.abs(after - before[:, 70:250]).mean() < 4


def test_nothing_is_lost_on_a_blurred_ground(film: Path, tmp_path: Path) -> None:
    after = still(film, tmp_path, 1.0, reframed("9:16", "blur-pad"))
    inner = still(film, tmp_path, 1.0, {"operation": "resize", "width": 180, "height": 102, "fit": "stretch"})
    assert np.abs(after[108:210] - inner).mean() < 12
    assert after[:90].mean() > 25


def skin(picture: Picture) -> float:
    """Give where the face is, as a share of the width; NaN when there is none."""
    found = (picture[..., 0] > 170) & (picture[..., 0] - picture[..., 2] > 40)
    columns = np.flatnonzero(found.sum(axis=0) > 5)
    return float(columns.mean() / picture.shape[1]) if len(columns) else float("nan")


def test_the_frame_goes_with_a_face(portrait: Path, tmp_path: Path) -> None:
    made = edit(portrait, tmp_path / "job", reframed("9:16", "follow-face"))
    assert made.info.video is not None
    assert (made.info.video.width, made.info.video.height) == (120, 216)
    places = np.asarray([skin(picture) for picture in pictures(made.path)])
    assert len(places) == 25 * SECONDS
    # On its way the face stays within the frame, and near its middle unless the film's edge is there.
    assert not np.isnan(places).any()
    assert np.abs(places[25:65] - 0.5).max() < 0.2
    still_in_the_middle = [
        skin(picture) for picture in pictures(edit(portrait, tmp_path / "c", reframed("9:16")).path)
    ]
    assert np.isnan(still_in_the_middle).any()
    assert not list((tmp_path / "job").glob("*.gray"))


def test_a_film_without_faces_stays_in_the_middle_and_says_so(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", reframed("1:1", "follow-face"))
    plain = edit(film, tmp_path / "plain", reframed("1:1"))
    assert np.abs(pictures(made.path)[40] - pictures(plain.path)[40]).mean() < 2
    assert any("No moving face" in note for note in made.command.notes)


def test_faces_are_followed_for_half_an_hour_at_most(film_info: MediaInfo) -> None:
    long = parse_recipe([{"operation": "speed", "factor": 0.25}] * 5 + [reframed("1:1", "follow-face")])
    with pytest.raises(OperationRefused, match="30 minutes"):
        validate(long, film_info)


def face(x: float, size: int = 40) -> tuple[int, int, int, int]:
    return round(x * 400) - size // 2, 80, size, size


def at(path: tuple[tuple[float, float], ...], time: float) -> float:
    return float(np.interp(time, [point[0] for point in path], [point[1] for point in path]))


def test_one_false_face_does_not_move_the_camera() -> None:
    looks = [Look(1.0, (face(0.3),)) for _ in range(20)]
    looks[10] = Look(1.0, (face(0.9),))
    path = camera_path(looks, rate=3, size=(400, 225))["x"]
    assert all(place == pytest.approx(0.3, abs=0.01) for _, place in path)


def test_a_lost_face_is_waited_for() -> None:
    looks = [Look(1.0, (face(0.2),) if number < 6 or number > 12 else ()) for number in range(20)]
    path = camera_path(looks, rate=3, size=(400, 225))["x"]
    assert at(path, 3.0) == pytest.approx(0.2, abs=0.02)


def test_the_camera_jumps_at_a_cut_and_is_calm_elsewhere() -> None:
    first = [Look(1.0, (face(0.2),)) for _ in range(12)]
    second = [Look(CUT + 5, (face(0.8),)), *[Look(1.0, (face(0.8),)) for _ in range(11)]]
    path = camera_path([*first, *second], rate=3, size=(400, 225))["x"]
    assert at(path, 3.9) == pytest.approx(0.2, abs=0.01)
    assert at(path, 4.01) == pytest.approx(0.8, abs=0.01)


def test_a_walk_is_followed_without_jerks() -> None:
    walk = [min(max((number - 10) / 20, 0.0), 1.0) * 0.6 + 0.2 for number in range(45)]
    noisy = [place + 0.02 * (-1) ** number for number, place in enumerate(walk)]
    path = camera_path([Look(1.0, (face(place),)) for place in noisy], rate=3, size=(400, 225))["x"]
    found = np.asarray([at(path, number / 3) for number in range(45)])
    assert np.abs(found - walk).max() < 0.06
    assert np.abs(np.diff(found, 2)).max() < 0.02
    assert len(path) < 15


def test_of_two_faces_the_first_is_kept_until_another_is_clearly_larger() -> None:
    looks = [Look(1.0, (face(0.3, 44), face(0.8, 40))) for _ in range(10)]
    looks += [Look(1.0, (face(0.3, 40), face(0.8, 46))) for _ in range(10)]
    looks += [Look(1.0, (face(0.3, 20), face(0.8, 60))) for _ in range(20)]
    path = camera_path(looks, rate=3, size=(400, 225))["x"]
    assert at(path, 5.0) == pytest.approx(0.3, abs=0.02)
    assert at(path, 12.0) == pytest.approx(0.8, abs=0.02)


def test_an_endless_flicker_of_cuts_still_fits_into_a_command() -> None:
    looks = [Look(CUT + 9, (face(0.2 + 0.6 * (number % 2)),)) for number in range(5400)]
    assert len(camera_path(looks, rate=3, size=(400, 225))["x"]) <= 1500


def test_the_search_has_a_deadline(tmp_path: Path) -> None:
    path = tmp_path / "pictures.gray"
    path.write_bytes(np.random.default_rng(7).integers(0, 255, 384 * 216 * 400, dtype=np.uint8).tobytes())
    with pytest.raises(FacesNotFound):
        find_faces(path, width=384, height=216, seconds=0.7, limits=Limits())


@pytest.fixture
def shaky(ffmpeg: FFmpeg) -> Path:
    """Two seconds of a still scene with nothing black in it, held by a trembling hand."""
    scene = "mandelbrot=s=480x270:r=25:start_scale=0.4:end_scale=0.4,trim=duration=2,lutyuv=y='90+val*0.6'"
    return ffmpeg(
        "shaky.mp4", "-f", "lavfi", "-i", scene,
        "-vf", "crop=w=320:h=180:x='80+9*sin(2.1*n)+5*sin(5.3*n)':y='45+7*sin(1.7*n+1)+4*sin(4.1*n)'",
        "-preset", "ultrafast", "-crf", "12",
    )  # fmt: skip


def unrest(path: Path) -> float:
    """Give how much one picture differs from the next, edges left out."""
    shown = [picture[30:150, 40:280].astype(float) for picture in pictures(path)[5:-5]]
    return float(np.mean([np.abs(one - other).mean() for one, other in itertools.pairwise(shown)]))


@pytest.mark.parametrize("strength", ["low", "high"])
def test_a_shaking_film_becomes_calm_without_borders(shaky: Path, tmp_path: Path, strength: str) -> None:
    made = edit(shaky, tmp_path / "job", {"operation": "stabilize", "strength": strength})
    assert made.info.video is not None
    assert made.info.video.frames == 50
    assert unrest(made.path) < unrest(shaky) * 0.3
    border = [
        int((picture[side].max(axis=2) < 40).sum()) for picture in pictures(made.path) for side in EDGES
    ]
    assert max(border) < 5


def test_a_film_is_stabilized_as_the_steps_before_leave_it(shaky: Path, tmp_path: Path) -> None:
    steps: list[dict[str, Any]] = [
        {"operation": "trim", "startTime": 0.4, "endTime": 1.6},
        {"operation": "stabilize"},
        {"operation": "stabilize", "strength": "low"},
    ]
    made = edit(shaky, tmp_path / "job", *steps)
    assert made.info.video is not None
    assert made.info.video.frames == 30
    assert {path.name for path in made.command.files} == {"vectors-0.trf", "vectors-1.trf"}
    assert unrest(made.path) < unrest(shaky) * 0.6
