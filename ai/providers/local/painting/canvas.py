"""What everything is drawn with: noise, gradients, glows, and laying one picture over another.

Pictures are arrays of bytes (rows, columns, channels) in RGB; sprites are RGBA with the colour already
multiplied by the opacity. Colours are three numbers from 0 to 255.
"""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.floating[Any]]
Colour = tuple[float, float, float]
Random = np.random.Generator

SUBPIXEL_BITS = 4
SUBPIXEL = 2**SUBPIXEL_BITS


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Give the colour that lies `share` (0-1) of the way from one to the other."""
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def brightness(colour: Colour) -> float:
    """Give how bright a colour looks, 0-1."""
    return (0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]) / 255


def bytes_of(plane: Plane) -> Pixels:
    """Round a picture of numbers to bytes."""
    return np.asarray(np.clip(plane + 0.5, 0, 255), dtype=np.uint8)


def smooth(value: float) -> float:
    """Ease from 0 to 1, without a jerk at either end."""
    value = min(max(value, 0.0), 1.0)
    return value * value * (3 - 2 * value)


def resize(plane: Plane, *, width: int, height: int) -> Plane:
    """Stretch a plane softly."""
    return np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def blur(plane: Plane, *, sigma: float) -> Plane:
    """Soften a plane."""
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma), dtype=np.float32)


def noise(
    random: Random, *, width: int, height: int, cells: float, octaves: int = 5, flat: float = 1.0
) -> Plane:
    """Give clouds of noise from 0 to 1: about `cells` of them in the width, `flat` times wider than high."""
    total = np.zeros((height, width), dtype=np.float32)
    weight = 1.0
    for octave in range(octaves):
        across = max(int(cells * 2**octave) + 3, 4)
        down = max(int(cells * 2**octave * flat * height / width) + 3, 4)
        if across > width * 2:
            break
        grid = random.random((down, across), dtype=np.float32)
        total += weight * resize(grid, width=width, height=height)
        weight *= 0.5
    low, high = float(total.min()), float(total.max())
    return ((total - low) / max(high - low, 1e-6)).astype(np.float32)


def line_noise(random: Random, *, width: int, cells: float, octaves: int = 6, rough: float = 0.5) -> Plane:
    """Give one line of noise from 0 to 1."""
    places = np.linspace(0, 1, width, dtype=np.float32)
    total = np.zeros(width, dtype=np.float32)
    for octave in range(octaves):
        count = int(cells * 2**octave) + 2
        knots = random.random(count + 1, dtype=np.float32)
        at = places * count
        left = np.minimum(at.astype(int), count - 1)
        part = at - left
        part = part * part * (3 - 2 * part)
        total += (rough**octave) * (knots[left] * (1 - part) + knots[left + 1] * part)
    return np.asarray((total - total.min()) / max(float(np.ptp(total)), 1e-6), dtype=np.float32)


def gradient(stops: Sequence[tuple[float, Colour]], *, width: int, height: int) -> Plane:
    """Paint colours from top to bottom; stops are shares of the height with their colours."""
    rows = np.linspace(0, 1, height)
    places = [place for place, _ in stops]
    columns = [np.interp(rows, places, [colour[band] for _, colour in stops]) for band in range(3)]
    line = np.stack(columns, axis=1).astype(np.float32)
    return np.repeat(line[:, None, :], width, axis=1)


def glow(*, width: int, height: int, x: float, y: float, radius: float, power: float = 2.0) -> Plane:
    """Give light around a point: 1 in its middle, and falling with the distance (`radius` in pixels)."""
    across = (np.arange(width, dtype=np.float32) - x)[None, :]
    down = (np.arange(height, dtype=np.float32) - y)[:, None]
    distance = np.sqrt(across**2 + down**2) / radius
    return (1 / (1 + distance**power)).astype(np.float32)


def disc(*, width: int, height: int, x: float, y: float, radius: float) -> Plane:
    """Give a round shape with a soft edge of one pixel."""
    across = (np.arange(width, dtype=np.float32) - x)[None, :]
    down = (np.arange(height, dtype=np.float32) - y)[:, None]
    return np.clip(radius - np.sqrt(across**2 + down**2) + 0.5, 0, 1).astype(np.float32)


def lighten(picture: Plane, light: Plane, colour: Colour, amount: float = 1.0) -> None:
    """Add coloured light to a picture of numbers, without burning it out."""
    tone = np.array(colour, dtype=np.float32)
    share = (light * amount)[:, :, None]
    picture += share * tone * (1 - picture / 275)


def sprite(colour: Plane, opacity: Plane) -> Pixels:
    """Join colours (rows, columns, 3) with an opacity (0-1) into a picture that can be laid over others."""
    premultiplied = colour * opacity[:, :, None]
    return bytes_of(np.dstack([premultiplied, opacity * 255]))


def flat_sprite(colour: Colour, opacity: Plane) -> Pixels:
    """Colour a shape evenly."""
    return sprite(np.broadcast_to(np.array(colour, dtype=np.float32), (*opacity.shape, 3)), opacity)


def blend(under: Pixels, over: Pixels) -> None:
    """Lay a sprite over a part of a picture of the same size, in place."""
    clear = cv2.cvtColor(255 - over[:, :, 3], cv2.COLOR_GRAY2RGB)
    kept = cv2.multiply(under, clear, scale=1 / 255)
    cv2.add(kept, cv2.cvtColor(over, cv2.COLOR_RGBA2RGB), dst=under)


def stamp(picture: Pixels, over: Pixels, *, x: float, y: float) -> None:
    """Lay a sprite over a picture with its upper left corner there, between pixels too; it may stick out."""
    left, top = int(np.floor(x)), int(np.floor(y))
    height, width = over.shape[0] + 1, over.shape[1] + 1
    x0, x1 = max(left, 0), min(left + width, picture.shape[1])
    y0, y1 = max(top, 0), min(top + height, picture.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    move = np.array([[1, 0, x - x0], [0, 1, y - y0]], dtype=np.float32)
    moved = cv2.warpAffine(over, move, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    part = np.ascontiguousarray(picture[y0:y1, x0:x1])
    blend(part, np.asarray(moved, dtype=np.uint8))
    picture[y0:y1, x0:x1] = part


def empty(*, width: int, height: int) -> Pixels:
    """Give a sprite with nothing on it."""
    return np.zeros((height, width, 4), dtype=np.uint8)


def polygon(shape: Pixels, points: Sequence[tuple[float, float]], value: tuple[int, ...]) -> None:
    """Fill a shape with smooth edges."""
    corners = np.round(np.array([points]) * SUBPIXEL).astype(np.int32)
    cv2.fillPoly(shape, corners, value, lineType=cv2.LINE_AA, shift=SUBPIXEL_BITS)


def polyline(
    shape: Pixels, points: Sequence[tuple[float, float]], value: tuple[int, ...], width: int
) -> None:
    """Draw a line through points with smooth edges."""
    corners = np.round(np.array([points]) * SUBPIXEL).astype(np.int32)
    cv2.polylines(shape, corners, False, value, width, lineType=cv2.LINE_AA, shift=SUBPIXEL_BITS)  # noqa: FBT003


def ellipse(
    shape: Pixels, middle: tuple[float, float], size: tuple[float, float], value: tuple[int, ...]
) -> None:
    """Fill an ellipse of these half axes."""
    at = (round(middle[0] * SUBPIXEL), round(middle[1] * SUBPIXEL))
    axes = (max(round(size[0] * SUBPIXEL), 1), max(round(size[1] * SUBPIXEL), 1))
    cv2.ellipse(shape, at, axes, 0, 0, 360, value, -1, lineType=cv2.LINE_AA, shift=SUBPIXEL_BITS)
