"""A composition shows the right picture of each source in each of its frames, and so do its joined parts."""

import math
import subprocess
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from videos.media.checks import verify
from videos.media.command import Command
from videos.media.composition.joining import join_command
from videos.media.composition.model import Composition, Layer, Look, Piece, Source, Sources, Span, Transition
from videos.media.composition.parts import parts_of
from videos.media.composition.picture import frame_command, part_command
from videos.media.composition.picture_strips import SLACK
from videos.media.engine import engine
from videos.media.generate import clip
from videos.media.operations.denoise import Denoise
from videos.media.probe import probe
from videos.media.runner import run
from videos.media.tests.reading import code_of, codes, pictures

LOOK = Look(192, 108, crf=14, preset="ultrafast")
SLIDE = Transition("slide-left", 10)
NTSC = Fraction(30000, 1001)

Make = Callable[..., Path]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sources")


@pytest.fixture(scope="module")
def film(folder: Path) -> Path:
    """Four seconds of 30 frames a second, with a tone and a keyframe every 25 frames."""
    return clip(folder / "film.mp4", seconds=4.0, width=192, height=108, fps="30")


@pytest.fixture(scope="module")
def make(folder: Path, film: Path) -> Make:
    """Make another film of it with the plain FFmpeg."""

    def made(name: str, *arguments: str, before: tuple[str, ...] = ()) -> Path:
        command = [engine().ffmpeg, "-v", "error", "-y", *before, "-i", str(film), *arguments, name]
        subprocess.run(command, check=True, cwd=folder)
        return folder / name

    return made


def source(path: Path) -> Source:
    return Source(path, probe(path), path.name)


def on_screen(path: Path, moments: list[float]) -> list[int]:
    """Tell the numbers that a player would show at seconds of its clock, by what the file itself says."""
    with av.open(str(path)) as film:
        begin = (film.start_time or 0) / 1_000_000
        shown = [
            (float(frame.time or 0) - begin, code_of(frame.to_ndarray(format="rgb24").astype(np.int16)))
            for frame in film.decode(video=0)
        ]
    return [
        [number for time, number in shown if time <= moment + SLACK or time == shown[0][0]][-1]
        for moment in moments
    ]


def done(command: Command) -> Path:
    run(command, folder=command.output.parent, deadline=60)
    verify(command.output, command.expects, went_in_black=lambda: True)
    return command.output


def made(
    composition: Composition, parts: tuple[Span, ...], sources: Sources, folder: Path, *, look: Look = LOOK
) -> list[Path]:
    files = []
    for number, part in enumerate(parts):
        place = folder / f"part-{number}"
        place.mkdir(parents=True)
        files.append(done(part_command(composition, part, sources=sources, look=look, folder=place)))
    return files


def places(path: Path) -> list[Fraction]:
    """Give the place of each packet in order of time, counted in frames; their decoding must go forward."""
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        decoded = [packet.dts or 0 for packet in packets]
        assert decoded == sorted(set(decoded))
        return sorted((packet.pts or 0) * packet.time_base * NTSC for packet in packets)


def alone(piece: Piece, rate: Fraction) -> Composition:
    return Composition(192, 108, rate, piece.end, layers=(Layer((piece,)),))


def fields(make: Make) -> Path:
    """Interlaced, without an index, one keyframe in all, and the picture later than the sound."""
    late = ("-itsoffset", "0.7", "-i", "film.mp4", "-map", "1:v", "-map", "0:a", "-c:a", "copy")
    interlaced = ("-vf", "setfield=tff", "-flags", "+ilme+ildct", "-c:v", "mpeg2video", "-q:v", "2")
    return make("fields.ts", *late, *interlaced, "-g", "250", "-bf", "2")


def sought(make: Make) -> Path:
    """Sixteen seconds without an index, and the picture later than the sound."""
    again = ("-stream_loop", "3")
    late = ("-itsoffset", "0.7", *again, "-i", "film.mp4", "-map", "1:v", "-map", "0:a", "-c", "copy")
    return make("sought.ts", *late, before=again)


def turned(make: Make) -> Path:
    """Stored upside down."""
    make("down.mp4", "-vf", "hflip,vflip", "-preset", "ultrafast", "-an")
    upright = ("-display_rotation", "180", "-i", "down.mp4")
    return make("turned.mp4", "-map", "0:v", "-c", "copy", before=upright)


def hdr(make: Make) -> Path:
    colours = "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc"
    deep = ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", colours)
    return make("hdr.mp4", *deep, "-an")


def uneven(make: Make) -> Path:
    chosen = "select='lt(n,10)+not(mod(n,7))+eq(n,78)'"
    return make("uneven.mkv", "-vf", chosen, "-fps_mode", "vfr", "-preset", "ultrafast")


def open_groups(make: Make) -> Path:
    return make("open.mp4", "-x264-params", "open-gop=1:keyint=40:bframes=3", "-c:a", "copy")


def at_rate(fps: str) -> Callable[[Make], Path]:
    def build(make: Make) -> Path:
        folder = make("plain.mkv", "-c", "copy").parent
        return clip(folder / f"{fps[:2]}.mp4", seconds=3.0, width=192, height=108, fps=fps)

    return build


@pytest.mark.parametrize(
    ("build", "rate", "begin", "speed"),
    [
        (at_rate("24000/1001"), Fraction(30), 1 / 3, 1.0),
        (at_rate("60000/1001"), Fraction(25), 0.5, 1.37),
        (uneven, NTSC, 1.04, 1.9),
        (fields, Fraction(30), 0.4, 1.0),
        (sought, Fraction(30), 13.4, 1.0),
        (hdr, NTSC, 1.0, 2.0),
        (turned, Fraction(24), 1.5, 0.5),
        (open_groups, Fraction(30), 2.9, 1.0),
    ],
    ids=["film-rate", "faster", "uneven", "fields", "sought", "hdr", "turned-slow", "beyond-the-end"],
)
def test_each_frame_shows_what_is_on_screen_at_its_moment(
    make: Make,
    film: Path,
    tmp_path: Path,
    build: Callable[[Make], Path],
    rate: Fraction,
    begin: float,
    speed: float,
) -> None:
    path = build(make)
    composition = alone(Piece("film", 0, 40, begin=begin, speed=speed, fit="stretch"), rate)
    parts = made(composition, (Span(0, 19), Span(19, 40)), {"film": source(path)}, tmp_path)
    # A decoder by itself does not turn pictures: there, the film that it was made of tells the numbers.
    truth = film if build is turned else path
    wanted = on_screen(truth, [begin + number / float(rate) * speed for number in range(40)])
    assert len(set(wanted)) > 8
    assert [number for part in parts for number in codes(part)] == wanted


def test_a_piece_beyond_its_sources_end_holds_the_last_picture_and_says_so(
    film: Path, tmp_path: Path
) -> None:
    composition = alone(Piece("film", 0, 30, begin=7.5), Fraction(30))
    command = part_command(
        composition, Span(0, 30), sources={"film": source(film)}, look=LOOK, folder=tmp_path
    )
    assert codes(done(command)) == [119] * 30
    assert command.notes == ("A clip goes on beyond the file's end; its last picture stays for 4.5 seconds.",)


def test_joined_parts_are_the_film_frame_by_frame(film: Path, folder: Path, tmp_path: Path) -> None:
    """Cuts, a gap, parts of one and two frames, a source of another rate, and the times of all packets."""
    other = clip(folder / "other.mp4", seconds=3.0, width=192, height=108, fps="25")
    pieces = (
        Piece("film", 0, 31, begin=0.5),
        Piece("other", 31, 1, begin=2.0),
        Piece("film", 32, 2, begin=1.2),
        Piece("other", 40, 25, begin=1.0),
    )
    composition = Composition(192, 108, NTSC, 65, layers=(Layer(pieces),))
    sources = {"film": source(film), "other": source(other)}
    parts = parts_of(composition, longest=20)
    assert [part.frames for part in parts] == [6, 20, 5, 1, 2, 6, 11, 14]
    files = made(composition, parts, sources, tmp_path)
    headers = set()
    for file in files:
        with av.open(str(file)) as part:
            headers.add(part.streams.video[0].codec_context.extradata)
    assert len(headers) == 1
    joined = done(join_command(files, None, composition=composition, look=LOOK, folder=tmp_path))

    def seen(piece: Piece, path: Path) -> list[int]:
        return on_screen(path, [piece.begin + number / float(NTSC) for number in range(piece.frames)])

    wanted = [*seen(pieces[0], film), *seen(pieces[1], other), *seen(pieces[2], film), *[0] * 6]
    assert codes(joined) == [*wanted, *seen(pieces[3], other)]
    assert places(joined) == list(range(65))


def test_a_thousand_parts_do_not_drift(film: Path, tmp_path: Path) -> None:
    """A frame of 30000/1001 a second is no whole number of microseconds, in which FFmpeg adds up lengths."""
    composition = alone(Piece("film", 0, 1, begin=1.0), NTSC)
    (part,) = made(composition, (Span(0, 1),), {"film": source(film)}, tmp_path)
    whole = replace(composition, frames=1000)
    command = join_command([part] * 1000, None, composition=whole, look=LOOK, folder=tmp_path)
    assert places(done(command)) == list(range(1000))


def test_an_effect_that_remembers_pictures_has_seen_some_before_each_part(film: Path, tmp_path: Path) -> None:
    """Two parts are the film that one is: without pictures before it, the second would begin with grain."""
    noisy = tmp_path / "noisy.mp4"
    grain = ("-vf", "noise=alls=30:allf=t", "-preset", "ultrafast", "-crf", "8", "-an")
    subprocess.run([engine().ffmpeg, "-v", "error", "-i", str(film), *grain, str(noisy)], check=True)
    composition = alone(Piece("film", 0, 16, begin=2.0, effects=(Denoise(picture=1.0),)), Fraction(30))
    sources = {"film": source(noisy)}
    fine = replace(LOOK, crf=1)
    whole = made(composition, (Span(0, 16),), sources, tmp_path / "whole", look=fine)
    parts = made(composition, (Span(0, 12), Span(12, 16)), sources, tmp_path, look=fine)
    assert [number for part in parts for number in codes(part)] == list(range(60, 76))
    (first, second) = (pictures(path)[index] for path, index in ((whole[0], 12), (parts[1], 0)))
    assert np.abs(first - second).mean() < 0.7


def test_one_frame_is_the_frame_of_the_film(film: Path, tmp_path: Path) -> None:
    pieces = (Piece("film", 0, 20, begin=1.0), Piece("film", 10, 20, begin=3.0, transition=SLIDE))
    composition = Composition(192, 108, Fraction(25), 30, layers=(Layer(pieces),))
    command = frame_command(composition, 23, sources={"film": source(film)}, width=500, folder=tmp_path)
    run(command, folder=tmp_path)
    with Image.open(command.output) as picture:
        assert code_of(np.asarray(picture.convert("RGB"), dtype=np.int16)) == math.floor(3.52 * 30)
        assert picture.size == (192, 108)
