"""Things seen from close by: on a table, on a branch, in the ground, with what is behind out of focus."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import (
    Colour,
    Pixels,
    Plane,
    bytes_of,
    ellipse,
    empty,
    glow,
    gradient,
    lighten,
    mix,
    noise,
    polygon,
    polyline,
)
from ai.providers.local.painting.drawn import rgba
from ai.providers.local.painting.figures import toned
from ai.providers.local.painting.growing import sprout
from ai.providers.local.painting.objects import FLAT, THINGS
from ai.providers.local.painting.stage import Element, Layer, Moment, Setting
from ai.providers.local.painting.town import WINDOW_LIGHTS, bokeh

LINE = 0.62  # of the height, where the table begins


def close_by(setting: Setting) -> list[Element]:
    """Build a scene of something on a table, or on the ground, out of focus behind."""
    is_green = setting.has("cherries") or setting.has("plant")
    elements: list[Element] = [_behind(setting, is_green=is_green)]
    if setting.has("cafe"):
        elements += bokeh(
            dataclasses.replace(setting, horizon=setting.height * 0.5), count=34, colours=WINDOW_LIGHTS
        )
    if setting.has("window"):
        elements.append(_window(setting))
    if setting.has("cherries"):
        return [*elements, *_branch(setting)]
    elements.append(_ground(setting) if setting.has("plant") else _table(setting))
    size = min(setting.height * 0.5, setting.width * 0.62)
    base, middle = setting.height * 0.86, setting.width * 0.5
    if setting.has("plant"):
        return [*elements, sprout(setting, x=middle, base=base + size * 0.05, size=size * 1.05, depth=0.7)]
    names = [name for name in THINGS if setting.has(name)][:3] or ["cup"]
    places = dict(zip(names, (0.5,) if len(names) == 1 else (0.37, 0.66, 0.82), strict=False))
    share = 1.0 if len(names) == 1 else 0.78
    for name in sorted(names, key=lambda each: each in FLAT, reverse=True):
        elements += THINGS[name](setting, setting.width * places[name], base, size * share)
    warm = next((name for name in ("cup", "bowl", "beans") if name in places), "")
    if warm and (warm != "beans" or setting.has("steam")):
        at = (setting.width * places[warm], base - size * 0.62 * share)
        elements.append(Steam(_puffs(setting), *at, size, setting.palette.light))
    return elements


def _behind(setting: Setting, *, is_green: bool) -> Layer:
    """Paint a room or a garden so far out of focus that only its colours are left."""
    palette, random = setting.palette, setting.random
    lamp = mix(palette.sun, (255, 178, 104), 1 - palette.light)
    warm: tuple[Colour, Colour] = (
        ((96, 132, 84), (196, 214, 150)) if is_green else ((104, 70, 52), (226, 190, 150))
    )
    dark, bright = (mix(each, (34, 24, 26), 0.75 * (1 - palette.light)) for each in warm)
    picture = gradient(
        [
            (0.0, mix(bright, palette.horizon, 0.25 * palette.light)),
            (0.6, mix(dark, bright, 0.3)),
            (1.0, dark),
        ],
        width=setting.wide,
        height=setting.high,
    )
    soft, there = _blurred_things(setting, dark, bright, is_green=is_green)
    picture = (picture * (1 - 0.6 * there) + soft * 0.6).astype(np.float32)
    side = glow(
        width=setting.wide,
        height=setting.high,
        x=setting.wide * (0.2 if setting.sun_x < setting.width / 2 else 0.8),
        y=setting.high * 0.2,
        radius=setting.wide * 0.3,
        power=1.8,
    )
    lighten(picture, side, lamp, 0.35 + 0.25 * palette.light)
    picture += random.standard_normal(picture.shape[:2], dtype=np.float32)[:, :, None] * 1.2
    return Layer(bytes_of(picture), setting.left, setting.top, 0.1)


def _blurred_things(setting: Setting, dark: Colour, bright: Colour, *, is_green: bool) -> tuple[Plane, Plane]:
    """Give upright shapes far out of focus, and where they are."""
    random = setting.random
    shapes = np.zeros((setting.high, setting.wide, 3), dtype=np.float32)
    for _ in range(26):
        x, wide = float(random.random()) * setting.wide, (0.02 + 0.06 * float(random.random())) * setting.wide
        foot, high = setting.high * 0.62, setting.high * (0.1 + 0.34 * float(random.random()))
        tone = mix(
            mix(dark, bright, float(random.random())), (150, 90, 60) if not is_green else (70, 130, 60), 0.4
        )
        corners = [(x, foot - high), (x + wide, foot - high), (x + wide, foot), (x, foot)]
        cv2.fillPoly(shapes, [np.array(corners, dtype=np.int32)], tone)
    soft = cv2.GaussianBlur(shapes, (0, 0), 26 * setting.unit + 1)
    there = cv2.GaussianBlur((shapes.sum(axis=2) > 0).astype(np.float32), (0, 0), 26 * setting.unit + 1)[
        :, :, None
    ]
    return np.asarray(soft, dtype=np.float32), np.asarray(there, dtype=np.float32)


def _table(setting: Setting) -> Layer:
    """Paint boards in perspective, with a shine towards the light."""
    height = int(setting.height * (1.18 - LINE))
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, setting.wide, dtype=np.float32)[None, :]
    across = columns / (0.55 + 0.75 * rows) * 3.2
    board = np.floor(across)
    fibre = noise(setting.random, width=setting.wide, height=height, cells=5, octaves=6, flat=9)
    tone = (
        0.86
        + 0.22 * fibre
        + 0.05 * np.sin(board * 12.9898)
        - 0.35 * np.exp(-(((across - board) / 0.025) ** 2))
    )
    near, far = (
        np.array(toned(setting, each, share=0.08), dtype=np.float32)
        for each in ((128, 80, 50), (178, 120, 78))
    )
    colour = (far + (near - far) * rows[:, :, None]) * tone[:, :, None]
    where = -0.4 if setting.sun_x < setting.width / 2 else 0.4
    shine = np.exp(-(((columns - where) / 0.5) ** 2)) * np.exp(-rows * 3.2)
    lighten(colour, np.asarray(shine, dtype=np.float32), setting.palette.sun, 0.4)
    edge = np.clip(rows * height / 3, 0, 1) * np.ones_like(columns)
    body = np.dstack(
        [
            bytes_of(np.asarray(colour * edge[:, :, None], dtype=np.float32)),
            bytes_of((edge * 255).astype(np.float32)),
        ]
    )
    return Layer(body, setting.left, setting.height * LINE, 0.5)


def _ground(setting: Setting) -> Layer:
    height = int(setting.height * (1.18 - LINE))
    line = noise(setting.random, width=setting.wide, height=1, cells=7, octaves=4)[0] * height * 0.12
    rows = np.arange(height, dtype=np.float32)[:, None]
    clods = noise(setting.random, width=setting.wide, height=height, cells=26, octaves=5)[:, :, None]
    dark, bright = (
        np.array(toned(setting, each, share=0.05), dtype=np.float32) for each in ((44, 28, 20), (128, 86, 58))
    )
    colour = dark + (bright - dark) * np.clip((clods - 0.25) * 1.5, 0, 1)
    shape = np.clip(rows - line[None, :], 0, 1)
    return Layer(
        np.dstack(
            [
                bytes_of((colour * shape[:, :, None]).astype(np.float32)),
                bytes_of((shape * 255).astype(np.float32)),
            ]
        ),
        setting.left,
        setting.height * LINE,
        0.5,
    )


def _window(setting: Setting) -> Layer:
    """Paint a window out of focus: a bright pane with a cross of wood, and what is outside."""
    wide, high = int(setting.width * 0.3), int(setting.height * 0.46)
    palette = setting.palette
    picture = gradient(
        [
            (0, palette.top),
            (0.55, palette.horizon),
            (0.6, mix(palette.haze, palette.dark, 0.35)),
            (1, palette.haze),
        ],
        width=wide,
        height=high,
    )
    shape: Pixels = np.dstack([bytes_of(picture), np.full((high, wide), 255, dtype=np.uint8)])
    wood = rgba(toned(setting, (236, 224, 206), share=0.25))
    bar = max(int(wide * 0.05), 2)
    for box in (
        (0, 0, wide, bar),
        (0, high - bar, wide, high),
        (0, 0, bar, high),
        (wide - bar, 0, wide, high),
        (wide // 2 - bar // 2, 0, wide // 2 + bar // 2, high),
        (0, high // 2 - bar // 2, wide, high // 2 + bar // 2),
    ):
        shape[box[1] : box[3], box[0] : box[2]] = wood
    padded = cv2.copyMakeBorder(shape, 30, 30, 30, 30, cv2.BORDER_CONSTANT)
    soft = cv2.GaussianBlur(padded, (0, 0), 4.5 * setting.unit + 0.5)
    x = setting.width * (0.08 if setting.sun_x < setting.width / 2 else 0.62)
    return Layer(np.asarray(soft, dtype=np.uint8), x, setting.height * 0.06, 0.25)


def _branch(setting: Setting) -> list[Element]:
    """Hang a branch with leaves and ripe red fruit into the picture, and a second one out of focus."""
    elements: list[Element] = []
    for number in range(2):
        size = min(setting.width, setting.height * 1.5) * (1.1 - 0.35 * number)
        shape = empty(width=int(size), height=int(size * 0.62))
        _fruit_branch(shape, setting, size, np.random.default_rng(4 + number))
        if number:
            shape = np.asarray(cv2.GaussianBlur(shape, (0, 0), 7 * setting.unit + 0.5), dtype=np.uint8)
        x = setting.width * (0.5 - 0.25 * number) - size / 2
        y = setting.height * (0.5 - 0.28 * number) - shape.shape[0] / 2
        elements.insert(0, Swinging(shape, x, y, 0.8 - 0.5 * number, 2.4 * setting.unit, number * 2.0))
    return elements


def _fruit_branch(shape: Pixels, setting: Setting, size: float, random: np.random.Generator) -> None:
    wood, green = toned(setting, (112, 84, 58)), toned(setting, (56, 124, 58))
    height = shape.shape[0]
    line = [(size * s, height * (0.28 + 0.3 * s + 0.03 * np.sin(s * 8))) for s in np.linspace(0, 1, 24)]
    polyline(shape, line, rgba(wood), max(int(size * 0.014), 2))
    for x, y in line[2:22:2]:
        for way in (-1, 1):
            _broad_leaf(
                shape,
                (x, y),
                size * (0.13 + 0.06 * float(random.random())),
                way * (0.7 + 0.5 * float(random.random())),
                green,
                random,
            )
    for x, y in line[3:21:3]:
        for _ in range(int(4 + 4 * float(random.random()))):
            dx, dy = (random.random(2) - 0.4) * size * 0.075
            radius = size * (0.02 + 0.008 * float(random.random()))
            tone = toned(setting, mix((198, 30, 34), (236, 120, 44), float(random.random()) * 0.5))
            at = (x + float(dx), y + abs(float(dy)) + radius)
            ellipse(shape, at, (radius * 1.06, radius * 1.12), rgba(mix(tone, (40, 0, 0), 0.45)))
            ellipse(
                shape,
                (at[0] - radius * 0.1, at[1] - radius * 0.12),
                (radius * 0.9, radius * 0.95),
                rgba(tone),
            )
            ellipse(
                shape,
                (at[0] - radius * 0.35, at[1] - radius * 0.4),
                (radius * 0.24, radius * 0.2),
                rgba(mix(tone, (255, 255, 255), 0.7)),
            )


def _broad_leaf(
    shape: Pixels,
    root: tuple[float, float],
    long: float,
    angle: float,
    green: Colour,
    random: np.random.Generator,
) -> None:
    way = np.array([np.cos(angle), np.sin(angle)])
    aside = np.array([-way[1], way[0]])
    tone = mix(
        green, (170, 210, 90) if random.random() < 0.5 else (16, 60, 36), 0.35 * float(random.random())
    )
    steps = np.linspace(0, 1, 14)
    spine = [np.array(root) + way * long * s + aside * long * 0.1 * s * s for s in steps]
    widths = [long * 0.24 * np.sin(np.pi * s**0.75) for s in steps]
    for side, shade in ((1, 0.0), (-1, 0.16)):
        edge = [p + aside * w * side for p, w in zip(spine, widths, strict=True)]
        polygon(
            shape,
            [(float(p[0]), float(p[1])) for p in (*edge, *reversed(spine))],
            rgba(mix(tone, (10, 30, 16), shade)),
        )
    polyline(
        shape,
        [(float(p[0]), float(p[1])) for p in spine],
        rgba(mix(tone, (230, 240, 170), 0.35)),
        max(int(long * 0.014), 1),
    )


@dataclass
class Swinging:
    """Something that hangs and moves a little in the air."""

    picture: Pixels
    x: float
    y: float
    depth: float
    reach: float
    phase: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        lift = self.reach * np.sin(moment.time * 0.9 + self.phase)
        Layer(self.picture, self.x + lift * 1.4, self.y + lift, self.depth).paint(picture, moment)


@dataclass
class Steam:
    """Steam that rises, widens and is gone."""

    puffs: Sequence[Pixels]
    x: float
    y: float
    size: float
    light: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        for number in range(7):
            share = (moment.time * 0.22 + number / 7) % 1.0
            puff = self.puffs[number % len(self.puffs)]
            grown = 0.5 + 1.1 * share
            strength = float(np.sin(np.pi * share) ** 1.3 * (0.34 + 0.2 * self.light))
            shown = cv2.convertScaleAbs(puff, alpha=strength)
            side = max(int(puff.shape[1] * grown), 2)
            large = np.asarray(
                cv2.resize(shown, (side, side), interpolation=cv2.INTER_LINEAR), dtype=np.uint8
            )
            swing = self.size * 0.06 * np.sin(moment.time * 1.1 + number * 1.7 + share * 3)
            middle = moment.at(
                self.x + swing,
                self.y - share * self.size * 0.75,
                0.7,
                (picture.shape[1] / 2, picture.shape[0] / 2),
            )
            Layer(large, middle[0] - side / 2, middle[1] - side / 2, 0.0).paint(picture, Moment(0.0))


def _puffs(setting: Setting) -> list[Pixels]:
    side = max(int(min(setting.width, setting.height) * 0.2), 8)
    made = []
    for _ in range(3):
        away = np.hypot(*(np.indices((side, side), dtype=np.float32) - side / 2)) / (side / 2)
        body: Plane = (
            np.clip(1 - away, 0, 1) ** 1.5
            * noise(setting.random, width=side, height=side, cells=2.5, octaves=4)
        ).astype(np.float32)
        made.append(bytes_of(np.dstack([body * 250] * 3 + [body * 255])))
    return made
