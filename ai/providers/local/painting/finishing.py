"""How a picture is finished: as it is, or as if it were painted, printed, cut out of paper or drawn."""

from collections.abc import Callable

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Pixels, Plane, Random, bytes_of, noise, resize

Finish = Callable[[Pixels], Pixels]


def finish_of(style: str, *, width: int, height: int, random: Random) -> Finish | None:
    """Give what a style does to each frame; all lie on the same paper, so that nothing flickers."""
    makers = {
        "watercolour": _watercolour, "oil": _oil, "paper": _paper, "sketch": _sketch, "flat": _flat,
        "noir": _noir,
    }  # fmt: skip
    return makers[style](width, height, random) if style in makers else None


def _halved(picture: Pixels, *, strength: int, times: int = 1) -> Pixels:
    """Smooth a picture into patches, at half its size."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(width // 2, 2), max(height // 2, 2)), interpolation=cv2.INTER_AREA)
    for _ in range(times):
        small = cv2.medianBlur(small, strength)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _steps(count: int, *, lift: float = 0.0, strength: float = 1.0) -> Pixels:
    """Give a table that leaves `count` soft steps of each colour."""
    values = np.linspace(0, 1, 256)
    step = values * count
    part = step - np.floor(step)
    eased = np.floor(step) + np.clip((part - 0.5) * 3.2 + 0.5, 0, 1)
    toned = lift + (1 - lift) * ((1 - strength) * values + strength * eased / count)
    return np.clip(toned * 255, 0, 255).astype(np.uint8)


def _texture(random: Random, width: int, height: int, *, depth: float, cells: float = 120) -> Pixels:
    """Give the grain of a paper, 255 where it takes nothing away."""
    fine = noise(random, width=width, height=height, cells=cells, octaves=3)
    wide = noise(random, width=width, height=height, cells=6, octaves=3)
    plane = 255 * (1 - depth * (0.7 * fine + 0.3 * wide))
    return np.repeat(bytes_of(plane)[:, :, None], 3, axis=2)


def _multiplied(picture: Pixels, mask: Pixels) -> Pixels:
    return np.asarray(cv2.multiply(picture, mask, scale=1 / 255), dtype=np.uint8)


def _vivid(picture: Pixels, share: float) -> Pixels:
    """Strengthen the colours."""
    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.addWeighted(picture, 1 + share, grey, -share, 0), dtype=np.uint8)


def _watercolour(width: int, height: int, random: Random) -> Finish:
    """Wet colours that ran a little, on rough paper that stays white at the edges."""
    rows, columns = np.indices((height, width), dtype=np.float32)
    reach = min(width, height) / 150
    bend = [
        (noise(random, width=width, height=height, cells=26, octaves=3) - 0.5) * 4 * reach for _ in range(2)
    ]
    maps = cv2.convertMaps(
        (columns + bend[0]).astype(np.float32), (rows + bend[1]).astype(np.float32), cv2.CV_16SC2
    )
    paper = _texture(random, width, height, depth=0.14)
    edge = _edge(random, width, height)
    keep, white = np.repeat(edge[:, :, None], 3, axis=2), np.repeat((255 - edge)[:, :, None], 3, axis=2)
    table = _steps(9, lift=0.1, strength=0.5)

    def finish(picture: Pixels) -> Pixels:
        patches = _halved(picture, strength=5)
        ran = cv2.remap(patches, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        toned = _vivid(np.asarray(cv2.LUT(np.asarray(ran), table), dtype=np.uint8), 0.16)
        return _multiplied(np.asarray(cv2.add(_multiplied(toned, keep), white), dtype=np.uint8), paper)

    return finish


def _edge(random: Random, width: int, height: int) -> Pixels:
    """Give where colour is (255), with a rough border of bare paper."""
    rows, columns = np.indices((height, width), dtype=np.float32)
    unit = min(width, height)
    away = np.minimum(np.minimum(columns, width - 1 - columns), np.minimum(rows, height - 1 - rows)) / unit
    rough: Plane = noise(random, width=width, height=height, cells=30, octaves=5)
    return bytes_of((255 * np.clip((away - 0.012 - 0.03 * rough) * 90, 0, 1)).astype(np.float32))


def _oil(width: int, height: int, random: Random) -> Finish:
    """Thick paint in strokes on canvas."""
    weave = (
        0.5 + 0.25 * np.sin(np.arange(width) * 1.9)[None, :] + 0.25 * np.sin(np.arange(height) * 1.9)[:, None]
    )
    rough = resize(
        noise(random, width=max(width // 2, 8), height=max(height // 2, 8), cells=60, octaves=2, flat=0.4),
        width=width,
        height=height,
    )
    canvas = np.repeat(
        bytes_of((255 * (1 - 0.07 * weave - 0.14 * rough)).astype(np.float32))[:, :, None], 3, axis=2
    )

    def finish(picture: Pixels) -> Pixels:
        return _multiplied(_vivid(_halved(picture, strength=7, times=2), 0.3), canvas)

    return finish


def _paper(width: int, height: int, random: Random) -> Finish:
    """Sheets of coloured paper, one over the other, each with its small shadow."""
    grain = _texture(random, width, height, depth=0.1, cells=160)
    table = _steps(7, lift=0.05)
    shift = max(round(min(width, height) / 240), 1)

    def finish(picture: Pixels) -> Pixels:
        flat = np.asarray(cv2.LUT(_halved(picture, strength=5), table), dtype=np.uint8)
        grey = cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY)
        moved = cv2.copyMakeBorder(grey, shift, 0, shift, 0, cv2.BORDER_REPLICATE)[:height, :width]
        relief = cv2.subtract(grey, np.asarray(moved, dtype=np.uint8))
        soft = cv2.convertScaleAbs(cv2.blur(relief, (2 * shift + 1, 2 * shift + 1)), alpha=0.9)
        shaded = cv2.subtract(flat, cv2.cvtColor(soft, cv2.COLOR_GRAY2RGB))
        return _multiplied(_vivid(np.asarray(shaded, dtype=np.uint8), 0.2), grain)

    return finish


def _sketch(width: int, height: int, random: Random) -> Finish:
    """Pencil on paper, with a breath of colour."""
    paper = _texture(random, width, height, depth=0.12)
    tint = np.array([[[252, 246, 232]]], dtype=np.uint8)
    warm = np.repeat(np.repeat(tint, height, axis=0), width, axis=1)
    sigma = max(min(width, height) / 110, 1.0)

    def finish(picture: Pixels) -> Pixels:
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        wide = cv2.blur(255 - grey, (int(sigma) * 2 + 1, int(sigma) * 2 + 1))
        lines = cv2.divide(grey, 255 - wide, scale=246)
        shade = cv2.convertScaleAbs(grey, alpha=0.45, beta=140)
        drawn = cv2.multiply(lines, shade, scale=1 / 255)
        inked = cv2.cvtColor(drawn, cv2.COLOR_GRAY2RGB)
        mixed = cv2.addWeighted(inked, 0.82, picture, 0.18, 0)
        return _multiplied(_multiplied(np.asarray(mixed, dtype=np.uint8), warm), paper)

    return finish


def _flat(width: int, height: int, random: Random) -> Finish:
    """Clear even colours, as in a picture book."""
    del width, height, random
    table = _steps(8, lift=0.04, strength=0.75)

    def finish(picture: Pixels) -> Pixels:
        return _vivid(np.asarray(cv2.LUT(_halved(picture, strength=5), table), dtype=np.uint8), 0.3)

    return finish


def _noir(width: int, height: int, random: Random) -> Finish:
    """Black and white, with deep shadows and dark corners."""
    across, down = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
    dark = 255 * (1 - 0.45 * np.clip((across[None, :] ** 2 + down[:, None] ** 2) / 2, 0, 1) ** 1.2)
    corners = bytes_of((dark - 5 * random.random((height, width), dtype=np.float32)).astype(np.float32))
    values = np.linspace(0, 1, 256)
    table = np.clip(255 * (values + 0.09 * np.sin(2 * np.pi * (values - 0.5))), 0, 255).astype(np.uint8)

    def finish(picture: Pixels) -> Pixels:
        grey = cv2.LUT(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), table)
        shaded = cv2.multiply(grey, corners, scale=1 / 255)
        return np.asarray(cv2.cvtColor(shaded, cv2.COLOR_GRAY2RGB), dtype=np.uint8)

    return finish
