"""What lives in the scenery: birds, people, fish."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Colour, Pixels, Plane, ellipse, mix, polygon, polyline, stamp
from ai.providers.local.painting.drawn import drawn, rgba
from ai.providers.local.painting.figures import COATS
from ai.providers.local.painting.stage import Moment, Setting

Clothes = tuple[Colour, Colour, Colour]  # trousers and hair, coat, skin


@dataclass
class Birds:
    """A flock that crosses the sky, each bird with its own beat."""

    places: Plane  # one row each: x, y (pixels), size, phase
    speed: float
    colour: Colour
    depth: float = 0.3

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        for x, y, size, phase in self.places:
            along = (x + self.speed * moment.time + width * 0.3) % (width * 1.6) - width * 0.3
            px, py = moment.at(
                along, y + size * np.sin(moment.time * 0.9 + phase), self.depth, (width / 2, height / 2)
            )
            beat = np.sin(moment.time * 8 + phase) * (0.5 + 0.5 * np.sin(moment.time * 0.7 + phase))
            tip, bend = -size * 0.75 * beat, -size * 0.28 - size * 0.2 * beat
            points = [
                (px - size, py + tip),
                (px - size * 0.5, py + bend),
                (px, py),
                (px + size * 0.5, py + bend),
                (px + size, py + tip),
            ]
            polyline(picture, points, rgba(self.colour)[:3], max(round(size * 0.17), 1))


def birds(setting: Setting, *, count: int = 9) -> Birds:
    """Let a loose flock fly over."""
    random = setting.random
    middle = setting.horizon * (0.25 + 0.3 * float(random.random()))
    places = np.column_stack([
        setting.width * (0.05 + 0.45 * random.random(count)),
        middle + setting.height * 0.14 * (random.random(count) - 0.5),
        (6 + 10 * random.random(count)) * setting.unit,
        random.random(count) * 6.3,
    ]).astype(np.float32)  # fmt: skip
    return Birds(places, 62 * setting.unit, mix(setting.palette.dark, setting.palette.haze, 0.12))


@dataclass
class Walkers:
    """People who walk along a line, drawn as outlines against the light."""

    people: Plane  # one row each: x (pixels), size, speed, phase
    line: float
    clothes: Sequence[Clothes]
    depth: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        for x, size, speed, phase in self.people:
            at = moment.at(x + speed * moment.time, self.line, self.depth, (width / 2, height / 2))
            _walker(
                picture,
                at,
                size * moment.scale(self.depth),
                moment.time * 5.2 * bool(speed) + phase,
                speed,
                self.clothes[round(phase * 10) % len(self.clothes)],
            )


def _walker(
    picture: Pixels, foot: tuple[float, float], size: float, step: float, speed: float, clothes: Clothes
) -> None:
    value, coat, skin = (rgba(each)[:3] for each in clothes)
    x, ground = foot
    way = 1 if speed >= 0 else -1
    stride = np.sin(step) * (0.16 if speed else 0.03) * size
    hip, neck = (x, ground - size * 0.47), (x + way * size * 0.015, ground - size * 0.83)
    limb = max(round(size * 0.075), 1)
    for swing in (stride, -stride):
        knee = (x + swing * 0.55 + way * size * 0.02, ground - size * 0.24)
        polyline(picture, [hip, knee, (x + swing, ground)], value, limb)
    for swing in (-stride, stride):
        polyline(
            picture,
            [
                (neck[0], neck[1] + size * 0.05),
                (x + swing * 0.4, ground - size * 0.62),
                (x + swing * 0.75, ground - size * 0.48),
            ],
            coat,
            max(round(size * 0.055), 1),
        )
    body = [
        (neck[0] - size * 0.085, neck[1]),
        (neck[0] + size * 0.085, neck[1]),
        (hip[0] + size * 0.075, hip[1]),
        (hip[0] - size * 0.075, hip[1]),
    ]
    polygon(picture, body, coat)
    head = (neck[0] + way * size * 0.01, ground - size * 0.915)
    ellipse(picture, head, (size * 0.066, size * 0.082), skin)
    ellipse(
        picture, (head[0] - way * size * 0.012, head[1] - size * 0.026), (size * 0.066, size * 0.06), value
    )


def walkers(setting: Setting, *, line: float, size: float, depth: float) -> Walkers:
    """Let two or three people walk through the picture on a line (pixels from the top)."""
    random = setting.random
    start = setting.width * (0.18 + 0.2 * float(random.random()))
    people = [
        (start, size, 46 * setting.unit, 0.0),
        (start - size * 0.42, size * 0.93, 46 * setting.unit, 0.7),
    ]
    if random.random() < 0.5:
        people.append((setting.width * 0.82, size * 0.96, -38 * setting.unit, 0.3))
    return Walkers(
        np.array(people, dtype=np.float32), line, [_clothes(setting, number) for number in range(8)], depth
    )


def _clothes(setting: Setting, number: int) -> Clothes:
    """Give somebody's colours: against the light hardly any, by day their own."""
    outline = mix(setting.palette.dark, setting.palette.haze, 0.06)
    share = float(np.clip(setting.palette.light * 1.1 - 0.25, 0, 0.85))
    coat = COATS[number % len(COATS)]
    return mix(outline, (58, 56, 70), share), mix(outline, coat, share), mix(outline, (206, 160, 126), share)


@dataclass
class Fishes:
    """A school that swims by."""

    sprites: list[Pixels]
    places: Plane  # one row each: x, y (pixels), speed, phase

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        for number, (x, y, speed, phase) in enumerate(self.places):
            body = self.sprites[number % len(self.sprites)]
            along = (x + speed * moment.time + width * 0.2) % (width * 1.4) - width * 0.2
            swing = np.sin(moment.time * 1.6 + phase) * height * 0.012
            at = moment.at(float(along), float(y + swing), 0.5, (width / 2, height / 2))
            tail = int(np.sin(moment.time * 9 + phase) * body.shape[1] * 0.05)
            narrow = cv2.resize(
                body, (body.shape[1] - abs(tail), body.shape[0]), interpolation=cv2.INTER_LINEAR
            )
            stamp(picture, np.asarray(narrow, dtype=np.uint8), x=at[0], y=at[1])


def fishes(setting: Setting, *, count: int = 16) -> Fishes:
    """Let a school of fish swim by."""
    tones: list[Colour] = [(250, 150, 60), (246, 214, 96), (86, 190, 220), (220, 92, 120)]
    random = setting.random
    sprites = [
        _fish(mix(tone, (10, 60, 96), 0.25 + 0.15 * number), (1.5 - 0.25 * number) * setting.unit)
        for number, tone in enumerate(tones)
    ]
    middle = setting.height * (0.38 + 0.14 * float(random.random()))
    places = np.column_stack([
        setting.width * random.random(count), middle + setting.height * 0.42 * (random.random(count) - 0.5),
        (42 + 42 * random.random(count)) * setting.unit, random.random(count) * 6.3,
    ]).astype(np.float32)  # fmt: skip
    return Fishes(sprites, places)


def _fish(tone: Colour, size: float) -> Pixels:
    def draw(shape: Pixels, at: Callable[[float, float], tuple[float, float]]) -> None:
        polygon(shape, [at(14, 16), at(0, 5), at(3, 16), at(0, 27)], rgba(mix(tone, (0, 20, 40), 0.25)))
        angles = np.linspace(0, 2 * np.pi, 30)
        polygon(
            shape,
            [at(31 + 20 * np.cos(a), 16 + 10 * np.sin(a) * (1 + 0.2 * np.cos(a))) for a in angles],
            rgba(tone),
        )
        polygon(shape, [at(24, 8), at(32, 0), at(40, 8)], rgba(mix(tone, (0, 20, 40), 0.3)))
        polygon(
            shape, [at(30, 7), at(35, 6.5), at(35, 25.5), at(30, 25)], rgba(mix(tone, (255, 255, 255), 0.5))
        )
        ellipse(shape, at(45, 13), (3.4 * size, 3.4 * size), (12, 16, 26, 255))

    return drawn(52, 32, draw, size)
