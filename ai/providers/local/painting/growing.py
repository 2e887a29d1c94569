"""Palms, flowers and trees."""

import itertools

import numpy as np

from ai.providers.local.painting.canvas import (
    Colour,
    Pixels,
    ellipse,
    empty,
    mix,
    noise,
    polygon,
    polyline,
    sprite,
)
from ai.providers.local.painting.drawn import rgba
from ai.providers.local.painting.sky import smoothed
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
    """Paint one large tree with a round crown."""
    side = int(size * 1.3)
    shape = empty(width=side, height=side)
    value = (0, 0, 0, 255)
    polygon(
        shape,
        [(side * 0.47, side * 0.55), (side * 0.53, side * 0.55), (side * 0.56, side), (side * 0.44, side)],
        value,
    )
    for way in (-1, 1):
        polyline(
            shape,
            [
                (side * 0.5, side * 0.72),
                (side * (0.5 + way * 0.1), side * 0.55),
                (side * (0.5 + way * 0.2), side * 0.42),
            ],
            value,
            max(side // 40, 1),
        )
    rows, columns = np.indices((side, side), dtype=np.float32) / side
    field = noise(setting.random, width=side, height=side, cells=7, octaves=4)
    # So small that the noise never carries leaves to the edge, where they would be cut off straight.
    away = np.sqrt(((columns - 0.5) / 0.34) ** 2 + ((rows - 0.42) / 0.29) ** 2)
    crown = smoothed(1 - away + (field - 0.5) * 0.9, 0.02, 0.1)
    body = np.maximum(shape[:, :, 3].astype(np.float32) / 255, crown)
    palette = setting.palette
    green = mix((60, 118, 54), palette.dark, 0.25 + 0.65 * (1 - palette.light))
    lit = smoothed(
        field + (0.42 - rows) * 1.1 + (columns - 0.5) * (0.7 if setting.sun_x > x else -0.7), 0.25, 0.85
    )[:, :, None]
    dark = np.array(mix(green, palette.dark, 0.62), dtype=np.float32)
    colour = (
        dark + (np.array(mix(green, palette.sun, 0.32), dtype=np.float32) - dark) * lit * crown[:, :, None]
    )
    return Layer(sprite(colour.astype(np.float32), body.astype(np.float32)), x - side / 2, base - side, depth)
