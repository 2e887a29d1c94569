"""A picture without a subject: slow ribbons of colour that flow into each other."""

from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Pixels, Plane, bytes_of
from ai.providers.local.painting.stage import Moment, Setting


@dataclass
class Flowing:
    """Colours along a scale, bent by waves that wander. Worked out small, and stretched."""

    scale: Plane  # 256 colours
    numbers: Plane  # the waves' directions, lengths and speeds

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        small = (max(width // 5, 16), max(height // 5, 16))
        rows, columns = np.indices((small[1], small[0]), dtype=np.float32)
        x = ((columns / small[0] - 0.5) * width / height + moment.x / height * 0.4) / moment.zoom
        y = (rows / small[1] - 0.5 + moment.y / height * 0.4) / moment.zoom
        for along, aside, pace, phase in self.numbers:
            shift = np.sin(along * x + aside * y + pace * moment.time + phase)
            x, y = (
                x + 0.16 * shift,
                y + 0.13 * np.cos(aside * x - along * y + pace * 0.8 * moment.time + phase),
            )
        place = 0.5 + 0.5 * np.sin(2.1 * x + 3.1 * y + 0.25 * moment.time)
        ribbon = np.clip(1 - np.abs(np.sin(3.2 * y + 1.7 * x + 0.3 * moment.time)) * 3.2, 0, 1) ** 2
        tone = self.scale[np.clip(place * 255, 0, 255).astype(int)]
        tone = tone + (255 - tone) * ribbon[:, :, None] * 0.2
        large = cv2.resize(tone, (width, height), interpolation=cv2.INTER_CUBIC)
        picture[:] = bytes_of(np.asarray(large, dtype=np.float32))


def flowing(setting: Setting) -> Flowing:
    """Let the colours of the palette flow."""
    palette, random = setting.palette, setting.random
    stops = [
        palette.dark,
        palette.top,
        palette.middle,
        palette.horizon,
        palette.sun,
        palette.middle,
        palette.top,
    ]
    places = np.linspace(0, 255, len(stops))
    bands = [np.interp(np.arange(256), places, [stop[band] for stop in stops]) for band in range(3)]
    numbers = np.column_stack(
        [
            1.4 + 2.6 * random.random(4),
            1.2 + 2.8 * random.random(4),
            0.25 + 0.3 * random.random(4),
            6.3 * random.random(4),
        ]
    ).astype(np.float32)
    return Flowing(np.stack(bands, axis=1).astype(np.float32), numbers)
