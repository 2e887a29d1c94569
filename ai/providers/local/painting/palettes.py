"""Colours by the time of day, and how a mood or a wished colour changes them."""

import colorsys
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ai.providers.local.painting.canvas import Colour, mix


@dataclass(frozen=True)
class Palette:
    """The colours of one picture. `dark` is what stands near against the light, `haze` what is far away.

    `sun_height` is a share of the sky above the horizon; `light` (0-1) how much of day there is.
    """

    top: Colour
    middle: Colour
    horizon: Colour
    haze: Colour
    dark: Colour
    sun: Colour
    cloud: Colour
    cloud_shade: Colour
    sun_height: float
    light: float
    is_night: bool = False

    def changed(self, change: Callable[[Colour], Colour]) -> "Palette":
        """Give the same palette with every colour changed."""
        colours: dict[str, Any] = {
            field.name: change(getattr(self, field.name))
            for field in dataclasses.fields(self)
            if isinstance(getattr(self, field.name), tuple)
        }
        return dataclasses.replace(self, **colours)


PALETTES = {
    "dawn": Palette(
        (86, 112, 168), (224, 166, 178), (255, 214, 168), (222, 186, 188), (44, 44, 70), (255, 226, 182),
        (255, 206, 190), (166, 138, 172), 0.16, 0.55,
    ),
    "day": Palette(
        (42, 110, 190), (112, 174, 226), (206, 230, 242), (178, 206, 224), (30, 58, 52), (255, 250, 230),
        (255, 255, 255), (184, 202, 222), 0.72, 1.0,
    ),
    "sunset": Palette(
        (38, 42, 96), (186, 78, 108), (255, 168, 84), (232, 126, 96), (28, 20, 44), (255, 208, 128),
        (255, 150, 104), (112, 58, 100), 0.17, 0.45,
    ),
    "dusk": Palette(
        (18, 26, 66), (74, 72, 134), (208, 124, 134), (108, 92, 138), (14, 16, 36), (255, 214, 190),
        (150, 110, 150), (56, 52, 98), 0.1, 0.25,
    ),
    "night": Palette(
        (6, 10, 30), (14, 26, 62), (38, 58, 104), (34, 50, 90), (5, 8, 20), (226, 234, 255),
        (62, 76, 118), (22, 30, 60), 0.66, 0.08, is_night=True,
    ),
}  # fmt: skip

HUES = {
    "red": 0.0, "orange": 0.075, "gold": 0.12, "golden": 0.12, "yellow": 0.15, "green": 0.36, "emerald": 0.41,
    "teal": 0.5, "turquoise": 0.49, "cyan": 0.52, "blue": 0.6, "indigo": 0.69, "violet": 0.75, "purple": 0.78,
    "magenta": 0.86, "pink": 0.92, "crimson": 0.97,
}  # fmt: skip


def with_mood(palette: Palette, mood: str) -> Palette:
    """Give a palette as a mood makes it; moods without a rule leave it as it is."""
    change = MOODS.get(mood)
    return palette if change is None else palette.changed(change)


def with_colour(palette: Palette, name: str) -> Palette:
    """Draw all colours towards a named hue, and keep how bright they are."""
    hue = HUES[name]
    return palette.changed(lambda colour: _towards(colour, hue, 0.62))


def tint_of(name: str) -> Colour:
    """Give a named hue as a colour."""
    red, green, blue = colorsys.hsv_to_rgb(HUES[name], 0.75, 0.9)
    return red * 255, green * 255, blue * 255


def overcast(palette: Palette) -> Palette:
    """Give what is left of a palette under heavy clouds."""
    # A night under clouds keeps as much light as is needed to see by.
    value = 1.15 if palette.is_night else 0.8
    dull = palette.changed(lambda colour: _graded(colour, saturation=0.6, value=value))
    grey = mix(dull.middle, (120, 128, 140) if not dull.is_night else (74, 88, 122), 0.35)
    return dataclasses.replace(
        dull, top=mix(dull.top, grey, 0.6), middle=grey, horizon=mix(dull.horizon, grey, 0.45),
        cloud=mix(dull.cloud, grey, 0.5), cloud_shade=mix(dull.cloud_shade, dull.dark, 0.25),
    )  # fmt: skip


def foggy(palette: Palette) -> Palette:
    """Give a palette in which the distance disappears."""
    pale = mix(palette.haze, palette.horizon, 0.5)
    return dataclasses.replace(
        palette,
        haze=pale,
        horizon=pale,
        middle=mix(palette.middle, pale, 0.6),
        dark=mix(palette.dark, pale, 0.18),
    )


def _graded(colour: Colour, *, saturation: float = 1.0, value: float = 1.0) -> Colour:
    hue, strength, bright = colorsys.rgb_to_hsv(*(part / 255 for part in colour))
    red, green, blue = colorsys.hsv_to_rgb(hue, min(strength * saturation, 1), min(bright * value, 1))
    return red * 255, green * 255, blue * 255


def _towards(colour: Colour, hue: float, share: float) -> Colour:
    _, strength, bright = colorsys.rgb_to_hsv(*(part / 255 for part in colour))
    red, green, blue = colorsys.hsv_to_rgb(hue, max(strength, 0.45), bright)
    return mix(colour, (red * 255, green * 255, blue * 255), share)


def _tinted(tint: Colour, share: float) -> Callable[[Colour], Colour]:
    def change(colour: Colour) -> Colour:
        lit = sum(colour) / 3 / 255
        return mix(colour, (tint[0] * lit, tint[1] * lit, tint[2] * lit), share)

    return change


MOODS: dict[str, Callable[[Colour], Colour]] = {
    "warm": _tinted((300, 230, 150), 0.25),
    "cold": _tinted((170, 220, 300), 0.3),
    "dark": lambda colour: _graded(colour, saturation=0.85, value=0.66),
    "dreamy": lambda colour: mix(_graded(colour, saturation=0.75), (255, 225, 235), 0.16),
    "vivid": lambda colour: _graded(colour, saturation=1.35, value=1.04),
    "noir": lambda colour: _graded(colour, saturation=0.0, value=0.9),
    "vintage": _tinted((275, 235, 180), 0.5),
    "neon": lambda colour: _towards(_graded(colour, saturation=1.3, value=0.86), 0.82, 0.35),
}
