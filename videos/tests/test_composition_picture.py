"""How pieces look: transitions, fades, places, transparency, colours, texts, and the same at another size."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from videos.media.composition.model import (
    Composition,
    Fit,
    Kind,
    Layer,
    Look,
    Piece,
    Place,
    Source,
    Span,
    Transition,
    Words,
)
from videos.media.composition.picture import frame_command, part_command
from videos.media.generate import clip
from videos.media.images import probe_image
from videos.media.operations import OperationRefused
from videos.media.operations.add_text import AddText, Style
from videos.media.operations.crop import Crop
from videos.media.operations.flip import Flip
from videos.media.probe import MediaInfo, probe
from videos.media.runner import run
from videos.media.tests.reading import Picture, pictures

RATE = Fraction(30000, 1001)
SIZE = (160, 90)
RED, GREEN, BLUE, BLACK, WHITE = (200, 30, 30), (30, 180, 40), (40, 60, 210), (0, 0, 0), (255, 255, 255)
Colour = tuple[int, int, int]
BESIDE_LETTER = (68, 45)
CENTRE, LEFT, RIGHT = (84, 45), (4, 45), (155, 45)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    """Even pictures by the names of their colours, a half-transparent one, and one of two halves."""
    folder = tmp_path_factory.mktemp("pictures")
    drawn = {
        "red": Image.new("RGB", SIZE, RED),
        "green": Image.new("RGB", SIZE, GREEN),
        "blue": Image.new("RGB", SIZE, BLUE),
        "glass": Image.new("RGBA", SIZE, (*BLUE, 128)),
        "halves": Image.new("RGB", (80, 90), RED),
    }
    drawn["halves"].paste(BLUE, (40, 0, 80, 90))
    for name, picture in drawn.items():
        picture.save(folder / f"{name}.png")
    paths = {name: folder / f"{name}.png" for name in drawn}
    return {name: Source(path, probe_image(path), name) for name, path in paths.items()}


def opaque_info(source: Source) -> MediaInfo:
    """What is known of a picture that was saved without transparency."""
    assert source.info.video is not None
    return replace(source.info, video=replace(source.info.video, pix_fmt="rgb24"))


def film(*layers: Sequence[Piece], frames: int, words: tuple[Words, ...] = ()) -> Composition:
    stacked = tuple(Layer(tuple(pieces)) for pieces in layers)
    return Composition(*SIZE, RATE, frames, layers=stacked, words=words, background="#F0C040")


def shown(
    composition: Composition, sources: dict[str, Source], folder: Path, span: Span | None = None
) -> list[Picture]:
    command = part_command(
        composition,
        span or Span(0, composition.frames),
        sources=sources,
        look=Look(*SIZE, crf=8, preset="ultrafast"),
        folder=folder,
    )
    run(command, folder=folder, deadline=60)
    return pictures(command.output)


def at(picture: Picture, place: tuple[int, int]) -> Colour:
    red, green, blue = (int(value) for value in picture[place[1], place[0]])
    return red, green, blue


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (a * (1 - share) + b * share for a, b in zip(one, other, strict=True))
    return round(red), round(green), round(blue)


def assert_near(found: Sequence[Colour], wanted: Sequence[Colour], *, slack: int = 7) -> None:
    differences = [
        max(abs(a - b) for a, b in zip(one, other, strict=True))
        for one, other in zip(found, wanted, strict=True)
    ]
    assert max(differences) <= slack, (found, wanted)


def wanted(kind: Kind, place: tuple[int, int], old: Colour, new: Colour, share: float) -> Colour:
    """What a transition shows at a place when what comes in has a share."""
    across = (place[0] + 0.5) / SIZE[0]
    match kind:
        case "dissolve":
            return mixed(old, new, share)
        case "fade-black" | "fade-white":
            between = BLACK if kind == "fade-black" else WHITE
            if share <= 0.5:
                return mixed(old, between, 2 * share)
            return mixed(between, new, 2 * share - 1)
        case "wipe-left" | "slide-left":
            return new if across >= 1 - share else old
        case "wipe-right" | "slide-right":
            return new if across < share else old


@pytest.mark.parametrize("length", [3, 4])
def test_all_transitions_frame_by_frame_on_the_lowest_layer_and_over_it(
    sources: dict[str, Source], tmp_path: Path, length: int
) -> None:
    kinds: tuple[Kind, ...] = get_args(Kind)
    pieces = [Piece("red", 0, 3 + length)]
    for number, kind in enumerate(kinds, start=1):
        name = "green" if number % 2 else "red"
        start = number * (length + 2) - length + 1
        pieces.append(Piece(name, start, 2 * length + 2, transition=Transition(kind, length)))
    frames = pieces[-1].end
    seen = shown(film(pieces, frames=frames), sources, tmp_path)
    raised = film([Piece("blue", 0, frames)], pieces, frames=frames)
    over = shown(raised, sources, tmp_path, Span(0, 19)) + shown(raised, sources, tmp_path, Span(19, frames))
    for number, kind in enumerate(kinds, start=1):
        old, new = (RED, GREEN) if number % 2 else (GREEN, RED)
        first = pieces[number].start
        for place in (LEFT, CENTRE, RIGHT):
            shares = [share / (length + 1) for share in range(1, length + 1)]
            expected = [old, *(wanted(kind, place, old, new, share) for share in shares), new]
            for made in (seen, over):
                assert_near(
                    [at(picture, place) for picture in made[first - 1 : first + length + 1]], expected
                )


def test_fades_opacity_and_see_through_pictures_mix_with_what_lies_under_them(
    sources: dict[str, Source], tmp_path: Path
) -> None:
    composition = film(
        [Piece("red", 0, 9, fade_in=3, fade_out=1)],
        [Piece("glass", 4, 2, place=Place(0, 0, 0.5, 1), fit="stretch", opacity=0.5)],
        frames=10,
    )
    ground = (0xF0, 0xC0, 0x40)
    seen = shown(composition, sources, tmp_path)
    alone = [mixed(ground, RED, share) for share in (0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 0.5, 0)]
    assert_near([at(picture, RIGHT) for picture in seen], alone)
    glass = [mixed(colour, BLUE, 0.25 if number in (4, 5) else 0) for number, colour in enumerate(alone)]
    assert_near([at(picture, (20, 45)) for picture in seen], glass)


@pytest.mark.parametrize(
    ("fit", "corners"),
    [
        ("contain", {(30, 45): "ground", (45, 45): RED, (115, 45): BLUE, (130, 45): "ground"}),
        ("cover", {(5, 2): RED, (75, 87): RED, (85, 2): BLUE, (155, 87): BLUE}),
        ("stretch", {(5, 2): RED, (75, 87): RED, (85, 2): BLUE, (155, 87): BLUE}),
    ],
)
def test_a_piece_fills_its_place_as_it_is_to(
    sources: dict[str, Source], tmp_path: Path, fit: Fit, corners: dict[tuple[int, int], Colour | str]
) -> None:
    """The picture of two halves is 80x90, and its place the right half of a film of which it sees 160x90."""
    (seen,) = shown(film([Piece("halves", 0, 1, fit=fit)], frames=1), sources, tmp_path)
    for place, colour in corners.items():
        assert_near([at(seen, place)], [(0xF0, 0xC0, 0x40) if isinstance(colour, str) else colour])


def test_effects_see_the_source_at_its_own_size(sources: dict[str, Source], tmp_path: Path) -> None:
    effects = (Crop(width=40, height=90, x=40), Flip(direction="horizontal"))
    place = Place(0.5, -0.5, 0.5, 1.0)
    (seen,) = shown(
        film([Piece("halves", 0, 1, effects=effects, place=place, fit="cover")], frames=1), sources, tmp_path
    )
    ground = (0xF0, 0xC0, 0x40)
    assert_near(
        [at(seen, point) for point in ((85, 5), (155, 40), (120, 50), (75, 5))], [BLUE, BLUE, ground, ground]
    )
    with pytest.raises(OperationRefused, match="outside_frame"):
        shown(
            film([Piece("halves", 0, 1, effects=(Crop(width=90, height=90),))], frames=1), sources, tmp_path
        )


def test_what_nobody_can_see_is_not_opened(sources: dict[str, Source], tmp_path: Path) -> None:
    def opened(upper: Piece) -> set[str]:
        composition = film([Piece("red", 0, 5)], [Piece("blue", 0, 3)], [upper], frames=5)
        look = Look(*SIZE)
        command = part_command(composition, Span(0, 5), sources=sources, look=look, folder=tmp_path)
        return {path.stem for path in command.reads}

    hiding = Piece("green", 0, 5)
    sources = sources | {"green": replace(sources["green"], info=opaque_info(sources["green"]))}
    assert opened(hiding) == {"green"}
    for upper in (
        replace(hiding, frames=4),
        replace(hiding, opacity=0.9),
        replace(hiding, fade_out=1),
        replace(hiding, place=Place(0, 0, 1, 0.9)),
        replace(hiding, effects=(Crop(width=90, height=90),)),
    ):
        assert opened(upper) == {"red", "blue", "green"}
    assert opened(replace(hiding, effects=(Crop(width=90, height=90),), fit="cover")) == {"green"}


def test_a_sound_has_no_picture(tmp_path: Path) -> None:
    path = clip(tmp_path / "film.mp4", seconds=1.0)
    only_sound = {"sound": Source(path, replace(probe(path), video=None), "sound")}
    with pytest.raises(OperationRefused, match="no picture"):
        shown(film([Piece("sound", 0, 5)], frames=5), only_sound, tmp_path)


def test_texts_are_seen_in_their_frames_and_have_the_same_lines_at_every_size(
    sources: dict[str, Source], tmp_path: Path
) -> None:
    plate = AddText(text="I", anchor="center", style=Style(font_size=40, color="white", background="#FFFFFF"))
    composition = film([Piece("red", 0, 12)], frames=12, words=(Words(plate, 2, 8, fade_in=3),))
    seen = shown(composition, sources, tmp_path)
    shares = [0, 0, 0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 0, 0]
    assert_near(
        [at(picture, BESIDE_LETTER) for picture in seen], [mixed(RED, WHITE, share) for share in shares]
    )
    # Words on 1280 pixels, looked at on 160.
    long = AddText(
        text="several words that need more than one line of this film, " * 2, style=Style(background="black")
    )
    large = Composition(1280, 720, RATE, 5, words=(Words(long, 0, 5),), background="white")
    dark = []
    for width in (1280, 160):
        command = frame_command(large, 2, sources={}, width=width, folder=tmp_path)
        run(command, folder=tmp_path)
        with Image.open(command.output) as picture:
            assert picture.size == (width, width * 9 // 16)
            dark.append(np.asarray(picture.convert("L").resize((160, 90))) < 128)
    assert dark[0].mean() > 0.1
    assert (dark[0] != dark[1]).mean() < 0.05


def test_twenty_films_at_once(tmp_path: Path) -> None:
    path = clip(tmp_path / "film.mp4", seconds=1.0, width=160, height=90)
    pieces = [
        [
            Piece(
                "film",
                number % 3,
                6,
                begin=0.02 * number,
                place=Place((number % 5) / 5, number // 5 / 4, 0.2, 0.25),
                fit="stretch",
            )
        ]
        for number in range(20)
    ]
    seen = shown(film(*pieces, frames=8), {"film": Source(path, probe(path), "film")}, tmp_path)
    assert len(seen) == 8
    covered = [(seen[4][y, x] != seen[0][y, x]).any() for y in (18, 40, 62, 85) for x in (48, 80, 112)]
    assert sum(covered) >= 6
