"""Captions: reading and writing them, and burning them in."""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.media.captions import (
    CaptionsUnreadable,
    Cue,
    ass_words,
    parse_captions,
    to_srt,
    to_vtt,
    write_ass,
)
from videos.media.engine import engine
from videos.media.operations import OperationRefused
from videos.media.operations.burn_captions import BurnCaptions
from videos.media.probe import MediaInfo
from videos.media.recipe import parse_recipe, validate
from videos.media.shape import Shape
from videos.media.tests.conftest import FFmpeg
from videos.media.tests.reading import Picture, edit, pictures, still

SRT = """1\r
00:00:00,500 --> 00:00:01,000\r
<i>Hello</i> &amp; welcome\r
\r
2
00:00:02,000 --> 00:00:02,500 X1:10
Two
lines

"""
VTT = """\ufeffWEBVTT - a title

STYLE
::cue { color: red }

NOTE nothing --> to see

intro
00:01.000 --> 00:02.500 line:0 align:start
<v Anna>Good <00:01.200>morning</v> {\\an8}

01:00:00.000 --> 01:00:01.000
Late
"""


@pytest.fixture(scope="module")
def dark(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of an evenly dark picture, so that every bright pixel is a letter."""
    path = tmp_path_factory.mktemp("dark") / "dark.mp4"
    source = "color=0x202020:s=320x180:r=25:d=3"
    subprocess.run(
        [engine().ffmpeg, "-v", "error", "-f", "lavfi", "-i", source, "-preset", "ultrafast", str(path)],
        check=True,
    )
    return path


def burnt(**fields: Any) -> dict[str, Any]:
    return {"operation": "burn-captions", **fields}


def one(text: str, **style: Any) -> dict[str, Any]:
    return burnt(cues=[{"start": 0, "end": 3, "text": text}], style=style)


def bright(picture: Picture) -> np.ndarray[Any, Any]:
    return np.asarray(picture.min(axis=2) > 110)


def test_srt_is_read() -> None:
    assert parse_captions(SRT) == [Cue(0.5, 1.0, "Hello & welcome"), Cue(2.0, 2.5, "Two\nlines")]


def test_web_vtt_is_read() -> None:
    assert parse_captions(VTT) == [Cue(1.0, 2.5, "Good morning"), Cue(3600.0, 3601.0, "Late")]


@pytest.mark.parametrize("text", ["", "hello", "WEBVTT\n\n", "1\n00:00:02,000 --> 00:00:01,000\nBack\n"])
def test_what_is_no_caption_file_is_refused(text: str) -> None:
    with pytest.raises(CaptionsUnreadable):
        parse_captions(text)


CUES = st.lists(
    st.builds(
        lambda start, length, words: Cue(start / 1000, (start + length) / 1000, " ".join(words)),
        st.integers(0, 10**7),
        st.integers(1, 10**5),
        st.lists(st.text("abcäß日-<>&;.:0123456789", min_size=1, max_size=8), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=100, deadline=None)
@given(cues=CUES)
def test_web_vtt_comes_back_as_it_was_written(cues: list[Cue]) -> None:
    assert parse_captions(to_vtt(cues)) == sorted(cues, key=lambda cue: (cue.start, cue.end))


def test_srt_comes_back_as_it_was_written() -> None:
    cues = [Cue(0.5, 1.25, "One\nand a half"), Cue(3599.999, 3601.0, "Over the hour")]
    assert parse_captions(to_srt(cues)) == cues


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60) | st.text("\\{}Nnhk1pb\n\r\x0b\u2028,;:", max_size=30))
def test_no_words_become_an_ass_command(text: str) -> None:
    script = ass_words(text)
    assert "\n" not in script
    assert "\r" not in script
    # What libass reads as special: a brace that is not escaped, and these pairs.
    rest = script.replace("\\{", "").replace("\\}", "").replace("\\N", "")
    assert "{" not in rest
    assert "}" not in rest
    assert all(pair not in rest for pair in ("\\n", "\\h", "\\N"))


def test_one_cue_is_one_line_of_the_script() -> None:
    operation = BurnCaptions.model_validate(
        {"cues": [{"start": 0, "end": 1, "text": "a\nDialogue: 0,b\r\nc"}]}
    )
    script = write_ass(operation.all_cues(), operation._style(_shape()), width=320, height=180)
    assert script.count("\nDialogue:") == 1


def _shape() -> Shape:
    return Shape(320, 180, 3.0, 25.0, has_audio=False, has_video=True)


def test_captions_are_seen_at_their_times_and_places(dark: Path, tmp_path: Path) -> None:
    shown = [bright(picture) for picture in pictures(edit(dark, tmp_path / "job", burnt(text=SRT)).path)]
    counts = [int(picture.sum()) for picture in shown]
    assert len(counts) == 75
    assert all(count == 0 for count in [*counts[:12], *counts[26:49], *counts[63:]])
    assert all(count > 40 for count in [*counts[13:25], *counts[50:62]])
    assert not shown[20][:120].any()
    # Two lines stand higher than one.
    assert np.flatnonzero(shown[55].any(axis=1))[0] < np.flatnonzero(shown[20].any(axis=1))[0] - 5


def test_a_preview_shows_the_caption_of_its_moment(dark: Path, tmp_path: Path) -> None:
    assert bright(still(dark, tmp_path, 0.7, burnt(text=SRT))).sum() > 40
    assert bright(still(dark, tmp_path, 1.5, burnt(text=SRT))).sum() == 0


@pytest.mark.parametrize(
    ("position", "rows"), [("top", (0, 60)), ("middle", (60, 120)), ("bottom", (120, 180))]
)
def test_captions_stand_where_they_are_wanted(
    dark: Path, tmp_path: Path, position: str, rows: tuple[int, int]
) -> None:
    found = bright(still(dark, tmp_path, 1.0, one("Here", position=position)))
    inside = found[rows[0] : rows[1]].sum()
    assert inside > 20
    assert inside == found.sum()


def test_size_colour_and_box_are_as_asked(dark: Path, tmp_path: Path) -> None:
    small, large = (bright(still(dark, tmp_path, 1.0, one("Hm", fontSize=size))).sum() for size in (16, 48))
    assert large > 4 * small
    red = still(dark, tmp_path, 1.0, one("MMM", color="#ff0000", fontSize=48))
    assert ((red[..., 0] > 180) & (red[..., 1] < 60) & (red[..., 2] < 60)).sum() > 200
    boxed = still(dark, tmp_path, 1.0, one("MMM", color="black", background="#1E88E5", fontSize=30))
    blue = np.abs(boxed - np.array([0x1E, 0x88, 0xE5])).max(axis=2) < 30
    assert blue.sum() > 800


@pytest.mark.parametrize("family", ["Noto Sans", "Noto Serif", "Roboto Mono", "Anton", "Playfair Display"])
def test_every_bundled_typeface_is_found_and_differs(dark: Path, tmp_path: Path, family: str) -> None:
    picture = bright(still(dark, tmp_path, 1.0, one("Quick fox", fontFamily=family, fontSize=40)))
    usual = bright(still(dark, tmp_path, 1.0, one("Quick fox", fontSize=40)))
    assert picture.sum() > 100
    assert (picture != usual).any() == (family != "Noto Sans")


@pytest.mark.parametrize(
    "text",
    [
        "{\\an8}Up",
        "{\\pos(10,10)}a",
        "{\\fs200}big",
        "{\\p1}m 0 0 l 300 0 300 170{\\p0}",
        "\\{\\an8}x",
        "{\\alpha&HFF&}gone",
    ],
)
def test_words_that_look_like_commands_are_shown(dark: Path, tmp_path: Path, text: str) -> None:
    found = bright(still(dark, tmp_path, 1.0, one(text, fontSize=14)))
    harmless = bright(still(dark, tmp_path, 1.0, one(text.replace("{", "(").replace("}", ")"), fontSize=14)))
    assert not found[:140].any()
    assert found.sum() == pytest.approx(harmless.sum(), rel=0.3)


def test_a_backslash_is_shown_and_breaks_no_line(dark: Path, tmp_path: Path) -> None:
    found = bright(still(dark, tmp_path, 1.0, one("a\\Nb\\hc", fontSize=16)))
    slashed = bright(still(dark, tmp_path, 1.0, one("a/Nb/hc", fontSize=16)))
    rows, others = np.flatnonzero(found.any(axis=1)), np.flatnonzero(slashed.any(axis=1))
    assert rows[0] >= others[0] - 1
    assert found.sum() == pytest.approx(slashed.sum(), rel=0.15)


def test_captions_are_drawn_at_every_size_of_picture(tmp_path: Path, ffmpeg: FFmpeg) -> None:
    tall = ffmpeg(
        "tall.mp4", "-f", "lavfi", "-i", "color=0x202020:s=180x320:r=25:d=0.4", "-preset", "ultrafast"
    )
    found = bright(still(tall, tmp_path, 0.2, one("A rather long line that has to be broken")))
    rows = np.flatnonzero(found.any(axis=1))
    assert rows[-1] - rows[0] > 20
    assert not found[:, :4].any()
    assert not found[:, -4:].any()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "text"),
        ({"cues": []}, "text"),
        ({"text": SRT, "cues": [{"start": 0, "end": 1, "text": "x"}]}, "cues"),
        ({"text": "nothing"}, "text"),
        ({"cues": [{"start": 1, "end": 1, "text": "x"}]}, "cues.0"),
        ({"cues": [{"start": 5, "end": 6, "text": "x"}]}, "cues"),
        ({"cues": [{"start": 0, "end": 1, "text": " \x00 "}]}, "cues"),
        ({"text": SRT, "style": {"color": "{\\1c}"}}, "style.color"),
    ],
)
def test_captions_without_sense_are_refused_at_their_field(
    film_info: MediaInfo, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(OperationRefused) as refused:
        validate(parse_recipe([burnt(**fields)]), film_info)
    assert refused.value.field == f"operations.0.{field}"
