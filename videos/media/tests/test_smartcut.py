"""Smart cuts keep the very frames that were asked for, and nearly all of them are the source's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from videos.media.cutting.refusal import NotSmart
from videos.media.formats import FORMATS
from videos.media.probe import probe
from videos.media.tests.cut_films import (
    SECONDS,
    film_named,
    frames,
    kept,
    lateness,
    made,
    plain_ffmpeg,
    sound,
    strict_codes,
)

Films = Callable[[str], Path]

EVEN = [
    "closed.mp4", "closed.mkv", "no-b.mp4", "pyramid.mp4", "deep.mp4",
    "repeating.mp4", "hevc-open.mp4", "hevc-closed.mkv", "vp9.webm", "av1.mp4", "late.mp4", "edit-list.mp4",
    "silent.mp4", "hevc-deep.mp4", "av1-deep.mkv",
]  # fmt: skip
UNEVEN = ["uneven.mp4", "uneven-b.mp4", "uneven.mkv"]


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Films:
    folder = tmp_path_factory.mktemp("cut-films")
    return lambda name: film_named(name, folder)


@pytest.mark.parametrize("name", EVEN)
def test_a_cut_in_mid_group_is_exact_and_copies_the_middle(films: Films, tmp_path: Path, name: str) -> None:
    segments = [(0.52, 5.2)]
    result = made(films(name), tmp_path, segments)
    wanted, found = kept(frames(films(name)), segments), frames(result.output)
    assert [frame.code for frame in found] == [frame.code for frame in wanted]
    assert strict_codes(result.output) == [frame.code for frame in wanted]
    assert [frame.time for frame in found] == pytest.approx([n / 25 for n in range(len(found))], abs=0.001)
    same = sum(one.samples == other.samples for one, other in zip(found, wanted, strict=True))
    assert same >= result.frames - result.encoded >= 40
    assert probe(result.output).duration == pytest.approx(4.68, abs=0.025)


@pytest.mark.parametrize("name", UNEVEN)
def test_frames_of_an_uneven_rate_keep_their_times(films: Films, tmp_path: Path, name: str) -> None:
    segments = [(0.5, 5.25)]
    result = made(films(name), tmp_path, segments)
    wanted, found = kept(frames(films(name)), segments), frames(result.output)
    assert [frame.code for frame in found] == [frame.code for frame in wanted]
    assert found[0].time == 0
    assert [frame.time for frame in found[1:]] == pytest.approx([f.time for f in wanted[1:]], abs=0.0001)
    assert probe(result.output).duration == pytest.approx(4.75, abs=0.025)


def test_frames_of_a_rate_that_does_not_fit_into_milliseconds_are_counted_right(
    films: Films, tmp_path: Path
) -> None:
    start, end = 16 * 1001 / 30000, 160 * 1001 / 30000
    result = made(films("ntsc.mkv"), tmp_path, [(start, end)])
    assert strict_codes(result.output) == list(range(16, 160))


@pytest.mark.parametrize(
    ("start", "end", "encoded"),
    [(2.0, 4.0, 0), (0.0, 4.0, 0), (2.0, SECONDS, 0), (1.0, 4.0, 25), (2.0, 5.0, 25), (0.0, SECONDS, 0)],
)
def test_a_cut_at_a_keyframe_encodes_nothing_there(
    films: Films, tmp_path: Path, start: float, end: float, encoded: int
) -> None:
    result = made(films("closed.mp4"), tmp_path, [(start, end)])
    assert result.encoded == encoded
    assert strict_codes(result.output) == list(range(round(start * 25), round(end * 25)))


@pytest.mark.parametrize("name", ["closed.mp4", "hevc-open.mp4"])
def test_a_cut_film_can_be_cut_again_and_again(films: Films, tmp_path: Path, name: str) -> None:
    source = films(name)
    for turn in range(3):
        source = made(source, tmp_path / f"{turn}", [(0.2, probe(source).duration - 0.2)]).output
    assert strict_codes(source)[:80] == list(range(15, 95))


def test_a_turned_film_stays_turned(films: Films, tmp_path: Path) -> None:
    video = probe(made(films("turned.mp4"), tmp_path, [(0.52, 5.2)]).output).video
    assert video is not None
    assert (video.rotation, video.width, video.height) == (90, 180, 320)


@pytest.mark.parametrize(
    ("name", "target"),
    [("closed.mp4", "mkv"), ("closed.mkv", "mov"), ("vp9.webm", "mkv"), ("av1.mp4", "webm")],
)
def test_the_wished_container_is_written(films: Films, tmp_path: Path, name: str, target: str) -> None:
    result = made(films(name), tmp_path, [(0.52, 5.2)], target=FORMATS[target])  # type: ignore[index]
    assert result.output.suffix == f".{target}"
    assert strict_codes(result.output) == list(range(13, 130))


# -- sound -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "codec", "slack"),
    [
        ("aac.mp4", "aac", 0.0001),
        ("aac.mkv", "aac", 0.001),
        ("mp3.mp4", "mp3", 0.0001),
        ("pcm.mov", "aac", 0.0001),
        ("opus.webm", "opus", 0.0015),
    ],
)
def test_the_sound_stays_with_the_picture(
    films: Films, tmp_path: Path, name: str, codec: str, slack: float
) -> None:
    for number, (start, end) in enumerate([(0.0, 5.2), (0.52, SECONDS)]):
        result = made(films(name), tmp_path / f"{number}", [(start, end)])
        heard, original = sound(result.output), sound(films(name))
        for place in (start + 0.3, (start + end) / 2, end - 0.3):
            assert abs(lateness(original, heard, place, place - start)) <= slack
        info = probe(result.output)
        assert info.audio is not None
        assert info.audio.codec == codec
        assert len(heard) / 48_000 == pytest.approx(end - start, abs=0.026)


def test_many_cuts_never_drift(films: Films, tmp_path: Path) -> None:
    """40 parts of uneven lengths: every frame is right, and every part's sound lies where its picture is."""
    segments = [(at / 25, (at + 21 + at % 3) / 25) for at in range(1, 125, 3)][:40]
    source = films("short-groups-aac.mp4")
    result = made(source, tmp_path, segments)
    expected = [n for start, end in segments for n in range(round(start * 25), round(end * 25))]
    assert strict_codes(result.output) == expected
    original, heard, at = sound(source), sound(result.output), 0.0
    for start, end in segments:
        assert lateness(original, heard, start + 0.2, at + 0.2) == pytest.approx(0, abs=0.0001)
        at += end - start
    assert len(heard) / 48_000 == pytest.approx(at, abs=0.001)
    assert probe(result.output).duration == pytest.approx(at, abs=0.03)


def test_segments_may_come_in_any_order_and_twice(films: Films, tmp_path: Path) -> None:
    segments = [(3.0, 4.4), (0.4, 2.0), (3.0, 4.4)]
    result = made(films("short-groups-aac.mp4"), tmp_path, segments)
    assert strict_codes(result.output) == [*range(75, 110), *range(10, 50), *range(75, 110)]


# -- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "segments", "code"),
    [
        ("open.mp4", [(0.52, 5.2)], "open_groups"),
        ("closed.mp4", [(0.52, 1.4)], "little_to_copy"),
        ("mpeg4.mp4", [(0.52, 5.2)], "codec"),
        ("stream.ts", [(0.52, 5.2)], "container"),
        ("closed.mp4", [(2.0, 1.0)], "segments"),
        ("closed.mp4", [], "segments"),
        ("closed.mp4", [(50.0, 60.0)], "no_frames"),
    ],
)
def test_what_cannot_be_cut_smartly_is_refused_with_the_reason(
    films: Films, tmp_path: Path, name: str, segments: list[tuple[float, float]], code: str
) -> None:
    with pytest.raises(NotSmart) as caught:
        made(films(name), tmp_path / "job", segments)
    assert caught.value.code == code
    assert list((tmp_path / "job").iterdir()) == []


def test_a_picture_that_the_wished_file_does_not_take_is_refused(films: Films, tmp_path: Path) -> None:
    with pytest.raises(NotSmart, match="target"):
        made(films("vp9.webm"), tmp_path, [(0.52, 5.2)], target=FORMATS["mp4"])


def test_sound_without_a_picture_is_refused(films: Films, tmp_path: Path) -> None:
    plain_ffmpeg("-i", str(films("aac.mp4")), "-vn", "-c", "copy", str(tmp_path / "sound.m4a"))
    with pytest.raises(NotSmart, match="no_picture"):
        made(tmp_path / "sound.m4a", tmp_path / "job", [(0.52, 5.2)])


def test_the_beginning_of_an_open_film_is_still_copied(films: Films, tmp_path: Path) -> None:
    result = made(films("open.mp4"), tmp_path, [(0.0, 5.0)])
    assert strict_codes(result.output) == list(range(125))
    assert result.encoded < 40
