"""A given picture as a shot: the camera moves over it, and what is near moves more than what is far."""

from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Pixels, Plane, blur
from ai.providers.local.painting.stage import Moment


@dataclass
class Picture:
    """A still picture with a guess of how near each of its places is (0-1)."""

    pixels: Pixels
    near: Plane
    columns: Plane
    rows: Plane

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        zoom = 1 + (moment.zoom - 1) * (0.72 + 0.56 * self.near)
        across = width / 2 + (self.columns - width / 2) / zoom + moment.x * 0.42 * (0.6 + 0.8 * self.near)
        down = height / 2 + (self.rows - height / 2) / zoom + moment.y * 0.42 * (0.6 + 0.8 * self.near)
        seen = cv2.remap(self.pixels, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        picture[:] = seen


def picture_of(pixels: Pixels) -> Picture:
    """Guess what is near: what lies low in a picture, and what is rich in detail."""
    height, width = pixels.shape[:2]
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    small = np.asarray(
        cv2.resize(grey, (96, max(96 * height // width, 8)), interpolation=cv2.INTER_AREA), dtype=np.float32
    )
    detail = blur(np.abs(small - blur(small, sigma=2)).astype(np.float32), sigma=6)
    detail = detail / max(float(detail.max()), 1e-3)
    low = np.linspace(0, 1, small.shape[0], dtype=np.float32)[:, None]
    near = blur(np.clip(0.55 * low + 0.45 * detail, 0, 1).astype(np.float32), sigma=5)
    large = np.asarray(cv2.resize(near, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
    rows, columns = np.indices((height, width), dtype=np.float32)
    return Picture(pixels, large, columns, rows)
