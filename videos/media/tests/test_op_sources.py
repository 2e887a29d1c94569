"""Operations that name other files of the library: concat, replace-audio, overlay-image."""

import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from videos.media.extra import Extra
from videos.media.generate import clip
from videos.media.graph import compile_recipe
from videos.media.images import probe_image
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe, validate
from videos.media.sniff import MediaRejected
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import Made, codes, edit, pictures, sound, still

ONE, TWO = (str(uuid.UUID(int=number)) for number in (1, 2))


def joined(*names: str, **fields: Any) -> dict[str, Any]:
    return {"operation": "concat", "videoIds": list(names), **fields}


def size(made: Made) -> tuple[int, int]:
    assert made.info.video is not None
    return made.info.video.width, made.info.video.height


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds, tall, 30 frames a second, without sound."""
    folder = tmp_path_factory.mktemp("other")
    return clip(folder / "other.mp4", seconds=2, width=180, height=240, fps="30", audio=False)


def test_films_follow_each_other(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", joined(ONE), extra={ONE: film})
    assert codes(made.path) == [*range(75), *range(75)]
    assert len(sound(made.path)) / 8000 == pytest.approx(6, abs=0.1)


def test_a_film_of_another_kind_is_made_to_fit(film: Path, other: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", joined(ONE), extra={ONE: other})
    shown = pictures(made.path)
    assert size(made) == (320, 180)
    assert len(shown) == 75 + 50
    assert shown[100][:, :80].max() < 20
    assert shown[100][40:140, 100:220].mean() > 60
    heard = np.abs(sound(made.path))
    assert heard[12000:20000].max() > 2000
    assert heard[26000:38000].max() < 40
    assert made.info.video is not None
    assert made.info.video.fps == pytest.approx(25, abs=0.01)


def test_a_silent_film_gets_sound_from_what_follows(film: Path, other: Path, tmp_path: Path) -> None:
    made = edit(other, tmp_path / "job", joined(ONE, fit="cover"), extra={ONE: film})
    assert size(made) == (180, 240)
    heard = np.abs(sound(made.path))
    assert heard[2000:14000].max() < 40
    assert heard[20000:36000].max() > 2000
    assert pictures(made.path)[100][:40].mean() > 30


def test_three_films_and_the_same_one_twice(film: Path, other: Path, tmp_path: Path) -> None:
    steps = [{"operation": "trim", "startTime": 0, "endTime": 1}, joined(ONE, ONE, TWO)]
    made = edit(film, tmp_path / "job", *steps, extra={ONE: film, TWO: other})
    assert made.info.duration == pytest.approx(1 + 3 + 3 + 2, abs=0.1)
    assert made.command.argv.count("-c:v") == 1
    assert codes(made.path)[:175] == [*range(25), *range(75), *range(75)]


@pytest.mark.parametrize("transition", ["crossfade", "wipe"])
def test_a_transition_shows_both_films(film: Path, tmp_path: Path, transition: str, ffmpeg: FFmpeg) -> None:
    white = ffmpeg(
        "white.mp4", "-f", "lavfi", "-i", "color=white:s=320x180:r=25:d=2", "-f", "lavfi", "-i",
        "sine=f=1000:d=2", "-preset", "ultrafast",
    )  # fmt: skip
    black = ffmpeg(
        "black.mp4", "-f", "lavfi", "-i", "color=black:s=320x180:r=25:d=2", "-f", "lavfi", "-i",
        "sine=f=440:d=2", "-preset", "ultrafast",
    )  # fmt: skip
    step = joined(ONE, ONE, transition=transition, seconds=0.8)
    made = edit(white, tmp_path / "job", step, extra={ONE: black})
    shown = pictures(made.path)
    assert len(shown) == 50 + 50 + 50 - 2 * 20
    middle = shown[40]
    assert 80 < middle.mean() < 180
    assert shown[28].mean() > 240
    assert shown[52].mean() < 15
    assert (middle.std() > 60) == (transition == "wipe")
    heard = sound(made.path)[int(8000 * 1.4) : int(8000 * 1.8)].astype(float)
    spectrum = np.abs(np.fft.rfft(heard))
    tones = [spectrum[round(tone * len(heard) / 8000)] for tone in (440, 1000)]
    assert min(tones) > spectrum.mean() * 8


def test_the_plan_of_joined_films_is_exact(film_info: MediaInfo, other: Path) -> None:
    extra = {ONE: Extra(probe(other))}
    plan = validate(parse_recipe([joined(ONE, transition="crossfade", seconds=0.4)]), film_info, extra=extra)
    assert plan.duration == pytest.approx(3 + 2 - 0.4)
    assert plan.output.has_audio
    assert any("made to fit" in note for note in plan.notes)


def test_sounds_are_joined_too(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    low = ffmpeg("low.wav", "-f", "lavfi", "-i", "sine=f=300:d=1")
    high = ffmpeg("high.mp3", "-f", "lavfi", "-i", "sine=f=900:d=1")
    made = edit(low, tmp_path / "job", joined(ONE), extra={ONE: high})
    heard = sound(made.path).astype(float)
    for part, tone in ((heard[1000:7000], 300), (heard[9000:15000], 900)):
        assert np.abs(np.fft.rfft(part)).argmax() * 8000 / len(part) == pytest.approx(tone, abs=3)


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (joined(ONE, TWO), "videoIds.1"),
        (joined(ONE, transition="wipe", seconds=4), "seconds"),
        (joined(), "videoIds"),
        (joined("not-an-id"), "videoIds.0"),
        ({"operation": "replace-audio", "audioId": TWO}, "audioId"),
        ({"operation": "replace-audio", "audioId": ONE}, "audioId"),
        ({"operation": "overlay-image", "imageId": TWO}, "imageId"),
        ({"operation": "overlay-image", "imageId": ONE, "width": 300}, "width"),
        (
            {"operation": "overlay-image", "imageId": ONE, "width": 20, "duration": {"start": 9}},
            "duration.start",
        ),
    ],
)
def test_what_is_not_there_or_does_not_fit_is_refused_at_its_field(
    film_info: MediaInfo, other: Path, step: dict[str, Any], field: str
) -> None:
    with pytest.raises(OperationRefused) as refused:
        validate(parse_recipe([step]), film_info, extra={ONE: Extra(probe(other))})
    assert refused.value.field == f"operations.0.{field}"


def test_every_file_is_opened_under_guard(
    film: Path, film_info: MediaInfo, other: Path, tmp_path: Path
) -> None:
    extra = {ONE: Extra(probe(other), other)}
    command = compile_recipe(
        parse_recipe([joined(ONE)]), film_info, source=film, folder=tmp_path, extra=extra
    )
    inputs = [number for number, word in enumerate(command.argv) if word == "-i"]
    begin = 0
    for number in inputs:
        options = command.argv[begin:number]
        begin = number + 2
        if "lavfi" in options:
            continue
        assert options[options.index("-protocol_whitelist") + 1] == "file"
        assert "concat" not in options[options.index("-format_whitelist") + 1].split(",")
    assert set(command.reads) == {film.resolve(), other.resolve()}


# -- replace-audio -----------------------------------------------------------------------------------------


@pytest.fixture
def music(ffmpeg: FFmpeg) -> Path:
    """One second of a tone of 1000 Hz."""
    return ffmpeg("music.wav", "-f", "lavfi", "-i", "sine=f=1000:d=1:r=22050")


def tone(samples: np.ndarray[Any, Any], frequency: float) -> float:
    """Give the strength of one frequency, as an amplitude of 0-32767."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) * 4 / len(samples)
    near = round(frequency * len(samples) / 8000)
    return float(spectrum[near - 3 : near + 4].max())


def put(**fields: Any) -> dict[str, Any]:
    return {"operation": "replace-audio", "audioId": ONE, **fields}


def test_another_sound_takes_the_place(film: Path, music: Path, tmp_path: Path) -> None:
    heard = sound(edit(film, tmp_path / "job", put(), extra={ONE: music}).path)
    assert len(heard) / 8000 == pytest.approx(3, abs=0.1)
    for begin in (1000, 9000, 17000):  # it is repeated to the end
        assert tone(heard[begin : begin + 6000], 1000) > 2000
        assert tone(heard[begin : begin + 6000], 440) < 60


def test_without_repeating_silence_follows(film: Path, music: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", put(loop=False, startTime=0.5), extra={ONE: music})
    heard = np.abs(sound(made.path))
    assert heard[:3500].max() < 40
    assert heard[4400:11600].max() > 2000
    assert heard[12600:].max() < 40


def test_a_mix_keeps_both_at_the_wished_gain(film: Path, music: Path, tmp_path: Path) -> None:
    step = put(mode="mix", gain=-12)
    heard = sound(edit(film, tmp_path / "job", step, extra={ONE: music}).path)[2000:22000]
    own = tone(sound(film)[2000:22000], 440)
    assert tone(heard, 440) == pytest.approx(own, rel=0.1)
    assert tone(heard, 1000) == pytest.approx(own * 0.25, rel=0.15)


def test_music_steps_back_for_speech(tmp_path: Path, music: Path, ffmpeg: FFmpeg) -> None:
    speech = ffmpeg(
        "speech.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x96:r=25:d=4", "-f", "lavfi",
        "-i", "aevalsrc=exprs='lt(t,2)*0.4*sin(2*PI*300*t)':d=4:s=44100", "-preset", "ultrafast",
    )  # fmt: skip
    heard = sound(edit(speech, tmp_path / "job", put(mode="mix", duck=True), extra={ONE: music}).path)
    under, alone = tone(heard[6000:14000], 1000), tone(heard[24000:31000], 1000)
    assert under < alone * 0.4
    assert alone > 2000


def test_a_silent_film_gets_a_sound(other: Path, film: Path, tmp_path: Path) -> None:
    made = edit(other, tmp_path / "job", put(mode="mix"), extra={ONE: film})
    assert made.info.audio is not None
    assert made.info.duration == pytest.approx(2, abs=0.1)
    assert tone(sound(made.path)[2000:14000], 440) > 2000


# -- overlay-image -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def logo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A red disc of 100 pixels on nothing."""
    path = tmp_path_factory.mktemp("logo") / "logo.png"
    y, x = np.mgrid[:100, :100]
    disc = ((x - 50) ** 2 + (y - 50) ** 2) < 48**2
    pixels = np.zeros((100, 100, 4), dtype=np.uint8)
    pixels[disc] = (255, 0, 0, 255)
    Image.fromarray(pixels).save(path)
    return path


def over(**fields: Any) -> dict[str, Any]:
    return {"operation": "overlay-image", "imageId": ONE, "width": 60, **fields}


def laid(film: Path, folder: Path, logo: Path, time: float = 1.0, **fields: Any) -> np.ndarray[Any, Any]:
    extra = {ONE: Extra(probe_image(logo), logo)}
    return still(film, folder, time, over(**fields), extra=extra)


def test_an_image_lies_where_it_is_wanted_and_stays_transparent(
    film: Path, logo: Path, tmp_path: Path
) -> None:
    before, after = still(film, tmp_path, 1.0), laid(film, tmp_path, logo, position={"x": 100, "y": 60})
    disc = after[80:100, 120:140]
    assert disc[..., 0].mean() > 230
    assert disc[..., 1:].mean() < 30
    assert np.abs(after[62:66, 102:106] - before[62:66, 102:106]).mean() < 8  # the corner of the image
    assert np.abs(after[:, 200:] - before[:, 200:]).mean() < 2


@pytest.mark.parametrize(
    ("anchor", "middle"),
    [
        ({"anchor": "top-left"}, (37, 37)),
        ({"anchor": "top-right"}, (37, 283)),
        ({"anchor": "bottom"}, (143, 160)),
        ({"anchor": "center"}, (90, 160)),
        ({}, (143, 283)),
    ],
)
def test_an_image_sits_at_its_anchor(
    film: Path, logo: Path, tmp_path: Path, anchor: dict[str, Any], middle: tuple[int, int]
) -> None:
    picture = laid(film, tmp_path, logo, **anchor)
    row, column = middle
    assert picture[row - 5 : row + 5, column - 5 : column + 5, 0].mean() > 230
    assert picture[row - 5 : row + 5, column - 5 : column + 5, 1:].mean() < 30


def test_an_image_can_be_faint(film: Path, logo: Path, tmp_path: Path) -> None:
    place = {"x": 100, "y": 60}
    before, full, faint = (
        still(film, tmp_path, 1.0)[80:100, 120:140].mean(axis=(0, 1)),
        laid(film, tmp_path, logo, position=place)[80:100, 120:140].mean(axis=(0, 1)),
        laid(film, tmp_path, logo, position=place, opacity=0.5)[80:100, 120:140].mean(axis=(0, 1)),
    )
    assert np.abs(faint - (before + full) / 2).max() < 25


def test_an_image_is_seen_in_its_span_only(film: Path, logo: Path, tmp_path: Path) -> None:
    extra = {ONE: logo}
    step = over(position={"x": 100, "y": 60}, duration={"start": 1, "end": 2})
    shown = pictures(edit(film, tmp_path / "job", step, extra=extra).path)
    before = pictures(film)
    changed = [
        float(np.abs(one[80:100, 120:140] - other[80:100, 120:140]).mean()) > 30
        for one, other in zip(shown, before, strict=True)
    ]
    assert changed == [25 <= number < 50 for number in range(75)]


def test_a_moving_gif_plays_on_and_ends_with_the_film(film: Path, tmp_path: Path) -> None:
    gif = edit(film, tmp_path / "gif", {"operation": "gif", "width": 160, "fps": 5, "endTime": 0.6}).path
    step = over(width=160, position={"x": 0, "y": 20})
    shown = pictures(edit(film, tmp_path / "job", step, extra={ONE: gif}).path)
    assert len(shown) == 75
    inner = [picture[30:100, 5:150] for picture in shown]
    assert np.abs(inner[2] - inner[17]).mean() < 6  # 0.6 seconds later the same again
    assert np.abs(inner[2] - inner[8]).mean() > 1


def test_a_turned_image_keeps_its_middle_and_its_transparency(film: Path, tmp_path: Path) -> None:
    bar = tmp_path / "bar.png"
    Image.new("RGBA", (100, 20), (255, 0, 0, 255)).save(bar)
    flat = laid(film, tmp_path, bar, width=100, position={"x": 100, "y": 60})
    turned = laid(film, tmp_path, bar, width=100, position={"x": 100, "y": 60}, angle=90)
    assert flat[62:78, 105:195, 0].mean() > 200
    assert turned[90:150, 103:117, 0].mean() > 200
    assert np.abs(turned[60:78, 140:190] - flat[60:78, 140:190]).mean() > 10


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_every_kind_of_image_is_looked_at_in_the_sandbox(tmp_path: Path, film: Path, suffix: str) -> None:
    path = tmp_path / f"image.{suffix}"
    Image.new("RGB", (60, 40), (255, 0, 0)).save(path)
    video = probe_image(path).video
    assert video is not None
    assert (video.width, video.height) == (60, 40)
    picture = laid(film, tmp_path, path, position={"x": 0, "y": 40})
    assert picture[50:70, 10:50, 0].mean() > 230


@pytest.mark.parametrize("content", [b"", b"hello", b"<svg width='9'/>", b"\x89PNG\r\n\x1a\n1234"])
def test_what_is_no_image_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "image.png"
    path.write_bytes(content)
    with pytest.raises(MediaRejected):
        probe_image(path)


def test_an_image_too_large_to_decode_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000)).save(path)
    with pytest.raises(MediaRejected, match="too large"):
        probe_image(path)
