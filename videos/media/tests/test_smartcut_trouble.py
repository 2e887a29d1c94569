"""Damaged films, tampered results, stops and deadlines: no wrong film comes out, and nothing stays behind."""

import contextlib
import dataclasses
import os
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from videos.media.cutting.film import Film
from videos.media.cutting.plan import plan
from videos.media.cutting.proof import prove
from videos.media.cutting.refusal import NotSmart
from videos.media.cutting.sound import Heard
from videos.media.cutting.writing import Container, write
from videos.media.probe import probe
from videos.media.progress import Progress
from videos.media.runner import DeadlineExceeded, Stopped
from videos.media.smartcut import cut
from videos.media.tests.cut_films import film_named, frames, kept, made, plain_ffmpeg, strict_codes

SEGMENTS = [(0.52, 5.2)]
Films = Callable[[str], Path]


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Films:
    folder = tmp_path_factory.mktemp("trouble-films")
    return lambda name: film_named(name, folder)


def children() -> set[str]:
    """Name the processes that this one started."""
    mine = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended in the meantime
            if stat.read_text().rpartition(")")[2].split()[1] == str(os.getpid()):
                mine.add(stat.parent.name)
    return mine


# -- damage ------------------------------------------------------------------------------------------------


def test_a_film_that_lost_its_end_since_it_was_probed_is_refused(films: Films, tmp_path: Path) -> None:
    plain_ffmpeg(
        "-i", str(films("closed.mp4")), "-c", "copy", "-movflags", "faststart", str(tmp_path / "a.mp4")
    )
    info, content = probe(tmp_path / "a.mp4"), (tmp_path / "a.mp4").read_bytes()
    (tmp_path / "a.mp4").write_bytes(content[: len(content) // 2])
    (tmp_path / "job").mkdir()
    with pytest.raises(NotSmart):
        cut(tmp_path / "a.mp4", info, segments=SEGMENTS, folder=tmp_path / "job")
    assert list((tmp_path / "job").iterdir()) == []


def test_a_jump_in_the_timestamps_is_kept_or_refused_and_never_smoothed(films: Films, tmp_path: Path) -> None:
    jump = "setts=pts='PTS+gte(N,75)*40/TB':dts='DTS+gte(N,75)*40/TB'"
    source = tmp_path / "jump.mkv"
    plain_ffmpeg("-i", str(films("no-b.mp4")), "-an", "-c", "copy", "-bsf:v", jump, str(source))
    info = probe(source)
    segments = [(0.52, info.duration - 0.52)]
    (tmp_path / "job").mkdir()
    try:
        result = cut(source, info, segments=segments, folder=tmp_path / "job")
    except NotSmart:
        return
    wanted, found = kept(frames(source), segments), frames(result.output)
    assert [frame.code for frame in found] == [frame.code for frame in wanted]
    assert [f.time for f in found] == pytest.approx([f.time - wanted[0].time for f in wanted], abs=0.05)


@pytest.mark.parametrize("name", ["closed.mkv", "hevc-open.mp4"])
def test_damaged_films_end_in_a_proved_cut_or_a_refusal(films: Films, tmp_path: Path, name: str) -> None:
    source, damage = films(name), random.Random(name)  # noqa: S311 - damage, not a secret
    info, whole = probe(source), source.read_bytes()
    for turn in range(6):
        content = bytearray(whole)
        for _ in range(10 ** damage.randrange(3)):
            content[damage.randrange(len(content))] = damage.randrange(256)
        broken, job = tmp_path / f"{turn}{source.suffix}", tmp_path / f"job-{turn}"
        broken.write_bytes(content)
        job.mkdir()
        try:
            result = cut(broken, info, segments=SEGMENTS, folder=job, deadline=30)
        except NotSmart:
            assert list(job.iterdir()) == []
        else:
            assert result.frames == 117


# -- the proof ---------------------------------------------------------------------------------------------


def proved(films: Films, tmp_path: Path, *change: str) -> None:
    """Cut in this process, let FFmpeg tamper with the result, and prove it."""
    film = Film(str(films("aac.mp4")), "mov", "h264", 0, 1, Fraction(0), Fraction(25), False, 10**8)
    output = tmp_path / "cut.mp4"
    with film.open(0) as track:
        spans = plan(track, [(Fraction("0.52"), Fraction("5.2"))])
        written, heard = write(film, track, spans, Container(str(output), "mp4", {}, None), lambda _: None)
    assert isinstance(heard, Heard)
    if change:
        plain_ffmpeg("-i", str(output), "-c", "copy", *change, str(tmp_path / "other.mp4"))
        output = tmp_path / "other.mp4"
    prove(film, dataclasses.replace(film, path=str(output)), written, heard)


def test_an_honest_result_is_proved(films: Films, tmp_path: Path) -> None:
    proved(films, tmp_path)
    assert strict_codes(tmp_path / "cut.mp4") == list(range(13, 130))


SAME = (
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-crf",
    "10",
    "-enc_time_base",
    "demux",
    "-fps_mode",
    "passthrough",
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("-frames:v", "100"), "proof_count"),
        (("-bsf:v", "setts=pts=PTS+eq(N\\,60)*3:dts=DTS"), "proof_times"),
        (SAME, "proof_copied"),
        ((*SAME, "-vf", "negate"), "proof_edge"),
        (("-bsf:a", "noise=drop=gt(n\\,150)"), "proof_sound"),
        (("-an",), "tracks"),
    ],
)
def test_a_result_that_differs_is_found_out(
    films: Films, tmp_path: Path, change: tuple[str, ...], code: str
) -> None:
    with pytest.raises(NotSmart) as caught:
        proved(films, tmp_path, *change)
    assert caught.value.code == code


# -- stopping ----------------------------------------------------------------------------------------------


def test_a_stop_is_heard_and_leaves_nothing(films: Films, tmp_path: Path) -> None:
    before = children()
    with pytest.raises(Stopped):
        made(films("closed.mp4"), tmp_path / "job", SEGMENTS, should_stop=lambda: True)
    assert list((tmp_path / "job").iterdir()) == []
    assert children() == before


def test_a_deadline_ends_the_cut(films: Films, tmp_path: Path) -> None:
    before = children()
    with pytest.raises(DeadlineExceeded):
        made(films("closed.mp4"), tmp_path / "job", SEGMENTS, deadline=0.01)
    assert list((tmp_path / "job").iterdir()) == []
    assert children() == before


def test_an_error_in_a_callback_leaves_nothing_running(films: Films, tmp_path: Path) -> None:
    def fall(_: Progress) -> None:
        raise RuntimeError("the database is gone")

    before = children()
    with pytest.raises(RuntimeError, match="database"):
        made(films("closed.mp4"), tmp_path / "job", SEGMENTS, on_progress=fall)
    assert list((tmp_path / "job").iterdir()) == []
    assert children() == before


def test_progress_rises_to_a_hundred(films: Films, tmp_path: Path) -> None:
    seen: list[float] = []
    made(films("closed.mp4"), tmp_path / "job", SEGMENTS, on_progress=lambda news: seen.append(news.percent))
    assert seen == sorted(seen)
    assert seen[-1] == 100
