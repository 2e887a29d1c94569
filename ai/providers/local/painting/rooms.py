"""A room: a wall, a large window with what is outside, a table with a lamp, somebody at it."""

import dataclasses

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Pixels, bytes_of, glow, gradient, lighten, mix, noise, polygon
from ai.providers.local.painting.drawn import rgba
from ai.providers.local.painting.figures import robot, seated, toned
from ai.providers.local.painting.growing import sprout
from ai.providers.local.painting.objects import book, cup, lamp
from ai.providers.local.painting.stage import Element, Layer, Light, Setting, light


def room(setting: Setting) -> list[Element]:
    """Build the scene."""
    is_left = setting.sun_x < setting.width / 2
    wide, high = min(setting.width * 0.34, setting.height * 0.6), setting.height * 0.46
    x = setting.width * 0.1 if is_left else setting.width * 0.9 - wide
    box = (x, setting.height * 0.12, wide, high)
    elements: list[Element] = [_outside(setting, box), _wall(setting, box), _falling_light(setting, box)]
    base = setting.height * 0.99
    top = setting.height * 0.73
    size = min(setting.height * 0.5, setting.width * 0.55)
    middle = setting.width * (0.66 if is_left else 0.34)
    if setting.has("people") or setting.has("onlooker"):
        elements.append(seated(setting, x=middle - size * 0.66, base=top + size * 0.16, size=size))
    elif setting.has("robot"):
        elements.append(robot(setting, size=0.4, x=middle - size * 0.4, depth=0.6))
    elements.append(_desk(setting, top=top, base=base))
    dark = dataclasses.replace(setting)
    if setting.has("lamp") or setting.palette.light < 0.6:
        elements += lamp(dark, middle + size * 0.36, top + size * 0.1, size * 0.6)
    elements += book(dark, middle - size * 0.02, top + size * 0.17, size * 0.46)
    if setting.has("plant"):
        elements.append(
            sprout(setting, x=middle - size * 0.72, base=top + size * 0.06, size=size * 0.42, depth=0.6)
        )
    else:
        elements += cup(dark, middle + size * 0.02 - size * 0.62, top + size * 0.16, size * 0.3)
    return elements


def _outside(setting: Setting, box: tuple[float, float, float, float]) -> Layer:
    """Paint what the window shows: sky, far hills, the sun or the moon."""
    palette, (x, y, wide, high) = setting.palette, box
    columns, rows = int(wide * 1.5), int(high * 1.4)
    picture = gradient(
        [
            (0, palette.top),
            (0.6, palette.horizon),
            (0.62, mix(palette.haze, palette.dark, 0.3)),
            (1, mix(palette.haze, palette.dark, 0.7)),
        ],
        width=columns,
        height=rows,
    )
    lighten(
        picture,
        glow(width=columns, height=rows, x=columns * 0.62, y=rows * 0.4, radius=rows * 0.16, power=2.2),
        palette.sun,
        0.9,
    )
    hills = noise(setting.random, width=columns, height=1, cells=3, octaves=4)[0] * rows * 0.16 + rows * 0.5
    below = np.clip(np.arange(rows, dtype=np.float32)[:, None] - hills[None, :], 0, 1)[:, :, None]
    picture += below * (np.array(mix(palette.haze, palette.dark, 0.5), dtype=np.float32) - picture) * 0.8
    return Layer(bytes_of(picture), x - wide * 0.25, y - high * 0.2, 0.06)


def _wall(setting: Setting, box: tuple[float, float, float, float]) -> Layer:
    """Paint the wall with a hole where the window is, and its frame."""
    palette, (x, y, wide, high) = setting.palette, box
    tone = toned(setting, (206, 184, 156), share=0.25)
    picture = gradient(
        [(0, mix(tone, palette.dark, 0.3)), (0.55, tone), (1, mix(tone, palette.dark, 0.45))],
        width=setting.wide,
        height=setting.high,
    )
    picture *= (
        0.94 + 0.1 * noise(setting.random, width=setting.wide, height=setting.high, cells=14, octaves=4)
    )[:, :, None]
    left, top = x - setting.left, y - setting.top
    lighten(
        picture,
        glow(
            width=setting.wide,
            height=setting.high,
            x=left + wide / 2,
            y=top + high / 2,
            radius=wide * 0.9,
            power=2.4,
        ),
        palette.sun,
        0.16 + 0.3 * palette.light,
    )
    if palette.light < 0.6:  # what the lamp gives
        near = glow(
            width=setting.wide,
            height=setting.high,
            x=setting.wide - left - wide / 2,
            y=setting.high * 0.6,
            radius=setting.wide * 0.34,
            power=2.2,
        )
        lighten(picture, near, (255, 176, 104), 0.5 * (1 - palette.light))
    shape: Pixels = np.dstack([bytes_of(picture), np.full(picture.shape[:2], 255, dtype=np.uint8)])
    _frame(setting, shape, (left, top, wide, high))
    return Layer(shape, setting.left, setting.top, 0.3)


def _frame(setting: Setting, shape: Pixels, box: tuple[float, float, float, float]) -> None:
    """Cut the window's four panes out of a wall, with a frame and a sill, and hang a picture beside it."""
    left, top, wide, high = box
    bar = wide * 0.04
    frame, shade = (
        rgba(toned(setting, (232, 222, 204), share=0.12)),
        rgba(toned(setting, (150, 130, 108), share=0.25)),
    )

    def fill(a: float, b: float, c: float, d: float, value: tuple[int, ...]) -> None:
        polygon(
            shape, [(left + a, top + b), (left + c, top + b), (left + c, top + d), (left + a, top + d)], value
        )

    fill(-bar * 1.6, -bar * 1.6, wide + bar * 1.6, high + bar * 1.6, frame)
    for a, c in ((0.0, wide / 2 - bar / 2), (wide / 2 + bar / 2, wide)):
        for b, d in ((0.0, high * 0.42), (high * 0.42 + bar, high)):
            fill(a, b, c, d, (0, 0, 0, 0))
    fill(-bar * 3, high + bar * 1.4, wide + bar * 3, high + bar * 3.2, frame)
    fill(-bar * 3, high + bar * 3.2, wide + bar * 3, high + bar * 3.9, shade)
    fill(wide * 1.32, high * 0.1, wide * 1.32 + wide * 0.42, high * 0.5, shade)
    fill(
        wide * 1.35,
        high * 0.14,
        wide * 1.32 + wide * 0.39,
        high * 0.46,
        rgba(toned(setting, (120, 150, 150), share=0.2)),
    )


def _falling_light(setting: Setting, box: tuple[float, float, float, float]) -> Light:
    """Let light fall through the window into the room."""
    x, y, wide, high = box
    plane = np.zeros((setting.high // 4, setting.wide // 4), dtype=np.float32)
    way = 0.55 if setting.sun_x < setting.width / 2 else -0.55
    left, top = (x - setting.left) / 4, (y - setting.top) / 4
    corners = [
        (left, top),
        (left + wide / 4, top),
        (left + wide / 4 + way * high * 0.5, top + high * 0.62),
        (left + way * high * 0.5, top + high * 0.62),
    ]
    cv2.fillPoly(plane, [np.array(corners, dtype=np.int32)], 1.0)
    soft = cv2.GaussianBlur(plane, (0, 0), 12 * setting.unit + 0.5)
    large = np.asarray(
        cv2.resize(soft, (setting.wide, setting.high), interpolation=cv2.INTER_LINEAR), dtype=np.float32
    )
    return Light(
        light(large, setting.palette.sun, 0.1 + 0.16 * setting.palette.light),
        setting.left,
        setting.top,
        0.35,
        breath=0.15,
        pace=0.6,
    )


def _desk(setting: Setting, *, top: float, base: float) -> Layer:
    height = int(setting.height * 1.18 - top)
    wood = toned(setting, (140, 92, 60), share=0.1)
    fibre = noise(setting.random, width=setting.wide, height=height, cells=4, octaves=6, flat=8)[:, :, None]
    rows = np.arange(height, dtype=np.float32)[:, None, None]
    thick = (base - top) * 0.62
    tone = np.where(rows < thick, 1.06 - 0.2 * rows / thick, 0.55)
    colour = np.array(wood, dtype=np.float32) * (0.86 + 0.26 * fibre) * tone
    solid = np.full((height, setting.wide), 255, dtype=np.uint8)
    return Layer(np.dstack([bytes_of(np.asarray(colour, dtype=np.float32)), solid]), setting.left, top, 0.55)
