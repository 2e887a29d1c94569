"""Enlarged, restyled and dubbed films, and what is seen in them."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from ai.capabilities import (
    Call,
    ImageInput,
    LipSyncInput,
    ProviderError,
    SoundInput,
    StyleInput,
    Unsupported,
    UpscaleInput,
    VideoInput,
)
from ai.providers.local.lips import LocalLips
from ai.providers.local.pictures import LocalPictures
from ai.providers.local.sound import LocalSounds
from ai.providers.local.styles import STYLES, LocalStyles
from ai.providers.local.tests.looking import Pixels, difference, frames_of, streams_of
from ai.providers.local.upscale import LocalUpscale
from videos.media.generate import clip


def call_in(folder: Path) -> Call:
    folder.mkdir(exist_ok=True)
    return Call(model="local", key="job-7", folder=folder)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("film") / "film.mp4", seconds=1.0, frame_number=False)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture with soft and with sharp parts."""
    folder = tmp_path_factory.mktemp("scene")
    return LocalPictures().text_to_image(ImageInput("city at noon", 640, 360, seed=1), call_in(folder)).path


def pixels(path: Path) -> Pixels:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def likeness(one: Pixels, other: Pixels) -> float:
    """Give the structural similarity (SSIM) of two pictures' brightness."""
    a, b = (cv2.cvtColor(each, cv2.COLOR_RGB2GRAY).astype(np.float64) for each in (one, other))

    def blur(plane: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.asarray(cv2.GaussianBlur(plane, (11, 11), 1.5))

    mean_a, mean_b = blur(a), blur(b)
    spread = blur(a * a) - mean_a**2 + blur(b * b) - mean_b**2
    both = blur(a * b) - mean_a * mean_b
    top = (2 * mean_a * mean_b + 6.5) * (2 * both + 58.5)
    return float((top / ((mean_a**2 + mean_b**2 + 6.5) * (spread + 58.5))).mean())


@pytest.mark.parametrize("scale", [2, 4])
def test_enlarging_is_nearer_to_the_original_than_bilinear(scale: int, scene: Path, tmp_path: Path) -> None:
    original = pixels(scene)
    small = Image.fromarray(original).resize((640 // scale, 360 // scale), Image.Resampling.BOX)
    small.save(tmp_path / "small.png")
    made = LocalUpscale().upscale(UpscaleInput(tmp_path / "small.png", scale), call_in(tmp_path))
    assert (made.width, made.height) == (640, 360)
    plain = np.asarray(small.resize((640, 360), Image.Resampling.BILINEAR))
    assert likeness(pixels(made.path), original) > likeness(plain, original) + 0.005


def test_a_film_is_enlarged_with_its_sound(film: Path, tmp_path: Path) -> None:
    made = LocalUpscale().upscale(UpscaleInput(film, 2), call_in(tmp_path))
    frames = frames_of(made.path)
    assert (made.width, made.height, len(frames)) == (640, 360, 25)
    assert frames[0].shape == (360, 640, 3)
    assert streams_of(made.path)[1] == pytest.approx(streams_of(film)[1], abs=0.03)
    with pytest.raises(Unsupported):
        LocalUpscale().upscale(UpscaleInput(film, 3), call_in(tmp_path))


def styled(scene: Path, folder: Path, style: str, intensity: float = 1.0) -> Pixels:
    return pixels(LocalStyles().style_transfer(StyleInput(scene, style, intensity), call_in(folder)).path)


def colours(picture: Pixels) -> int:
    return len(np.unique(picture.reshape(-1, 3), axis=0))


def test_each_style_looks_as_its_name_says(scene: Path, tmp_path: Path) -> None:
    plain = pixels(scene)
    seen = {style: styled(scene, tmp_path / style, style) for style in STYLES}
    assert all(difference(plain, each) > 6 for each in seen.values())
    assert np.ptp(seen["sketch"].astype(int), axis=2).mean() < 14  # a pencil has no colours
    assert np.median(seen["sketch"]) > 190  # on paper
    blocks = seen["pixel"].reshape(120, 3, -1, 3)[:, :, : 640 // 3 * 3]
    assert (blocks[:, 0] == blocks[:, 1]).mean() > 0.9  # squares
    assert colours(seen["pixel"]) < colours(plain) / 20
    flat = [np.abs(np.diff(each.astype(int), axis=1)).max(axis=2) for each in (plain, seen["oil"])]
    assert np.median(flat[1]) <= np.median(flat[0])  # brushed smooth
    assert seen["vintage"][..., 0].mean() > seen["vintage"][..., 2].mean()  # warm and faded
    assert np.median(seen["neon"]) < np.median(plain) - 40
    assert seen["neon"].std() > 25  # lines in the dark
    edges = cv2.Canny(cv2.cvtColor(plain, cv2.COLOR_RGB2GRAY), 100, 200) > 0
    grey = seen["cartoon"].mean(axis=2)
    assert grey[edges].mean() < grey[~edges].mean()  # ink on the edges


def test_the_intensity_mixes(scene: Path, tmp_path: Path) -> None:
    plain = pixels(scene)
    none, half, full = (
        difference(plain, styled(scene, tmp_path, "neon", share)) for share in (0.0, 0.5, 1.0)
    )
    assert none < 2
    assert half == pytest.approx(full / 2, rel=0.15)


@pytest.mark.parametrize("style", ["cartoon", "oil", "neon"])
def test_a_styled_film_does_not_flicker(style: str, scene: Path, tmp_path: Path) -> None:
    wish = VideoInput("static", seconds=0.6, width=320, height=180, image=scene, seed=1)
    still = LocalPictures().image_to_video(wish, call_in(tmp_path / "still")).path
    frames = frames_of(LocalStyles().style_transfer(StyleInput(still, style), call_in(tmp_path)).path)
    assert len(frames) == 15
    assert max(difference(a, b) for a, b in pairwise(frames)) < 3


def test_unknown_styles_and_files_are_refused(scene: Path, tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="cartoon"):
        LocalStyles().style_transfer(StyleInput(scene, "cubist"), call_in(tmp_path))
    with pytest.raises(Unsupported):
        LocalStyles().style_transfer(StyleInput(scene, "oil", 1.5), call_in(tmp_path))
    text = tmp_path / "text.mp4"
    text.write_text("no film" * 100)
    with pytest.raises(ProviderError):
        LocalStyles().style_transfer(StyleInput(text, "oil"), call_in(tmp_path))


@pytest.mark.parametrize(
    ("spoken", "pace", "note"),
    [
        (1.1, 1 / 1.1, "times its pace"),
        (2.6, 1.0, "begins again"),
        (0.5, 1.0, "ends with it"),
        (1.0, 1.0, ""),
    ],
)
def test_dubbing_ends_together_and_says_that_lips_are_not_moved(
    spoken: float, pace: float, note: str, film: Path, tmp_path: Path
) -> None:
    sound = LocalSounds().sound_effect(SoundInput("beep", spoken, seed=1), call_in(tmp_path / "sound"))
    made = LocalLips().lip_sync(LipSyncInput(film, sound.path), call_in(tmp_path / "dubbed"))
    picture, voice = streams_of(made.path)
    assert picture == pytest.approx(spoken, abs=0.05)
    assert voice == pytest.approx(spoken, abs=0.05)
    assert "lips are not moved" in made.notes[0]
    assert note in " ".join(made.notes[1:])
    assert (len(made.notes) == 1) is (note == "")
    assert made.details["pace"] == pytest.approx(pace, abs=0.02)
    frames = frames_of(made.path)
    assert difference(frames[0], frames_of(film)[0]) < 6
    if note == "begins again":
        assert difference(frames[25], frames[0]) < 8
