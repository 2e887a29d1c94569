from pathlib import Path
from typing import Any

import numpy as np
import pytest

from videos.media.generate import clip
from videos.media.graph import compile_recipe
from videos.media.probe import MediaInfo, inspect, probe
from videos.media.recipe import parse_recipe
from videos.media.runner import FfmpegFailed, run
from videos.media.tests.reading import codes, edit, pictures, shown_between, sound, still, times

CROP = {"operation": "crop", "width": 200, "height": 120, "x": 0, "y": 0}


def trim(start: float, end: float, mode: str = "auto") -> dict[str, Any]:
    return {"operation": "trim", "startTime": start, "endTime": end, "mode": mode}


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (0, 3, 0, 74),
        (0.52, 2.2, 13, 54),
        (1, 2, 25, 49),
        (0.2, 0.24, 5, 5),
        (2.96, 3, 74, 74),
        (0, 0.04, 0, 0),
    ],
)
def test_a_trim_is_exact_to_the_frame(
    film: Path, tmp_path: Path, start: float, end: float, first: int, last: int
) -> None:
    made = edit(film, tmp_path / "job", trim(start, end))
    assert codes(made.path) == list(range(first, last + 1))
    assert made.command.mode == "encode"


@pytest.mark.parametrize("before", [[], [{"operation": "apply-filter", "filterType": "blackwhite"}]])
def test_a_later_trim_is_as_exact_as_a_first_one(
    film: Path, tmp_path: Path, before: list[dict[str, Any]]
) -> None:
    made = edit(film, tmp_path / "job", *before, trim(0.4, 2.6), trim(0.4, 1.2))
    assert codes(made.path) == list(range(20, 40))
    assert made.info.duration == pytest.approx(0.8, abs=0.06)


@pytest.mark.parametrize("fps", ["30000/1001", "24", "50"])
@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_a_trim_is_exact_at_every_rate_and_in_every_container(tmp_path: Path, fps: str, suffix: str) -> None:
    source = clip(tmp_path / f"source.{suffix}", seconds=2, fps=fps)
    rate = probe(source).video
    assert rate is not None
    made = edit(source, tmp_path / "job", trim(11 / rate.fps, 31 / rate.fps))
    assert codes(made.path) == shown_between(source, 11 / rate.fps, 31 / rate.fps)


def test_sound_is_cut_with_the_picture(tmp_path: Path, ffmpeg: Any) -> None:
    # One second of silence, then a tone, in sound and picture at once.
    source = ffmpeg(
        "step.mp4", "-f", "lavfi", "-i", "testsrc2=s=160x96:r=25:d=3",
        "-f", "lavfi", "-i", "aevalsrc=exprs='gte(t,1)*0.5*sin(2*PI*440*t)':d=3:s=44100",
        "-preset", "ultrafast",
    )  # fmt: skip
    samples = np.abs(sound(edit(source, tmp_path / "job", trim(0.6, 2.0)).path)) > 2000
    onset = int(np.argmax(samples)) / 8000
    assert onset == pytest.approx(0.4, abs=0.05)
    assert len(samples) / 8000 == pytest.approx(1.4, abs=0.1)


def test_a_lossless_trim_copies_and_says_so(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", trim(1.2, 2.4, "copy"))
    assert made.command.mode == "copy"
    assert any("keyframe" in note for note in made.command.notes)
    found = codes(made.path)
    assert found[0] == 25  # the keyframe at one second
    assert set(range(30, 60)) <= set(found)
    assert np.array_equal(pictures(made.path)[0], pictures(film)[25])


def test_a_lossless_trim_among_others_is_encoded_and_says_so(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", trim(1.2, 2.4, "copy"), CROP)
    assert made.command.mode == "encode"
    assert any("was encoded" in note for note in made.command.notes)
    assert made.report.frames == 30


def test_a_crop_keeps_the_very_pixels(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", {"operation": "crop", "width": 101, "height": 80, "x": 33, "y": 41})
    before, after = pictures(film)[30], pictures(made.path)[30]
    assert after.shape == (80, 100, 3)
    wanted = before[41 : 41 + 80, 33 : 33 + 100]
    elsewhere = before[41 : 41 + 80, 37 : 37 + 100]
    assert np.abs(after - wanted).mean() < 8
    assert np.abs(after - wanted).mean() < np.abs(after - elsewhere).mean() / 2


@pytest.mark.parametrize("look", ["vintage", "blackwhite", "sepia", "blur", "sharpen"])
def test_a_look_is_seen_and_grows_with_its_intensity(film: Path, tmp_path: Path, look: str) -> None:
    before = still(film, tmp_path, 0.8)
    change = []
    for intensity in (0, 0.4, 1):
        step = {"operation": "apply-filter", "filterType": look, "intensity": intensity}
        change.append(float(np.abs(still(film, tmp_path, 0.8, step) - before).mean()))
    nothing, some, full = change
    assert nothing == 0
    assert nothing + 0.5 < some < full


def test_black_and_white_has_no_colour(film: Path, tmp_path: Path) -> None:
    made = edit(
        film, tmp_path / "job", trim(0, 0.2), {"operation": "apply-filter", "filterType": "blackwhite"}
    )
    picture = pictures(made.path)[2]
    assert np.abs(picture[..., 0] - picture[..., 2]).mean() < 2


def test_a_whole_chain_is_one_process_and_one_encode(
    film: Path, film_info: MediaInfo, tmp_path: Path
) -> None:
    steps = [
        trim(0.4, 2.4),
        {"operation": "crop", "width": 240, "height": 160, "x": 0, "y": 0},
        {"operation": "apply-filter", "filterType": "vintage", "intensity": 0.3},
        {"operation": "add-text", "text": "All at once", "anchor": "bottom"},
        {"operation": "export", "format": "mp4", "quality": "low"},
    ]
    made = edit(film, tmp_path / "job", *steps)
    argv = made.command.argv
    assert argv.count("-i") == 1
    assert argv.count("-c:v") == 1
    assert argv.index("-ss") < argv.index("-i")
    assert made.info.video is not None
    assert (made.info.video.width, made.info.video.height, made.info.video.frames) == (240, 160, 50)
    assert made.info.audio is not None
    assert sorted(path.name for path in (tmp_path / "job").iterdir()) == [
        "font-noto-sans.ttf", "output.mp4", "text-0.txt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "codec", "audio"),
    [
        ({"format": "mp4", "quality": "low"}, "h264", "aac"),
        ({"format": "mp4", "codec": "h265", "quality": "low"}, "hevc", "aac"),
        ({"format": "mp4", "codec": "av1", "quality": "low"}, "av1", "aac"),
        ({"format": "webm"}, "vp9", "opus"),
        ({"format": "mov", "codec": "prores"}, "prores", "aac"),
        ({"format": "mkv", "codec": "vp9"}, "vp9", "aac"),
        ({"format": "gif"}, "gif", None),
        ({"format": "mp3"}, None, "mp3"),
        ({"format": "wav"}, None, "pcm_s16le"),
        ({"format": "m4a", "quality": "low"}, None, "aac"),
        ({"preset": "instagram"}, "h264", "aac"),
    ],
)
def test_every_format_can_be_written_in_the_sandbox(
    film: Path, tmp_path: Path, step: dict[str, Any], codec: str | None, audio: str | None
) -> None:
    made = edit(film, tmp_path / "job", trim(0.2, 1.0), {"operation": "export", **step})
    found = made.info.video.codec if made.info.video else None
    heard = made.info.audio.codec if made.info.audio else None
    assert (found or "") == (codec or "")
    assert (heard or "").replace("float", "") == (audio or "")


def test_another_container_alone_is_a_copy(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", {"operation": "export", "format": "mkv"})
    assert made.command.mode == "copy"
    assert np.array_equal(pictures(made.path)[40], pictures(film)[40])


def test_an_export_makes_the_picture_smaller(tmp_path: Path) -> None:
    source = clip(tmp_path / "source.mp4", seconds=0.4, width=1000, height=600, audio=False)
    made = edit(source, tmp_path / "job", {"operation": "export", "resolution": "480p"})
    assert made.info.video is not None
    assert (made.info.video.width, made.info.video.height) == (800, 480)


def test_nothing_private_stays_in_the_output(tmp_path: Path, ffmpeg: Any, film: Path) -> None:
    tagged = ffmpeg("tagged.mp4", "-i", str(film), "-c", "copy", "-metadata", "title=my address is here")
    assert b"my address" in tagged.read_bytes()
    for number, steps in enumerate(([trim(0, 1)], [{"operation": "export", "format": "mov"}])):
        assert b"my address" not in edit(tagged, tmp_path / f"job{number}", *steps).path.read_bytes()


def test_the_output_is_ready_for_the_web(film: Path, tmp_path: Path) -> None:
    data = edit(film, tmp_path / "job", trim(0, 1)).path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_input_is_pinned(film: Path, film_info: MediaInfo, tmp_path: Path) -> None:
    command = compile_recipe(parse_recipe([CROP]), film_info, source=film, folder=tmp_path)
    before = command.argv[: command.argv.index("-i")]
    assert before[before.index("-f") + 1] == "mov"
    assert before[before.index("-protocol_whitelist") + 1] == "file"
    assert "concat" not in before[before.index("-format_whitelist") + 1]
    assert "hls" not in before[before.index("-format_whitelist") + 1]


@pytest.mark.parametrize(
    "script", ["ffconcat version 1.0\nfile film.mp4\n", "#EXTM3U\n#EXTINF:3,\nfilm.mp4\n"]
)
def test_a_playlist_that_takes_the_films_place_after_the_probe_opens_nothing(
    film: Path, film_info: MediaInfo, tmp_path: Path, script: str
) -> None:
    # The command was compiled for an honest film; the options alone must refuse what lies there now.
    (tmp_path / "film.mp4").write_bytes(film.read_bytes())
    (tmp_path / "upload.mp4").write_text(script)
    command = compile_recipe(parse_recipe([CROP]), film_info, source=tmp_path / "upload.mp4", folder=tmp_path)
    with pytest.raises(FfmpegFailed):
        run(command, folder=tmp_path, deadline=20)


def test_an_odd_film_path_is_only_a_path(film: Path, tmp_path: Path) -> None:
    folder = tmp_path / "it's [a]; b,c=d:e %d \\ folder"
    folder.mkdir()
    source = folder / "-i 'x' [0:v].mp4"
    source.write_bytes(film.read_bytes())
    text = {"operation": "add-text", "text": "x", "style": {"background": "black"}}
    made = edit(source, folder / "job's [v]", trim(0, 0.4), text)
    assert len(times(made.path)) == 10


def test_the_size_limit_stops_a_growing_output(film: Path, film_info: MediaInfo, tmp_path: Path) -> None:
    from_limits = compile_recipe(parse_recipe([CROP]), film_info, source=film, folder=tmp_path)
    assert "-fs" in from_limits.argv


def test_brightness_survives_an_edit(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", trim(0.5, 2.5))
    before, after = inspect(film, start=0.5, end=2.5), inspect(made.path)
    for one, other in zip(before.samples, after.samples, strict=True):
        assert other.mean_luma == pytest.approx(one.mean_luma, abs=4)


def test_running_twice_in_one_folder_gives_the_second_result(
    film: Path, film_info: MediaInfo, tmp_path: Path
) -> None:
    for start in (0.0, 1.0):
        command = compile_recipe(
            parse_recipe([trim(start, start + 0.4)]), film_info, source=film, folder=tmp_path
        )
        run(command, folder=tmp_path, deadline=30)
    assert codes(tmp_path / "output.mp4") == list(range(25, 35))
