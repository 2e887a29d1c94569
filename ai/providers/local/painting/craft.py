"""What drifts and flies: boats, balloons, rockets, aeroplanes."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Colour, Pixels, ellipse, mix, polygon, polyline, stamp
from ai.providers.local.painting.drawn import drawn, rgba
from ai.providers.local.painting.stage import Element, Moment, Setting


@dataclass
class Floating:
    """Something that drifts and rocks: a boat, a balloon, a planet."""

    picture: Pixels
    x: float
    y: float
    depth: float
    drift: tuple[float, float] = (0.0, 0.0)  # pixels a second
    rocking: float = 0.0  # degrees
    lift: float = 0.0  # pixels
    phase: float = 0.0

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        rows, columns = self.picture.shape[:2]
        x, y = self.x + self.drift[0] * moment.time, self.y + self.drift[1] * moment.time
        y += self.lift * np.sin(moment.time * 1.3 + self.phase)
        x, y = moment.at(x, y, self.depth, (width / 2, height / 2))
        angle = self.rocking * np.sin(moment.time * 1.1 + self.phase)
        turned = self.picture
        if self.rocking:
            turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), float(angle), 1.0)
            turned = np.asarray(
                cv2.warpAffine(self.picture, turn, (columns, rows), flags=cv2.INTER_LINEAR), dtype=np.uint8
            )
        stamp(picture, turned, x=float(x - columns / 2), y=float(y - rows / 2))


def boat(setting: Setting) -> Floating:
    """Let a sailing boat pass."""
    palette = setting.palette
    hull, sail = (
        rgba(mix(palette.dark, palette.haze, 0.08)),
        rgba(mix(mix((255, 250, 240), palette.sun, 0.3), palette.dark, 0.7 * (1 - palette.light) ** 1.5)),
    )
    shade = rgba(mix(sail[:3], palette.dark, 0.25))

    def draw(shape: Pixels, at: Callable[[float, float], tuple[float, float]]) -> None:
        polygon(shape, [at(51, 8), at(53, 8), at(53, 92), at(51, 92)], hull)
        polygon(shape, [at(55, 12), at(72, 48), at(88, 82), at(55, 84)], sail)
        polygon(shape, [at(49, 18), at(38, 54), at(20, 82), at(49, 84)], shade)
        polygon(shape, [at(10, 90), at(98, 88), at(88, 104), at(24, 104)], hull)

    picture = drawn(108, 108, draw, 1.05 * setting.unit)
    y = setting.horizon + 0.012 * setting.height
    place = setting.width * (0.24 if setting.sun_x > setting.width / 2 else 0.72)
    return Floating(
        picture, place, y - picture.shape[0] * 0.44, 0.3, (9 * setting.unit, 0), 2.4, 2.0 * setting.unit
    )


def balloons(setting: Setting, *, count: int = 4) -> list[Element]:
    """Let balloons hang in the sky."""
    pairs: list[tuple[Colour, Colour]] = [
        ((222, 70, 62), (250, 206, 110)), ((52, 116, 190), (240, 240, 236)), ((240, 150, 52), (130, 50, 120)),
        ((66, 160, 122), (250, 230, 160)),
    ]  # fmt: skip
    elements: list[Element] = []
    for number in range(count):
        size = (1.25 - 0.22 * number) * setting.unit * 1.3
        one, two = (mix(each, setting.palette.haze, 0.12 + 0.1 * number) for each in pairs[number % 4])
        x = setting.width * (0.2 + 0.62 * ((number * 0.41 + float(setting.random.random()) * 0.2) % 1))
        y = setting.horizon * (0.3 + 0.14 * number)
        drift = ((6 - number) * setting.unit, -4 * setting.unit)
        depth = 0.55 - 0.1 * number
        elements.append(
            Floating(_balloon(one, two, size), x, y, depth, drift, 1.5, 4 * setting.unit, number * 1.7)
        )
    return elements[::-1]


def _balloon(first: Colour, second: Colour, size: float) -> Pixels:
    def draw(shape: Pixels, at: Callable[[float, float], tuple[float, float]]) -> None:
        for band in range(8, 0, -1):
            half = 46 * np.sin(band / 8 * np.pi / 2)
            tone = mix(first if band % 2 else second, (0, 0, 0), 0.28 * (band / 8) ** 2)
            angles = np.linspace(0, np.pi, 24)
            top = [(50 + half * np.cos(a), 50 - 46 * np.sin(a)) for a in angles]
            foot = [
                (50 - half * np.cos(a * 0.5) * (1 - 0.84 * (a / np.pi) ** 1.2), 50 + 58 * a / np.pi)
                for a in angles
            ]
            back = [
                (50 + half * np.cos(a * 0.5) * (1 - 0.84 * (a / np.pi) ** 1.2), 50 + 58 * a / np.pi)
                for a in angles[::-1]
            ]
            polygon(shape, [at(*each) for each in (*top, *foot, *back)], rgba(tone))
        for x in (43, 57):
            polyline(
                shape, [at(x, 108), at(50 + (x - 50) * 0.6, 124)], (40, 34, 30, 255), max(int(size * 2), 1)
            )
        polygon(shape, [at(44, 122), at(56, 122), at(55, 134), at(45, 134)], (92, 62, 40, 255))

    return drawn(100, 138, draw, size)


def rocket(setting: Setting) -> Floating:
    """Let a rocket rise, or cross the dark."""

    def draw(shape: Pixels, at: Callable[[float, float], tuple[float, float]]) -> None:
        for wide, long, tone in (
            (15, 76, (255, 110, 40, 200)),
            (10, 58, (255, 190, 80, 230)),
            (5, 36, (255, 250, 220, 255)),
        ):
            polygon(shape, [at(40 - wide, 112), at(40 + wide, 112), at(40, 112 + long)], tone)
        polygon(shape, [at(24, 82), at(8, 116), at(28, 108)], (196, 52, 48, 255))
        polygon(shape, [at(56, 82), at(72, 116), at(52, 108)], (196, 52, 48, 255))
        body = [(40, 2), (50, 22), (56, 50), (56, 90), (50, 112), (30, 112), (24, 90), (24, 50), (30, 22)]
        polygon(shape, [at(*each) for each in body], (226, 230, 238, 255))
        polygon(
            shape,
            [at(40, 2), at(50, 22), at(56, 50), at(56, 90), at(50, 112), at(42, 112)],
            (174, 180, 196, 255),
        )
        polygon(shape, [at(40, 2), at(50, 22), at(30, 22)], (196, 52, 48, 255))
        ellipse(shape, at(40, 50), (9 * setting.unit * 2.2, 9 * setting.unit * 2.2), (46, 96, 150, 255))

    picture = drawn(80, 190, draw, 1.1 * setting.unit)
    return Floating(
        picture,
        setting.width * 0.42,
        setting.height * 0.66,
        0.75,
        (4 * setting.unit, -26 * setting.unit),
        0.8,
    )


def plane(setting: Setting) -> Floating:
    """Let an aeroplane cross the sky."""
    tone = rgba(mix((242, 244, 248), setting.palette.cloud_shade, 0.25 + 0.5 * (1 - setting.palette.light)))
    shade = rgba(mix(tone[:3], setting.palette.dark, 0.35))

    def draw(shape: Pixels, at: Callable[[float, float], tuple[float, float]]) -> None:
        polygon(shape, [at(18, 22), at(6, 4), at(18, 4), at(38, 22)], shade)
        polygon(shape, [at(64, 26), at(50, 4), at(60, 4), at(92, 26)], shade)
        polygon(
            shape,
            [at(4, 20), at(118, 20), at(136, 26), at(138, 30), at(126, 36), at(24, 36), at(8, 28)],
            tone,
        )
        polygon(shape, [at(60, 32), at(44, 58), at(58, 58), at(94, 32)], shade)
        polygon(shape, [at(122, 23), at(130, 26), at(122, 27)], (40, 60, 90, 255))

    picture = drawn(140, 62, draw, 0.9 * setting.unit)
    return Floating(
        picture,
        setting.width * 0.22,
        setting.horizon * 0.38,
        0.3,
        (58 * setting.unit, -5 * setting.unit),
        0.6,
    )


def freighter(setting: Setting) -> Floating:
    """Let a container ship pass."""
    hull, deck = (rgba(_lit(setting, tone)) for tone in ((138, 46, 42), (236, 232, 222)))
    boxes = [
        _lit(setting, tone)
        for tone in ((214, 96, 54), (60, 122, 176), (228, 180, 74), (86, 150, 112), (176, 62, 60))
    ]

    def draw(shape: Pixels, at: Callable[[float, float], tuple[float, float]]) -> None:
        for column in range(9):
            for row in range(2 + (column * 7) % 3):
                left, top = 62 + column * 21, 66 - row * 13
                tone = rgba(boxes[(column * 3 + row * 2) % len(boxes)])
                polygon(
                    shape,
                    [at(left, top), at(left + 19, top), at(left + 19, top + 12), at(left, top + 12)],
                    tone,
                )
        polygon(shape, [at(18, 20), at(48, 20), at(50, 78), at(14, 78)], deck)
        polygon(shape, [at(24, 6), at(38, 6), at(38, 20), at(24, 20)], hull)
        for row in range(3):
            polygon(
                shape,
                [at(22, 27 + row * 14), at(45, 27 + row * 14), at(45, 32 + row * 14), at(22, 32 + row * 14)],
                (52, 66, 84, 255),
            )
        polygon(shape, [at(4, 76), at(262, 76), at(284, 62), at(268, 106), at(14, 106)], hull)
        polygon(
            shape, [at(12, 98), at(271, 98), at(268, 106), at(14, 106)], rgba(mix(hull[:3], (0, 0, 0), 0.4))
        )

    picture = drawn(288, 108, draw, 1.25 * setting.unit)
    y = setting.horizon + 0.012 * setting.height - picture.shape[0] * 0.44
    x = setting.width * (0.34 if setting.sun_x > setting.width / 2 else 0.6)
    return Floating(picture, x, y, 0.4, (12 * setting.unit, 0), 0.5, 1.6 * setting.unit)


def _lit(setting: Setting, colour: Colour) -> Colour:
    palette = setting.palette
    return mix(mix(colour, palette.haze, 0.15), palette.dark, 0.7 * (1 - palette.light))
