"""Names colours, and finds those of a picture."""

from dataclasses import dataclass

# Anchors in sRGB; a colour has the name of the nearest one, as the eye sees it.
NAMES: tuple[tuple[str, tuple[int, int, int]], ...] = (
    ("black", (0, 0, 0)), ("dark grey", (70, 70, 70)), ("grey", (128, 128, 128)),
    ("light grey", (200, 200, 200)), ("white", (255, 255, 255)), ("red", (215, 30, 35)),
    ("dark red", (115, 15, 20)), ("orange", (245, 135, 30)), ("brown", (115, 70, 35)),
    ("beige", (225, 205, 170)), ("skin", (210, 160, 130)), ("yellow", (250, 225, 45)),
    ("olive", (120, 120, 35)), ("lime", (150, 220, 40)), ("green", (45, 160, 60)),
    ("dark green", (15, 75, 35)), ("teal", (10, 130, 130)), ("cyan", (40, 210, 225)),
    ("sky blue", (130, 190, 240)), ("blue", (35, 85, 215)), ("dark blue", (15, 30, 95)),
    ("dark blue", (5, 5, 130)), ("purple", (120, 45, 160)), ("lavender", (190, 165, 230)),
    ("magenta", (220, 40, 190)),
    ("pink", (245, 165, 190)),
)  # fmt: skip

Rgb = tuple[int, int, int]
Lab = tuple[float, float, float]


@dataclass(frozen=True)
class Colour:
    """A colour of a picture, and its share (0-1) of it."""

    name: str
    hex: str
    share: float


def name_of(colour: Rgb) -> str:
    """Give the nearest name."""
    place = lab(colour)
    return min(NAMES, key=lambda each: sum((a - b) ** 2 for a, b in zip(place, lab(each[1]), strict=True)))[0]


def lab(colour: Rgb) -> Lab:
    """Give a colour in CIE L*a*b* (D65), where distances are as they are seen."""
    red, green, blue = (_linear(value / 255) for value in colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (_curve(value) for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _curve(value: float) -> float:
    return float(value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116


def named(palette: list[tuple[Rgb, float]]) -> list[Colour]:
    """Name a palette's colours, the largest share first; those of one name are put together."""
    found: dict[str, Colour] = {}
    for colour, share in sorted(palette, key=lambda each: -each[1]):
        name = name_of(colour)
        if name in found:
            found[name] = Colour(name, found[name].hex, round(found[name].share + share, 3))
        else:
            found[name] = Colour(name, "#{:02x}{:02x}{:02x}".format(*colour), round(share, 3))
    return sorted(found.values(), key=lambda each: -each.share)
