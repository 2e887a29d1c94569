"""Small drawings: colours as drawing wants them, and shapes drawn twice as large so that edges are smooth."""

from collections.abc import Callable

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Colour, Pixels, empty


def rgba(colour: Colour) -> tuple[int, int, int, int]:
    """Write a colour for drawing on a sprite."""
    return round(colour[0]), round(colour[1]), round(colour[2]), 255


def drawn(
    width: float,
    height: float,
    draw: Callable[[Pixels, Callable[[float, float], tuple[float, float]]], None],
    size: float,
) -> Pixels:
    """Draw on a sprite in units of `size` pixels, twice as large first so that edges become smooth."""
    large = empty(width=int(width * size * 2), height=int(height * size * 2))
    draw(large, lambda x, y: (x * size * 2, y * size * 2))
    small = (max(int(width * size), 2), max(int(height * size), 2))
    return np.asarray(cv2.resize(large, small, interpolation=cv2.INTER_AREA), dtype=np.uint8)
