"""An old town: a row of yellow houses with tiled roofs, lanterns over the street, a river in front."""

import cv2
import numpy as np

from ai.providers.local.painting.canvas import (
    Colour,
    Pixels,
    Plane,
    bytes_of,
    ellipse,
    empty,
    mix,
    noise,
    polygon,
    polyline,
)
from ai.providers.local.painting.drawn import rgba
from ai.providers.local.painting.figures import toned
from ai.providers.local.painting.stage import Element, Layer, Light, Setting

WALLS: tuple[Colour, ...] = ((244, 196, 92), (236, 176, 78), (250, 214, 130), (228, 164, 84), (240, 206, 150))
WOOD: Colour = (96, 60, 40)
TILES: Colour = (166, 88, 62)


def houses(setting: Setting, *, base: float, depth: float = 0.45) -> list[Element]:
    """Paint a row of houses that stand on a line (`base`, pixels)."""
    random, unit = setting.random, setting.unit
    tall = min(setting.height * 0.5, 400 * unit)
    height = int(tall * 1.3)
    shape, shine = (
        empty(width=setting.wide, height=height),
        np.zeros((height, setting.wide, 3), dtype=np.uint8),
    )
    x = -40 * unit
    while x < setting.wide:
        wide = (170 + 90 * float(random.random())) * unit
        high = tall * (0.7 + 0.3 * float(random.random()))
        _house(setting, shape, shine, (x, height - high, wide, float(height)))
        x += wide + 3 * unit
    texture = noise(random, width=setting.wide, height=height, cells=60, octaves=3)[:, :, None]
    rows = np.linspace(1.04, 0.84, height, dtype=np.float32)[:, None, None]
    colour: Plane = shape[:, :, :3].astype(np.float32) * (0.9 + 0.18 * texture) * rows
    colour = np.minimum(colour, shape[:, :, 3:].astype(np.float32))
    picture = np.dstack([bytes_of(colour), shape[:, :, 3]])
    place = (setting.left, base - height, depth)
    elements: list[Element] = [Layer(picture, *place)]
    if setting.palette.light < 0.4:
        soft = cv2.GaussianBlur(shine, (0, 0), 9 * unit + 0.5)
        elements.append(Light(np.asarray(cv2.addWeighted(shine, 0.9, soft, 0.8, 0), dtype=np.uint8), *place))
    return elements


def _house(setting: Setting, shape: Pixels, shine: Pixels, box: tuple[float, float, float, float]) -> None:
    x, top, wide, bottom = box
    random, unit = setting.random, setting.unit
    wall = toned(setting, WALLS[int(random.integers(len(WALLS)))], share=0.02)
    wood, tiles = toned(setting, WOOD, share=0.1), toned(setting, TILES, share=0.06)
    polygon(shape, [(x, top), (x + wide, top), (x + wide, bottom), (x, bottom)], rgba(wall))
    floor = top + (bottom - top) * 0.5
    eave = 52 * unit
    _tiles(shape, (x - 8 * unit, top - eave, wide + 16 * unit, eave), tiles)
    _tiles(shape, (x - 2 * unit, floor - 26 * unit, wide + 4 * unit, 26 * unit), mix(tiles, (0, 0, 0), 0.12))
    polygon(
        shape,
        [(x, floor), (x + wide, floor), (x + wide, floor + 9 * unit), (x, floor + 9 * unit)],
        rgba(mix(wall, (0, 0, 0), 0.35)),
    )
    count = 2 if wide < 215 * unit else 3
    for number in range(count):
        middle = x + wide * (number + 0.5) / count
        _shutters(shape, shine, (middle, top + 22 * unit, 25 * unit, floor - top - 70 * unit), wood, setting)
    door = wide * 0.36
    _door(shape, shine, (x + wide / 2 - door / 2, floor + 28 * unit, door, bottom), wood, setting)
    for side in (0.12, 0.88):
        if random.random() < 0.6:
            _pot(shape, x + wide * side, bottom, setting)


def _tiles(shape: Pixels, box: tuple[float, float, float, float], colour: Colour) -> None:
    """Paint a roof seen from its front: rows of round tiles that throw small shadows."""
    x, top, wide, high = box
    slope = high * 0.35
    polygon(
        shape,
        [(x + slope, top), (x + wide - slope, top), (x + wide, top + high), (x, top + high)],
        rgba(colour),
    )
    step = max(high / 4, 5.0)
    for number in range(int(wide / step)):
        foot = x + (number + 0.5) * step
        head = x + slope + (foot - x) * (wide - 2 * slope) / wide
        polyline(
            shape,
            [(head, top), (foot, top + high)],
            rgba(mix(colour, (0, 0, 0), 0.2)),
            max(round(step * 0.22), 1),
        )
    polyline(
        shape,
        [(x, top + high), (x + wide, top + high)],
        rgba(mix(colour, (0, 0, 0), 0.45)),
        max(round(step * 0.3), 1),
    )


def _shutters(
    shape: Pixels, shine: Pixels, box: tuple[float, float, float, float], wood: Colour, setting: Setting
) -> None:
    middle, top, half, high = box
    pane = (58, 44, 40)
    corners = [
        (middle - half, top),
        (middle + half, top),
        (middle + half, top + high),
        (middle - half, top + high),
    ]
    polygon(shape, corners, rgba(toned(setting, pane, share=0.2)))
    if setting.random.random() < 0.75:
        polygon(
            shape, corners, rgba(mix(pane, (255, 196, 110), 0.8 if setting.palette.light < 0.4 else 0.12))
        )
        polygon(shine, corners, (150, 92, 34))
    for side in (-1, 1):
        leaf = [
            (middle + side * half, top - 2),
            (middle + side * half * 1.8, top + 3),
            (middle + side * half * 1.8, top + high + 1),
            (middle + side * half, top + high + 2),
        ]
        polygon(shape, leaf, rgba(mix(wood, toned(setting, (70, 120, 96)), 0.65)))
        for share in np.linspace(0.12, 0.88, 6):
            y = top + high * float(share)
            polyline(
                shape,
                [(middle + side * half * 1.1, y), (middle + side * half * 1.7, y)],
                rgba(mix(wood, (0, 0, 0), 0.3)),
                1,
            )


def _door(
    shape: Pixels, shine: Pixels, box: tuple[float, float, float, float], wood: Colour, setting: Setting
) -> None:
    x, top, wide, bottom = box
    frame = [(x - 6, top - 6), (x + wide + 6, top - 6), (x + wide + 6, bottom), (x - 6, bottom)]
    polygon(shape, frame, rgba(mix(wood, (0, 0, 0), 0.25)))
    inner = [(x, top), (x + wide, top), (x + wide, bottom), (x, bottom)]
    warm = (255, 190, 104) if setting.palette.light < 0.4 else (70, 52, 44)
    polygon(shape, inner, rgba(mix(warm, wood, 0.35)))
    polygon(shine, inner, (140, 84, 30))
    for side in (0.0, 0.74):
        leaf = [
            (x + wide * side, top),
            (x + wide * (side + 0.26), top),
            (x + wide * (side + 0.26), bottom),
            (x + wide * side, bottom),
        ]
        polygon(shape, leaf, rgba(wood))


def _pot(shape: Pixels, x: float, bottom: float, setting: Setting) -> None:
    unit, random = setting.unit, setting.random
    leaf, clay = toned(setting, (58, 128, 62)), toned(setting, (176, 96, 62))
    polygon(
        shape,
        [
            (x - 13 * unit, bottom - 30 * unit),
            (x + 13 * unit, bottom - 30 * unit),
            (x + 9 * unit, bottom),
            (x - 9 * unit, bottom),
        ],
        rgba(clay),
    )
    for _ in range(26):
        dx, dy = (random.random(2) - 0.5) * (46, 50) * unit
        tone = mix(
            leaf, (230, 70, 90) if random.random() < 0.2 else (20, 60, 30), 0.3 * float(random.random()) + 0.1
        )
        ellipse(shape, (x + float(dx), bottom - 52 * unit + float(dy)), (8 * unit, 6 * unit), rgba(tone))


def pavement(setting: Setting, *, top: float) -> Layer:
    """Paint the stones of a street in front."""
    height = int(setting.height * 1.18 - top)
    stone = toned(setting, (196, 164, 132), share=0.1)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    near = np.array(mix(stone, setting.palette.dark, 0.25), dtype=np.float32)
    far = np.array(mix(stone, setting.palette.haze, 0.25), dtype=np.float32)
    colour = far + (near - far) * rows[:, :, None]
    across = (np.arange(setting.wide, dtype=np.float32)[None, :] - setting.wide / 2) / (0.25 + rows)
    down = np.log(0.12 + rows) * 9
    joints = (np.abs(np.sin(down * np.pi)) < 0.14) | (
        np.abs(np.sin((across / (90 * setting.unit) + np.floor(down) * 0.5) * np.pi)) < 0.05
    )
    soft = cv2.GaussianBlur(joints.astype(np.float32), (0, 0), 1.1)[:, :, None]
    grain = noise(setting.random, width=setting.wide, height=height, cells=70, octaves=3)[:, :, None]
    colour = colour * (1 - 0.22 * soft) * (0.88 + 0.24 * grain)
    solid = np.full((height, setting.wide), 255, dtype=np.uint8)
    return Layer(np.dstack([bytes_of(np.asarray(colour, dtype=np.float32)), solid]), setting.left, top, 0.6)


def quay(setting: Setting, *, top: float) -> Layer:
    """Paint the wall of a quay, from the street down into the water."""
    height = int(setting.height * 0.16)
    stone = toned(setting, (150, 132, 112), share=0.22)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    rough = noise(setting.random, width=setting.wide, height=height, cells=90, octaves=4)[:, :, None]
    colour = np.array(stone, dtype=np.float32) * (1.1 - 0.55 * rows) * (0.8 + 0.4 * rough)
    colour[: max(int(height * 0.07), 1)] *= 1.25
    solid = np.full((height, setting.wide), 255, dtype=np.uint8)
    return Layer(np.dstack([bytes_of(np.asarray(colour, dtype=np.float32)), solid]), setting.left, top, 0.4)
