"""Films as people really send them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from videos.media.generate import clip
from videos.media.graph import compile_recipe
from videos.media.operations import OperationRefused
from videos.media.probe import probe
from videos.media.recipe import parse_recipe
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import (
    Made,
    Picture,
    code_of,
    codes,
    edit,
    pictures,
    shown_between,
    sound,
    still,
    times,
)

LOOK = {"operation": "apply-filter", "filterType": "sepia", "intensity": 0.2}


def trim(start: float, end: float) -> dict[str, Any]:
    return {"operation": "trim", "startTime": start, "endTime": end}


def size(made: Made) -> tuple[int, int]:
    assert made.info.video is not None
    return made.info.video.width, made.info.video.height


def test_a_film_without_sound(tmp_path: Path) -> None:
    source = clip(tmp_path / "silent.mp4", seconds=1, audio=False)
    made = edit(source, tmp_path / "job", trim(0.2, 0.8), LOOK)
    assert made.info.audio is None
    assert codes(made.path) == list(range(5, 20))


def test_sound_without_a_film(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    source = ffmpeg("tone.wav", "-f", "lavfi", "-i", "sine=d=2")
    made = edit(source, tmp_path / "job", trim(0.5, 1.5))
    assert made.path.suffix == ".m4a"
    assert made.info.duration == pytest.approx(1, abs=0.1)
    assert edit(source, tmp_path / "mp3", {"operation": "export", "format": "mp3"}).info.audio is not None
    with pytest.raises(OperationRefused, match="sound only"):
        edit(source, tmp_path / "no", LOOK)
    with pytest.raises(OperationRefused, match="picture"):
        edit(source, tmp_path / "no", {"operation": "export", "format": "mp4"})


def test_sound_of_a_silent_film_is_refused(tmp_path: Path) -> None:
    source = clip(tmp_path / "silent.mp4", seconds=0.4, audio=False)
    with pytest.raises(OperationRefused, match="no_audio"):
        edit(source, tmp_path / "job", {"operation": "export", "format": "mp3"})


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_film_is_edited_as_it_is_shown(
    film: Path, ffmpeg: FFmpeg, tmp_path: Path, turn: int
) -> None:
    turned = ffmpeg("turned.mp4", "-display_rotation", str(turn), "-i", str(film), "-c", "copy")
    crop = {"operation": "crop", "width": 100, "height": 100, "x": 0, "y": 20}
    made = edit(turned, tmp_path / "job", crop)
    assert size(made) == (100, 100)
    assert made.info.video is not None
    assert made.info.video.rotation == 0
    upright = np.rot90(pictures(film)[30], turn // 90)
    assert np.abs(pictures(made.path)[30] - upright[20:120, 0:100]).mean() < 8


def test_an_uneven_frame_rate_keeps_its_times(tmp_path: Path, ffmpeg: FFmpeg, film: Path) -> None:
    # Frames 0-9 at their own pace, then only every fifth.
    source = ffmpeg(
        "uneven.mkv", "-i", str(film), "-vf", "select='lt(n,10)+not(mod(n,5))'", "-fps_mode", "vfr",
        "-preset", "ultrafast", "-an",
    )  # fmt: skip
    info = probe(source).video
    assert info is not None
    assert info.variable_rate
    made = edit(source, tmp_path / "job", LOOK)
    assert codes(made.path) == codes(source)
    assert times(made.path) == pytest.approx(times(source), abs=0.003)
    cut = edit(source, tmp_path / "cut", trim(0.2, 2.2))
    assert codes(cut.path) == [5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 35, 40, 45, 50]
    assert codes_at(source, tmp_path / "still", 1.3) == 30


def codes_at(source: Path, folder: Path, time: float) -> int:
    return code_of(still(source, folder, time))


def test_ten_bits_become_eight(tmp_path: Path, ffmpeg: FFmpeg, film: Path) -> None:
    source = ffmpeg("deep.mp4", "-i", str(film), "-pix_fmt", "yuv420p10le", "-preset", "ultrafast", "-t", "1")
    info = probe(source).video
    assert info is not None
    assert info.bit_depth == 10
    made = edit(source, tmp_path / "job", {"operation": "export", "format": "mp4"})
    assert made.info.video is not None
    assert (made.info.video.bit_depth, made.info.video.pix_fmt) == (8, "yuv420p")


# Of white (203 nits, 75 %), middle grey (26 nits, 38 %), black and the brightest light, by ITU-R BT.2408.
PATCHES = {"smpte2084": (0.5807, 0.3774, 0.0, 0.7518), "arib-std-b67": (0.75, 0.38, 0.0, 1.0)}


@pytest.mark.parametrize("transfer", PATCHES)
def test_hdr_is_mapped_to_ordinary_colours(tmp_path: Path, ffmpeg: FFmpeg, transfer: str) -> None:
    raw = tmp_path / "patches.raw"
    raw.write_bytes(patches(PATCHES[transfer]) * 10)
    x265 = (
        f"log-level=none:lossless=1:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc:range=limited"
    )
    source = ffmpeg(
        "hdr.mp4", "-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-s", "256x64", "-r", "25", "-i", str(raw),
        "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", x265,
    )  # fmt: skip
    info = probe(source).video
    assert info is not None
    assert (info.color_transfer, info.bit_depth) == (transfer, 10)
    made = edit(source, tmp_path / "job", {"operation": "flip", "direction": "vertical"})
    assert made.info.video is not None
    assert (made.info.video.color_transfer, made.info.video.bit_depth) == ("bt709", 8)
    assert patch_colours(pictures(made.path)[5]) == [
        pytest.approx([wanted] * 3, abs=slack) for wanted, slack in ((216, 10), (108, 10), (0, 4), (253, 4))
    ]
    assert patch_colours(still(source, tmp_path / "still", 0.2))[0] == pytest.approx([216] * 3, abs=10)


def patches(levels: tuple[float, ...]) -> bytes:
    """Give one picture of grey patches, 64 pixels each: ten bits, limited range."""
    row = np.repeat(np.array([round(64 + 876 * level) for level in levels], dtype="<u2"), 64)
    chroma = np.full(32 * len(row) // 2 * 2, 512, dtype="<u2")
    return np.tile(row, 64).tobytes() + chroma.tobytes()


def patch_colours(picture: Picture) -> list[list[float]]:
    return [picture[16:48, 64 * n + 16 : 64 * n + 48].mean(axis=(0, 1)).tolist() for n in range(4)]


def test_odd_sizes_lose_one_pixel_and_the_person_is_told(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    lavfi = "testsrc=s=321x181:r=25:d=0.4"
    source = ffmpeg("odd.mp4", "-f", "lavfi", "-i", lavfi, "-pix_fmt", "yuv444p", "-preset", "ultrafast")
    made = edit(source, tmp_path / "job", LOOK)
    assert size(made) == (320, 180)
    assert any("320x180" in note for note in made.command.notes)


def test_oblong_pixels_become_square(tmp_path: Path, ffmpeg: FFmpeg, film: Path) -> None:
    source = ffmpeg("wide.mp4", "-i", str(film), "-vf", "setsar=4/3", "-preset", "ultrafast", "-t", "0.4")
    made = edit(source, tmp_path / "job", LOOK)
    assert size(made) == (426, 180)
    assert made.info.video is not None
    assert made.info.video.sar == 1.0


@pytest.mark.parametrize("seconds", [0.04, 0.2])
def test_very_short_films(tmp_path: Path, seconds: float) -> None:
    source = clip(tmp_path / "short.mp4", seconds=seconds, audio=False)
    made = edit(source, tmp_path / "job", LOOK)
    assert len(times(made.path)) == round(seconds * 25)
    assert codes_at(source, tmp_path / "still", 10) == round(seconds * 25) - 1


def test_a_film_that_does_not_begin_at_zero(tmp_path: Path, ffmpeg: FFmpeg, film: Path) -> None:
    source = ffmpeg("late.ts", "-i", str(film), "-c", "copy", "-output_ts_offset", "100")
    assert probe(source).duration == pytest.approx(3, abs=0.2)
    made = edit(source, tmp_path / "job", trim(0.4, 1.2), {**LOOK, "intensity": 0})
    assert codes(made.path) == shown_between(source, 0.4, 1.2)
    assert times(made.path)[0] == pytest.approx(0, abs=0.001)


@pytest.mark.parametrize(("name", "codec"), [("fields.ts", "mpeg2video"), ("fields.mp4", "libx264")])
def test_interlaced_film_is_made_whole(tmp_path: Path, ffmpeg: FFmpeg, name: str, codec: str) -> None:
    # A bar that moves 8 pixels a field: combed, its edges zigzag from row to row.
    lavfi = "color=black:s=320x192:r=50:d=1,drawbox=x=0:y=0:w=40:h=192:c=white:t=fill,scroll=h=-0.025"
    source = ffmpeg(
        name, "-f", "lavfi", "-i", lavfi, "-vf", "tinterlace=interleave_top,setfield=tff",
        "-flags", "+ilme+ildct", "-c:v", codec, "-g", "10",
    )  # fmt: skip
    info = probe(source).video
    assert info is not None
    assert info.interlaced
    made = edit(source, tmp_path / "job", {"operation": "flip", "direction": "horizontal"})
    assert made.info.video is not None
    assert not made.info.video.interlaced
    assert combing(pictures(source)[10]) > 20
    assert combing(pictures(made.path)[10]) < 5
    assert combing(still(source, tmp_path / "still", 0.4)) < 5


def combing(picture: Picture) -> float:
    """Say how much more neighbouring rows differ than every second ones do, where there is any motion."""
    inner = picture[20:-20, :, 1]
    near, far = np.abs(inner[1:-1] - inner[:-2]), np.abs(inner[2:] - inner[:-2])
    moving = near.max(axis=0) > 60
    return float((near - far)[:, moving].mean()) if moving.any() else 0.0


# File ending, picture and sound; docs/formats.md lists them.
CONTAINERS = [
    ("mkv", "libx264", "libvorbis"),
    ("webm", "libvpx", "libopus"),
    ("avi", "mpeg4", "libmp3lame"),
    ("mov", "mpeg4", "aac"),
    ("ts", "mpeg2video", "mp2"),
    ("flv", "libx264", "aac"),
    ("ogg", "libtheora", "libvorbis"),
    ("wmv", "wmv2", "wmav2"),
    ("ogv", "libvpx", "libvorbis"),
    ("3gp", "mpeg4", "aac"),
    ("mpg", "mpeg1video", "mp2"),
    ("m2ts", "libx264", "ac3"),
    ("avi", "mpeg4", "pcm_s16le"),
]


@pytest.mark.parametrize(("suffix", "codec", "audio_codec"), CONTAINERS)
def test_every_container_can_be_edited(tmp_path: Path, suffix: str, codec: str, audio_codec: str) -> None:
    source = clip(tmp_path / f"source.{suffix}", seconds=2, codec=codec, audio_codec=audio_codec)
    made = edit(source, tmp_path / "job", trim(0.4, 1.2), {**LOOK, "intensity": 0})
    assert codes(made.path) == shown_between(source, 0.4, 1.2)
    assert made.info.audio is not None
    copied = edit(source, tmp_path / "copy", {**trim(0.4, 1.2), "mode": "copy"})
    assert copied.info.video is not None


def test_a_gif_becomes_a_film(tmp_path: Path, ffmpeg: FFmpeg, film: Path) -> None:
    gif = ffmpeg("moving.gif", "-i", str(film), "-t", "0.8", "-vf", "fps=10")
    made = edit(gif, tmp_path / "job", {"operation": "export", "format": "mp4"})
    assert made.info.video is not None
    assert made.info.video.codec == "h264"


def test_more_sound_tracks_than_one(tmp_path: Path, ffmpeg: FFmpeg, film: Path) -> None:
    arguments = [
        "-i",
        str(film),
        "-f",
        "lavfi",
        "-i",
        "sine=f=900:d=3",
        "-map",
        "1:a",
        "-map",
        "0:v",
        "-map",
        "0:a",
    ]
    source = ffmpeg("many.mp4", *arguments, "-c:v", "copy")
    made = edit(source, tmp_path / "job", LOOK)
    assert (made.info.video_streams, made.info.audio_streams) == (1, 1)


def test_the_first_sound_track_is_taken_and_subtitles_are_left(
    tmp_path: Path, ffmpeg: FFmpeg, film: Path
) -> None:
    words = tmp_path / "words.srt"
    words.write_text("1\n00:00:00,100 --> 00:00:01,000\nHello\n")
    source = ffmpeg(
        "tracks.mkv", "-i", str(film), "-f", "lavfi", "-i", "anullsrc=d=3", "-i", str(words),
        "-map", "0:v", "-map", "0:a", "-map", "1:a", "-map", "2:s", "-c:v", "copy",
    )  # fmt: skip
    info = probe(source)
    assert (info.audio_streams, info.subtitle_streams) == (2, 1)
    made = edit(source, tmp_path / "job", trim(0.4, 2.4), {**LOOK, "intensity": 0})
    assert (made.info.video_streams, made.info.audio_streams, made.info.subtitle_streams) == (1, 1, 0)
    assert np.abs(sound(made.path)).max() > 1000
    assert codes(made.path) == list(range(10, 60))


def test_mono_stays_mono_and_is_as_loud(tmp_path: Path, ffmpeg: FFmpeg, film: Path) -> None:
    made = edit(film, tmp_path / "job", trim(0.4, 2.4), {"operation": "volume", "factor": 1.1}, LOOK)
    assert made.info.audio is not None
    assert made.info.audio.channels == 1
    assert np.abs(sound(made.path)).max() == pytest.approx(np.abs(sound(film)).max() * 1.1, rel=0.1)


@pytest.mark.parametrize(
    ("name", "arguments", "seconds"),
    [
        ("live.webm", ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus", "-live", "1"), 3),
        ("live.mkv", ("-c", "copy", "-live", "1"), 3),
        ("bare.flv", ("-c", "copy", "-flvflags", "no_duration_filesize+no_metadata"), 3),
        ("pieces.mp4", ("-c", "copy", "-movflags", "frag_keyframe+empty_moov+default_base_moof"), 3),
    ],
)
def test_a_recording_without_a_length_is_edited_to_its_end(
    tmp_path: Path, ffmpeg: FFmpeg, film: Path, name: str, arguments: tuple[str, ...], seconds: float
) -> None:
    source = ffmpeg(name, "-i", str(film), *arguments)
    assert probe(source).duration == pytest.approx(seconds, abs=0.15)
    made = edit(source, tmp_path / "job", trim(2.0, 3.0), {**LOOK, "intensity": 0})
    assert codes(made.path) == shown_between(source, 2.0, 3.0)
    assert len(codes(made.path)) >= 24


@pytest.mark.parametrize(("name", "codec"), [("raw.aac", "aac"), ("raw.mp3", "libmp3lame")])
def test_raw_sound_without_a_header_is_cut_where_it_was_asked(
    tmp_path: Path, ffmpeg: FFmpeg, name: str, codec: str
) -> None:
    source = ffmpeg(name, "-f", "lavfi", "-i", "sine=d=3", "-c:a", codec, "-write_xing", "0")
    assert probe(source).duration == pytest.approx(3, abs=0.2)
    made = edit(source, tmp_path / "job", trim(1, 2.5))
    assert made.info.duration == pytest.approx(1.5, abs=0.1)


@pytest.mark.parametrize("late", [1, 10, 3600])
def test_a_late_matroska_film_is_cut_where_it_was_asked(
    tmp_path: Path, ffmpeg: FFmpeg, film: Path, late: int
) -> None:
    source = ffmpeg("late.mkv", "-i", str(film), "-c", "copy", "-output_ts_offset", str(late))
    made = edit(source, tmp_path / "job", trim(0.4, 1.2), {**LOOK, "intensity": 0})
    assert codes(made.path) == list(range(10, 30))
    assert codes_at(source, tmp_path / "still", 2.0) == 50
    with pytest.raises(OperationRefused, match=r"3\.0"):
        edit(source, tmp_path / "no", trim(4, 5))


def test_surround_sound_becomes_stereo(tmp_path: Path, ffmpeg: FFmpeg, film: Path) -> None:
    source = ffmpeg("surround.mkv", "-i", str(film), "-t", "0.4", "-c:v", "copy", "-ac", "6", "-c:a", "ac3")
    made = edit(source, tmp_path / "job", LOOK, {"operation": "export", "format": "webm"})
    assert made.info.audio is not None
    assert made.info.audio.channels == 2


def test_a_recipe_of_nothing_but_an_identity_still_makes_a_film(film: Path, tmp_path: Path) -> None:
    made = edit(film, tmp_path / "job", {**LOOK, "intensity": 0})
    assert codes(made.path) == list(range(75))


def test_an_empty_recipe_compiles_to_a_plain_encode(film: Path, tmp_path: Path) -> None:
    command = compile_recipe([], probe(film), source=film, folder=tmp_path)
    assert command.mode == "encode"
    assert parse_recipe([LOOK])
