import itertools
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from videos.media.checks import ResultRefused
from videos.media.derived import hls
from videos.media.derived.hls import read_master, read_playlist
from videos.media.derived.source import LacksTrack
from videos.media.derived.tests.making import distance, perform, shrunk
from videos.media.generate import clip
from videos.media.probe import MediaInfo, probe
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import code_of, pictures, sound


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds, large enough for three sizes, with keyframes at other times than a stream's."""
    place = tmp_path_factory.mktemp("source")
    return clip(place / "film.mp4", seconds=10, width=1280, height=720, fps="6", options={"g": 17})


@pytest.fixture(scope="module")
def stream(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return streamed(source, tmp_path_factory.mktemp("stream"))


def streamed(source: Path, folder: Path) -> Path:
    info = probe(source)
    perform_in(folder, info, source)
    hls.verify(folder, info)
    return folder


def perform_in(folder: Path, info: MediaInfo, source: Path) -> None:
    command = hls.stream_command(info, source=source, folder=folder)
    perform(type(command)(**{**vars(command), "output": folder / "x"}))


def keyframes(film: Path) -> list[float]:
    with av.open(str(film)) as container:
        return [float(frame.time or 0) for frame in container.decode(video=0) if frame.key_frame]


def test_the_master_playlist_lists_every_size_with_its_sound(stream: Path) -> None:
    text = (stream / hls.MASTER).read_text()
    assert text.startswith("#EXTM3U\n")
    assert read_master(text) == [f"{name}/index.m3u8" for name in ("360p", "480p", "720p")]
    for size in ("640x360", "854x480", "1280x720"):
        assert f"RESOLUTION={size}" in text
    assert text.count('CODECS="avc1.') == text.count('mp4a.40.2"') == 3
    assert text.count("#EXT-X-MEDIA:TYPE=AUDIO") == 1
    assert 'URI="sound/index.m3u8"' in text


def test_each_size_plays_from_beginning_to_end(stream: Path, source: Path) -> None:
    original = pictures(source)
    for name, size in (("360p", (640, 360)), ("480p", (854, 480)), ("720p", (1280, 720))):
        info = probe(stream / name / hls.FILM)
        assert info.video is not None
        assert info.audio is None
        assert (info.video.width, info.video.height) == size
        assert info.duration == pytest.approx(10, abs=0.4)
    shown = pictures(stream / "360p" / hls.FILM)
    assert len(shown) == len(original) == 60
    for number in (0, 23, 24, 59):
        assert code_of(shrunk(shown[number], 1280, 720)) == number
        assert distance(shown[number], shrunk(original[number], 640, 360)) < 8


def test_a_player_plays_the_playlist_itself(stream: Path) -> None:
    with av.open(str(stream / "360p" / hls.PLAYLIST)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 60


def test_all_sizes_cut_at_the_same_moments_each_at_a_keyframe(stream: Path) -> None:
    spans = {}
    for name in ("360p", "480p", "720p"):
        segments = read_playlist((stream / name / hls.PLAYLIST).read_text())
        spans[name] = [segment.duration for segment in segments]
        starts = [0.0, *itertools.accumulate(spans[name])][:-1]
        found = keyframes(stream / name / hls.FILM)
        assert [time - found[0] for time in found] == pytest.approx(starts, abs=0.01)
    assert spans["360p"] == pytest.approx([4, 4, 2], abs=0.1)
    assert spans["360p"] == spans["480p"] == spans["720p"]


def test_each_segment_can_be_decoded_by_itself(stream: Path, tmp_path: Path) -> None:
    film = (stream / "480p" / hls.FILM).read_bytes()
    segments = read_playlist((stream / "480p" / hls.PLAYLIST).read_text())
    for number, segment in enumerate(segments):
        alone = tmp_path / f"{number}.mp4"
        alone.write_bytes(film[: segments[0].offset] + film[segment.offset : segment.offset + segment.length])
        with av.open(str(alone)) as container:
            frames = sum(1 for _ in container.decode(video=0))
        assert frames == round(segment.duration * 6)
    assert segments[-1].offset + segments[-1].length <= len(film)


def test_the_sound_is_there_once(stream: Path, source: Path) -> None:
    info = probe(stream / hls.SOUND / hls.FILM)
    assert info.video is None
    assert info.audio is not None
    assert info.audio.codec.startswith("aac")
    heard, original = sound(stream / hls.SOUND / hls.FILM), sound(source)
    assert len(heard) == pytest.approx(len(original), abs=1000)
    assert abs(int(abs(heard).max()) - int(abs(original).max())) < 400


def test_sound_and_picture_stay_together(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    """A tone begins at the very frame on which the picture turns white."""
    source = ffmpeg(
        "signal.mp4", "-filter_complex",
        "color=black:s=64x64:r=10:d=3,drawbox=t=fill:color=white:enable='gte(t,1)',format=yuv420p[v];"
        "aevalsrc='0.5*sin(2*PI*500*t)*gte(t,1)':s=48000:d=3[a]",
        "-map", "[v]", "-map", "[a]",
    )  # fmt: skip
    (tmp_path / "job").mkdir()
    folder = streamed(source, tmp_path / "job")
    with av.open(str(folder / "64p" / hls.FILM)) as container:
        lit = next(
            float(f.time or 0) for f in container.decode(video=0) if f.to_ndarray(format="gray").mean() > 99
        )
    with av.open(str(folder / hls.SOUND / hls.FILM)) as container:
        heard = next(
            float(f.time or 0) for f in container.decode(audio=0) if np.abs(f.to_ndarray()).max() > 0.2
        )
    assert heard == pytest.approx(lit, abs=0.04)


SIZES: list[tuple[tuple[int, int], list[tuple[int, int]]]] = [
    ((1920, 1080), [(640, 360), (854, 480), (1280, 720), (1920, 1080)]),
    ((1080, 1920), [(360, 640), (480, 854), (720, 1280), (1080, 1920)]),
    ((3840, 2160), [(640, 360), (854, 480), (1280, 720), (1920, 1080)]),
    ((1280, 700), [(658, 360), (878, 480)]),
    ((320, 180), [(320, 180)]),
    ((321, 181), [(320, 180)]),
]


@pytest.mark.parametrize(("size", "expected"), SIZES)
def test_no_size_is_above_the_films_own(
    film_info: MediaInfo, size: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    assert film_info.video is not None
    video = type(film_info.video)(**{**vars(film_info.video), "width": size[0], "height": size[1]})
    info = type(film_info)(**{**vars(film_info), "video": video})
    assert [(each.width, each.height) for each in hls.ladder(info)] == expected


def test_a_small_silent_film_streams_in_its_own_size(tmp_path: Path) -> None:
    source = clip(tmp_path / "source.mp4", seconds=2, audio=False)
    (tmp_path / "job").mkdir()
    folder = streamed(source, tmp_path / "job")
    assert read_master((folder / hls.MASTER).read_text()) == ["180p/index.m3u8"]
    assert not (folder / hls.SOUND).exists()


def test_sound_alone_has_no_stream_of_pictures(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    tone = ffmpeg("tone.wav", "-f", "lavfi", "-i", "sine=d=1")
    with pytest.raises(LacksTrack):
        hls.stream_command(probe(tone), source=tone, folder=tmp_path)


def damage_master(folder: Path) -> None:
    (folder / hls.MASTER).write_text("#EXTM3U\n")


def damage_alignment(folder: Path) -> None:
    path = folder / "360p" / hls.PLAYLIST
    path.write_text(path.read_text().replace("EXTINF:4.0", "EXTINF:4.1", 1))


def damage_length(folder: Path) -> None:
    path = folder / "360p" / hls.PLAYLIST
    path.write_text(path.read_text().replace("EXTINF:4.0", "EXTINF:9.0"))


def damage_film(folder: Path) -> None:
    path = folder / "480p" / hls.FILM
    path.write_bytes(path.read_bytes()[:-200_000])


def damage_sound(folder: Path) -> None:
    (folder / hls.SOUND / hls.PLAYLIST).unlink()


DAMAGES: dict[str, Any] = {
    "wrong_renditions": damage_master,
    "unaligned": damage_alignment,
    "wrong_duration": damage_length,
    "incomplete": damage_film,
    "no_output": damage_sound,
}


@pytest.mark.parametrize("code", DAMAGES)
def test_a_stream_that_is_not_whole_is_refused(stream: Path, source: Path, tmp_path: Path, code: str) -> None:
    for path in stream.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(stream)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(path.read_bytes())
    hls.verify(tmp_path, probe(source))
    DAMAGES[code](tmp_path)
    with pytest.raises(ResultRefused, match=code):
        hls.verify(tmp_path, probe(source))
