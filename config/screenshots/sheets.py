"""Lays many pictures on one sheet, so that a person sees all pages at a glance."""

from pathlib import Path

from PIL import Image

CELL = {375: 300, 1440: 640, 1920: 640}  # pixels that a picture is scaled to, by its window's width
TALLEST, GAP, ACROSS = 900, 12, 1960
GROUND = "#808080"


def sheet(pictures: list[Path], target: Path, *, width: int) -> Path:
    """Pictures of one window's width in rows, the tall ones cut; WebP."""
    cells = [_cell(path, CELL[width]) for path in pictures]
    columns = ACROSS // (CELL[width] + GAP)
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    heights = [max(cell.height for cell in row) for row in rows]
    page = Image.new("RGB", (columns * (CELL[width] + GAP), sum(heights) + GAP * len(rows)), GROUND)
    top = 0
    for row, height in zip(rows, heights, strict=True):
        for column, cell in enumerate(row):
            page.paste(cell, (column * (CELL[width] + GAP), top))
        top += height + GAP
    page.save(target, "WEBP", quality=80)
    return target


def _cell(path: Path, width: int) -> Image.Image:
    with Image.open(path) as picture:
        height = picture.height * width // picture.width
        small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    return small.crop((0, 0, width, min(height, TALLEST)))
