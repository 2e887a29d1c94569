"""Lights over a street and on a river: strings of lanterns, small flames that drift, boats with a lamp."""

from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import (
    Colour,
    Pixels,
    bytes_of,
    ellipse,
    empty,
    mix,
    polygon,
    polyline,
    stamp,
)
from ai.providers.local.painting.craft import Floating
from ai.providers.local.painting.drawn import drawn, rgba
from ai.providers.local.painting.figures import At, toned
from ai.providers.local.painting.stage import Element, Light, Moment, Setting

SHADES: tuple[Colour, ...] = (
    (226, 52, 44),
    (250, 176, 50),
    (52, 128, 196),
    (240, 110, 60),
    (150, 70, 160),
    (70, 160, 110),
)


@dataclass
class Lanterns:
    """Strings of lanterns across the street, which swing a little and glow after dark."""

    sprites: list[Pixels]
    glows: list[Pixels]
    strings: list[tuple[float, float, float, float, int]]  # left y, right y, sag, depth, count
    rope: Colour
    unit: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        for row, (left, right, sag, depth, count) in enumerate(self.strings):
            line = [self._at(share, left, right, sag, width) for share in np.linspace(-0.15, 1.15, 40)]
            seen = [moment.at(x, y, depth, (width / 2, height / 2)) for x, y in line]
            polyline(picture, seen, rgba(self.rope)[:3], 1)
            for number in range(count):
                share = -0.08 + 1.16 * (number + 0.5) / count
                x, y = self._at(share, left, right, sag, width)
                swing = 3.2 * self.unit * np.sin(moment.time * 1.2 + number * 1.3 + row)
                kind = (number * 5 + row * 3) % len(self.sprites)
                size = self.sprites[kind].shape
                px, py = moment.at(x + swing, y, depth, (width / 2, height / 2))
                at = (px - size[1] / 2, py - size[0] * 0.06)
                stamp(picture, self.sprites[kind], x=float(at[0]), y=float(at[1]))
                if self.glows:
                    shine = self.glows[kind]
                    _add(picture, shine, (px - shine.shape[1] / 2, py + size[0] * 0.42 - shine.shape[0] / 2))

    @staticmethod
    def _at(share: float, left: float, right: float, sag: float, width: int) -> tuple[float, float]:
        return share * width, left + (right - left) * share + sag * 4 * share * (1 - share)


def _add(picture: Pixels, shine: Pixels, at: tuple[float, float]) -> None:
    Light(shine, at[0], at[1], 0.0).paint(picture, Moment(0.0))


def lanterns(setting: Setting, *, rows: int = 3) -> Lanterns:
    """Hang strings of lanterns over a street."""
    unit, random = setting.unit, setting.random
    is_lit = setting.palette.light < 0.5
    sprites = [
        _lantern(tone, (38 + 7 * (number % 3)) * unit, is_lit, setting) for number, tone in enumerate(SHADES)
    ]
    glows = [_glow(tone, 105 * unit) for tone in SHADES] if is_lit else []
    strings = []
    for row in range(rows):
        y = setting.height * (0.05 + 0.11 * row)
        strings.append(
            (
                y + setting.height * 0.08 * float(random.random()),
                y + setting.height * 0.08 * float(random.random()),
                setting.height * (0.06 + 0.05 * float(random.random())),
                0.5 + 0.16 * (rows - 1 - row),
                max(round(setting.width / (125 * unit)) + row, 3),
            )
        )
    return Lanterns(sprites, glows, strings[::-1], mix(setting.palette.dark, (60, 50, 50), 0.4), unit)


def _lantern(colour: Colour, size: float, is_lit: bool, setting: Setting) -> Pixels:  # noqa: FBT001 - lit or not
    tone = mix(colour, (255, 190, 90), 0.14) if is_lit else toned(setting, colour)
    side = int(size * 2)
    shape = empty(width=side * 2, height=side * 3)
    middle, down = side, side * 1.15
    polyline(shape, [(middle, 0), (middle, down)], (70, 50, 40, 255), 2)
    for step in np.linspace(1, 0, 9):
        shade = mix(
            mix(tone, (0, 0, 0), 0.28), mix(tone, (255, 244, 200), 0.34 if is_lit else 0.2), 1 - float(step)
        )
        ellipse(shape, (middle, down), (side * 0.62 * float(step) + 1, side * 0.74), rgba(shade))
    for y in (-0.72, 0.72):
        polygon(
            shape,
            [
                (middle - side * 0.26, down + side * (y - 0.06)),
                (middle + side * 0.26, down + side * (y - 0.06)),
                (middle + side * 0.26, down + side * (y + 0.06)),
                (middle - side * 0.26, down + side * (y + 0.06)),
            ],
            rgba(mix(tone, (60, 40, 20), 0.7)),
        )
    for x in (-0.08, 0.0, 0.08):
        polyline(
            shape,
            [(middle + side * x, down + side * 0.76), (middle + side * x * 1.6, down + side * 1.45)],
            rgba(mix(tone, (250, 190, 70), 0.4)),
            2,
        )
    return np.asarray(cv2.resize(shape, (side, side * 3 // 2), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _glow(colour: Colour, radius: float) -> Pixels:
    side = int(radius * 2)
    away = np.hypot(*(np.indices((side, side), dtype=np.float32) - side / 2)) / (side / 2)
    shine = np.clip(1 - away, 0, 1) ** 2.6 * 0.5
    return bytes_of((shine[:, :, None] * np.array(mix(colour, (255, 200, 120), 0.5))).astype(np.float32))


def floating_lights(setting: Setting, *, count: int = 26) -> Element:
    """Let small flames drift on the water."""
    random = setting.random
    places = [
        (
            float(random.random()) * setting.width * 1.2,
            setting.horizon
            + (setting.height - setting.horizon) * (0.1 + 0.85 * float(random.random()) ** 1.2),
            float(random.random()) * 6.3,
        )
        for _ in range(count)
    ]
    return Flames(
        places,
        [_glow(tone, (16 + 10 * number) * setting.unit) for number, tone in enumerate(SHADES[:3])],
        setting.unit,
        setting.horizon,
        setting.height,
    )


@dataclass
class Flames:
    """Small lights on water that drift and flicker slowly."""

    places: list[tuple[float, float, float]]
    glows: list[Pixels]
    unit: float
    horizon: float
    height: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        for number, (x, y, phase) in enumerate(self.places):
            near = (y - self.horizon) / max(self.height - self.horizon, 1)
            along = (x + moment.time * 7 * self.unit * (0.4 + near)) % (width * 1.3) - width * 0.15
            px, py = moment.at(
                along,
                y + 1.5 * self.unit * np.sin(moment.time * 1.4 + phase),
                0.4 + 0.5 * near,
                (width / 2, height / 2),
            )
            shine = self.glows[min(int(near * 3), 2)]
            _add(picture, shine, (px - shine.shape[1] / 2, py - shine.shape[0] / 2))
            size = (1.8 + 3.4 * near) * self.unit
            ellipse(picture, (px, py), (size * 1.5, size * 0.8), (255, 196 + number % 3 * 20, 120))
            ellipse(picture, (px, py - size * 0.9), (size * 0.5, size), (255, 246, 214))


def sampans(setting: Setting, *, line: float, count: int = 3) -> list[Element]:
    """Let wooden boats lie on the water below a line, each with somebody in a pointed hat."""
    made: list[Element] = []
    for number in range(count):
        near = (number + 0.6) / count
        size = (0.75 + 0.85 * near) * setting.unit
        picture = _sampan(setting, size, has_lamp=setting.palette.light < 0.4)
        x = setting.width * (0.16 + 0.34 * ((number * 1.9) % 2.1)) + setting.width * 0.08 * float(
            setting.random.random()
        )
        y = line + (setting.height - line) * (0.16 + 0.66 * near)
        drift = (7 - 3 * number) * setting.unit
        made.append(
            Floating(
                picture,
                x,
                y - picture.shape[0] * 0.3,
                0.45 + 0.4 * near,
                (drift, 0),
                0.9,
                1.6 * setting.unit,
                number * 1.7,
            )
        )
    return made


def _sampan(setting: Setting, size: float, *, has_lamp: bool) -> Pixels:
    wood, cloth, hat = (
        toned(setting, tone, share=0.1) for tone in ((108, 66, 42), (60, 84, 120), (226, 196, 132))
    )

    def draw(shape: Pixels, at: At) -> None:
        polygon(shape, [at(*p) for p in ((120, 20), (134, 12), (148, 20), (154, 64), (118, 64))], rgba(cloth))
        polygon(shape, [at(*p) for p in ((134, -2 + 2), (154, 14), (114, 14))], rgba(hat))
        polyline(shape, [at(150, 34), at(176, 88)], rgba(wood), max(round(at(3, 0)[0]), 1))
        polygon(
            shape,
            [
                at(*p)
                for p in ((0, 44), (22, 58), (150, 60), (190, 42), (172, 78), (140, 88), (46, 88), (18, 76))
            ],
            rgba(wood),
        )
        polygon(
            shape,
            [at(*p) for p in ((18, 60), (150, 62), (182, 48), (176, 62), (140, 70), (40, 70))],
            rgba(mix(wood, (255, 220, 170), 0.2)),
        )
        if has_lamp:
            polyline(shape, [at(24, 58), at(24, 26)], rgba(wood), max(round(at(2, 0)[0]), 1))
            for radius, tone in ((13, (150, 62, 22)), (9, (255, 170, 70)), (5, (255, 238, 190))):
                ellipse(shape, at(24, 26), (at(radius, 0)[0], at(radius, 0)[0]), (*tone, 255))
        ellipse(
            shape, at(96, 92), (at(78, 0)[0], at(4, 0)[0]), (*rgba(mix(wood, (8, 10, 16), 0.75))[:3], 255)
        )

    return drawn(192, 98, draw, size)
