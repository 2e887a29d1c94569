"""Skies: colours, sun and moon, stars, clouds, northern lights."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from ai.providers.local.painting.canvas import (
    Pixels,
    Plane,
    blur,
    bytes_of,
    disc,
    glow,
    gradient,
    lighten,
    line_noise,
    mix,
    noise,
    resize,
    smooth,
    sprite,
)  # fmt: skip
from ai.providers.local.painting.stage import Element, Layer, Light, Moment, Setting, light


def sky(setting: Setting) -> list[Element]:
    """Paint the whole sky that a setting asks for."""
    elements: list[Element] = [Layer(_air(setting), setting.left, setting.top, 0.05)]
    if setting.palette.is_night and setting.vision.weather in {"clear", "snow"}:
        elements += stars(setting, count=220)
    if setting.has("aurora"):
        elements.append(_aurora(setting))
    if setting.palette.is_night and setting.vision.weather == "clear":
        elements.append(_moon(setting))
    if setting.has("clouds") or setting.vision.weather in {"overcast", "rain", "storm"}:
        elements += clouds(setting)
    return elements


def _air(setting: Setting) -> Pixels:
    palette, height = setting.palette, setting.high
    line = (setting.horizon - setting.top) / height
    stops = [(0.0, palette.top), (line * 0.62, palette.middle), (line, palette.horizon), (1.0, palette.haze)]
    picture = gradient(stops, width=setting.wide, height=height)
    if not palette.is_night and setting.vision.weather in {"clear", "fog", "snow"} and setting.has("sun"):
        _sun(setting, picture)
    # Even gradients show bands; a breath of noise hides them.
    picture += setting.random.standard_normal(picture.shape[:2], dtype=np.float32)[:, :, None] * 1.2
    return bytes_of(picture)


def _sun(setting: Setting, picture: Plane) -> None:
    palette, unit = setting.palette, setting.unit
    place: dict[str, Any] = {
        "width": setting.wide, "height": setting.high,
        "x": setting.sun_x - setting.left, "y": setting.sun_y - setting.top,
    }  # fmt: skip
    low = 1 - palette.sun_height
    lighten(picture, glow(**place, radius=330 * unit, power=1.7), palette.sun, 0.5 + 0.2 * low)
    lighten(picture, glow(**place, radius=90 * unit, power=2.2), palette.sun, 0.8)
    radius = (34 + 26 * low) * unit
    ball = disc(**place, radius=radius)[:, :, None]
    picture += ball * (np.array(mix(palette.sun, (255, 255, 250), 0.55), dtype=np.float32) - picture) * 0.96


def _moon(setting: Setting) -> Layer:
    radius = 44 * setting.unit
    side = int(radius * 9)
    middle = side / 2
    ball = disc(width=side, height=side, x=middle, y=middle, radius=radius)
    halo = glow(width=side, height=side, x=middle, y=middle, radius=radius * 1.3, power=2.4) * 0.42
    halo *= np.clip((1 - np.hypot(*np.indices((side, side), dtype=np.float32) - middle) / middle) * 2.2, 0, 1)
    spots = noise(setting.random, width=side, height=side, cells=22, octaves=3)
    shade = (0.86 + 0.14 * smoothed(spots, 0.35, 0.65))[:, :, None]
    colour = np.array(setting.palette.sun, dtype=np.float32) * np.where(ball[:, :, None] > 0, shade, 1.0)
    picture = sprite(colour.astype(np.float32), np.maximum(ball, halo).astype(np.float32))
    return Layer(picture, setting.sun_x - middle, setting.sun_y - middle, 0.06)


def smoothed(plane: Plane, low: float, high: float) -> Plane:
    """Stretch what lies between two values softly over 0 to 1."""
    share = np.clip((plane - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), dtype=np.float32)


def stars(setting: Setting, *, count: int, depth: float = 0.04) -> list[Element]:
    """Paint stars in two groups that twinkle against each other."""
    groups: list[Element] = []
    for group in range(2):
        plane = np.zeros((setting.high, setting.wide), dtype=np.float32)
        line = setting.high if setting.vision.place == "space" else int(setting.horizon - setting.top)
        for _ in range(count // 2):
            x, y = setting.random.random() * setting.wide, setting.random.random() ** 1.2 * line
            size = (0.75 + 1.5 * setting.random.random() ** 5) * setting.unit
            strength = (0.45 + 0.55 * setting.random.random() ** 2) * (1 - 0.6 * y / setting.high)
            _star(plane, x, y, size, strength)
        picture = light(plane, (235, 240, 255), 1.0)
        groups.append(
            Light(picture, setting.left, setting.top, depth, breath=0.45, pace=1.3, phase=group * np.pi)
        )
    return groups


def _star(plane: Plane, x: float, y: float, size: float, strength: float) -> None:
    reach = int(size * 4) + 2
    top, left = max(int(y) - reach, 0), max(int(x) - reach, 0)
    part = plane[top : int(y) + reach, left : int(x) + reach]
    if part.size:
        shine = glow(width=part.shape[1], height=part.shape[0], x=x - left, y=y - top, radius=size, power=4)
        np.maximum(part, shine * strength, out=part)


def clouds(setting: Setting, *, amount: float = 0.0) -> list[Element]:
    """Paint two sheets of clouds that drift with the wind, the lower ones larger and quicker."""
    grey = setting.vision.weather in {"overcast", "rain", "storm"}
    cover = amount or (0.78 if grey else 0.42 + 0.1 * float(setting.random.random()))
    return [
        _sheet(setting, cells=5.0, cover=cover, depth=0.1, drift=5, low=0.55, strength=0.75),
        _sheet(setting, cells=2.6, cover=cover * 0.9, depth=0.18, drift=11, low=0.3, strength=0.92),
    ]


def _sheet(
    setting: Setting, *, cells: float, cover: float, depth: float, drift: float, low: float, strength: float
) -> Layer:
    height = max(int(setting.horizon - setting.top), 8)
    width = int(setting.wide * 1.25)
    # Drawn at half the size: clouds have no edges that would show it.
    field = noise(setting.random, width=width // 2, height=height // 2, cells=cells, octaves=6, flat=3.0)
    body = smoothed(field, 1 - cover, 1 - cover + 0.32)
    rows = np.linspace(0, 1, height // 2, dtype=np.float32)[:, None]
    reach = np.clip(rows / 0.12 + 0.35, 0, 1) * np.clip((1 - rows) / max(low, 0.05), 0, 1)
    body = body * reach * strength
    # Light falls in from the side of the sun: thick parts are dark below, thin ones bright.
    shifted = np.roll(blur(field, sigma=max(height / 90, 1)), int(height * 0.02) + 1, axis=0)
    lit = smoothed(field - shifted + 0.06, -0.08, 0.16)[:, :, None]
    palette = setting.palette
    bright, shade = (np.array(each, dtype=np.float32) for each in (palette.cloud, palette.cloud_shade))
    colour = shade + (bright - shade) * lit
    picture = sprite(colour.astype(np.float32), body.astype(np.float32))
    whole = np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    return Layer(whole, setting.left - setting.wide * 0.2, setting.top, depth, drift * setting.unit)


@dataclass
class Aurora:
    """Curtains of light that wander through the sky."""

    shine: list[Plane]
    colours: list[tuple[float, float, float]]
    y: int
    height: int

    def paint(self, picture: Pixels, moment: Moment) -> None:
        bottom = min(self.y + self.height, picture.shape[0])
        if bottom <= self.y:
            return
        glowing = np.zeros((*self.shine[0].shape, 3), dtype=np.float32)
        for number, (plane, colour) in enumerate(zip(self.shine, self.colours, strict=True)):
            shift = moment.time * (5 + 4 * number) * (1 if number % 2 else -1)
            rolled = np.roll(plane, round(shift), axis=1)
            pulse = 0.75 + 0.25 * np.sin(moment.time * 0.9 + number * 2.1)
            glowing += rolled[:, :, None] * np.array(colour, dtype=np.float32) * pulse
        large = cv2.resize(glowing, (picture.shape[1], self.height), interpolation=cv2.INTER_LINEAR)
        part = bytes_of(np.asarray(large[: bottom - self.y], dtype=np.float32))
        picture[self.y : bottom] = cv2.add(np.ascontiguousarray(picture[self.y : bottom]), part)


def _aurora(setting: Setting) -> Aurora:
    width, height = max(setting.width // 4, 16), max(int(setting.horizon * 0.9) // 4, 16)
    sheets = []
    for _ in range(3):
        foot = height * (0.45 + 0.45 * _round_line(setting, width))
        rows = np.arange(height, dtype=np.float32)[:, None]
        below = foot[None, :] - rows
        curtain = np.where(below > 0, np.exp(-below / (height * 0.34)), np.exp(below / (height * 0.03)))
        rays = 0.45 + 0.55 * _round_line(setting, width, cells=26)[None, :]
        sheets.append((curtain * rays).astype(np.float32))
    colours = [(40.0, 190.0, 120.0), (30.0, 120.0, 150.0), (110.0, 50.0, 140.0)]
    return Aurora(sheets, colours, 0, height * 4)


def _round_line(setting: Setting, width: int, cells: float = 3) -> Plane:
    """Give a line of noise whose ends meet, so that it can be rolled."""
    line = line_noise(setting.random, width=width, cells=cells, octaves=3)
    share = np.array([smooth(place / (width * 0.2)) for place in range(width)], dtype=np.float32)
    return line * share + np.roll(line, width // 2) * (1 - share)


def nebula(setting: Setting) -> Layer:
    """Paint the coloured mist of deep space."""
    width, height = setting.wide // 2, setting.high // 2
    first = noise(setting.random, width=width, height=height, cells=2.2, octaves=7)
    second = noise(setting.random, width=width, height=height, cells=3.1, octaves=7)
    band = glow(width=width, height=height, x=width * 0.55, y=height * 0.45, radius=width * 0.42, power=2.2)
    picture = gradient([(0, (5, 6, 18)), (1, (9, 7, 22))], width=width, height=height)
    palette = setting.palette
    lighten(picture, smoothed(first, 0.42, 0.95) * band, mix(palette.horizon, (120, 60, 190), 0.45), 0.85)
    lighten(picture, smoothed(second, 0.5, 0.98) * band, mix(palette.sun, (40, 120, 210), 0.6), 0.6)
    lighten(picture, smoothed(first * second, 0.34, 0.8) * band, (255, 190, 200), 0.8)
    picture *= (
        1
        - 0.6
        * smoothed(noise(setting.random, width=width, height=height, cells=4, octaves=6), 0.6, 0.9)[
            :, :, None
        ]
    )
    whole = np.dstack(
        [resize(picture[:, :, band_], width=setting.wide, height=setting.high) for band_ in range(3)]
    )
    return Layer(bytes_of(whole), setting.left, setting.top, 0.05)
