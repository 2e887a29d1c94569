from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from videos.media.command import Command
from videos.media.fonts import FontFamily, font_path, text_width, wrap
from videos.media.generate import clip
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe
from videos.media.runner import run
from videos.media.stills import frame_command
from videos.media.tests.reading import edit, pictures, still, times

CANARY = "CANARY-4711"
PAYLOADS = [
    "%{pts}",
    "%{pts:hms}",
    "%{localtime}",
    "%{gmtime:%Y}",
    "%{metadata:title}",
    "%{n}",
    "%{e:1+1}",
    "%{expr:w*h}",
    "%{eif:1:d}",
    "%{rand:1:2}",
    "%%",
    "%",
    "%{",
    "}",
    "%{pict_type}",
    "\\",
    "\\\\",
    "\\\\\\\\",
    "\\n",
    "\\:",
    "\\'",
    "'",
    "''",
    "'''",
    '"',
    "`id`",
    "$(id)",
    "${HOME}",
    "a:b",
    "a=b",
    "a,b",
    "a;b",
    "[out]",
    "[in][out]",
    "[0:v]",
    "[out];movie=canary.txt",
    "';movie=canary.txt[x];[x]",
    "x',drawtext=textfile=canary.txt",
    "x:textfile=canary.txt",
    ":textfile=../canary.txt:",
    "':textfile='../canary.txt",
    "textfile=canary.txt",
    "file:canary.txt",
    "concat:canary.txt",
    "subfile,,start,0,end,9,,:canary.txt",
    "@canary.txt",
    "-i canary.txt",
    "-vf null",
    "--",
    "; rm -rf .",
    "| cat canary.txt",
    "&& id",
    "\n-i canary.txt\n",
    "line\nline\nline",
    "\r\nx\r\n",
    "\tx",
    "x\x00y",
    "\x1b[31mred",
    "\u202eright to left",
    "\x00\x01x",
    "a\u0301\u0302\u0303",
    "\U0001f642",
    "<script>alert(1)</script>",
    "{\\an8}{\\fs90}x",
    "expansion=normal",
    "enable=0",
    "#{x}",
    "{{7*7}}",
    "A\u2028B",
    "\ufeffx",
    "\ufffcx",
]


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of one dark colour, so that every drawn pixel shows."""
    folder = tmp_path_factory.mktemp("plain")
    return clip(
        folder / "plain.mp4",
        seconds=2,
        audio=False,
        frame_number=False,
        options={"vf": "drawbox=color=0x202020:t=fill"},
    )


@pytest.fixture(scope="session")
def plain_info(plain: Path) -> MediaInfo:
    return probe(plain)


def step(text: str, **more: Any) -> dict[str, Any]:
    return {"operation": "add-text", "text": text, **more}


def bright(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray(picture.max(axis=2) > 120)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_never_reaches_the_command_and_is_drawn_as_it_is(
    plain: Path, plain_info: MediaInfo, tmp_path: Path, payload: str
) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    for place in (folder, tmp_path):
        (place / "canary.txt").write_text(CANARY)
    style = {"style": {"fontSize": 20}}
    commands = [
        frame_command(
            parse_recipe([step(text, **style)]), plain_info, source=plain, folder=folder, timestamp=1
        )
        for text in (payload + "x", "harmless")
    ]
    # The strongest thing to say: the command is the same one, whatever the text.
    assert commands[0].argv == commands[1].argv
    frame_command(
        parse_recipe([step(payload + "x", **style)]), plain_info, source=plain, folder=folder, timestamp=1
    )
    before = {path.name for path in folder.iterdir()}
    run(commands[0], folder=folder, deadline=30)
    assert {path.name for path in folder.iterdir()} - before == {"output.jpg"}
    assert CANARY.encode() not in commands[0].output.read_bytes()


def test_there_are_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


def test_nothing_in_a_text_is_expanded(plain: Path, tmp_path: Path) -> None:
    early, late = (still(plain, tmp_path / f"{time}", time, step("%{pts} %{n}")) for time in (0.2, 1.6))
    assert bright(early).any()
    assert np.array_equal(bright(early), bright(late))


def test_a_canary_in_a_file_is_never_drawn(plain: Path, tmp_path: Path) -> None:
    # Drawn literally, the payload is much wider than the file's one letter.
    folder = tmp_path / "job"
    folder.mkdir()
    (folder / "i.txt").write_text("i")
    columns = bright(still(plain, folder, 1, step("x:textfile=i.txt", style={"fontSize": 20}))).any(axis=0)
    drawn = np.flatnonzero(columns)
    wanted = text_width(text="x:textfile=i.txt", family="Noto Sans", size=20)
    assert drawn[-1] - drawn[0] == pytest.approx(wanted, rel=0.1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=80), size=st.integers(6, 60))
def test_any_text_renders_or_is_refused(
    plain: Path, plain_info: MediaInfo, tmp_path: Path, text: str, size: int
) -> None:
    def command_for(words: str) -> Command:
        recipe = parse_recipe([step(words, style={"fontSize": size}, position={"x": 5, "y": 5})])
        return frame_command(recipe, plain_info, source=plain, folder=tmp_path, timestamp=0.5)

    harmless = command_for("x").argv
    try:
        command = command_for(text)
    except OperationRefused:
        return
    assert command.argv == harmless
    assert run(command, folder=tmp_path, deadline=30).frames >= 1


@pytest.mark.parametrize(
    ("anchor", "rows", "columns"),
    [
        ("top-left", (0, 60), (0, 110)),
        ("top", (0, 60), (80, 240)),
        ("top-right", (0, 60), (210, 320)),
        ("left", (50, 130), (0, 110)),
        ("center", (50, 130), (80, 240)),
        ("right", (50, 130), (210, 320)),
        ("bottom-left", (120, 180), (0, 110)),
        ("bottom", (120, 180), (80, 240)),
        ("bottom-right", (120, 180), (210, 320)),
    ],
)
def test_text_is_drawn_where_its_anchor_says(
    plain: Path, tmp_path: Path, anchor: str, rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    drawn = bright(still(plain, tmp_path / "job", 1, step("Here", anchor=anchor, style={"fontSize": 24})))
    inside = drawn[rows[0] : rows[1], columns[0] : columns[1]]
    assert inside.sum() > 60
    assert drawn.sum() == inside.sum()


def test_text_at_a_position_begins_there(plain: Path, tmp_path: Path) -> None:
    drawn = bright(still(plain, tmp_path / "job", 1, step("HH", position={"x": 100, "y": 60})))
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    assert 100 <= columns[0] <= 106
    assert 60 <= rows[0] <= 80


def test_text_is_seen_only_in_its_time(plain: Path, tmp_path: Path) -> None:
    made = edit(plain, tmp_path / "job", step("Now", duration={"start": 0.4, "end": 1.2}))
    seen = [bool(bright(picture).any()) for picture in pictures(made.path)]
    assert [number for number, shown in enumerate(seen) if shown] == list(range(10, 30))
    assert len(times(made.path)) == 50


def test_two_texts_that_follow_each_other_never_share_a_frame(plain: Path, tmp_path: Path) -> None:
    made = edit(
        plain, tmp_path / "job",
        step("I", anchor="left", duration={"start": 0, "end": 1}),
        step("I", anchor="right", duration={"start": 1}),
    )  # fmt: skip
    halves = [(bright(p)[:, :160].any(), bright(p)[:, 160:].any()) for p in pictures(made.path)]
    assert all(left != right for left, right in halves)
    assert sum(bool(left) for left, _ in halves) == 25


def test_a_long_line_is_broken_to_fit(plain: Path, tmp_path: Path) -> None:
    words = "This sentence is far too long for one line of such a small picture"
    drawn = bright(still(plain, tmp_path / "job", 1, step(words, style={"fontSize": 20})))
    assert not drawn[:, :4].any()
    assert not drawn[:, -4:].any()
    assert len(np.flatnonzero(np.diff(drawn.any(axis=1).astype(int)) == 1)) >= 2


@pytest.mark.parametrize("family", FontFamily.__args__)  # type: ignore[attr-defined]
def test_every_family_is_bundled_and_draws_vietnamese_or_tells(
    plain: Path, tmp_path: Path, family: str
) -> None:
    assert font_path(family=family).is_file()
    drawn = bright(still(plain, tmp_path / "job", 1, step("Tiếng Việt", style={"fontFamily": family})))
    assert drawn.sum() > 60


def test_background_and_outline_are_drawn(plain: Path, tmp_path: Path) -> None:
    style = {"color": "#00FF00", "background": "#FF0000", "outline": "#0000FF", "fontSize": 40}
    picture = still(plain, tmp_path / "job", 1, step("HHH", style=style))
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    assert ((red > 180) & (green < 90) & (blue < 90)).sum() > 500
    assert ((green > 150) & (red < 110)).sum() > 100
    assert ((blue > 110) & (red < 130) & (green < 120)).sum() > 50


@given(text=st.text(max_size=60), width=st.integers(20, 300))
@settings(max_examples=60, deadline=None)
def test_wrapped_lines_fit_and_lose_no_letter(text: str, width: int) -> None:
    lines = wrap(text=text, family="Noto Sans", size=16, width=width)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(
        len(line) <= 1 or text_width(text=line, family="Noto Sans", size=16) <= width for line in lines
    )
