"""The pictures of films made here: each shot another one, the camera as told, a style that holds still."""

import dataclasses
from itertools import combinations, pairwise

import cv2
import numpy as np
import pytest

from ai.capabilities import ImageInput, ScreenplayWish, VideoInput
from ai.providers.local import LocalProvider
from ai.providers.local.painting.canvas import Pixels
from ai.providers.local.painting.reading import read
from ai.providers.local.painting.shots import Film, plan
from ai.providers.local.tests.conftest import Calling
from ai.providers.local.tests.looking import difference
from ai.providers.local.tests.looking import frames_of as decoded

SIZE = (160, 90)


def frames_of(prompt: str, *times: float, seed: int = 5, size: tuple[int, int] = SIZE) -> list[Pixels]:
    shots = plan(prompt, negative="", seconds=5.0, seed=seed)
    film = Film(shots, width=size[0], height=size[1], rate=25)
    return [film._frame(time) for time in times]


@pytest.mark.parametrize(
    "prompt",
    ["A lighthouse keeper's last night before the storm", "How coffee gets from the farm to your cup",
     "A small robot explores Mars"],
)  # fmt: skip
def test_every_shot_of_a_film_shows_something_else_and_moves(
    local: LocalProvider, calling: Calling, prompt: str
) -> None:
    play = local.screenplay(ScreenplayWish(prompt, seconds=30), calling())
    seen: list[Pixels] = []
    for number, shot in enumerate(play.shots):
        words = f"{shot.picture}, slow {shot.camera.replace('-', ' ')}"
        first, last = frames_of(words, 0.2, 4.6, seed=900 + number)
        assert difference(first, last) > 0.8, words
        assert last.std() > 8, words
        seen.append(last)
    assert all(difference(one, other) > 6 for one, other in combinations(seen, 2))


@pytest.mark.parametrize(
    ("camera", "way"), [("pan left", 1), ("pan right", -1), ("tilt up", 2), ("tilt down", -2)]
)
def test_the_camera_goes_where_it_is_told(camera: str, way: int) -> None:
    first, last = frames_of(f"old town street with houses, bright daylight, slow {camera}", 0.5, 4.5)
    grey = [np.asarray(cv2.cvtColor(each, cv2.COLOR_RGB2GRAY), dtype=np.float32) for each in (first, last)]
    (across, down), _ = cv2.phaseCorrelate(*grey)
    moved = across if abs(way) == 1 else down
    assert moved * way > 1.5, (across, down)


@pytest.mark.parametrize(
    "style", ["watercolour", "paper collage", "oil painting", "pencil sketch", "flat", "noir"]
)
def test_a_style_is_seen_and_does_not_flicker(style: str) -> None:
    times = [1.0 + number / 25 for number in range(5)]
    plain = frames_of("old town street with houses at sunset", 1.0)[0]
    frames = frames_of(f"old town street with houses at sunset, {style}, slow push in", *times)
    assert difference(plain, frames[0]) > 4
    assert max(difference(one, other) for one, other in pairwise(frames)) < 3.5
    if style == "watercolour":
        assert frames[0][0].mean() > 205  # bare paper at the edge
    if style in {"noir", "pencil sketch"}:
        assert np.ptp(frames[0].astype(int), axis=2).mean() < (4 if style == "noir" else 45)


@pytest.mark.parametrize("size", [(90, 160), (120, 120)])
def test_people_and_drawings_fit_into_tall_pictures(size: tuple[int, int]) -> None:
    for prompt in ("diagram of a prism that splits light", "a child looking up at a wide sky over a meadow"):
        bare, full = (
            frames_of(words, 3.0, size=size)[0] for words in ("a meadow at noon", f"{prompt}, static shot")
        )
        assert difference(bare, full) > 3
        edge = np.concatenate([full[:, 0], full[:, -1]]).astype(int)
        assert np.abs(np.diff(edge, axis=0)).mean() < 30


def test_a_things_colour_is_not_the_pictures(local: LocalProvider) -> None:
    assert read("yellow houses and green hills under a blue sky")[0].colours == ()
    assert read("a forest in teal and orange")[0].colours == ("orange", "teal")
    assert read("Một ngọn hải đăng bên biển lúc hoàng hôn")[0].things >= {"lighthouse"}
    assert read("Một ngọn hải đăng bên biển lúc hoàng hôn")[0].time == "sunset"


def test_a_picture_drawn_here_comes_to_life_and_another_is_only_moved_over(
    local: LocalProvider, calling: Calling
) -> None:
    words, fields = "a small robot on mars, bright daylight", {"width": 160, "height": 90, "seed": 8}
    picture = local.text_to_image(ImageInput(words, **fields), calling()).path  # type: ignore[arg-type]
    wish = VideoInput(f"{words}, static camera", seconds=1.0, image=picture, **fields)  # type: ignore[arg-type]
    film = local.image_to_video(wish, calling())
    assert film.details["isDrawn"]
    first, *_, last = decoded(film.path)
    assert difference(first, last) > 0.1  # the camera stands still, and the robot does not
    other = dataclasses.replace(wish, prompt="a forest, static camera")
    assert not local.image_to_video(other, calling()).details["isDrawn"]
