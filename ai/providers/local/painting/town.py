"""Towns: skylines with lit windows, streets, cars."""

from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import (
    Colour,
    Pixels,
    Plane,
    empty,
    flat_sprite,
    glow,
    mix,
    noise,
    polygon,
    stamp,
)  # fmt: skip
from ai.providers.local.painting.drawn import rgba
from ai.providers.local.painting.stage import Element, Layer, Light, Moment, Setting, light
from ai.providers.local.painting.water import sprite_of

WINDOW_LIGHTS: tuple[Colour, ...] = ((255, 214, 140), (255, 188, 106), (255, 236, 196), (196, 222, 255))
# A car seen from its side, driving to the right.
BODY = (
    (2, 60), (10, 44), (46, 38), (68, 16), (128, 14), (160, 36), (192, 44), (200, 66), (196, 76), (4, 76),
)  # fmt: skip
NEON: tuple[Colour, ...] = ((255, 60, 160), (60, 220, 255), (170, 90, 255), (255, 150, 60))


def skyline(setting: Setting) -> list[Element]:
    """Paint three rows of houses; after dark their windows are lit."""
    elements: list[Element] = []
    for number in range(3):
        elements += _row(setting, number / 2)
    return elements


def _row(setting: Setting, share: float) -> list[Element]:
    palette, random, unit = setting.palette, setting.random, setting.unit
    tall = setting.height * (0.42 - 0.02 * share)
    base = setting.horizon + setting.height * (0.02 + 0.13 * share)
    top, height = base - tall * 1.2, int(tall * 1.2 + setting.height * 0.3)
    shape, shine = (
        empty(width=setting.wide, height=height),
        np.zeros((height, setting.wide, 3), dtype=np.uint8),
    )
    tone = mix(palette.haze, mix(palette.dark, (52, 58, 74), 0.4 * palette.light), 0.34 + 0.58 * share)
    x = -20.0
    while x < setting.wide:
        wide = (34 + 64 * float(random.random())) * unit * (0.8 + 0.7 * share)
        high = tall * (0.25 + 0.75 * float(random.random()) ** 1.7) * (1.1 - 0.3 * share)
        _house(setting, shape, shine, (x, tall * 1.2 - high, wide, height), tone, share)
        x += wide * (0.98 + 0.3 * float(random.random()))
    body = shape[:, :, 3].astype(np.float32) / 255
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    colour: Plane = shape[:, :, :3].astype(np.float32)
    colour = colour + (np.array(palette.haze, dtype=np.float32) - colour) * rows**1.5 * (0.55 - 0.35 * share)
    place = (setting.left, top, 0.18 + 0.34 * share)
    made: list[Element] = [Layer(sprite_of(colour, body), *place)]
    if palette.light < 0.7:
        soft = cv2.GaussianBlur(shine, (0, 0), 5 * unit + 0.5)
        both = cv2.addWeighted(shine, 1.0, soft, 0.7, 0)
        made.append(Light(np.asarray(both, dtype=np.uint8), *place))
    return made


def _house(
    setting: Setting,
    shape: Pixels,
    shine: Pixels,
    box: tuple[float, float, float, float],
    tone: Colour,
    share: float,
) -> None:
    x, top, wide, bottom = box
    random, unit = setting.random, setting.unit
    front = mix(tone, setting.palette.sun, 0.12 * float(random.random()))
    value = (*(round(part) for part in front), 255)
    polygon(shape, [(x, top), (x + wide, top), (x + wide, bottom), (x, bottom)], value)
    _roof(shape, (x, top, wide), float(random.random()), value)
    lit = mix(front, setting.palette.sun, 0.25 * setting.palette.light + 0.08)
    side = wide * 0.3 if setting.sun_x > setting.width / 2 else -wide * 0.3
    edge = x + wide if side > 0 else x
    polygon(
        shape,
        [(edge - side, top), (edge, top), (edge, bottom), (edge - side, bottom)],
        (*(round(part) for part in lit), 255),
    )
    _windows(setting, shape, shine, box, front, share)
    if setting.vision.mood == "neon" and random.random() < 0.5:
        sign = NEON[int(random.integers(len(NEON)))]
        left, high = x + wide * 0.12, top + 30 * unit + 80 * unit * random.random()
        cv2.rectangle(
            shine, (int(left), int(high)), (int(left + 8 * unit) + 1, int(high + 90 * unit)), sign, -1
        )


def _roof(shape: Pixels, place: tuple[float, float, float], kind: float, value: tuple[int, ...]) -> None:
    """Give a house one of three roofs, or none: `kind` (0-1) decides."""
    x, top, wide = place
    if kind < 0.2:  # a stepped top
        polygon(
            shape,
            [
                (x + wide * 0.25, top - wide * 0.35),
                (x + wide * 0.75, top - wide * 0.35),
                (x + wide * 0.75, top),
                (x + wide * 0.25, top),
            ],
            value,
        )
    elif kind < 0.36:  # a spire
        polygon(
            shape, [(x + wide * 0.5, top - wide * 0.9), (x + wide * 0.58, top), (x + wide * 0.42, top)], value
        )
    elif kind < 0.5:  # a slanted roof
        polygon(shape, [(x, top), (x + wide, top - wide * 0.4), (x + wide, top)], value)


def _windows(
    setting: Setting,
    shape: Pixels,
    shine: Pixels,
    box: tuple[float, float, float, float],
    front: Colour,
    share: float,
) -> None:
    x, top, wide, bottom = box
    random, unit = setting.random, setting.unit
    step_x, step_y = (9 + 3 * share) * unit, (13 + 5 * share) * unit
    size = (max(4.2 * unit, 1.5), max(6.5 * unit, 2.0))
    night = setting.palette.light < 0.7
    often = float(0.18 + 0.42 * random.random()) * (1.1 - setting.palette.light)
    for row in range(int((min(bottom, shape.shape[0]) - top - 10 * unit) / step_y)):
        for column in range(int((wide - 8 * unit) / step_x)):
            left, high = x + 6 * unit + column * step_x, top + 10 * unit + row * step_y
            corner = (int(left), int(high)), (int(left + size[0]), int(high + size[1]))
            if night and random.random() < often:
                tone = WINDOW_LIGHTS[int(random.integers(len(WINDOW_LIGHTS)))]
                lit = mix((0, 0, 0), tone, float(0.45 + 0.5 * random.random()) * (0.6 + 0.4 * share))
                cv2.rectangle(shine, *corner, lit, -1)
            else:
                cv2.rectangle(shape, *corner, (*mix(front, setting.palette.top, 0.22), 255), -1)


def street(setting: Setting) -> list[Element]:
    """Paint a road in front: after dark or in rain it is a wet mirror of the lights."""
    palette = setting.palette
    top = setting.horizon + setting.height * 0.17
    height = int(setting.height * 1.16 - top)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    asphalt = mix(mix((74, 76, 84), palette.haze, 0.25), palette.dark, 0.75 * (1 - palette.light))
    spots = noise(setting.random, width=setting.wide, height=height, cells=80, octaves=3, flat=2)
    colour = (
        np.array(asphalt, dtype=np.float32)
        * (0.85 + 0.3 * spots[:, :, None])
        * (1.1 - 0.35 * rows[:, :, None])
    )
    wet = setting.vision.weather in {"rain", "storm"} or palette.light < 0.5
    body = np.full((height, setting.wide), 0.66 if wet else 1.0, dtype=np.float32) * np.clip(rows * 14, 0, 1)
    elements: list[Element] = [Smear(top, 0.85)] if wet else []
    elements.append(Layer(sprite_of(colour, body), setting.left, top, 0.7))
    elements.append(
        Lane(top + height * 0.42, setting.unit, mix((230, 226, 210), palette.dark, 0.5 * (1 - palette.light)))
    )
    return elements


@dataclass
class Smear:
    """A wet ground that mirrors what stands above it, drawn out downwards."""

    line: float
    strength: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        _, y = moment.at(0, self.line, 0.55, (width / 2, height / 2))
        top = round(y)
        rows = height - top
        if rows < 4 or top < 4:
            return
        part = picture[max(top - int(rows * 0.9), 0) : top]
        turned = cv2.resize(cv2.flip(part, 0), (width // 4, rows), interpolation=cv2.INTER_AREA)
        soft = cv2.blur(turned, (3, 2 * int(rows * 0.06) + 1))
        large = cv2.resize(soft, (width, rows), interpolation=cv2.INTER_LINEAR)
        picture[top:] = cv2.convertScaleAbs(large, alpha=self.strength)


@dataclass
class Lane:
    """The broken line in the middle of the road."""

    y: float
    unit: float
    colour: Colour

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        step = 190 * self.unit
        shift = -moment.x * 0.85
        for number in range(-3, int(width / step) + 4):
            x, y = moment.at(number * step + shift * 0.15, self.y, 0.85, (width / 2, height / 2))
            high, wide = 5 * self.unit, 96 * self.unit
            polygon(
                picture,
                [(x + high, y), (x + wide + high, y), (x + wide, y + high), (x, y + high)],
                rgba(self.colour)[:3],
            )


@dataclass
class Cars:
    """Cars on two lanes, each with its lights."""

    sprites: list[tuple[Pixels, Pixels]]  # driving to the right, and to the left
    cars: list[tuple[float, float, int, int]]  # start, speed (pixels a second), kind, lane
    lanes: tuple[float, float]

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        for start, speed, kind, lane in self.cars:
            body = self.sprites[kind][0 if speed > 0 else 1]
            reach = width + 3 * body.shape[1]
            x = (start + speed * moment.time) % reach - 1.5 * body.shape[1]
            _, y = moment.at(0, self.lanes[lane], 0.85, (width / 2, height / 2))
            stamp(picture, body, x=x - moment.x * 0.3, y=y - body.shape[0] * 0.62)


def cars(setting: Setting, *, count: int = 6) -> Cars:
    """Let cars drive along the street."""
    random, unit = setting.random, setting.unit
    colours: list[Colour] = [(196, 48, 52), (48, 88, 160), (220, 222, 226), (40, 42, 48), (232, 176, 44)]
    sprites = []
    for colour in colours:
        car = _car(
            mix(colour, setting.palette.dark, 0.7 * (1 - setting.palette.light)),
            unit * 1.15,
            setting.palette.light < 0.7,
        )
        sprites.append((car, np.ascontiguousarray(car[:, ::-1])))
    top = setting.horizon + setting.height * 0.17
    space = setting.height * 1.0 - top
    made = []
    for number in range(count):
        lane = number % 2
        speed = (150 + 60 * float(random.random())) * unit * (1.25 if lane else -0.9)
        start = (number // 2) / max(count // 2, 1) * setting.width * 1.4 + 160 * unit * float(random.random())
        made.append((start, speed, int(random.integers(len(colours))), lane))
    return Cars(sprites, made, (top + space * 0.3, top + space * 0.72))


def _car(colour: Colour, unit: float, lights: bool) -> Pixels:  # noqa: FBT001 - drawn by day or by night
    wide, high = int(330 * unit), int(110 * unit)
    car = empty(width=wide, height=high)

    def at(x: float, y: float) -> tuple[float, float]:
        return (x + 40) * unit, y * unit

    body = tuple(round(part) for part in colour)
    dark = (18, 20, 26, 255)
    polygon(car, [at(x, y) for x, y in BODY], (*body, 255))
    glass = tuple(round(part) for part in mix(colour, (140, 170, 200), 0.45))
    polygon(car, [at(x, y) for x, y in ((58, 36), (73, 20), (96, 19), (96, 37))], (*glass, 255))
    polygon(car, [at(x, y) for x, y in ((101, 37), (101, 19), (125, 19), (148, 37))], (*glass, 255))
    for x in (44, 158):
        cv2.circle(car, (int((x + 40) * unit), int(76 * unit)), max(int(17 * unit), 2), dark, -1, cv2.LINE_AA)
        cv2.circle(
            car,
            (int((x + 40) * unit), int(76 * unit)),
            max(int(8 * unit), 1),
            (120, 124, 132, 255),
            -1,
            cv2.LINE_AA,
        )
    if lights:
        _shine(car, at(198, 56), 62 * unit, (255, 240, 200))
        _shine(car, at(3, 56), 34 * unit, (255, 40, 30))
    return car


def _shine(car: Pixels, at: tuple[float, float], radius: float, colour: Colour) -> None:
    height, width = car.shape[:2]
    shine = glow(width=width, height=height, x=at[0], y=at[1], radius=radius * 0.22, power=2.4)
    reach: Plane = np.clip(
        1
        - np.hypot(*(np.indices((height, width), dtype=np.float32) - np.array([at[1], at[0]])[:, None, None]))
        / (radius * 1.1),
        0,
        1,
    )
    cv2.add(car, flat_sprite(colour, (shine * reach).astype(np.float32)), dst=car)


def lamps(setting: Setting) -> list[Element]:
    """Paint street lamps with their cones of light."""
    unit, elements = setting.unit, list[Element]()
    base = setting.horizon + setting.height * 0.19
    for x in np.arange(0.12, 1.1, 0.31) * setting.width:
        shape = empty(width=int(90 * unit), height=int(250 * unit))
        tone = (*(round(part) for part in setting.palette.dark), 255)
        polygon(
            shape,
            [(10 * unit, 12 * unit), (14 * unit, 12 * unit), (15 * unit, 250 * unit), (9 * unit, 250 * unit)],
            tone,
        )
        polygon(
            shape,
            [(10 * unit, 10 * unit), (52 * unit, 6 * unit), (52 * unit, 11 * unit), (10 * unit, 15 * unit)],
            tone,
        )
        elements.append(Layer(shape, float(x), base - 250 * unit + 20 * unit, 0.6))
        if setting.palette.light < 0.7:
            side = int(260 * unit)
            shine = glow(width=side, height=side, x=side / 2, y=side / 2, radius=20 * unit, power=2.0)
            edge = np.clip(
                1 - np.hypot(*(np.indices((side, side), dtype=np.float32) - side / 2)) / (side / 2), 0, 1
            )
            bulb = light((shine * edge).astype(np.float32), (255, 206, 140), 0.9)
            elements.append(
                Light(
                    bulb,
                    float(x) + 46 * unit - side / 2,
                    base - 224 * unit - side / 2,
                    0.6,
                    breath=0.06,
                    pace=3,
                )
            )
    return elements


def bokeh(setting: Setting, *, count: int = 40, colours: tuple[Colour, ...] = WINDOW_LIGHTS) -> list[Element]:
    """Paint soft discs of light at several depths, which breathe."""
    elements: list[Element] = []
    random = setting.random
    for number in range(count):
        radius = (10 + 46 * float(random.random()) ** 2) * setting.unit
        side = int(radius * 2.4)
        rows, columns = np.indices((side, side), dtype=np.float32) - side / 2
        away = np.hypot(rows, columns) / radius
        shape = np.clip((1 - away) * radius / 3, 0, 1) * (0.62 + 0.38 * np.clip(away, 0, 1) ** 4)
        tone = colours[int(random.integers(len(colours)))]
        x, y = (random.random(2) * (setting.wide, setting.high)) + (setting.left, setting.top)
        picture = light(shape.astype(np.float32), tone, 0.1 + 0.28 * float(random.random()))
        elements.append(
            Light(
                picture,
                float(x),
                float(y),
                0.2 + 0.8 * radius / (56 * setting.unit),
                0.5,
                0.6 + float(random.random()),
                number,
            )
        )
    return elements
