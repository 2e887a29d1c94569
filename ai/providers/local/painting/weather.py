"""What falls or flies through the air in front of everything: rain, snow, lightning, sparks."""

from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import (
    Colour,
    Pixels,
    Plane,
    blend,
    ellipse,
    empty,
    glow,
    polyline,
)  # fmt: skip
from ai.providers.local.painting.stage import Element, Light, Moment, Setting, light


@dataclass
class Falling:
    """A tile that falls through the picture without end, `speed` pixels a second."""

    tile: Pixels  # twice as high as the picture, its halves alike
    speed: float
    slant: float
    sway: float = 0.0
    depth: float = 1.0
    phase: float = 0.0

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        period = self.tile.shape[0] - height
        room = self.tile.shape[1] - width
        down = period - 1 - int(self.speed * moment.time + moment.y * -self.depth) % period
        side = self.slant * self.speed * moment.time - moment.x * self.depth
        side += self.sway * np.sin(moment.time * 1.1 + self.phase)
        across = abs((-side) % (2 * room) - room) if self.slant == 0 else (-side) % room
        seen = self.tile[down : down + height, int(across) : int(across) + width]
        blend(picture, np.ascontiguousarray(seen))


def rain(setting: Setting, *, heavy: bool) -> list[Element]:
    """Let it rain, in two depths."""
    tone = tuple(0.55 * part + 90 for part in setting.palette.horizon)
    far = _streaks(setting, count=300, length=34, alpha=70, colour=tone, width=1)
    near = _streaks(setting, count=150 if heavy else 90, length=80, alpha=95, colour=tone, width=2)
    return [
        Falling(far, 1150 * setting.unit, 0.0, depth=0.5),
        Falling(near, 1900 * setting.unit, 0.0),
    ]


def _streaks(
    setting: Setting, *, count: int, length: float, alpha: int, colour: tuple[float, ...], width: int
) -> Pixels:
    random, unit, height = setting.random, setting.unit, setting.height
    wide = round(setting.width * 1.4)
    tile = empty(width=wide, height=2 * height)
    thick = max(round(width * unit), 1)
    for _ in range(int(count * setting.width / (setting.height * 1.78) + 20)):
        x, y = random.random() * wide, random.random() * height
        long = length * unit * (0.6 + 0.8 * random.random())
        strength = int(alpha * (0.4 + 0.6 * random.random()))
        value = (*(int(part * strength / 255) for part in colour), strength)
        for shift in (-height, 0, height):
            polyline(tile, [(x, y + shift), (x - long * 0.16, y + long + shift)], value, thick)
    return tile


def snow(setting: Setting) -> list[Element]:
    """Let it snow, in three depths."""
    return [
        _flakes(setting, size, count, speed)
        for size, count, speed in ((1.3, 420, 55), (2.4, 190, 95), (4.6, 55, 150))
    ]


def _flakes(setting: Setting, size: float, count: int, speed: float) -> Falling:
    random, unit, height = setting.random, setting.unit, setting.height
    wide = round(setting.width * 1.4)
    tile = empty(width=wide, height=2 * height)
    for _ in range(count):
        x, y = random.random() * wide, random.random() * height
        radius = size * unit * (0.6 + 0.8 * random.random())
        strength = int(255 * (0.5 + 0.45 * random.random()))
        for shift in (-height, 0, height):
            ellipse(tile, (x, y + shift), (radius, radius), (strength, strength, strength, strength))
    if size > 2:
        tile = np.asarray(cv2.GaussianBlur(tile, (0, 0), size * unit * 0.35 + 0.2), dtype=np.uint8)
    return Falling(tile, speed * unit, 0.0, sway=26 * unit, depth=0.3 + 0.15 * size, phase=size)


@dataclass
class Lightning:
    """Flashes that light up the whole picture, and bolts in the sky."""

    times: list[float]  # seconds, in a round of `every`
    bolts: list[Pixels]
    every: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        for number, start in enumerate(self.times):
            age = (moment.time - start) % self.every
            strength = _flash(age)
            if strength <= 0.01:
                continue
            lifted = cv2.convertScaleAbs(picture, alpha=1 + 0.7 * strength, beta=26 * strength)
            bolt = cv2.convertScaleAbs(self.bolts[number % len(self.bolts)], alpha=strength)
            cv2.add(lifted, bolt, dst=picture)


def _flash(age: float) -> float:
    return float(np.exp(-age * 9) + 0.7 * np.exp(-((age - 0.18) ** 2) * 900)) if age < 0.8 else 0.0


def lightning(setting: Setting) -> Lightning:
    """Add flashes, a few seconds apart."""
    bolts = [_bolt(setting) for _ in range(2)]
    return Lightning([0.9 + 0.5 * float(setting.random.random()), 3.4], bolts, 5.2)


def _bolt(setting: Setting) -> Pixels:
    random, picture = setting.random, np.zeros((setting.height, setting.width, 3), dtype=np.uint8)
    x, y = setting.width * (0.2 + 0.6 * random.random()), 0.0
    points = [(x, y)]
    while y < setting.horizon:
        x, y = x + (random.random() - 0.5) * 60 * setting.unit, y + (12 + 26 * random.random()) * setting.unit
        points.append((x, min(y, setting.horizon)))
        if random.random() < 0.16:
            branch = [(x, y)]
            for _ in range(5):
                branch.append(
                    (
                        branch[-1][0] + (random.random() - 0.3) * 40 * setting.unit,
                        branch[-1][1] + 16 * setting.unit,
                    )
                )
            polyline(picture, branch, (120, 130, 180), 1)
    polyline(picture, points, (235, 240, 255), max(round(2.4 * setting.unit), 1))
    soft = cv2.GaussianBlur(picture, (0, 0), 9 * setting.unit)
    return np.asarray(cv2.addWeighted(picture, 1, soft, 1.6, 0), dtype=np.uint8)


@dataclass
class Sparks:
    """Small lights that wander on their own ways: fireflies, dust in a beam of light."""

    ball: Pixels
    ways: Plane  # one row each: x, y (shares of the picture), how far, how quick, phase

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        half = self.ball.shape[0] / 2
        for x, y, reach, pace, phase in self.ways:
            angle = moment.time * pace + phase
            place = (
                x + reach * np.sin(angle) + 0.3 * reach * np.sin(2.3 * angle),
                y + reach * np.cos(0.8 * angle),
            )
            strength = float(0.5 + 0.5 * np.sin(moment.time * 1.7 + phase * 3)) ** 2
            dimmed = np.asarray(cv2.convertScaleAbs(self.ball, alpha=strength), dtype=np.uint8)
            Light(dimmed, place[0] * width - half, place[1] * height - half, 0.7).paint(picture, moment)


def fireflies(
    setting: Setting, *, colour: Colour = (226, 255, 140), count: int = 36, size: float = 3.0
) -> Sparks:
    """Let small lights wander over the lower part of the picture."""
    side = int(size * 12 * setting.unit) + 3
    shine = glow(width=side, height=side, x=side / 2, y=side / 2, radius=size * 0.8 * setting.unit, power=2.4)
    edge = np.clip(1 - np.hypot(*(np.indices((side, side), dtype=np.float32) - side / 2)) / (side / 2), 0, 1)
    random = setting.random
    ways = np.column_stack([
        random.random(count), 0.35 + 0.6 * random.random(count), 0.015 + 0.04 * random.random(count),
        0.4 + 0.9 * random.random(count), random.random(count) * 6.3,
    ]).astype(np.float32)  # fmt: skip
    return Sparks(light((shine * edge).astype(np.float32), colour, 1.0), ways)


@dataclass
class Fireworks:
    """Rockets that burst one after the other."""

    bursts: list[tuple[float, float, float, Colour]]  # start (seconds), x, y (pixels), colour
    every: float
    unit: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        glowing = np.zeros_like(picture)
        for start, x, y, colour in self.bursts:
            age = (moment.time - start) % self.every
            if age < 1.9:
                self._burst(glowing, age, x - moment.x * 0.1, y, colour)
        cv2.add(picture, cv2.add(glowing, cv2.blur(glowing, (2 * int(5 * self.unit) + 1,) * 2)), dst=picture)

    def _burst(self, glowing: Pixels, age: float, x: float, y: float, colour: Colour) -> None:
        reach = 150 * self.unit * (1 - np.exp(-2.6 * age))
        fade = max(1 - age / 1.9, 0) ** 1.3
        value = tuple(int(part * fade) for part in colour)
        for ring, count in ((1.0, 34), (0.66, 22), (0.33, 12)):
            for angle in np.arange(count) * (2 * np.pi / count) + ring:
                away, before = reach * ring, max(reach * ring - 20 * self.unit * fade, 0)
                drop = 38 * self.unit * age**2
                ends = [
                    (x + np.cos(angle) * each, y + np.sin(angle) * each + drop) for each in (before, away)
                ]
                polyline(glowing, ends, value, max(round(2 * self.unit), 1))


def fireworks(setting: Setting) -> Fireworks:
    """Let rockets burst over the horizon."""
    colours: list[Colour] = [
        (255, 110, 90),
        (255, 214, 110),
        (120, 220, 255),
        (214, 130, 255),
        (140, 255, 160),
    ]
    random = setting.random
    bursts = [
        (
            number * 0.62,
            setting.width * (0.12 + 0.76 * float(random.random())),
            setting.horizon * (0.18 + 0.4 * float(random.random())),
            colours[number % 5],
        )
        for number in range(7)
    ]
    return Fireworks(bursts, 4.4, setting.unit)


def dust(setting: Setting) -> Sparks:
    """Let dust hang in the light."""
    return fireflies(setting, colour=(255, 240, 214), count=28, size=1.6)
