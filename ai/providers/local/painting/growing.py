"""Palms, flowers and trees."""

import itertools

import numpy as np

from ai.providers.local.painting.canvas import (
    Colour,
    Pixels,
    ellipse,
    empty,
    mix,
    polygon,
    polyline,
)
from ai.providers.local.painting.drawn import rgba
from ai.providers.local.painting.stage import Element, Layer, Setting


def palms(setting: Setting, *, count: int = 2) -> list[Element]:
    """Paint palms that lean into the picture from its sides."""
    elements: list[Element] = []
    for number in range(count):
        shape = empty(width=int(setting.height * 0.85), height=int(setting.height * 0.95))
        _palm(shape, setting, 1 if number % 2 == 0 else -1, 1.0 - 0.25 * (number // 2))
        shift = setting.width * (0.02 if number % 2 == 0 else 0.98) - shape.shape[1] * (
            0.32 if number % 2 == 0 else 0.68
        )
        elements.append(Layer(shape, shift, setting.height * 0.17, 0.92))
    return elements


def _palm(shape: Pixels, setting: Setting, lean: int, size: float) -> None:
    height, width = shape.shape[:2]
    value = rgba(mix(setting.palette.dark, (16, 40, 26), 0.35 * setting.palette.light))
    steps = np.linspace(0, 1, 18)
    foot = width * (0.32 if lean > 0 else 0.68)
    trunk = [(foot + lean * width * 0.2 * step**1.7, height - height * 0.72 * size * step) for step in steps]
    for number, (one, two) in enumerate(itertools.pairwise(trunk)):
        polyline(shape, [one, two], value, max(int((15 - 0.55 * number) * setting.unit * size), 2))
    crown = trunk[-1]
    for angle in np.linspace(-0.25, np.pi + 0.25, 11):
        _frond(shape, crown, angle, height * (0.26 + 0.06 * float(setting.random.random())) * size, value)


def _frond(
    shape: Pixels, crown: tuple[float, float], angle: float, long: float, value: tuple[int, ...]
) -> None:
    steps = np.linspace(0, 1, 22)
    spine = [
        (
            crown[0] + np.cos(angle) * long * s,
            crown[1] - np.sin(angle) * long * s * 0.72 + long * 0.62 * s**2.1,
        )
        for s in steps
    ]
    polyline(shape, spine, value, 2)
    for number, (x, y) in enumerate(spine[2:], start=2):
        leaf = long * 0.27 * np.sin(np.pi * (0.12 + 0.86 * number / 22))
        for way in (-1, 1):
            ahead = np.cos(angle) * leaf * 0.55
            polygon(
                shape,
                [
                    (x - 2, y),
                    (x + 3, y),
                    (x + ahead + way * leaf * 0.35, y + leaf * (0.9 if way > 0 else 0.55)),
                ],
                value,
            )


def flowers(setting: Setting, *, line: float) -> list[Element]:
    """Paint flowers on the ground in front, larger towards the camera."""
    tones: list[Colour] = [(236, 64, 84), (250, 196, 66), (246, 246, 250), (196, 96, 220), (255, 140, 170)]
    elements: list[Element] = []
    for row in range(3):
        top = line + (setting.height - line) * (0.1 + 0.3 * row)
        shape = empty(width=setting.wide, height=int(setting.height * 1.16 - top))
        for _ in range(260 - 70 * row):
            x, y = setting.random.random(2) * (shape.shape[1], shape.shape[0])
            tone = mix(
                tones[int(setting.random.integers(len(tones)))],
                setting.palette.dark,
                0.62 * (1 - setting.palette.light),
            )
            _flower(
                shape,
                float(x),
                float(y),
                (1.6 + 2.6 * row + 2.4 * y / shape.shape[0]) * setting.unit,
                tone,
                setting,
            )
        elements.append(Layer(shape, setting.left, top, 0.5 + 0.2 * row))
    return elements


def _flower(shape: Pixels, x: float, y: float, size: float, tone: Colour, setting: Setting) -> None:
    stem = rgba(mix((54, 112, 48), setting.palette.dark, 0.3 + 0.5 * (1 - setting.palette.light)))
    polyline(shape, [(x, y), (x + size * 0.3, y + size * 4)], stem, max(int(size * 0.3), 1))
    for angle in np.arange(5) * 1.2566:
        ellipse(
            shape,
            (x + np.cos(angle) * size * 0.6, y + np.sin(angle) * size * 0.5),
            (size * 0.55, size * 0.48),
            rgba(tone),
        )
    ellipse(shape, (x, y), (size * 0.32, size * 0.3), rgba(mix((250, 214, 90), tone, 0.2)))


def broad_tree(setting: Setting, *, x: float, base: float, size: float, depth: float = 0.6) -> Layer:
    """Paint one large tree: a trunk with boughs, and a crown of many clumps of leaves."""
    side, random, palette = int(size * 1.3), setting.random, setting.palette
    shape = empty(width=side, height=side)
    bark = mix((86, 62, 44), palette.dark, 0.3 + 0.6 * (1 - palette.light))
    trunk = [(0.475, 0.5), (0.525, 0.5), (0.54, 0.86), (0.59, 1.0), (0.41, 1.0), (0.46, 0.86)]
    polygon(shape, [(side * px, side * py) for px, py in trunk], rgba(bark))
    for way in (-1, 1):
        bough = [(0.5, 0.74), (0.5 + way * 0.1, 0.58), (0.5 + way * 0.2, 0.44)]
        polyline(shape, [(side * px, side * py) for px, py in bough], rgba(bark), max(side // 36, 1))
    green = mix((70, 132, 58), palette.dark, 0.2 + 0.62 * (1 - palette.light))
    dark, bright = mix(green, palette.dark, 0.55), mix(mix(green, (214, 232, 120), 0.3), palette.sun, 0.2)
    way = 1 if setting.sun_x > x else -1
    clumps = []
    for _ in range(150):
        angle, far = float(random.random()) * 6.283, float(random.random()) ** 0.55
        clumps.append((0.5 + 0.36 * far * np.cos(angle), 0.36 + 0.27 * far * np.sin(angle)))
    # The upper ones last and lighter, so that the crown has a lit side.
    for px, py in sorted(clumps, key=lambda each: -each[1] + 0.25 * way * each[0]):
        lit = float(np.clip(0.5 + (0.36 - py) * 1.5 + way * (px - 0.5) * 1.1, 0, 1))
        for _ in range(7):
            dx, dy = (random.random(2) - 0.5) * 0.12
            tone = mix(dark, bright, float(np.clip(lit + 0.3 * (random.random() - 0.5), 0, 1)))
            place = (side * (px + float(dx)), side * (py + float(dy)))
            ellipse(shape, place, (side * 0.022, side * 0.017), rgba(tone))
    return Layer(shape, x - side / 2, base - side, depth)


def sprout(setting: Setting, *, x: float, base: float, size: float, depth: float = 0.8) -> Layer:
    """Paint a young plant with a few pairs of leaves, `size` pixels tall."""
    side = int(size * 1.5)
    shape = empty(width=side, height=int(size * 1.1))
    foot, middle = size * 1.08, side / 2
    green = mix((96, 182, 74), setting.palette.dark, 0.5 * (1 - setting.palette.light))
    stem = [
        (middle + np.sin(step * 2.4) * size * 0.04, foot - size * 0.92 * step)
        for step in np.linspace(0, 1, 12)
    ]
    polyline(shape, stem, rgba(mix(green, (40, 80, 30), 0.4)), max(int(size * 0.035), 2))
    for number, share in enumerate((0.42, 0.66, 0.86, 1.0)):
        root = (middle + float(np.sin(share * 2.4)) * size * 0.04, foot - size * 0.92 * share)
        long = size * (0.46 - 0.09 * number)
        for way in (-1, 1):
            _leaf(
                shape,
                root,
                (way * long, -long * (0.34 + 0.16 * number)),
                mix(green, (210, 240, 130), 0.1 * number),
            )
    return Layer(shape, x - side / 2, base - shape.shape[0], depth)


def _leaf(shape: Pixels, root: tuple[float, float], way: tuple[float, float], tone: Colour) -> None:
    along, aside = np.array(way), np.array([-way[1], way[0]]) * 0.3
    steps = np.linspace(0, 1, 12)
    upper = [np.array(root) + along * s + aside * np.sin(np.pi * s**0.8) for s in steps]
    lower = [np.array(root) + along * s - aside * 0.75 * np.sin(np.pi * s**0.8) for s in steps]
    polygon(shape, [(float(p[0]), float(p[1])) for p in (*upper, *reversed(lower))], rgba(tone))
    polygon(
        shape,
        [
            (float(p[0]), float(p[1]))
            for p in (*upper, *(np.array(root) + along * s for s in reversed(steps)))
        ],
        rgba(mix(tone, (255, 255, 220), 0.18)),
    )


def rows_of_bushes(setting: Setting, *, top: float) -> list[Element]:
    """Paint rows of round bushes that run over the ground, small far away and large near by."""
    elements: list[Element] = []
    count = 6
    for number in range(count):
        share = number / (count - 1)
        y = top + (setting.height * 1.04 - top) * share**1.5
        size = (12 + 62 * share**1.2) * setting.unit
        shape = empty(width=setting.wide, height=int(size * 2.6))
        green = mix(
            mix((70, 132, 62), setting.palette.haze, 0.4 * (1 - share)),
            setting.palette.dark,
            0.1 + 0.55 * (1 - setting.palette.light),
        )
        _bushes(shape, setting, size, green, has_fruit=share > 0.45)
        elements.append(Layer(shape, setting.left, y - shape.shape[0] * 0.85, 0.3 + 0.6 * share))
    return elements


def _bushes(shape: Pixels, setting: Setting, size: float, green: Colour, *, has_fruit: bool) -> None:
    random = setting.random
    x = -size * float(random.random())
    while x < shape.shape[1] + size:
        foot = shape.shape[0] * 0.82 + (float(random.random()) - 0.5) * size * 0.2
        ellipse(shape, (x, foot), (size * 0.8, size * 0.16), rgba(mix(green, (14, 22, 12), 0.65)))
        for _ in range(9):
            dx, dy = (random.random(2) - 0.5) * (1.3, 0.9) * size
            up = foot - size * 0.62 + float(dy)
            tone = mix(
                mix(green, (14, 26, 12), 0.35),
                mix(green, (226, 240, 140), 0.3),
                float(np.clip((foot - up) / size / 1.1, 0, 1)),
            )
            ellipse(shape, (x + float(dx), up), (size * 0.36, size * 0.3), rgba(tone))
        if has_fruit:
            for _ in range(10):
                dx, dy = (random.random(2) - 0.5) * (1.4, 0.9) * size
                ellipse(
                    shape,
                    (x + float(dx), foot - size * 0.6 + float(dy)),
                    (size * 0.05, size * 0.05),
                    rgba(mix((206, 44, 40), setting.palette.dark, 0.3)),
                )
        x += size * (1.25 + 0.3 * float(random.random()))


def blossom(x: float, y: float, size: float) -> Layer:
    """Paint one round flower of about `size` pixels."""
    side = int(size * 2)
    shape = empty(width=side, height=side)
    for number in range(8):
        angle = number * np.pi / 4
        ellipse(
            shape,
            (side / 2 + float(np.cos(angle)) * size * 0.5, side / 2 + float(np.sin(angle)) * size * 0.5),
            (size * 0.3, size * 0.3),
            rgba((250, 120, 150)),
        )
    ellipse(shape, (side / 2, side / 2), (size * 0.34, size * 0.34), rgba((255, 206, 84)))
    return Layer(shape, x - side / 2, y - side / 2, 0.5)
