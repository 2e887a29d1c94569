"""Water: a surface that mirrors what stands above it, and what lies below the surface."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from ai.providers.local.painting.canvas import (
    Colour,
    Pixels,
    Plane,
    Random,
    bytes_of,
    disc,
    empty,
    flat_sprite,
    gradient,
    lighten,
    line_noise,
    mix,
    noise,
    polygon,
    stamp,
)  # fmt: skip
from ai.providers.local.painting.land import below
from ai.providers.local.painting.sky import smoothed
from ai.providers.local.painting.stage import Element, Layer, Light, Moment, Setting, light


@dataclass
class Mirror:
    """Water from a line down to the picture's edge. It mirrors what is painted already, broken by waves.

    `waves` are two planes wider than the picture, which slide against each other.
    """

    line: float  # pixels from the top, at rest
    tint: Colour
    clear: float  # 0-1: how much of the mirrored picture is seen
    sparkle: Colour
    sun_x: float
    waves: tuple[Plane, Plane]
    strength: float  # pixels by which the nearest waves bend the picture
    speed: float
    light: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        _, y = moment.at(0, self.line, 0.1, (width / 2, height / 2))
        top = round(y)
        rows = height - top
        if rows < 2 or top < 2:
            return
        surface = self._surface(moment.time, rows, width)
        depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
        across = np.arange(width, dtype=np.float32)[None, :] + surface * self.strength * (0.12 + depth)
        down = top - 1 - np.arange(rows, dtype=np.float32)[:, None] * min(1.0, (top - 2) / rows)
        down = down + surface * self.strength * (0.3 + 2.2 * depth)
        mirrored = cv2.remap(
            picture, across, np.minimum(down, top - 1), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        toned = self._tint(np.asarray(mirrored, dtype=np.uint8), surface, depth)
        self._glitter(toned, surface, depth, moment)
        picture[top:] = toned

    def _surface(self, time: float, rows: int, width: int) -> Plane:
        """Give the waves at a time, -1 to 1; near ones are larger."""
        first, second = self.waves
        room = first.shape[1] - width
        one = int(time * self.speed) % room
        two = room - int(time * self.speed * 0.7) % room
        high = first.shape[0]
        swell = int(time * self.speed * 0.18) % 40
        start = min(swell, max(high - rows, 0))
        return np.asarray(
            first[start : start + rows, one : one + width] + second[:rows, two : two + width] - 1,
            dtype=np.float32,
        )

    def _tint(self, mirrored: Pixels, surface: Plane, depth: Plane) -> Pixels:
        near = np.repeat((1 - self.clear * (1 - 0.45 * depth))[:, :, None], mirrored.shape[1], axis=1)
        tone = np.array(self.tint, dtype=np.float32) * (
            1 + 0.25 * surface[:, :, None] * (0.4 + depth[:, :, None])
        )
        return bytes_of(mirrored + (tone - mirrored) * near)

    def _glitter(self, toned: Pixels, surface: Plane, depth: Plane, moment: Moment) -> None:
        width = toned.shape[1]
        x, _ = moment.at(self.sun_x, 0, 0.05, (width / 2, 0))
        spread = width * (0.05 + 0.16 * depth)
        column = np.exp(-(((np.arange(width, dtype=np.float32)[None, :] - x) / spread) ** 2))
        crests = np.clip((surface - 0.16 + 0.22 * column) * 4.5, 0, 1) * column * self.light
        shine = crests[:, :, None] * np.array(self.sparkle, dtype=np.float32)
        cv2.add(toned, bytes_of(shine), dst=toned)


def water(setting: Setting, *, calm: bool) -> Mirror:
    """Fill everything below the horizon with water."""
    palette = setting.palette
    rows = int(setting.height * 1.3 - setting.horizon) + 60
    width = round(setting.width * 1.6)
    waves = (_waves(setting.random, width, rows, calm=calm), _waves(setting.random, width, rows, calm=calm))
    deep = mix(mix(palette.top, palette.middle, 0.35), (8, 70, 96), 0.42 * palette.light)
    return Mirror(
        line=setting.horizon,
        tint=mix(deep, palette.dark, 0.25 if calm else 0.12),
        clear=0.86 if calm else 0.66,
        sparkle=palette.sun,
        sun_x=setting.sun_x,
        waves=waves,
        strength=(10 if calm else 30) * setting.unit,
        speed=(16 if calm else 42) * setting.unit,
        light=0.0
        if setting.vision.weather in {"overcast", "rain", "storm", "fog"}
        else (0.4 if calm else 0.62),
    )


def _waves(random: Random, width: int, rows: int, *, calm: bool) -> Plane:
    """Give noise in perspective: fine and flat far away, wide and high near by."""
    square = noise(random, width=max(width // 2, 64), height=512, cells=34, octaves=4, flat=0.6)
    nearness = np.linspace(0, 1, rows, dtype=np.float32) ** 0.9
    stretch = 1 / (0.05 + 0.95 * nearness)
    down = np.cumsum(stretch)
    down = down / down[-1] * (700 if calm else 1300)
    middle = width / 2
    columns = (np.arange(width, dtype=np.float32) - middle)[None, :] * (0.62 * stretch[:, None] ** 0.3)
    period = square.shape[1]
    across = np.abs((columns + period) % (2 * period) - period)
    lines = np.repeat(np.abs((down + 511) % 1022 - 511)[:, None], width, axis=1).astype(np.float32)
    plane = cv2.remap(
        square, across.astype(np.float32), lines, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(plane, dtype=np.float32)


@dataclass
class Surf:
    """The edge of the sea on a beach, which comes and goes."""

    sand: Layer
    foam: Pixels
    y: float
    reach: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        self.sand.paint(picture, moment)
        way = np.sin(moment.time * 0.8) * 0.5 + 0.5
        x, y = moment.at(
            self.sand.x, self.y - self.reach * way, 0.8, (picture.shape[1] / 2, picture.shape[0] / 2)
        )
        fresh = cv2.convertScaleAbs(self.foam, alpha=0.55 + 0.45 * way)
        stamp(picture, np.asarray(fresh, dtype=np.uint8), x=x, y=y)


def beach(setting: Setting) -> Element:
    """Paint sand in front, with a line of foam."""
    palette, width = setting.palette, setting.wide
    top = setting.height * 0.82
    height = int(setting.height * 1.16 - top)
    edge = (line_noise(setting.random, width=width, cells=1.6, octaves=4, rough=0.4) * 0.42 + 0.12) * height
    rows = np.arange(height, dtype=np.float32)[:, None]
    wet = np.clip((rows - edge[None, :]) / (height * 0.35), 0, 1)[:, :, None]
    dry = np.array(
        mix(mix((222, 190, 148), palette.haze, 0.3), palette.dark, 0.55 * (1 - palette.light)),
        dtype=np.float32,
    )
    dark = dry * 0.62
    grains = noise(setting.random, width=width, height=height, cells=160, octaves=2)[:, :, None]
    colour = (dark + (dry - dark) * wet) * (0.94 + 0.12 * grains)
    sand = Layer(sprite_of(colour, below(edge.astype(np.float32), height=height)), setting.left, top, 0.8)
    band = np.exp(-(((rows - edge[None, :]) / (9 * setting.unit)) ** 2)) * 0.85
    lace = smoothed(noise(setting.random, width=width, height=height, cells=90, octaves=3), 0.3, 0.62)
    foam = flat_sprite(
        mix((255, 255, 255), palette.haze, 0.35), (band * (0.35 + 0.65 * lace)).astype(np.float32)
    )
    return Surf(sand, foam, top, 16 * setting.unit)


def sprite_of(colour: Plane, shape: Plane) -> Pixels:
    """Join a colour picture of any float type with a shape."""
    return bytes_of(np.dstack([colour * shape[:, :, None], shape * 255]))


def island(setting: Setting) -> Layer:
    """Paint a far coast on the horizon."""
    width, height = setting.wide, int(46 * setting.unit) + 4
    crest = line_noise(setting.random, width=width, cells=2, octaves=5)
    line = height - np.clip(crest - 0.45, 0, 1) * height * 1.7
    tone = mix(setting.palette.haze, setting.palette.dark, 0.34)
    return Layer(
        flat_sprite(tone, below(line.astype(np.float32), height=height)),
        setting.left,
        setting.horizon - height + 1,
        0.12,
    )


# -- below the surface -------------------------------------------------------------------------------------


def depths(setting: Setting) -> list[Element]:
    """Paint the sea from within: light from above, beams, rocks and weeds."""
    palette = setting.palette
    glowing = mix((120, 224, 226), palette.horizon, 0.18)
    stops = [(0.0, glowing), (0.34, (26, 138, 170)), (0.72, (8, 66, 112)), (1.0, (3, 26, 58))]
    shown = [(place, mix(tone, (2, 12, 34), 0.75 * (1 - palette.light) ** 2)) for place, tone in stops]
    picture = gradient(shown, width=setting.wide, height=setting.high)
    glow_at = np.clip(1 - np.indices(picture.shape[:2], dtype=np.float32)[0] / (setting.high * 0.35), 0, 1)
    lighten(
        picture,
        (glow_at * noise(setting.random, width=setting.wide, height=setting.high, cells=6, flat=4)).astype(
            np.float32
        ),
        (220, 255, 250),
        0.4,
    )
    elements: list[Element] = [Layer(bytes_of(picture), setting.left, setting.top, 0.05)]
    elements.append(Beams(_beam_texture(setting), setting.palette.light))
    elements += [_rocks(setting, number / 2) for number in range(3)]
    return elements


def _beam_texture(setting: Setting) -> Plane:
    line = line_noise(setting.random, width=2048, cells=40, octaves=3)
    return smoothed(line, 0.5, 1.0)


@dataclass
class Beams:
    """Slanting beams of light under water, which wander."""

    line: Plane
    strength: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        small = (max(width // 6, 8), max(height // 6, 8))
        rows, columns = np.indices((small[1], small[0]), dtype=np.float32)
        place = (columns / small[0] - 0.5) / (0.75 + rows / small[1] * 0.9) - 0.16 * rows / small[1]
        one = self.line[((place * 620 + 900 + moment.time * 14) % 2047).astype(int)]
        two = self.line[((place * 480 + 300 - moment.time * 10) % 2047).astype(int)]
        shine = one * two * np.clip(1.05 - rows / small[1] * 1.15, 0, 1) ** 1.5
        tone = np.array((120, 200, 190), dtype=np.float32) * self.strength
        large = cv2.resize(bytes_of(shine[:, :, None] * tone), (width, height), interpolation=cv2.INTER_CUBIC)
        cv2.add(picture, large, dst=picture)


def _rocks(setting: Setting, share: float) -> Layer:
    width, top = setting.wide, setting.height * (0.7 + 0.13 * share)
    height = int(setting.height * 1.16 - top + setting.height * 0.22)
    crest = line_noise(setting.random, width=width, cells=2.6, octaves=6, rough=0.5)
    line = (1 - crest) * setting.height * 0.24
    tone = mix((18, 92, 128), (4, 22, 44), 0.3 + 0.7 * share)
    shape = empty(width=width, height=height)
    for _ in range(int(10 + 16 * share)):
        x = int(setting.random.random() * (width - 1))
        _weed(
            shape,
            x,
            float(line[x]) + 6,
            setting.height * (0.06 + 0.16 * float(setting.random.random())),
            setting,
        )
    body = np.maximum(below(line.astype(np.float32), height=height), shape[:, :, 3].astype(np.float32) / 255)
    spots = noise(setting.random, width=width, height=height, cells=30, octaves=4)[:, :, None]
    coral = np.array(mix(tone, (226, 96, 110), 0.22 * (1 - share) + 0.16), dtype=np.float32)
    plain = np.array(tone, dtype=np.float32)
    colour = plain + (coral - plain) * smoothed(spots, 0.5, 0.8)
    return Layer(sprite_of(colour, body), setting.left, top - setting.height * 0.2, 0.3 + 0.5 * share)


def _weed(shape: Pixels, x: float, foot: float, tall: float, setting: Setting) -> None:
    bend = (float(setting.random.random()) - 0.5) * tall * 0.6
    steps = np.linspace(0, 1, 9)
    wide = tall * 0.045
    left = [
        (x + bend * step**2 + wide * np.sin(step * 9) - wide * (1 - step), foot - tall * step)
        for step in steps
    ]
    right = [(px + 2 * wide * (1 - step) + 0.5, y) for (px, y), step in zip(left, steps, strict=True)]
    polygon(shape, [*left, *reversed(right)], (0, 0, 0, 255))


@dataclass
class Bubbles:
    """Bubbles that rise and swing."""

    sprites: list[Pixels]
    places: list[tuple[float, float, float, float]]  # x, start, speed (all shares of the picture), phase

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        for number, (x, start, speed, phase) in enumerate(self.places):
            ball = self.sprites[number % len(self.sprites)]
            y = 1.1 - (start + speed * moment.time) % 1.25
            swing = np.sin(moment.time * 2.2 + phase) * 0.006
            stamp(picture, ball, x=(x + swing) * width - moment.x * 0.6, y=y * height)


def bubbles(setting: Setting, *, count: int = 34) -> Bubbles:
    """Let bubbles rise through the picture."""
    sizes = [2.5, 4, 6, 10]
    random = setting.random
    places = [
        (random.random(), random.random() * 1.25, 0.05 + 0.1 * random.random(), random.random() * 6)
        for _ in range(count)
    ]
    return Bubbles([_bubble(size * setting.unit) for size in sizes], places)


def _bubble(radius: float) -> Pixels:
    side = int(radius * 2) + 4
    place: dict[str, Any] = {"width": side, "height": side, "x": side / 2, "y": side / 2}
    rim = disc(**place, radius=radius) - 0.8 * disc(**place, radius=radius * 0.8)
    shine = disc(
        width=side,
        height=side,
        x=side / 2 - radius * 0.35,
        y=side / 2 - radius * 0.35,
        radius=max(radius * 0.24, 0.6),
    )
    return flat_sprite((214, 246, 250), np.clip(rim * 0.6 + shine, 0, 1).astype(np.float32))


def sunken_light(setting: Setting) -> Light:
    """Paint a soft shine from above, where the surface is."""
    plane = (
        np.clip(
            1 - np.indices((setting.high, setting.wide), dtype=np.float32)[0] / (setting.high * 0.5), 0, 1
        )
        ** 2
    )
    return Light(
        light(plane.astype(np.float32), (150, 220, 220), 0.35), setting.left, setting.top, 0.1, breath=0.3
    )
