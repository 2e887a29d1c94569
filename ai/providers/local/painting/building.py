"""Houses, lighthouses and windmills."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Colour, Pixels, glow, mix, polygon
from ai.providers.local.painting.drawn import drawn, rgba
from ai.providers.local.painting.figures import lit
from ai.providers.local.painting.stage import Element, Layer, Light, Moment, Setting, light


def house(setting: Setting, *, x: float, base: float) -> Layer:
    """Paint a small house with a warm window."""
    palette = setting.palette
    wall = rgba(mix(mix((214, 190, 164), palette.haze, 0.2), palette.dark, 0.7 * (1 - palette.light)))
    roof = rgba(mix((134, 62, 50), palette.dark, 0.4 + 0.4 * (1 - palette.light)))
    pane = rgba((255, 206, 122) if palette.light < 0.7 else mix((150, 180, 200), palette.dark, 0.3))

    def draw(shape: Pixels, at: Callable[[float, float], tuple[float, float]]) -> None:
        polygon(shape, [at(78, 8), at(88, 8), at(88, 36), at(78, 30)], roof)
        polygon(shape, [at(14, 52), at(106, 52), at(106, 112), at(14, 112)], wall)
        polygon(shape, [at(2, 56), at(30, 14), at(94, 14), at(118, 56)], roof)
        for left in (26, 78):
            polygon(shape, [at(left, 66), at(left + 18, 66), at(left + 18, 86), at(left, 86)], pane)
        polygon(shape, [at(53, 74), at(68, 74), at(68, 112), at(53, 112)], roof)

    picture = drawn(120, 114, draw, 0.95 * setting.unit)
    return Layer(picture, x, base - picture.shape[0], 0.5)


def lighthouse(setting: Setting) -> list[Element]:
    """Paint a lighthouse on a rock, with a light that turns and, when it is dark, its beam."""
    palette, large = setting.palette, 1.7
    white = rgba(mix(mix((246, 242, 236), palette.sun, 0.2), palette.dark, 0.62 * (1 - palette.light)))
    red = rgba(mix((190, 52, 46), palette.dark, 0.6 * (1 - palette.light)))
    rock = rgba(mix(palette.dark, palette.haze, 0.1))

    def draw(shape: Pixels, at: Callable[[float, float], tuple[float, float]]) -> None:
        polygon(shape, [at(46, 34), at(64, 34), at(70, 190), at(40, 190)], white)
        for top in (58, 110, 160):
            polygon(
                shape,
                [
                    at(46 - (top - 34) * 0.038, top),
                    at(64 + (top - 34) * 0.038, top),
                    at(65 + (top - 10) * 0.038, top + 22),
                    at(45 - (top - 10) * 0.038, top + 22),
                ],
                red,
            )
        polygon(shape, [at(42, 30), at(68, 30), at(68, 35), at(42, 35)], rock)
        polygon(shape, [at(48, 15), at(62, 15), at(62, 31), at(48, 31)], (255, 232, 160, 255))
        polygon(shape, [at(46, 16), at(55, 3), at(64, 16)], red)
        polygon(shape, [at(0, 216), at(16, 192), at(38, 178), at(70, 180), at(92, 198), at(120, 216)], rock)

    unit = large * setting.unit
    picture = lit(drawn(120, 216, draw, unit), from_right=setting.sun_x > setting.width / 2)
    x = setting.width * (0.2 if setting.sun_x > setting.width / 2 else 0.8) - 60 * unit
    y = setting.horizon + 14 * setting.unit - picture.shape[0]
    side = int(260 * setting.unit)
    shine = glow(width=side, height=side, x=side / 2, y=side / 2, radius=12 * setting.unit, power=2)
    edge = np.clip(1 - np.hypot(*(np.indices((side, side), dtype=np.float32) - side / 2)) / (side / 2), 0, 1)
    lamp = light((shine * edge).astype(np.float32), (255, 236, 180), 1.0)
    at = (x + 55 * unit, y + 23 * unit)
    shown: list[Element] = [
        Layer(picture, x, y, 0.3),
        Light(lamp, at[0] - side / 2, at[1] - side / 2, 0.3, breath=0.5, pace=1.2),
    ]
    return [Beam(*at, setting.width * 0.62, 0.3), *shown] if palette.light < 0.5 else shown


@dataclass
class Beam:
    """The beam of a lighthouse, which turns: long when it points aside, short when it points at us."""

    x: float
    y: float
    long: float
    depth: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        x, y = moment.at(self.x, self.y, self.depth, (width / 2, height / 2))
        small = np.zeros((max(height // 4, 4), max(width // 4, 4)), dtype=np.uint8)
        for side in (0.0, np.pi):
            turn = float(np.cos(moment.time * 0.75 + 0.6 + side))
            strength, reach = round(30 + 60 * abs(turn)), self.long * turn
            for share in (1.0, 0.55):
                tip = [(x + reach, y - abs(reach) * 0.11 * share), (x + reach, y + abs(reach) * 0.15 * share)]
                layer = np.zeros_like(small)
                polygon(layer, [(px / 4, py / 4) for px, py in ((x, y), *tip)], (strength,))
                small = np.asarray(cv2.add(small, layer), dtype=np.uint8)
        falling = np.abs(np.arange(small.shape[1], dtype=np.float32) * 4 - x) / self.long
        faded = small.astype(np.float32) * np.clip(1 - falling, 0, 1)[None, :] ** 1.8
        soft = cv2.GaussianBlur(faded, (0, 0), 3.0)[:, :, None] * np.array((1.0, 0.92, 0.7), dtype=np.float32)
        large = cv2.resize(
            np.clip(soft, 0, 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR
        )
        cv2.add(picture, large, dst=picture)


@dataclass
class Windmill:
    """A tower with wings that turn."""

    tower: Layer
    hub: tuple[float, float]
    size: float
    colour: Colour

    def paint(self, picture: Pixels, moment: Moment) -> None:
        self.tower.paint(picture, moment)
        height, width = picture.shape[:2]
        x, y = moment.at(*self.hub, self.tower.depth, (width / 2, height / 2))
        size = self.size * moment.scale(self.tower.depth)
        for quarter in range(4):
            angle = moment.time * 1.1 + quarter * np.pi / 2
            along, aside = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
            corners = [
                along * size * 0.12,
                along * size,
                along * size + aside * size * 0.16,
                along * size * 0.16 + aside * size * 0.16,
            ]
            polygon(
                picture, [(x + float(each[0]), y + float(each[1])) for each in corners], rgba(self.colour)[:3]
            )


def windmill(setting: Setting, *, x: float, base: float) -> Windmill:
    """Paint a windmill on the ground at `base`."""
    unit = setting.unit * 1.1
    wall = rgba(
        mix(
            mix((222, 208, 188), setting.palette.haze, 0.2),
            setting.palette.dark,
            0.65 * (1 - setting.palette.light),
        )
    )
    roof = rgba(mix((112, 70, 54), setting.palette.dark, 0.4))

    def draw(shape: Pixels, at: Callable[[float, float], tuple[float, float]]) -> None:
        polygon(shape, [at(24, 30), at(46, 30), at(56, 150), at(14, 150)], wall)
        polygon(shape, [at(20, 32), at(35, 10), at(50, 32)], roof)
        polygon(shape, [at(29, 124), at(41, 124), at(41, 150), at(29, 150)], roof)

    picture = drawn(70, 152, draw, unit)
    tower = Layer(picture, x, base - picture.shape[0], 0.45)
    return Windmill(
        tower,
        (x + 35 * unit, base - picture.shape[0] + 34 * unit),
        62 * unit,
        mix((240, 232, 216), setting.palette.dark, 0.3 + 0.4 * (1 - setting.palette.light)),
    )
