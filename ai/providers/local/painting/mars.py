"""The red planet: dunes and rocks under a pale sky, dust, two small moons, and a blue star in the evening."""

import dataclasses

import numpy as np

from ai.providers.local.painting.canvas import (
    Pixels,
    bytes_of,
    disc,
    ellipse,
    empty,
    flat_sprite,
    glow,
    mix,
    noise,
    polygon,
)
from ai.providers.local.painting.drawn import rgba
from ai.providers.local.painting.figures import robot, rounded, toned
from ai.providers.local.painting.growing import sprout
from ai.providers.local.painting.land import dunes, fog, mountains
from ai.providers.local.painting.palettes import Palette
from ai.providers.local.painting.sky import sky
from ai.providers.local.painting.stage import Element, Layer, Light, Setting, light

SKIES = {
    "day": ((186, 132, 98), (222, 172, 130), (244, 212, 176)),
    "night": ((14, 10, 18), (36, 22, 28), (84, 48, 40)),
}


def rusty(palette: Palette) -> Palette:
    """Give the colours of Mars: butter-coloured days, blue-grey evenings near the sun."""
    top, middle, horizon = SKIES["night" if palette.light < 0.3 else "day"]
    share = 0.25 if palette.light in {0.08, 1.0} else 0.45
    return dataclasses.replace(
        palette,
        top=mix(top, palette.top, share * 0.6),
        middle=mix(middle, palette.middle, share * 0.5),
        horizon=mix(horizon, palette.horizon, share),
        haze=mix((214, 140, 98), palette.haze, 0.25 * (1.2 - palette.light)),
        dark=mix((58, 26, 20), palette.dark, 0.35),
        sun=mix(palette.sun, (255, 226, 200), 0.5),
        light=max(palette.light, 0.3),
    )


def red_planet(setting: Setting) -> list[Element]:
    """Build the scene."""
    bare = dataclasses.replace(
        setting,
        vision=dataclasses.replace(setting.vision, things=setting.vision.things | {"sun"} - {"clouds"}),
    )
    elements: list[Element] = [*sky(bare)]
    if setting.has("moons"):
        elements += [_moon(setting, 0.28, 0.2, 11), _moon(setting, 0.36, 0.13, 6)]
    if setting.has("home star"):
        elements.append(_star(setting))
    far = dataclasses.replace(setting, horizon=setting.horizon - setting.height * 0.05)
    elements += [_rusted(ridge) for ridge in mountains(far, count=2, snowy=False)]
    sand = [_rusted(layer) for layer in dunes(setting)]
    elements += sand[:2]
    elements.append(_rocks(setting, line=0.72, size=26, count=16, depth=0.5))
    elements.append(sand[2])
    is_waiting = setting.vision.weather == "dust"
    if setting.has("robot"):
        elements.append(robot(setting, size=0.4, depth=0.78, rolls=not is_waiting))
    if setting.has("plant"):
        elements.append(
            sprout(setting, x=setting.width * 0.52, base=setting.height * 0.87, size=setting.height * 0.12)
        )
    elements.append(_rocks(setting, line=1.0, size=62, count=7, depth=0.85))
    elements.append(
        fog(
            setting,
            y=setting.horizon + setting.height * 0.1,
            thick=setting.height * 0.22,
            strength=0.35,
            depth=0.4,
            drift=14,
        )
    )
    return elements


def _rusted(element: Element) -> Element:
    """Give sand the colour of rust."""
    if not isinstance(element, Layer):
        return element
    tint = np.array((0.97, 0.77, 0.63, 1.0), dtype=np.float32)
    return dataclasses.replace(element, picture=bytes_of((element.picture * tint).astype(np.float32)))


def _moon(setting: Setting, x: float, y: float, size: float) -> Layer:
    radius = size * setting.unit
    side = int(radius * 2.6)
    ball = disc(width=side, height=side, x=side / 2, y=side / 2, radius=radius)
    spots = noise(setting.random, width=side, height=side, cells=4, octaves=2)
    body = ball * (0.7 + 0.3 * spots)
    return Layer(
        flat_sprite((250, 236, 220), (body * 0.85).astype(np.float32)),
        setting.width * x,
        setting.height * y,
        0.05,
        drift=5 * setting.unit,
    )


def _star(setting: Setting) -> Light:
    side = int(120 * setting.unit)
    shine = glow(width=side, height=side, x=side / 2, y=side / 2, radius=5 * setting.unit, power=2.4)
    edge = np.clip(1 - np.hypot(*(np.indices((side, side), dtype=np.float32) - side / 2)) / (side / 2), 0, 1)
    picture = light((shine * edge).astype(np.float32), (150, 200, 255), 1.0)
    return Light(
        picture, setting.width * 0.62 - side / 2, setting.height * 0.2 - side / 2, 0.05, breath=0.35, pace=2.0
    )


def _rocks(setting: Setting, *, line: float, size: float, count: int, depth: float) -> Layer:
    """Strew stones along a line (share of the height), lit from the side of the sun."""
    random, unit = setting.random, setting.unit
    height = int(size * unit * 2.2) + 4
    shape: Pixels = empty(width=setting.wide, height=height)
    way = 1 if setting.sun_x > setting.width / 2 else -1
    for _ in range(count):
        x, tall = float(random.random()) * setting.wide, size * unit * (0.4 + 0.7 * float(random.random()))
        wide, foot = (
            tall * (0.8 + 0.6 * float(random.random())),
            height - 2 - float(random.random()) * size * unit * 0.5,
        )
        tone = toned(setting, mix((150, 82, 56), (196, 116, 78), float(random.random())), share=0.12)
        ellipse(
            shape,
            (x - way * wide * 0.4, foot),
            (wide * 1.05, tall * 0.12),
            (*rgba(mix(tone, (20, 6, 4), 0.7))[:3], 150),
        )
        jag = [0.7 + 0.5 * float(random.random()) for _ in range(7)]
        angles = np.linspace(np.pi, 0, 7)
        crest = [
            (x + wide * 0.7 * float(np.cos(a)) * j, foot - tall * float(np.sin(a)) * j)
            for a, j in zip(angles, jag, strict=True)
        ]
        polygon(shape, [*crest, (x + wide * 0.75, foot), (x - wide * 0.75, foot)], rgba(tone))
        face = [*crest[2:5], (x + way * wide * 0.1, foot - tall * 0.2)]
        polygon(shape, rounded(face, steps=2), rgba(mix(tone, setting.palette.sun, 0.28)))
        side = crest[:3] if way > 0 else crest[4:]
        polygon(
            shape,
            [*side, (x - way * wide * 0.3, foot), (x - way * wide * 0.72, foot)],
            rgba(mix(tone, setting.palette.dark, 0.42)),
        )
    return Layer(shape, setting.left, setting.height * line - height, depth)
