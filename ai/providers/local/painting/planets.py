"""Planets with bands, shadows and rings, and shooting stars."""

from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Colour, Pixels, Plane, line_noise, mix, noise, polyline, sprite
from ai.providers.local.painting.craft import Floating
from ai.providers.local.painting.stage import Element, Moment, Setting

TONES: tuple[tuple[Colour, Colour], ...] = (
    ((34, 84, 168), (214, 232, 246)),
    ((214, 150, 104), (246, 226, 196)),
    ((150, 62, 44), (226, 142, 96)),
    ((66, 120, 132), (190, 226, 214)),
)


def planet(setting: Setting) -> list[Element]:
    """Paint a planet with bands, a shadow and a ring, and a small moon."""
    radius = setting.height * (0.2 + 0.08 * float(setting.random.random()))
    at = (setting.width * (0.64 if setting.sun_x < setting.width / 2 else 0.34), setting.height * 0.5)
    # A planet has a ring when it is asked for, else by chance; the earth never has.
    ring = setting.has("rings") or (not setting.has("blue planet") and setting.random.random() < 0.45)
    large = _planet(setting, radius, ring=ring)
    small = _planet(setting, radius * 0.16, ring=False)
    return [
        Floating(small, at[0] - radius * 2.1, at[1] - radius * 1.15, 0.2, (2 * setting.unit, 0)),
        Floating(large, *at, 0.32, (-3 * setting.unit, 0)),
    ]


def _planet(setting: Setting, radius: float, *, ring: bool) -> Pixels:
    side = int(radius * (4.6 if ring else 2.3))
    rows, columns = (np.indices((side, side), dtype=np.float32) - side / 2) / radius
    away = np.hypot(rows, columns)
    depth = np.sqrt(np.clip(1 - away**2, 0, 1))
    turn = 0.3
    latitude = rows * np.cos(turn) + columns * np.sin(turn)
    swirl = noise(setting.random, width=side, height=side, cells=9, octaves=5, flat=3)
    bands = line_noise(setting.random, width=512, cells=7, octaves=4)
    tone = bands[np.clip((latitude * 0.5 + 0.5 + 0.05 * (swirl - 0.5)) * 511, 0, 511).astype(int)][:, :, None]
    tones = TONES[0] if setting.has("blue planet") else TONES[int(setting.random.integers(len(TONES)))]
    one, two = (
        np.array(mix(tones[0], setting.palette.horizon, 0.3)),
        np.array(mix(tones[1], setting.palette.sun, 0.2)),
    )
    facing = np.clip(-0.62 * columns - 0.45 * rows + 0.62 * depth, 0.02, 1)[:, :, None] ** 0.8
    colour = (one + (two - one) * tone) * facing
    shape = np.clip((1 - away) * radius + 0.5, 0, 1)
    halo = np.clip(1 - np.abs(away - 1) * 9, 0, 1) * facing[:, :, 0] * 0.5 * (away > 1)
    colour = np.where((away > 1)[:, :, None], np.array((150, 190, 255), dtype=np.float32), colour)
    shape = np.maximum(shape, halo)
    if ring:
        colour, shape = _ring(rows, columns, depth, away, colour.astype(np.float32), shape, radius, bands)
    return sprite(colour.astype(np.float32), shape.astype(np.float32))


def _ring(
    rows: Plane,
    columns: Plane,
    depth: Plane,
    away: Plane,
    colour: Plane,
    shape: Plane,
    radius: float,
    bands: Plane,
) -> tuple[Plane, Plane]:
    turn = 0.34
    flat_x, flat_y = (
        columns * np.cos(turn) - rows * np.sin(turn),
        columns * np.sin(turn) + rows * np.cos(turn),
    )
    reach = np.hypot(flat_x, flat_y / 0.26)
    body = np.clip((reach - 1.35) * radius * 0.3, 0, 1) * np.clip((2.15 - reach) * radius * 0.3, 0, 1)
    grooves = bands[np.clip((reach - 1.35) / 0.8 * 511, 0, 511).astype(int)]
    body = body * (0.25 + 0.7 * grooves)
    body = body * np.where((flat_y < 0) & (away < 1), 0, 1)
    tone = (
        np.array((232, 210, 180), dtype=np.float32)
        * (0.55 + 0.45 * np.clip(-columns * 0.4 + 0.6, 0, 1))[:, :, None]
    )
    share = body[:, :, None]
    joined = tone * share + colour * (1 - share)
    total = np.clip(body + shape * (1 - body), 0, 1)
    clear = np.where(shape[:, :, None] > 0.01, joined, tone)
    return clear.astype(np.float32), total.astype(np.float32)


@dataclass
class Comet:
    """A shooting star, every few seconds another way."""

    width: float
    height: float
    unit: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        round_, age = divmod(moment.time + 1.6, 2.9)
        share = age / 1.1
        if share >= 1:
            return
        start = (
            self.width * (0.15 + 0.13 * (round_ * 2.7 % 4)),
            self.height * (0.06 + 0.05 * (round_ * 1.9 % 3)),
        )
        way = 420 * self.unit
        head = np.array(start) + np.array([way, way * 0.4]) * share
        glowing = np.zeros_like(picture)
        for piece in range(14):
            tail = head - np.array([way, way * 0.4]) * 0.035 * np.array([piece, piece + 1])[:, None]
            strength = round(np.sin(np.pi * share) * (1 - piece / 14) ** 2 * 255)
            polyline(
                glowing,
                [(float(each[0]), float(each[1])) for each in tail],
                (strength, strength, strength),
                max(round(3 * self.unit * (1 - piece / 16)), 1),
            )
        cv2.add(picture, glowing, dst=picture)
