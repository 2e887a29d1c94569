"""Drawings that explain: rays of the sun, a prism, waves, a cycle, bars, a growing plant, a globe."""

import dataclasses
from collections.abc import Callable

import cv2
import numpy as np

from ai.providers.local.painting.boards import (
    DEEP,
    INK,
    LAND,
    PALE,
    SEA,
    SUN,
    Board,
    Drawing,
    cloud,
    drop,
    earth,
    placed,
    shown,
    sun,
)
from ai.providers.local.painting.canvas import (
    Colour,
    blur,
    bytes_of,
    ellipse,
    gradient,
    mix,
    noise,
    polygon,
)
from ai.providers.local.painting.drawn import rgba
from ai.providers.local.painting.growing import blossom, sprout
from ai.providers.local.painting.stage import Element, Layer, Light, Setting, light

RAINBOW: tuple[Colour, ...] = (
    (236, 68, 60),
    (246, 146, 52),
    (250, 214, 72),
    (92, 190, 98),
    (70, 140, 232),
    (92, 84, 196),
    (154, 86, 190),
)


def diagram(setting: Setting) -> list[Element]:
    """Build the board with the drawing that the words ask for."""
    kind = next((name for name in KINDS if setting.has(name)), "sunbeams")
    elements: list[Element] = [_board(setting)]
    if kind == "stages":
        return [*elements, *_stages(setting)]
    if kind in {"sunbeams", "scatter", "half lit", "cycle", "arrows rising", "leaf"}:
        elements.append(_shine(setting, kind))
    return [*elements, Drawing(KINDS[kind])]


def _board(setting: Setting) -> Layer:
    tone = (DEEP, PALE)
    if setting.vision.colours or setting.vision.style in {"paper", "sketch"}:
        tone = (mix(DEEP, setting.palette.top, 0.5), mix(PALE, setting.palette.middle, 0.5))
    picture = gradient(
        [(0, tone[0]), (0.62, mix(*tone, 0.7)), (1, tone[1])], width=setting.wide, height=setting.high
    )
    rows, columns = np.indices(picture.shape[:2], dtype=np.float32)
    step = 60 * setting.unit
    dots = (((columns % step) - step / 2) ** 2 + ((rows % step) - step / 2) ** 2) < (1.5 * setting.unit) ** 2
    picture += blur(np.asarray(dots, dtype=np.float32), sigma=0.8)[:, :, None] * 26
    picture += (
        noise(setting.random, width=setting.wide, height=setting.high, cells=3, octaves=3)[:, :, None] - 0.5
    ) * 16
    return Layer(bytes_of(np.asarray(picture, dtype=np.float32)), setting.left, setting.top, 0.1)


def _shine(setting: Setting, kind: str) -> Light:
    """Paint the glow around the sun, where that kind of drawing has it."""
    size = min(setting.height, setting.width * 0.82) / 1000
    x, y = {
        "half lit": (190, 500),
        "cycle": (500, 190),
        "arrows rising": (230, 210),
        "leaf": (220, 210),
        "scatter": (120, 150),
    }.get(kind, (190, 230))
    side = int(620 * size)
    away = np.hypot(*(np.indices((side, side), dtype=np.float32) - side / 2)) / (side / 2)
    shine = light((np.clip(1 - away, 0, 1) ** 2).astype(np.float32), SUN, 0.55)
    at = placed((x, y), setting.width, setting.height)
    return Light(shine, at[0] - side / 2, at[1] - side / 2, 0.5, breath=0.12, pace=1.1)


# -- the kinds ---------------------------------------------------------------------------------------------


def _sunbeams(board: Board) -> None:
    """Draw rays that travel from the sun to the earth."""
    for number in range(7):
        end = (672 + 6 * (number - 3) ** 2, 625 + (number - 3) * 38)
        start = (270, 300 + (number - 3) * 14)
        far = shown(board, 0.2 + 0.12 * number, seconds=1.4)
        steps = [
            (start[0] + (end[0] - start[0]) * s, start[1] + (end[1] - start[1]) * s)
            for s in np.linspace(0, 1, 40)
        ]
        board.arrow([(float(x), float(y)) for x, y in steps], mix(SUN, (255, 255, 255), 0.25), 7, shown=far)
        pulse = (board.time * 0.45 + number * 0.13) % 1.0
        if far > 0.98:
            place = steps[int(pulse * 37)]
            board.dot((float(place[0]), float(place[1])), 8, (255, 250, 226))
    sun(board, (190, 230), 105)
    earth(board, (790, 640), 150)


def _prism(board: Board) -> None:
    """Draw white light that a prism splits."""
    left, middle = (40.0, 590.0), (430.0, 470.0)
    begin = shown(board, 0.2)
    board.line(
        [left, (left[0] + (middle[0] - left[0]) * begin, left[1] + (middle[1] - left[1]) * begin)],
        (255, 255, 250),
        15,
    )
    spread = shown(board, 0.9, seconds=1.4)
    for number, tone in enumerate(RAINBOW):
        near = (560.0, 450.0 + number * 9)
        far_top, far_end = 380 + number * 62.0, 380 + (number + 1) * 62.0
        x = near[0] + (1010 - near[0]) * spread
        top, end = near[1] + (far_top - near[1]) * spread, near[1] + 9 + (far_end - near[1] - 9) * spread
        if spread > 0.01:
            board.area([near, (x, top), (x, end), (near[0], near[1] + 9)], tone)
    if begin > 0.99:
        board.area([middle, (560, 450), (560, 515)], mix(INK, PALE, 0.35))
    glass = [(500.0, 250.0), (700.0, 640.0), (300.0, 640.0)]
    over = board.picture.copy()
    polygon(over, [board.at(each) for each in glass], (196, 222, 246))
    cv2.addWeighted(over, 0.26, board.picture, 0.74, 0, dst=board.picture)
    board.line([*glass, glass[0]], INK, 7)


def _waves(board: Board) -> None:
    """Draw a long red wave over a short blue one, with their lengths between two marks."""
    for y, length, tone, pace in ((330, 300, RAINBOW[0], 0.55), (660, 110, RAINBOW[4], 1.3)):
        end = 60 + 880 * shown(board, 0.2 if length > 200 else 0.8, seconds=1.3)
        board.wave((60, y), (max(end, 90), y), length=length, reach=92, colour=tone, width=15, pace=pace)
        share = shown(board, 2.0)
        half = length / 2 * share
        if share > 0.05:
            low = y + 128.0
            board.line([(500 - half, low), (500 + half, low)], INK, 5)
            for side in (-1, 1):
                board.line([(500 + side * half, low - 16), (500 + side * half, low + 16)], INK, 5)


def _scatter(board: Board) -> None:
    """Draw sunlight in the air: red passes, blue is thrown to all sides; the ground below."""
    ground = [(float(x), 900 - 46 * float(np.sin((x + 400) / 1800 * np.pi))) for x in range(-420, 1460, 60)]
    board.area([*ground, (1460, 1400), (-420, 1400)], mix(LAND, DEEP, 0.25))
    sun(board, (120, 150), 84)
    random = np.random.default_rng(3)
    spots = [
        (float(x), float(y))
        for x, y in zip(330 + 560 * random.random(15), 250 + 480 * random.random(15), strict=True)
    ]
    board.wave((200, 200), (980, 560), length=230, reach=24, colour=RAINBOW[0], width=9, pace=0.8)
    board.wave((190, 230), (900, 760), length=190, reach=20, colour=RAINBOW[1], width=8, pace=0.9)
    blue = mix(RAINBOW[4], (150, 210, 255), 0.35)
    for number, place in enumerate(spots):
        if shown(board, 0.5 + 0.11 * number) < 0.5:
            board.dot(place, 10, mix(INK, PALE, 0.25))
            continue
        share = (board.time * 0.5 + number * 0.37) % 1.0
        board.ring(place, 16 + 62 * share, mix(blue, PALE, share), 5)
        for ray in range(6):
            angle, far = ray * np.pi / 3 + number * 1.1, 18 + 62 * share
            for x, y in board.around(place, [(far * float(np.cos(angle)), far * float(np.sin(angle)))]):
                ellipse(
                    board.picture,
                    (x, y),
                    (7 * board.unit, 7 * board.unit),
                    rgba(mix(blue, (255, 255, 255), 0.3))[:3],
                )
        board.dot(place, 12, INK)


def _half_lit(board: Board) -> None:
    """Draw the earth with its day and its night."""
    sun(board, (190, 500), 120)
    for number in range(5):
        y = 500 + (number - 2) * 88.0
        board.arrow(
            [(340, 500 + (y - 500) * 0.5), (470, y * 0.6 + 200), (540, y)],
            mix(SUN, (255, 255, 255), 0.3),
            8,
            shown=shown(board, 0.2 + 0.1 * number),
        )
    earth(board, (760, 500), 205, turn=0.22)
    half = np.linspace(-np.pi / 2, np.pi / 2, 40)
    night = board.around((760, 500), [(216 * float(np.cos(a)), 216 * float(np.sin(a))) for a in half])
    over = board.picture.copy()
    polygon(over, night, (8, 12, 30))
    cv2.addWeighted(over, 0.72, board.picture, 0.28, 0, dst=board.picture)
    turn = [
        (760 + 250 * float(np.cos(a)), 500 + 82 * float(np.sin(a)) + 190)
        for a in np.linspace(np.pi * 0.9, np.pi * 0.1, 30)
    ]
    board.arrow(turn, INK, 7, shown=shown(board, 1.4, seconds=1.4))


def _cycle(board: Board) -> None:
    """Draw a circle of arrows that turns through four things."""
    for number in range(4):
        begin = -np.pi / 2 + number * np.pi / 2 + 0.42
        points = [
            (500 + 310 * float(np.cos(a)), 500 + 310 * float(np.sin(a)))
            for a in np.linspace(begin, begin + np.pi / 2 - 0.84, 24)
        ]
        board.arrow(points, INK, 11, shown=shown(board, 0.2 + 0.4 * number))
    sun(board, (500, 190), 62)
    cloud(board, (810, 500), 0.85)
    drop(board, (500, 812), 76)
    board.wave((90, 480), (290, 480), length=76, reach=18, colour=SEA, width=14, pace=0.6)
    board.wave(
        (90, 530), (290, 530), length=76, reach=18, colour=mix(SEA, (255, 255, 255), 0.25), width=14, pace=0.5
    )
    angle = board.time * 0.7 - np.pi / 2
    board.dot((500 + 310 * float(np.cos(angle)), 500 + 310 * float(np.sin(angle))), 17, SUN)


def _rising(board: Board) -> None:
    """Draw the sun warming water, and vapour that rises to a cloud."""
    sun(board, (230, 210), 96)
    for number in range(4):
        y = 740 + number * 70.0
        board.area(
            [
                (-500, y),
                *[
                    (float(x), y + 12 * float(np.sin(x / 60 + board.time * (1.4 - 0.2 * number) + number)))
                    for x in range(-500, 1540, 30)
                ],
                (1540, 1500),
                (-500, 1500),
            ],
            mix(SEA, DEEP, 0.12 + 0.17 * number),
        )
    for number in range(5):
        x, drift = 430 + number * 105.0, (board.time * 0.16 + number * 0.2) % 1.0
        points = [
            (x + 14 * float(np.sin(s * 7 + number)), 715 - 300 * float(s)) for s in np.linspace(0, 1, 26)
        ]
        board.arrow(points, mix(INK, SEA, 0.3), 9, shown=shown(board, 0.3 + 0.22 * number))
        board.dot(
            (x + 14 * float(np.sin(drift * 7 + number)), 715 - 300 * drift),
            12 * (1 - drift * 0.5),
            (206, 232, 255),
        )
    cloud(board, (660, 270), 1.5 * (0.6 + 0.4 * shown(board, 1.2, seconds=2.0)))


def _bars(board: Board) -> None:
    """Draw bars that grow one after the other."""
    board.line([(150, 180), (150, 820), (890, 820)], INK, 8)
    for number, high in enumerate((140, 210, 190, 320, 410, 540)):
        tall = high * shown(board, 0.3 + 0.28 * number, seconds=1.0)
        x = 205 + number * 112.0
        tone = mix(SEA, SUN, number / 5)
        board.area([(x, 816), (x, 816 - tall), (x + 74, 816 - tall), (x + 74, 816)], tone)
        board.area(
            [(x, 816), (x, 816 - tall), (x + 22, 816 - tall), (x + 22, 816)], mix(tone, (255, 255, 255), 0.22)
        )
    points = [
        (242 + number * 112.0, 770.0 - high) for number, high in enumerate((140, 210, 190, 320, 410, 540))
    ]
    fine = [
        (
            float(np.interp(s, range(6), [p[0] for p in points])),
            float(np.interp(s, range(6), [p[1] for p in points])),
        )
        for s in np.linspace(0, 5, 50)
    ]
    if board.time > 2.0:
        board.arrow(fine, INK, 8, shown=shown(board, 2.0, seconds=1.6))


def _leaf(board: Board) -> None:
    """Draw a leaf in the light, with water that comes in and air that goes out."""
    sun(board, (220, 210), 92)
    for number in range(4):
        begin = (310 + number * 16.0, 300 - number * 26.0)
        board.arrow(
            [begin, (begin[0] + 90, begin[1] + 80), (begin[0] + 170, begin[1] + 150)],
            mix(SUN, (255, 255, 255), 0.2),
            9,
            shown=shown(board, 0.2 + 0.15 * number),
        )
    steps = np.linspace(0, 1, 40)
    root, way = np.array([400.0, 800.0]), np.array([430.0, -330.0])
    aside = np.array([0.61, 0.79]) * 190
    upper = [root + way * s - aside * np.sin(np.pi * s**0.8) for s in steps]
    lower = [root + way * s + aside * np.sin(np.pi * s**0.8) for s in steps]
    board.area([(float(p[0]), float(p[1])) for p in (*upper, *lower[::-1])], LAND)
    board.area(
        [(float(p[0]), float(p[1])) for p in (*upper, *[root + way * s for s in steps[::-1]])],
        mix(LAND, (230, 250, 170), 0.3),
    )
    board.line(
        [(330, 860), *[(float(p[0]), float(p[1])) for p in (root + way * s for s in steps)]],
        mix(LAND, DEEP, 0.4),
        9,
    )
    for share in (0.25, 0.42, 0.58, 0.74):
        middle = root + way * share
        for side in (-1, 1):
            end = middle + way * 0.12 + side * aside * 0.62 * np.sin(np.pi * share**0.8)
            board.line(
                [(float(middle[0]), float(middle[1])), (float(end[0]), float(end[1]))],
                mix(LAND, DEEP, 0.3),
                5,
            )
    for number in range(3):
        drift = (board.time * 0.25 + number / 3) % 1.0
        drop(board, (330 + 130 * drift, 900 - 110 * drift), 22 * (1 - 0.5 * drift))
        board.dot((820 + 120 * drift, 430 - 130 * drift + number * 12), 9 + 9 * drift, mix(INK, SEA, 0.25))
    board.arrow([(790, 500), (850, 430), (930, 380)], INK, 8, shown=shown(board, 1.4))


def _globe(board: Board) -> None:
    """Draw a globe and a route that is travelled on it."""
    earth(board, (500, 500), 330, turn=0.03)
    route = [
        (285 + 440 * float(s), 575 - 210 * float(np.sin(np.pi * s)) - 40 * float(s))
        for s in np.linspace(0, 1, 60)
    ]
    far = shown(board, 0.4, seconds=3.0)
    for number in range(0, int(60 * far), 2):
        board.dot(route[number], 8, SUN)
    for place in (route[0], route[-1]):
        board.dot(place, 19, INK)
        board.dot(place, 12, RAINBOW[0])
    end = route[min(int(59 * far), 59)]
    board.dot(end, 16, (255, 250, 230))


def _stages(setting: Setting) -> list[Element]:
    """Draw a plant at four ages, side by side."""
    size = min(setting.height, setting.width * 0.82)
    base, elements = setting.height / 2 + size * 0.26, list[Element]()

    def ground(board: Board) -> None:
        board.area([(-600, 758), (1600, 758), (1600, 1600), (-600, 1600)], (92, 62, 44))
        board.line([(-600, 758), (1600, 758)], (128, 88, 60), 10)
        board.dot((150, 800), 26, (206, 160, 98))
        for number in range(3):
            board.arrow(
                [(215 + number * 235.0, 690), (285 + number * 235.0, 690)],
                INK,
                8,
                shown=shown(board, 0.5 + 0.5 * number),
            )

    elements.append(Drawing(ground))
    day = dataclasses.replace(setting.palette, light=1.0)
    bright = dataclasses.replace(setting, palette=day)
    for number, tall in enumerate((0.15, 0.3, 0.46)):
        x = setting.width / 2 + (-0.13 + 0.235 * number) * size
        elements.append(sprout(bright, x=x, base=base, size=size * tall, depth=0.5))
    elements.append(blossom(setting.width / 2 + 0.34 * size, base - size * 0.46, size * 0.12))
    return elements


KINDS: dict[str, Callable[[Board], None]] = {
    "prism": _prism,
    "light waves": _waves,
    "scatter": _scatter,
    "half lit": _half_lit,
    "stages": _globe,
    "leaf": _leaf,
    "arrows rising": _rising,
    "cycle": _cycle,
    "bars": _bars,
    "globe": _globe,
    "sunbeams": _sunbeams,
}
