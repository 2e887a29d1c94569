"""The stage of one shot: its elements from back to front, and the camera that looks at them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Pixels, Plane, Random, blend, bytes_of
from ai.providers.local.painting.palettes import Palette
from ai.providers.local.painting.reading import Vision

MARGIN = 0.16  # of the picture's size, on each side: how far the camera may wander


@dataclass(frozen=True)
class Setting:
    """What all painters know: the picture's size in pixels, its colours, and where the horizon lies.

    `random` gives the same numbers for the same seed.
    """

    width: int
    height: int
    palette: Palette
    vision: Vision
    random: Random
    horizon: float  # pixels from the top
    sun_x: float  # pixels from the left

    @property
    def unit(self) -> float:
        """Give how large something is that measures one pixel in a picture of 720 lines."""
        return min(self.width, self.height) / 720

    @property
    def left(self) -> float:
        """Give where a layer begins that covers all that the camera may see."""
        return -self.width * MARGIN

    @property
    def top(self) -> float:
        return -self.height * MARGIN

    @property
    def wide(self) -> int:
        """Give the width of such a layer."""
        return round(self.width * (1 + 2 * MARGIN))

    @property
    def high(self) -> int:
        return round(self.height * (1 + 2 * MARGIN))

    @property
    def sun_y(self) -> float:
        """Give where the sun or the moon stands."""
        return self.horizon * (1 - self.palette.sun_height)

    def has(self, thing: str) -> bool:
        """Say whether something belongs into the picture."""
        return thing in self.vision.things


@dataclass(frozen=True)
class Moment:
    """One frame's time (seconds), and where the camera is: pixels from its rest, and how close."""

    time: float
    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0

    def scale(self, depth: float) -> float:
        """Give how much larger something at this depth (0 far, 1 near) is than at rest."""
        return 1 + (self.zoom - 1) * (0.35 + 0.65 * depth)

    def at(self, x: float, y: float, depth: float, middle: tuple[float, float]) -> tuple[float, float]:
        """Give where on the picture a place of the scene is seen."""
        scale = self.scale(depth)
        return (
            middle[0] + (x - middle[0] - self.x * depth) * scale,
            middle[1] + (y - middle[1] - self.y * depth) * scale,
        )


class Element(Protocol):
    """A part of the scene that knows how it looks at any moment."""

    def paint(self, picture: Pixels, moment: Moment) -> None:
        """Paint over what is there."""


@dataclass
class Layer:
    """A flat piece of scenery at a depth. `x` and `y` are of its corner; `drift` is in pixels a second."""

    picture: Pixels
    x: float
    y: float
    depth: float
    drift: float = 0.0
    breath: float = 0.0  # share by which it grows dimmer and brighter, over some seconds
    pace: float = 1.0

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        scale = moment.scale(self.depth)
        x, y = moment.at(self.x + self.drift * moment.time, self.y, self.depth, (width / 2, height / 2))
        top, bottom = max(int(np.floor(y)), 0), min(int(np.ceil(y + self.picture.shape[0] * scale)), height)
        if top >= bottom:
            return
        move = np.array([[scale, 0, x], [0, scale, y - top]], dtype=np.float32)
        size = (width, bottom - top)
        if self.picture.shape[2] == 3:
            seen = cv2.warpAffine(
                self.picture, move, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            picture[top:bottom] = seen
            return
        seen = cv2.warpAffine(self.picture, move, size, flags=cv2.INTER_LINEAR)
        if self.breath:
            strength = 1 - self.breath * (0.5 + 0.5 * np.sin(moment.time * self.pace))
            seen = cv2.convertScaleAbs(seen, alpha=float(strength))
        blend(picture[top:bottom], np.asarray(seen, dtype=np.uint8))


@dataclass
class Light:
    """Light that is added, without taking away what is behind it."""

    picture: Pixels  # RGB
    x: float
    y: float
    depth: float
    breath: float = 0.0
    pace: float = 1.0
    phase: float = 0.0

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        scale = moment.scale(self.depth)
        x, y = moment.at(self.x, self.y, self.depth, (width / 2, height / 2))
        reach = (self.picture.shape[1] * scale, self.picture.shape[0] * scale)
        left, right = max(int(np.floor(x)), 0), min(int(np.ceil(x + reach[0])), width)
        top, bottom = max(int(np.floor(y)), 0), min(int(np.ceil(y + reach[1])), height)
        if left >= right or top >= bottom:
            return
        move = np.array([[scale, 0, x - left], [0, scale, y - top]], dtype=np.float32)
        seen = cv2.warpAffine(self.picture, move, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
        if self.breath:
            wave = 0.5 + 0.5 * np.sin(moment.time * self.pace + self.phase)
            seen = cv2.convertScaleAbs(seen, alpha=float(1 - self.breath * wave))
        picture[top:bottom, left:right] = cv2.add(np.ascontiguousarray(picture[top:bottom, left:right]), seen)


def light(shine: Plane, colour: tuple[float, float, float], strength: float) -> Pixels:
    """Colour a plane of light (0-1) for `Light`."""
    return bytes_of(shine[:, :, None] * np.array(colour, dtype=np.float32) * strength)


@dataclass
class Stage:
    """All elements of a shot, from the back to the front, and the lens: its vignette and its grain."""

    width: int
    height: int
    elements: Sequence[Element]
    vignette: Pixels
    grain: Sequence[Pixels] = field(default_factory=tuple)
    finish: Callable[[Pixels], Pixels] | None = None  # what a style does to each frame

    def picture(self, moment: Moment) -> Pixels:
        """Paint one frame."""
        picture = np.zeros((self.height, self.width, 3), dtype=np.uint8)
        for element in self.elements:
            element.paint(picture, moment)
        if self.finish is not None:
            return self.finish(picture)
        picture = np.asarray(cv2.multiply(picture, self.vignette, scale=1 / 255), dtype=np.uint8)
        if self.grain:
            bright, dark = self.grain[int(moment.time * 24) % len(self.grain)], self.grain[-1]
            picture = np.asarray(cv2.subtract(cv2.add(picture, bright), dark), dtype=np.uint8)
        return picture


def vignette(width: int, height: int, *, strength: float = 0.3) -> Pixels:
    """Give a mask that darkens the corners."""
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    distance = np.clip((across**2 + down**2) / 2, 0, 1) ** 1.4
    return np.repeat(bytes_of(255 * (1 - strength * distance))[:, :, None], 3, axis=2)


def grain(random: Random, width: int, height: int, *, strength: float = 1.6, count: int = 6) -> list[Pixels]:
    """Give a few pictures of film grain, and last what must be taken off again after adding one."""
    lift = 6
    pictures = []
    for _ in range(count):
        plane = random.standard_normal((height, width), dtype=np.float32) * strength + lift
        pictures.append(np.repeat(bytes_of(np.clip(plane, 0, 2 * lift))[:, :, None], 3, axis=2))
    return [*pictures, np.full((height, width, 3), lift, dtype=np.uint8)]
