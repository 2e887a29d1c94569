"""Drawn films and pictures. What counts is what is seen, so these tests look at the pixels."""

import dataclasses
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai.capabilities import Call, ImageInput, Media, ProviderError, Stopped, Unsupported, VideoInput
from ai.providers.local.painting.reading import read
from ai.providers.local.painting.scenes import SCENES
from ai.providers.local.painting.shots import plan
from ai.providers.local.pictures import LocalPictures
from ai.providers.local.tests.looking import Pixels, difference, frames_of, streams_of
from videos.media.generate import clip

SMALL: dict[str, Any] = {"width": 320, "height": 180}
pictures = LocalPictures()


def call_in(folder: Path, **fields: object) -> Call:
    folder.mkdir(exist_ok=True)
    return Call(model="local", key="job-7", folder=folder, **fields)  # type: ignore[arg-type]


def drawn(folder: Path, prompt: str, **options: object) -> Pixels:
    wish = ImageInput(prompt, **{"width": 320, "height": 180, "seed": 3, **options})  # type: ignore[arg-type]
    made = pictures.text_to_image(wish, call_in(folder))
    with Image.open(made.path) as picture:
        assert picture.size == (wish.width, wish.height) == (made.width, made.height)
        return np.asarray(picture.convert("RGB"))


@pytest.mark.parametrize(
    ("prompt", "place", "time", "weather", "things"),
    [
        ("Sunset over the sea with a sailing boat and gulls", "sea", "sunset", "clear", {"boat", "birds"}),
        ("a city at night in the rain, cars passing", "city", "night", "rain", {"cars"}),
        ("misty pine forest at dawn", "forest", "dawn", "fog", {"trees"}),
        ("a rocket flies past Saturn", "space", "day", "clear", {"rocket", "planet"}),
        ("snow falling on a small cabin in the mountains", "snow", "day", "snow", {"house"}),
        ("a thunderstorm over the desert", "desert", "sunset", "storm", set()),
        ("quarterly figures of our company", "abstract", "day", "clear", set()),
    ],
)
def test_a_prompt_is_read(prompt: str, place: str, time: str, weather: str, things: set[str]) -> None:
    vision = read(prompt)[0]
    assert (vision.place, vision.time, vision.weather) == (place, time, weather)
    assert things <= vision.things
    assert vision.understood is (place != "abstract")


def test_beats_titles_and_what_is_not_wanted() -> None:
    first, second = read('A calm sea, no clouds. Then a city at night. "Two worlds"')
    assert (first.place, second.place, first.words, second.words) == ("sea", "city", "Two worlds", "")
    assert "clouds" not in first.things
    assert read("a meadow with flowers and balloons", negative="balloons, people")[0].things >= {"flowers"}
    assert "balloons" not in read("a meadow with flowers and balloons", negative="balloons")[0].things


@pytest.mark.parametrize("seconds", [0.5, 3.0, 7.3, 60.0])
def test_shots_fill_the_film_without_a_gap(seconds: float) -> None:
    shots = plan("the sea. Then a forest.", negative="", seconds=seconds, seed=4)
    assert 1 <= len(shots) <= 6
    assert shots[0].start == 0
    assert shots[-1].start + shots[-1].seconds == pytest.approx(seconds)
    for before, after in pairwise(shots):
        assert before.start < after.start < before.start + before.seconds


def test_a_film_is_as_long_and_large_as_asked_moves_and_repeats_by_its_seed(tmp_path: Path) -> None:
    told: list[float] = []
    wish = VideoInput("waves on the sea at sunset with a boat", seconds=2.2, seed=11, **SMALL)
    call = call_in(tmp_path / "one", progress=lambda percent, stage: told.append(percent))
    made = pictures.text_to_video(wish, call)
    assert (made.width, made.height, made.seed, made.is_draft) == (320, 180, 11, True)
    assert made.duration == pytest.approx(2.2, abs=0.01)
    assert made.notes[0].startswith("This is a local draft")
    assert told == sorted(told)
    assert told[-1] == 100
    frames = frames_of(made.path)
    assert len(frames) == 55
    assert difference(frames[0], frames[40]) > 2
    assert max(difference(a, b) for a, b in pairwise(frames)) < 12  # no jump, no flicker
    again = pictures.text_to_video(wish, call_in(tmp_path / "two"))
    assert all(np.array_equal(a, b) for a, b in zip(frames, frames_of(again.path), strict=True))
    other = pictures.text_to_video(dataclasses.replace(wish, seed=12), call_in(tmp_path / "three"))
    assert difference(frames[20], frames_of(other.path)[20]) > 2


def test_the_words_are_seen(tmp_path: Path) -> None:
    evening, day, night = (drawn(tmp_path, f"the sea at {time}") for time in ("sunset", "noon", "night"))
    sky = slice(10, 80)
    assert evening[sky, :, 0].mean() > evening[sky, :, 2].mean() + 20  # red evening
    assert day[sky, :, 2].mean() > day[sky, :, 0].mean() + 20  # blue day
    assert night.mean() < 70 < day.mean()
    grey = drawn(tmp_path, "a city at noon, black and white")
    assert np.ptp(grey.astype(int), axis=2).mean() < 6
    city, dark = drawn(tmp_path, "a city skyline at night"), drawn(tmp_path, "the desert at night")
    lit = [(each[:, :, 0] > 150) & (each[:, :, 2] < each[:, :, 0] - 15) for each in (city, dark)]
    assert lit[0].sum() > 100 > lit[1].sum()  # warm windows


def test_a_negative_prompt_takes_things_away(tmp_path: Path) -> None:
    meadow = "a meadow at noon with flowers"
    full, bare = drawn(tmp_path, meadow), drawn(tmp_path, meadow, negative_prompt="flowers, trees")
    red = [((each[90:, :, 0] > 190) & (each[90:, :, 1] < 130)).sum() for each in (full, bare)]
    assert red[0] > 40
    assert red[1] == 0


@pytest.mark.parametrize("place", sorted(SCENES))
def test_every_place_makes_a_rich_picture(place: str, tmp_path: Path) -> None:
    picture = drawn(tmp_path, "colours" if place == "abstract" else place, width=192, height=336)
    assert len(np.unique(picture.reshape(-1, 3) // 16, axis=0)) > 40
    assert 15 < picture.mean() < 235
    assert picture.std() > 12


def test_title_letters_are_drawn(tmp_path: Path) -> None:
    plain, titled = drawn(tmp_path, "a night sky"), drawn(tmp_path, 'a night sky "HELLO"')
    assert (titled[20:110] > 235).all(axis=2).sum() > (plain[20:110] > 235).all(axis=2).sum() + 150


def test_odd_and_large_pictures(tmp_path: Path) -> None:
    assert drawn(tmp_path, "mountains", width=333, height=77).shape == (77, 333, 3)
    assert drawn(tmp_path, "abstract", width=4096, height=2160).shape == (2160, 4096, 3)


def test_what_cannot_be_done_is_refused(tmp_path: Path) -> None:
    call = call_in(tmp_path)
    for field, value in (
        ("width", 321),
        ("height", 31),
        ("seconds", 0.1),
        ("seconds", 500.0),
        ("width", 9000),
    ):
        with pytest.raises(Unsupported) as refused:
            pictures.text_to_video(dataclasses.replace(VideoInput("sea", **SMALL), **{field: value}), call)  # type: ignore[arg-type]
        assert refused.value.option == field
    with pytest.raises(Unsupported):
        pictures.text_to_image(ImageInput("sea", reference=tmp_path / "x.png"), call)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + b"nothing" * 40)
    with pytest.raises(ProviderError):
        pictures.image_to_video(VideoInput("zoom", image=broken, **SMALL), call)


def test_it_stops_when_told(tmp_path: Path) -> None:
    told: list[float] = []
    call = call_in(
        tmp_path, progress=lambda percent, stage: told.append(percent), should_stop=lambda: bool(told)
    )
    with pytest.raises(Stopped):
        pictures.text_to_video(VideoInput("sea", seconds=60, **SMALL), call)
    assert told[-1] < 60


def _picture(path: Path) -> Path:
    stripes = np.zeros((200, 300, 3), dtype=np.uint8)
    stripes[:, ::30] = stripes[::25] = (240, 200, 60)
    stripes[..., 2] += 40
    Image.fromarray(stripes).save(path)
    return path


def test_a_camera_moves_over_a_picture(tmp_path: Path) -> None:
    source = _picture(tmp_path / "given.png")
    wish = VideoInput("pan right", seconds=1.6, image=source, seed=1, **SMALL)
    made = pictures.image_to_video(wish, call_in(tmp_path / "pan"))
    frames = frames_of(made.path)
    assert len(frames) == 40
    assert difference(frames[0], frames[-1]) > 1
    snowing = pictures.image_to_video(
        dataclasses.replace(wish, prompt="snowing, static"), call_in(tmp_path / "snow")
    )
    white = [(each > 200).all(axis=2).sum() for each in (frames_of(snowing.path)[20], frames[20])]
    assert white[0] > white[1] + 50


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("film") / "film.mp4", seconds=2.0, fps="30", frame_number=False)


def test_an_extension_goes_on_without_a_jump(film: Path, tmp_path: Path) -> None:
    made: Media = pictures.extend_video(
        VideoInput("a forest", seconds=2.0, source=film, seed=2), call_in(tmp_path)
    )
    assert made.duration == pytest.approx(4.0, abs=0.1)
    assert made.usage.amounts == {"second": 2.0}
    frames, before = frames_of(made.path), frames_of(film)
    assert len(frames) == 120
    assert difference(frames[30], before[30]) < 6  # the source is kept
    assert difference(frames[59], frames[60]) < 4  # the join
    assert difference(frames[60], frames[-1]) > 20  # the forest came
    assert streams_of(made.path)[1] == pytest.approx(4.0, abs=0.1)


def test_a_remix_gives_other_colours_and_weather(film: Path, tmp_path: Path) -> None:
    wish = VideoInput('night, snowing, "Winter"', source=film, seed=2)
    made = pictures.remix_video(wish, call_in(tmp_path / "night"))
    assert made.duration == pytest.approx(2.0, abs=0.1)
    new, old = frames_of(made.path), frames_of(film)
    assert len(new) == len(old)
    bright = [np.median(each[30].max(axis=2)) for each in (new, old)]
    assert bright[0] < bright[1] - 30  # darker
    assert (new[30] > 225).all(axis=2).sum() > (old[30] > 225).all(axis=2).sum() + 100  # flakes and letters
    assert streams_of(made.path)[1] > 1.9
    grey = pictures.remix_video(dataclasses.replace(wish, prompt="noir"), call_in(tmp_path / "noir"))
    assert np.ptp(frames_of(grey.path)[10].astype(int), axis=2).mean() < 4
