"""EDLs of other programs."""

from fractions import Fraction

import pytest

from projects.interchange.edl_reading import from_edl
from projects.interchange.refusing import Unreadable
from projects.interchange.tests.films import NTSC
from projects.interchange.timecode import from_timecode
from projects.timeline.schema import TrackKind, TransitionKind

HEAD = "TITLE: CUT 4\nFCM: NON-DROP FRAME\n\n"
CUTS = (
    HEAD
    + """001  A001     AA/V  C        00:00:10:00 00:00:12:00 01:00:00:00 01:00:02:00
* FROM CLIP NAME: A001_C003.MOV
002  A001     V     C        00:00:12:00 00:00:12:00 01:00:02:00 01:00:02:00
002  B002     V     D    013 00:00:20:00 00:00:23:00 01:00:02:00 01:00:05:00
* FROM CLIP NAME: A001_C003.MOV
* TO CLIP NAME: harbour.mov
003  BL       V     C        00:00:00:00 00:00:01:00 01:00:05:00 01:00:06:00
004  C003     V     W001 010 00:00:00:00 00:00:02:00 01:00:06:00 01:00:08:00
M2   C003       050.0                00:00:00:00
* LOC: 01:00:07:00 RED     FIX THE SKY
005  MUSIC    A     C        00:00:00:00 00:00:08:00 01:00:00:00 01:00:08:00
"""
)


def seconds(*times: int | Fraction) -> list[Fraction]:
    return [Fraction(each) for each in times]


def test_cuts_a_dissolve_black_a_wipe_speed_and_sound() -> None:
    draft = from_edl(CUTS.encode(), rate=Fraction(25))
    pictures, sounds = draft.layers
    assert (pictures.kind, sounds.kind) == (TrackKind.VIDEO, TrackKind.AUDIO)
    one, two, three = pictures.shots
    assert [one.begin, one.end, one.tail, one.source] == seconds(0, 2, Fraction(13, 25), 10)
    assert [two.lead, two.begin, two.end] == seconds(0, 2, 5)
    assert two.kind == TransitionKind.DISSOLVE
    assert [each.reference.names[0] for each in (one, two, three) if each.reference] == [
        "A001_C003.MOV",
        "harbour.mov",
        "C003",
    ]
    # A wipe from black comes up from nothing.
    assert [three.begin, three.speed, three.fade_in] == seconds(6, 2, Fraction(10, 25))
    assert three.kind is None
    assert [(float(mark.time), mark.name) for mark in draft.marks] == [(7.0, "FIX THE SKY")]
    assert sounds.shots[0].end == 8


@pytest.mark.parametrize(
    ("code", "drop", "frame"),
    [
        ("00:01:00:02", True, 1800),  # 00:01:00:00 and :01 are left out
        ("00:00:59:29", True, 1799),
        ("00:10:00:00", True, 17982),
        ("01:00:00:00", True, 107_892),
        ("01:00:00;00", False, 107_892),
        ("01:00:00:00", False, 108_000),
        ("107892", True, 107_892),
    ],
)
def test_timecode_with_and_without_dropped_numbers(code: str, drop: bool, frame: int) -> None:
    assert from_timecode(code, NTSC, drop=drop) == frame


def test_drop_frame_counting_tells_the_rate() -> None:
    text = "TITLE: X\nFCM: DROP FRAME\n001 A V C 00:00:00;00 00:01:00;02 01:00:00;00 01:01:00;02\n"
    draft = from_edl(text.encode(), rate=Fraction(25))
    assert draft.rate == NTSC
    assert draft.layers[0].shots[0].end * NTSC == 1800


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("001 A V C 00:00:00:00 00:00:99:00 01:00:00:00 01:00:01:00", "Line 4: 00:00:99:00 is no timecode"),
        ("001 A V C 00:00:00:00 00:00:01:25 01:00:00:00 01:00:01:00", "no timecode at 25"),
        ("001 A V C 00:00:05:00 00:00:01:00 01:00:00:00 01:00:01:00", "ends before it begins"),
        ("001 A V D 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", "has no length"),
        ("001 A V D 999 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", "longer than its event"),
        ("001 A V KB 010 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", "Keys are not read"),
        ("001 A V X 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", "no event of CMX 3600"),
        ("* only a comment", "no events"),
        ("\0\0", "no text"),
    ],
)
def test_bad_lists_name_the_line(line: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        from_edl((HEAD + line + "\n").encode(), rate=Fraction(25))


def test_events_that_lie_over_each_other_are_refused() -> None:
    text = HEAD + (
        "001 A V C 00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00\n"
        "002 B V C 00:00:00:00 00:00:02:00 01:00:01:00 01:00:03:00\n"
    )
    with pytest.raises(Unreadable, match="Line 5: An event begins before"):
        from_edl(text.encode(), rate=Fraction(25))
