"""Land: mountains, hills, dunes, forests and the ground in front."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ai.providers.local.painting.canvas import (
    Colour,
    Pixels,
    Plane,
    blur,
    empty,
    flat_sprite,
    line_noise,
    mix,
    noise,
    polygon,
    polyline,
    sprite,
)  # fmt: skip
from ai.providers.local.painting.sky import smoothed
from ai.providers.local.painting.stage import Element, Layer, Light, Setting, light

Line = npt.NDArray[np.floating[Any]]


def below(line: Line, *, height: int) -> Plane:
    """Give the shape under a line of heights (pixels from the top), with a soft edge."""
    rows = np.arange(height, dtype=np.float32)[:, None]
    return np.asarray(np.clip(rows - line[None, :] + 0.5, 0, 1), dtype=np.float32)


def _layer(setting: Setting, picture: Pixels, top: float, depth: float) -> Layer:
    return Layer(picture, setting.left, top, depth)


def mountains(setting: Setting, *, count: int = 4, snowy: bool = True) -> list[Element]:
    """Paint ridges one behind the other, the far ones pale, with light on one side and snow on top."""
    return [_ridge(setting, share=number / max(count - 1, 1), snowy=snowy) for number in range(count)]


def _ridge(setting: Setting, *, share: float, snowy: bool) -> Layer:
    random, palette, width = setting.random, setting.palette, setting.wide
    tall = setting.height * (0.34 - 0.17 * share) * (0.85 + 0.3 * float(random.random()))
    base = setting.horizon + setting.height * 0.2 * share
    top = base - tall * 1.15
    height = int(setting.height * (1 + 0.16) - top) + 2
    crest = line_noise(random, width=width, cells=2.2 + 1.6 * share, octaves=8, rough=0.52)
    sharp = 1 - np.abs(2 * crest - 1)
    line = tall * 1.1 - tall * (0.35 * crest + 0.65 * sharp**1.15)
    shape = below(line.astype(np.float32), height=height)
    near = mix(palette.haze, palette.dark, 0.28 + 0.62 * share)
    colour = _faces(setting, line, height, tall, near, snowy=snowy and share < 0.7)
    return _layer(setting, sprite(colour, shape), top, 0.12 + 0.4 * share)


def _faces(setting: Setting, line: Line, height: int, tall: float, near: Colour, *, snowy: bool) -> Plane:
    """Colour a ridge: facets that look to the sun or away from it, snow above, haze at its foot."""
    width, palette = setting.wide, setting.palette
    rows = np.arange(height, dtype=np.float32)[:, None]
    under = np.clip((rows - line[None, :]) / tall, 0, 1.6)
    relief = noise(setting.random, width=width, height=height, cells=11, octaves=6, flat=1.3)
    side = -1.0 if setting.sun_x < setting.width / 2 else 1.0
    across, down = np.gradient(blur(relief, sigma=1.6 * setting.unit + 0.4), axis=(1, 0))
    # Gullies run down and outwards, so the light falls on them from above as well.
    slope = (across * side - 0.7 * down) * 30 / setting.unit
    # The crest's own slope counts near the crest only, else it would draw stripes down to the foot.
    wide = max(width // 24, 3)
    fall = (
        np.gradient(np.convolve(line, np.ones(wide) / wide, mode="same"))[None, :]
        * -side
        * 0.5
        * np.exp(-under * 2.5)
    )
    lit = smoothed((0.5 + slope * 1.2 + fall).astype(np.float32), 0.1, 0.9)[:, :, None].astype(np.float32)
    shade, bright = _tones(near, palette.sun, 0.2 + 0.25 * palette.light)
    colour = shade + (bright - shade) * lit
    if snowy:
        gullies = line_noise(setting.random, width=width, cells=38, octaves=4, rough=0.7)[None, :] - 0.5
        edge = 0.3 + 0.3 * (relief - 0.5) + 0.26 * gullies
        snow = smoothed(edge - under, -0.015, 0.03)[:, :, None] * 0.86
        white, blue = _tones(mix(near, (250, 250, 255), 0.62 + 0.2 * palette.light), palette.sun, 0.3)
        colour = colour + (white + (blue - white) * lit - colour) * snow
    haze = np.clip(under - 0.25, 0, 1)[:, :, None] * 0.62
    away = np.array(palette.haze, dtype=np.float32) - colour
    return np.asarray(colour + away * haze, dtype=np.float32)


def _tones(colour: Colour, sun: Colour, share: float) -> tuple[Plane, Plane]:
    dark = np.array(mix(colour, (0, 0, 10), 0.2), dtype=np.float32)
    return dark, np.array(mix(colour, sun, share), dtype=np.float32)


def hills(
    setting: Setting,
    *,
    colours: tuple[Colour, Colour],
    count: int = 4,
    rise: float = 0.1,
    rough: float = 0.35,
) -> list[Element]:
    """Paint soft hills from the far colour to the near one."""
    elements: list[Element] = []
    for number in range(count):
        share = number / max(count - 1, 1)
        base = setting.horizon + (setting.height - setting.horizon) * (0.02 + 0.62 * share**1.25)
        tall = setting.height * rise * (1.05 - 0.3 * share)
        crest = line_noise(setting.random, width=setting.wide, cells=1.5 + share, octaves=4, rough=rough)
        tone = mix(colours[0], colours[1], share)
        elements.append(_hill(setting, crest, tone, top=base - tall, tall=tall, depth=0.2 + 0.55 * share))
    return elements


def _hill(setting: Setting, crest: Line, tone: Colour, *, top: float, tall: float, depth: float) -> Layer:
    height = int(setting.height * 1.16 - top) + 2
    line = tall * (1 - crest)
    shape = below(line.astype(np.float32), height=height)
    rows = np.arange(height, dtype=np.float32)[:, None]
    under = np.clip((rows - line[None, :]) / (setting.height * 0.3), 0, 1)[:, :, None]
    grass = noise(setting.random, width=setting.wide, height=height, cells=40, octaves=3, flat=2.5)[
        :, :, None
    ]
    palette = setting.palette
    bright = np.array(mix(tone, palette.sun, 0.22 + 0.1 * palette.light), dtype=np.float32)
    deep = np.array(mix(tone, palette.dark, 0.55), dtype=np.float32)
    colour = bright + (deep - bright) * under**0.7
    colour = colour * (0.9 + 0.2 * grass)
    return _layer(setting, sprite(colour.astype(np.float32), shape), top, depth)


def dunes(setting: Setting) -> list[Element]:
    """Paint sand with sharp crests: a lit side, a dark side, and ripples of the wind."""
    return [_dune(setting, number / 3) for number in range(4)]


def _dune(setting: Setting, share: float) -> Layer:
    random, palette, width = setting.random, setting.palette, setting.wide
    tall = setting.height * (0.07 + 0.15 * share)
    base = setting.horizon + (setting.height - setting.horizon) * (0.03 + 0.6 * share)
    top = base - tall
    height = int(setting.height * 1.16 - top) + 2
    crest = line_noise(random, width=width, cells=1.6 + 0.4 * share, octaves=3, rough=0.3)
    line = (tall * (1 - crest) * 0.95).astype(np.float32)
    sand = mix(
        mix((226, 172, 110), palette.haze, 0.5 - 0.3 * share),
        palette.dark,
        0.16 + 0.5 * (1 - palette.light) * share,
    )
    bright, dark = np.array(mix(sand, palette.sun, 0.35)), np.array(mix(sand, palette.dark, 0.5))
    rows, columns = np.indices((height, width), dtype=np.float32)
    # The dark side begins at each crest, and its edge wanders down the slope.
    peak = float(np.argmin(line))
    wander = line_noise(random, width=height, cells=2.0, octaves=3)[:, None] - 0.5
    edge = peak + wander * width * 0.14 + (rows - line.min()) * 0.62 * (1 if setting.sun_x < peak else -1)
    side = (columns - edge) * (1 if setting.sun_x < peak else -1)
    shadow = (
        smoothed(side / (10 * setting.unit + (rows - line.min()).clip(0) * 0.12), -1, 1)[:, :, None] * 0.72
    )
    ripple = np.sin(
        (rows * 0.5 + 16 * noise(random, width=width, height=height, cells=5, octaves=3)) / setting.unit * 0.9
    )
    colour = bright + (dark - bright) * shadow
    colour = colour * (1 + 0.022 * share * ripple[:, :, None])
    return _layer(
        setting, sprite(colour.astype(np.float32), below(line, height=height)), top, 0.2 + 0.55 * share
    )


def pines(
    setting: Setting,
    *,
    base: float,
    size: float,
    count: int,
    colour: Colour,
    depth: float,
    snowy: bool = False,
) -> Layer:
    """Paint a row of firs that stand on one line (`base`, pixels), about `size` pixels high."""
    height = int(size * 1.35 + setting.height * 1.16 - base)
    shape = empty(width=setting.wide, height=max(height, 8))
    ground = size * 1.35 + line_noise(setting.random, width=setting.wide, cells=3, octaves=3) * size * 0.12
    places = np.sort(setting.random.random(count)) * setting.wide
    for x in places:
        tall = size * (0.55 + 0.6 * float(setting.random.random()))
        foot = float(ground[min(int(x), setting.wide - 1)]) + 2
        _pine(shape, float(x), foot, tall, setting, snowy=snowy)
    tree: Plane = shape[:, :, 3].astype(np.float32) / 255
    if not snowy:  # in snow they stand on the hill that is there already
        tree = np.maximum(tree, below(ground, height=shape.shape[0]))
    rows = np.linspace(0, 1, shape.shape[0], dtype=np.float32)[:, None, None]
    tone = np.array(colour, dtype=np.float32) * (1.12 - 0.3 * rows)
    pale = (shape[:, :, 0:1].astype(np.float32) / 255) * 0.75
    white = np.array(mix(colour, (240, 246, 255), 0.4 + 0.45 * setting.palette.light), dtype=np.float32)
    picture = np.broadcast_to(tone, (*tree.shape, 3)) + (white - tone) * pale
    return _layer(setting, sprite(picture.astype(np.float32), tree), base - size * 1.35, depth)


def _pine(shape: Pixels, x: float, foot: float, tall: float, setting: Setting, *, snowy: bool) -> None:
    tiers = 7
    for tier in range(tiers):
        share = tier / tiers
        half = tall * 0.23 * (0.16 + share) * (0.85 + 0.3 * float(setting.random.random()))
        top, bottom = foot - tall * (1 - share * 0.92), foot - tall * (0.9 - share * 0.92 - 0.1)
        droop = tall * 0.02
        corners = [(x, top), (x + half, bottom), (x + half * 0.4, bottom - droop), (x, bottom + droop)]
        corners += [(x - half * 0.4, bottom - droop), (x - half, bottom)]
        polygon(shape, corners, (0, 0, 0, 255))
        if snowy:
            polygon(
                shape,
                [(x, top), (x + half * 0.75, bottom - droop), (x - half * 0.7, bottom - droop * 2)],
                (255, 0, 0, 255),
            )
    polygon(
        shape,
        [
            (x - tall * 0.015, foot - tall * 0.2),
            (x + tall * 0.015, foot - tall * 0.2),
            (x + tall * 0.02, foot),
            (x - tall * 0.02, foot),
        ],
        (0, 0, 0, 255),
    )


def trunks(setting: Setting, *, share: float) -> Layer:
    """Paint tall trees that reach out of the picture, further back (share 0) or right in front (1)."""
    palette, random = setting.palette, setting.random
    base = setting.horizon + (setting.height * 1.1 - setting.horizon) * share
    height = int(base - setting.top) + int(setting.height * 1.16 - base)
    shape = empty(width=setting.wide, height=height)
    count = int((15 - 11 * share) * setting.width / setting.height / 1.5) + 3
    thick = (9 + 46 * share**1.4) * setting.unit
    for number in range(count):
        x = (number + 0.2 + 0.6 * float(random.random())) / count * setting.wide
        _trunk(shape, x, base - setting.top, thick * (0.6 + 0.7 * float(random.random())), setting)
    ground = (
        base
        - setting.top
        - line_noise(random, width=setting.wide, cells=4, octaves=5) * 34 * setting.unit * (0.4 + share)
    )
    body = np.maximum(
        shape[:, :, 3].astype(np.float32) / 255, below(ground.astype(np.float32), height=height)
    )
    tone = mix(
        mix(palette.haze, (70, 110, 70), 0.35), mix(palette.dark, (10, 24, 14), 0.5), 0.12 + 0.86 * share
    )
    bark = noise(random, width=setting.wide, height=height, cells=70, octaves=2, flat=0.12)[:, :, None]
    colour = np.array(tone, dtype=np.float32) * (0.86 + 0.28 * bark)
    return _layer(setting, sprite(colour.astype(np.float32), body), setting.top, 0.15 + 0.75 * share)


def _trunk(shape: Pixels, x: float, foot: float, thick: float, setting: Setting) -> None:
    random = setting.random
    lean = (float(random.random()) - 0.5) * foot * 0.06
    polygon(
        shape,
        [
            (x - thick * 0.32 + lean, -5),
            (x + thick * 0.32 + lean, -5),
            (x + thick * 0.5, foot - thick),
            (x + thick * 0.95, foot + 6),
            (x - thick * 0.95, foot + 6),
            (x - thick * 0.5, foot - thick),
        ],
        (0, 0, 0, 255),
    )
    for _ in range(int(random.integers(2, 6))):
        y = foot * (0.05 + 0.6 * float(random.random()))
        way = 1 if random.random() < 0.5 else -1
        reach = thick * (1.6 + 3 * float(random.random()))
        middle = (x + lean * (1 - y / foot) + way * reach * 0.5, y - reach * 0.16)
        polyline(
            shape,
            [(x + lean * (1 - y / foot), y), middle, (x + way * reach, y - reach * 0.42)],
            (0, 0, 0, 255),
            max(int(thick * 0.15), 1),
        )


def leaves(setting: Setting, *, colour: Colour, depth: float) -> Layer:
    """Paint a canopy that hangs into the picture from above."""
    height = int(setting.height * 0.46)
    field = noise(setting.random, width=setting.wide, height=height, cells=11, octaves=5)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    shape = smoothed(field - rows * 0.95 + 0.28, 0.3, 0.36)
    spots = noise(setting.random, width=setting.wide, height=height, cells=60, octaves=2)[:, :, None]
    tone = np.array(colour, dtype=np.float32) * (0.7 + 0.6 * spots)
    return _layer(setting, sprite(tone.astype(np.float32), shape), setting.top, depth)


def fog(setting: Setting, *, y: float, thick: float, strength: float, depth: float, drift: float) -> Layer:
    """Paint a bank of mist around a line."""
    width = int(setting.wide * 1.25)
    height = max(int(thick), 8)
    field = noise(setting.random, width=width // 4, height=max(height // 4, 4), cells=3, octaves=4, flat=3)
    body = np.asarray(cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
    rows = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    shape = np.clip(0.35 + 0.65 * body, 0, 1) * (1 - rows**2) ** 1.5 * strength
    picture = flat_sprite(setting.palette.haze, shape.astype(np.float32))
    return Layer(picture, setting.left - setting.wide * 0.12, y - thick / 2, depth, drift * setting.unit)


def rays(setting: Setting, *, strength: float = 0.34) -> Light:
    """Paint beams of light that fall in from above."""
    width, height = setting.wide // 2, setting.high // 2
    rows, columns = np.indices((height, width), dtype=np.float32)
    x, y = (setting.sun_x - setting.left) / 2, -height * 0.25
    angle = np.arctan2(columns - x, rows - y)
    beams = line_noise(setting.random, width=1024, cells=16, octaves=3)
    place = np.clip((angle / np.pi + 0.5) * 1023, 0, 1023).astype(int)
    shine = smoothed(beams[place], 0.45, 1.0) * np.clip(
        1.1 - np.hypot(columns - x, rows - y) / (height * 1.25), 0, 1
    )
    large = cv2.resize(
        blur(shine.astype(np.float32), sigma=2), (setting.wide, setting.high), interpolation=cv2.INTER_LINEAR
    )
    picture = light(np.asarray(large, dtype=np.float32), setting.palette.sun, strength)
    return Light(picture, setting.left, setting.top, 0.3, breath=0.3, pace=0.7)
