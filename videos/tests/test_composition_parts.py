"""A change makes only those parts anew in which it is seen, and what looks the same is made once."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from videos.media.composition.darkness import may_be_black
from videos.media.composition.model import (
    Bus,
    Composition,
    Layer,
    Look,
    Piece,
    Place,
    Sound,
    Source,
    Span,
    Transition,
    Words,
)
from videos.media.composition.parts import address_of, parts_of, seen_in
from videos.media.operations.add_text import AddText
from videos.media.operations.adjust import Adjust
from videos.media.probe import MediaInfo, VideoStream

RATE = Fraction(30)
LOOK = Look(320, 180)


def a_source(content: str, *, seconds: float = 60.0) -> Source:
    video = VideoStream(
        index=0, codec="h264", profile=None, width=320, height=180, coded_width=320, coded_height=180,
        fps=25.0, variable_rate=False, pix_fmt="yuv420p", bit_depth=8, sar=1.0, rotation=0,
        color_transfer=None, frames=None, start_time=0.0, duration=seconds, interlaced=False,
    )  # fmt: skip
    info = MediaInfo(
        demuxer="mov" if seconds else "png_pipe", start_time=0.0, duration=seconds, size=1, bit_rate=1,
        video=video, audio=None, video_streams=1, audio_streams=0, subtitle_streams=0,
    )  # fmt: skip
    return Source(Path(content), info, content)


SOURCES = {"a": a_source("film a"), "b": a_source("film b"), "p": a_source("a picture", seconds=0.0)}


def film(*pieces: Piece, frames: int = 300, **fields: object) -> Composition:
    whole = Composition(320, 180, RATE, frames, layers=(Layer(pieces),))
    return replace(whole, **fields)  # type: ignore[arg-type]


def spans(composition: Composition, longest: int = 100) -> list[tuple[int, int]]:
    return [(part.first, part.last) for part in parts_of(composition, longest=longest)]


def names(composition: Composition, longest: int = 9000, look: Look = LOOK) -> list[str]:
    parts = parts_of(composition, longest=longest)
    return [address_of(composition, part, sources=SOURCES, look=look) for part in parts]


TEN = tuple(Piece("a", 30 * number, 30, begin=2.0 * number) for number in range(10))


def test_parts_end_at_the_lowest_layers_edges_and_a_transition_is_a_part_of_its_own() -> None:
    over = Layer((Piece("b", 17, 222),))
    composition = film(
        Piece("a", 10, 40), Piece("b", 40, 60, transition=Transition("dissolve", 10)), Piece("a", 120, 180)
    )
    composition = replace(composition, layers=(*composition.layers, over))
    edges = [(0, 10), (10, 40), (40, 50), (50, 100), (100, 120), (120, 220), (220, 300)]
    assert spans(composition) == edges
    assert spans(film(frames=250)) == [(0, 100), (100, 200), (200, 250)]
    with pytest.raises(ValueError, match="at least one frame"):
        parts_of(composition, longest=0)


def test_changing_one_clip_of_ten_changes_one_part() -> None:
    before = names(film(*TEN))
    for changed in (
        replace(TEN[4], begin=8.1),
        replace(TEN[4], effects=(Adjust(contrast=1.2),)),
        replace(TEN[4], source="b"),
        replace(TEN[4], fade_out=3),
    ):
        after = names(film(*TEN[:4], changed, *TEN[5:]))
        differ = [number for number, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
        assert differ == [4]
    assert len(set(before)) == 10
    assert before == names(film(*TEN[:4], replace(TEN[4], begin=TEN[4].begin + 1e-10), *TEN[5:]))
    assert not set(before) & set(names(film(*TEN), look=replace(LOOK, crf=21)))
    assert not set(before) & set(names(film(*TEN, rate=Fraction(25))))


def test_a_moved_or_trimmed_clip_keeps_its_parts() -> None:
    long = Piece("a", 7, 290, begin=0.4, speed=1.37)
    before = names(film(long, frames=297), 100)
    moved = names(film(replace(long, start=61), frames=351), 100)
    assert before[1:] == moved[1:]
    # 25 frames less at its beginning are 1.1417 seconds of the source.
    shorter = replace(long, frames=265, begin=0.4 + 25 * 1.37 / 30)
    trimmed = names(film(shorter, frames=272), 100)
    assert before[2:] == trimmed[2:]
    assert before[1] != trimmed[1]


def test_all_full_parts_of_a_still_picture_are_one() -> None:
    assert len(set(names(film(Piece("p", 0, 250), frames=250), 100))) == 2


def test_words_and_overlays_name_only_the_parts_that_show_them() -> None:
    text = Words(AddText(text="A", duration=None), start=65, frames=20, fade_in=4)
    logo = Layer((Piece("p", 140, 30, place=Place(0.8, 0.1, 0.1, 0.1)),))
    plain = film(*TEN)
    before = names(plain)
    for changed, parts in (
        (replace(plain, words=(text,)), [2]),
        (replace(plain, words=(replace(text, frames=40),)), [2, 3]),
        (replace(plain, layers=(*plain.layers, logo)), [4, 5]),
        (replace(plain, layers=(*plain.layers, Layer(()))), []),
        (replace(plain, buses=(Bus((Sound("a", 0, 300),)),)), []),
        (replace(plain, background="#123456"), list(range(10))),
    ):
        after = names(changed)
        assert [n for n in range(10) if before[n] != after[n]] == parts


def test_a_fade_over_an_edge_is_kept_and_one_that_is_over_is_not() -> None:
    piece = Piece("a", 10, 200, begin=1.0, fade_in=40, fade_out=20)
    (first,) = seen_in(film(piece), Span(0, 30)).layers[0].pieces
    assert first == replace(piece, frames=20, fade_out=0)
    (within,) = seen_in(film(piece), Span(30, 100)).layers[0].pieces
    assert (within.start, within.frames, within.fade_in, within.begin) == (-20, 90, 40, 1.0)
    (middle,) = seen_in(film(piece), Span(100, 160)).layers[0].pieces
    assert middle == Piece("a", 0, 60, begin=4.0)
    (last,) = seen_in(film(piece), Span(195, 300)).layers[0].pieces
    assert (last.start, last.end, last.fade_out) == (0, 15, 20)


def test_only_what_may_be_black_is_not_looked_at() -> None:
    assert not may_be_black(film(*TEN))
    assert not may_be_black(film(*TEN[3:8]))
    assert may_be_black(film(TEN[3], TEN[6]))
    assert may_be_black(film(Piece("a", 0, 300, fade_in=150, fade_out=100)))
    assert may_be_black(film(*(replace(piece, effects=(Adjust(brightness=-0.9),)) for piece in TEN)))
    hidden = replace(film(*TEN), layers=(Layer(TEN), Layer((Piece("b", 0, 300, opacity=0.9),))))
    assert may_be_black(hidden)
