import dataclasses
import struct
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.media.engine import Limits
from videos.media.generate import clip
from videos.media.probe import MediaInfo, inspect, probe
from videos.media.sniff import MediaRejected
from videos.media.tests.conftest import FFmpeg

CANARY = "the canary is yellow"


def rejection(path: Path, limits: Limits | None = None) -> MediaRejected:
    with pytest.raises(MediaRejected) as caught:
        probe(path, limits=limits or Limits())
    assert str(path.parent) not in caught.value.message
    return caught.value


def verdict(path: Path) -> str:
    try:
        probe(path)
    except MediaRejected as refused:
        return refused.code
    return "taken"


def test_a_probe_tells_the_facts_of_a_film(film_info: MediaInfo) -> None:
    video, audio = film_info.video, film_info.audio
    assert video is not None
    assert audio is not None
    assert (video.codec, video.width, video.height, video.fps, video.frames) == ("h264", 320, 180, 25.0, 75)
    assert (video.bit_depth, video.rotation, video.sar, video.variable_rate) == (8, 0, 1.0, False)
    assert (audio.codec, audio.sample_rate, audio.channels) == ("aac", 44100, 1)
    assert film_info.duration == pytest.approx(3, abs=0.05)


def test_media_info_survives_json(film_info: MediaInfo) -> None:
    assert MediaInfo.from_json(film_info.to_json()) == film_info


@pytest.mark.parametrize(
    ("suffix", "codec", "audio_codec", "demuxer"),
    [
        ("mkv", "libx264", "aac", "matroska"),
        ("mov", "libx264", "aac", "mov"),
        ("webm", "libvpx", "libopus", "matroska"),
        ("avi", "mpeg4", "libmp3lame", "avi"),
        ("ts", "libx264", "aac", "mpegts"),
        ("flv", "libx264", "aac", "flv"),
        ("ogg", "libtheora", "libvorbis", "ogg"),
        ("mpg", "mpeg2video", "mp2", "mpeg"),
        ("wmv", "wmv2", "wmav2", "asf"),
    ],
)
def test_every_wanted_container_is_known_by_its_first_bytes(
    tmp_path: Path, suffix: str, codec: str, audio_codec: str, demuxer: str
) -> None:
    made = clip(tmp_path / f"made.{suffix}", seconds=1, codec=codec, audio_codec=audio_codec)
    disguised = made.rename(tmp_path / "upload.bin")
    info = probe(disguised)
    assert info.demuxer == demuxer
    assert info.video is not None
    assert (info.video.width, info.video.height) == (320, 180)
    assert info.video.fps == pytest.approx(25, rel=0.05)
    assert info.duration == pytest.approx(1, abs=0.3)


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.flac", "a.m4a", "a.aac", "a.ogg"])
def test_sound_alone_is_media_without_a_picture(ffmpeg: FFmpeg, name: str) -> None:
    info = probe(ffmpeg(name, "-f", "lavfi", "-i", "sine=d=1"))
    assert info.video is None
    assert info.audio is not None
    assert info.duration == pytest.approx(1, abs=0.2)


def test_cover_art_is_not_a_video(ffmpeg: FFmpeg) -> None:
    arguments = "-f lavfi -i sine=d=1 -f lavfi -i color=red:s=64x64:d=0.04 -map 0 -map 1 -c:v mjpeg"
    song = ffmpeg("song.mp3", *arguments.split(), "-disposition:v", "attached_pic")
    assert probe(song).video is None


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_film_is_measured_as_it_is_shown(film: Path, ffmpeg: FFmpeg, turn: int) -> None:
    turned = ffmpeg("turned.mp4", "-display_rotation", str(turn), "-i", str(film), "-c", "copy")
    video = probe(turned).video
    assert video is not None
    assert video.rotation == turn
    assert (video.width, video.height) == ((320, 180) if turn == 180 else (180, 320))
    assert (video.coded_width, video.coded_height) == (320, 180)


def test_oblong_pixels_count_in_the_width(film: Path, ffmpeg: FFmpeg) -> None:
    video = probe(ffmpeg("wide.mp4", "-i", str(film), "-vf", "setsar=4/3", "-preset", "ultrafast")).video
    assert video is not None
    assert (video.width, video.height) == (427, 180)


@pytest.mark.parametrize("late", [1, 10, 3600])
@pytest.mark.parametrize(
    ("suffix", "codecs"),
    [
        ("mkv", ("-c", "copy")),
        ("mp4", ("-c", "copy")),
        ("ts", ("-c", "copy")),
        ("flv", ("-c", "copy")),
        ("wmv", ("-c:v", "wmv2", "-c:a", "wmav2")),
        ("mpg", ("-c:v", "mpeg2video", "-c:a", "mp2")),
    ],
)
def test_a_film_that_starts_late_is_as_long_as_it_is(
    film: Path, ffmpeg: FFmpeg, suffix: str, codecs: tuple[str, ...], late: int
) -> None:
    info = probe(ffmpeg(f"late.{suffix}", "-i", str(film), *codecs, "-output_ts_offset", str(late)))
    assert info.start_time == pytest.approx(late, abs=1.5)  # a transport stream adds its own delay
    assert info.duration == pytest.approx(3, abs=0.1)
    assert info.video is not None
    assert info.video.duration == pytest.approx(3, abs=0.1)


def test_a_late_film_that_was_cut_off_is_refused(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", seconds=8, width=160, height=96)
    whole = ffmpeg("late.mkv", "-i", str(film), "-c", "copy", "-output_ts_offset", "10").read_bytes()
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole[: len(whole) // 2])
    assert rejection(cut).code == "truncated"


def test_a_late_film_whose_header_counts_from_its_first_packet_is_known_too(
    film: Path, ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    whole = bytearray(
        ffmpeg("late.mkv", "-i", str(film), "-c", "copy", "-output_ts_offset", "10").read_bytes()
    )
    place = whole.index(b"\x44\x89\x88") + 3  # Matroska's Duration, eight bytes of a float
    assert struct.unpack_from(">d", whole, place)[0] == pytest.approx(13_000, abs=50)
    struct.pack_into(">d", whole, place, 3_023.0)
    other = tmp_path / "other.mkv"
    other.write_bytes(whole)
    assert probe(other).duration == pytest.approx(3, abs=0.1)


def test_frames_that_avi_only_counts_are_not_its_rate(film: Path, ffmpeg: FFmpeg) -> None:
    # A stream copy keeps the fine clock, and fills it up with empty frames.
    source = ffmpeg("dense.avi", "-i", str(film), "-c:v", "copy", "-bsf:v", "h264_mp4toannexb", "-an")
    video = probe(source).video
    assert video is not None
    assert video.fps == 25


@pytest.mark.parametrize(
    ("name", "arguments", "codec"),
    [
        ("a.mp4", ("-c:v", "libsvtav1", "-preset", "12", "-an"), "av1"),
        ("b.webm", ("-c:v", "libvpx", "-deadline", "realtime", "-an"), "vp8"),
        ("c.mov", ("-c:v", "prores_ks", "-an"), "prores"),
        ("d.mp3", ("-vn", "-c:a", "libmp3lame"), "mp3"),
        ("e.ogg", ("-vn", "-c:a", "libopus"), "opus"),
    ],
)
def test_a_codec_has_its_own_name_whatever_decodes_it(
    film: Path, ffmpeg: FFmpeg, name: str, arguments: tuple[str, ...], codec: str
) -> None:
    info = probe(ffmpeg(name, "-i", str(film), "-t", "0.4", *arguments))
    stream = info.video or info.audio
    assert stream is not None
    assert stream.codec == codec


def test_rows_of_older_versions_are_read_with_the_codecs_name(film_info: MediaInfo) -> None:
    stored = film_info.to_json()
    stored["video"]["codec"], stored["audio"]["codec"] = "libdav1d", "mp3float"
    info = MediaInfo.from_json(stored)
    assert info.video is not None
    assert info.audio is not None
    assert (info.video.codec, info.audio.codec) == ("av1", "mp3")


def test_a_recording_without_a_length_is_measured_to_its_end(film: Path, ffmpeg: FFmpeg) -> None:
    # What browsers record: no duration and no cues in the header.
    live = ffmpeg("live.mkv", "-i", str(film), "-c", "copy", "-live", "1")
    assert probe(live).duration == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"just some words", "not_a_video"),
        (b"\x00" * 5000, "not_a_video"),
        (b"ffconcat version 1.0\nfile canary.mp4\n", "unsupported_container"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "unsupported_container"),
        (
            b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=video 9 RTP/AVP 96\r\n",
            "unsupported_container",
        ),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><image href='canary'/></svg>", "unsupported_container"),
        (b"<?xml version='1.0'?><MPD></MPD>", "unsupported_container"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "unsupported_container"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "unsupported_container"),
        (b"%PDF-1.7 ", "unsupported_container"),
        (b"PK\x03\x04" + bytes(50), "unsupported_container"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "unsupported_container"),
        (b"\x00\x00\x00\x18ftypavif" + bytes(50), "unsupported_container"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(12), "truncated"),
        (b"\x1aE\xdf\xa3" + b"nonsense" * 30, "undecodable"),
        (b"OggS" + bytes(400), "undecodable"),
        (b"GIF89a" + b"\xff" * 20, "undecodable"),
        (b"FLV\x01" + bytes(300), "undecodable"),
        (b"RIFF\xff\xff\xff\xffAVI LIST" + b"\xff" * 100, "undecodable"),
    ],
)
def test_what_is_not_a_film_is_refused_with_a_reason(tmp_path: Path, content: bytes, code: str) -> None:
    upload = tmp_path / "upload.mp4"
    upload.write_bytes(content)
    assert rejection(upload).code == code


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_film_that_was_cut_off_is_refused(film: Path, ffmpeg: FFmpeg, tmp_path: Path, share: float) -> None:
    whole = ffmpeg("front.mp4", "-i", str(film), "-c", "copy", "-movflags", "+faststart").read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: int(len(whole) * share)])
    assert rejection(cut).code == "truncated"


def test_a_film_without_its_index_is_refused(film: Path, ffmpeg: FFmpeg, tmp_path: Path) -> None:
    whole = ffmpeg("back.mp4", "-i", str(film), "-c", "copy").read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: whole.rindex(b"moov") - 4])
    refused = rejection(cut)
    assert refused.code == "truncated"
    assert "index" in refused.message


def test_a_matroska_file_that_lost_its_second_half_is_refused(tmp_path: Path) -> None:
    whole = clip(tmp_path / "whole.mkv", seconds=8, width=160, height=96).read_bytes()
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole[: len(whole) // 2])
    assert rejection(cut).code == "truncated"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_duration=2), "too_long"),
        (Limits(max_pixels=300 * 100), "too_large_picture"),
        (Limits(max_streams=1), "too_many_streams"),
        (Limits(max_fps=24), "too_fast"),
        (Limits(probe_seconds=0.001), "probe_timeout"),
        (Limits(memory=60 * 1024 * 1024), "undecodable"),
    ],
)
def test_each_limit_is_kept(film: Path, limits: Limits, code: str) -> None:
    assert rejection(film, limits).code == code


def test_a_header_that_claims_an_absurd_picture_is_refused_soon(film: Path, tmp_path: Path) -> None:
    bomb = bytearray(film.read_bytes())
    entry = bomb.index(b"avc1", bomb.index(b"stsd")) + 28
    assert struct.unpack_from(">HH", bomb, entry) == (320, 180)
    # The size inside of the H.264 stream is what counts; the container's own claim must not hurt either.
    struct.pack_into(">HH", bomb, entry, 65535, 65535)
    path = tmp_path / "bomb.mp4"
    path.write_bytes(bomb)
    begun = time.monotonic()
    assert verdict(path) in {"taken", "too_large_picture", "undecodable", "truncated"}
    assert time.monotonic() - begun < Limits().probe_seconds + 5


def test_a_playlist_inside_of_a_known_container_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "canary.txt").write_text(CANARY)
    playlist = f"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile://{tmp_path}/canary.txt\n#EXT-X-ENDLIST\n"
    upload = tmp_path / "upload.avi"
    # GAB2 subtitles in AVI are handed to a second demuxer: the classic way to smuggle a playlist in.
    gab2 = (
        b"GAB2\x00\x02\x00\x00\x00\x00\x00\x00\x00\x04\x00"
        + struct.pack("<I", len(playlist))
        + playlist.encode()
    )
    body = b"AVI LIST" + struct.pack("<I", len(gab2) + 12) + b"movi01tx" + struct.pack("<I", len(gab2)) + gab2
    upload.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert CANARY not in rejection(upload).message


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_damaged_films_get_a_verdict_and_never_crash_the_asker(
    film: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    damaged = bytearray(film.read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "upload.mp4"
    path.write_bytes(damaged)
    assert verdict(path) in {
        "taken",
        "undecodable",
        "truncated",
        "not_a_video",
        "too_long",
        "too_large_picture",
    }


def test_inspection_sees_black_white_and_silence(ffmpeg: FFmpeg) -> None:
    black = ffmpeg(
        "black.mp4", "-f", "lavfi", "-i", "color=black:s=160x96:d=1", "-f", "lavfi", "-i", "anullsrc=d=1"
    )
    white = ffmpeg("white.mp4", "-f", "lavfi", "-i", "color=white:s=160x96:d=1")
    dark, bright = inspect(black, samples=3), inspect(white, samples=3)
    assert [sample.max_luma < 5 for sample in dark.samples] == [True] * 3
    assert [sample.mean_luma > 250 for sample in bright.samples] == [True] * 3
    assert dark.audio_peak == 0
    assert bright.audio_peak is None


def test_inspection_hears_the_tone(film: Path) -> None:
    peak = inspect(film).audio_peak
    assert peak is not None
    assert 0.1 < peak < 0.2


def test_limits_are_plain_numbers() -> None:
    assert all(isinstance(value, int | float) for value in dataclasses.asdict(Limits()).values())
