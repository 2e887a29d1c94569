"""Things that stand on a table: a cup, a bowl, a book, a letter, a lamp, a clock, a heap of beans."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Colour, Pixels, ellipse, empty, mix, polygon, polyline
from ai.providers.local.painting.drawn import drawn, rgba
from ai.providers.local.painting.figures import At, lit, rounded, toned
from ai.providers.local.painting.stage import Element, Layer, Light, Moment, Setting, light


def set_down(setting: Setting, picture: Pixels, x: float, base: float, *, wide: float = 1.0) -> list[Element]:
    """Give a drawn thing with its shadow, standing on a line."""
    turned = lit(picture, from_right=setting.sun_x > setting.width / 2)
    rows, columns = picture.shape[:2]
    shadow = np.zeros((max(int(columns * 0.2), 6), int(columns * 1.3), 4), dtype=np.uint8)
    middle = (shadow.shape[1] / 2, shadow.shape[0] / 2)
    ellipse(shadow, middle, (columns * 0.46 * wide, shadow.shape[0] * 0.3), (0, 0, 0, 150))
    soft = np.asarray(cv2.GaussianBlur(shadow, (0, 0), shadow.shape[0] * 0.1 + 0.5), dtype=np.uint8)
    place = x - columns / 2
    return [
        Layer(soft, x - shadow.shape[1] / 2, base - shadow.shape[0] * 0.62, 0.68),
        Layer(turned, place, base - rows, 0.7),
    ]


def cup(setting: Setting, x: float, base: float, size: float) -> list[Element]:
    """Put down a cup of coffee on its saucer."""
    china, brew = toned(setting, (238, 232, 222)), toned(setting, (74, 40, 22))
    shade = mix(china, (60, 50, 60), 0.3)

    def draw(shape: Pixels, at: At) -> None:
        ellipse(shape, at(75, 100), (at(70, 0)[0], at(11, 0)[0]), rgba(shade))
        ellipse(shape, at(75, 97), (at(68, 0)[0], at(10, 0)[0]), rgba(china))
        for radius, tone in ((20, china), (12, mix(china, setting.palette.dark, 0.55))):
            ellipse(shape, at(122, 56), (at(radius, 0)[0], at(radius * 0.95, 0)[0]), rgba(tone))
        polygon(
            shape,
            [at(*p) for p in rounded([(28, 30), (122, 30), (116, 74), (98, 96), (52, 96), (34, 74)])],
            rgba(china),
        )
        ellipse(shape, at(75, 31), (at(48, 0)[0], at(10.5, 0)[0]), rgba(mix(china, (255, 255, 255), 0.4)))
        ellipse(shape, at(75, 32), (at(44, 0)[0], at(8.6, 0)[0]), rgba(brew))
        ellipse(shape, at(68, 32.5), (at(24, 0)[0], at(4.4, 0)[0]), rgba(mix(brew, (206, 152, 96), 0.6)))

    return set_down(setting, drawn(150, 112, draw, size * 0.84 / 112), x, base, wide=1.05)


def bowl(setting: Setting, x: float, base: float, size: float) -> list[Element]:
    """Put down a bowl of noodles with sticks."""
    china, band = toned(setting, (226, 230, 232)), toned(setting, (44, 84, 150))
    broth, herb = toned(setting, (206, 150, 84)), toned(setting, (76, 150, 66))
    random = np.random.default_rng(5)

    def draw(shape: Pixels, at: At) -> None:
        polygon(
            shape,
            [at(*p) for p in rounded([(14, 34), (146, 34), (136, 72), (104, 98), (56, 98), (24, 72)])],
            rgba(china),
        )
        polygon(
            shape, [at(*p) for p in rounded([(19, 48), (141, 48), (136, 62), (24, 62)], steps=4)], rgba(band)
        )
        ellipse(shape, at(80, 34), (at(67, 0)[0], at(17, 0)[0]), rgba(mix(china, (255, 255, 255), 0.4)))
        ellipse(shape, at(80, 36), (at(62, 0)[0], at(14.5, 0)[0]), rgba(broth))
        for _ in range(16):
            start = (36 + 80 * float(random.random()), 30 + 12 * float(random.random()))
            points = [at(start[0] + 6 * n, start[1] + 2.6 * np.sin(n * 1.4 + start[0])) for n in range(5)]
            polyline(shape, points, rgba(mix(broth, (252, 238, 206), 0.75)), max(round(at(2.4, 0)[0]), 1))
        for _ in range(16):
            place = at(36 + 88 * float(random.random()), 28 + 14 * float(random.random()))
            ellipse(
                shape,
                place,
                (at(4.4, 0)[0], at(2, 0)[0]),
                rgba(mix(herb, (30, 70, 30), float(random.random()) * 0.5)),
            )
        for side in (0, 9):
            polyline(
                shape,
                [at(100 + side, 30), at(158, -2 + side * 0.8)],
                rgba(toned(setting, (120, 66, 40))),
                max(round(at(3.2, 0)[0]), 1),
            )

    return set_down(setting, drawn(162, 104, draw, size * 0.8 / 104), x, base)


def book(setting: Setting, x: float, base: float, size: float) -> list[Element]:
    """Put down an open book."""
    page, cover = toned(setting, (246, 238, 220)), toned(setting, (140, 52, 46))

    def draw(shape: Pixels, at: At) -> None:
        polygon(
            shape, [at(6, 40), at(100, 50), at(194, 40), at(206, 84), at(100, 96), at(-6, 84)], rgba(cover)
        )
        for side in (-1, 1):
            edge = [
                (100, 46),
                (100 + side * 40, 30),
                (100 + side * 88, 36),
                (100 + side * 100, 78),
                (100 + side * 46, 74),
                (100, 90),
            ]
            polygon(shape, [at(*p) for p in edge], rgba(mix(page, (120, 90, 60), 0.16 if side > 0 else 0.04)))
            for number in range(7):
                share = 0.14 + number * 0.11
                left, right = (
                    (100 + side * (12 + 3 * share), 46 + 42 * share - 6),
                    (100 + side * (80 + 13 * share), 38 + 40 * share - 1),
                )
                middle = (100 + side * 46, 32 + 42 * share)
                polyline(
                    shape,
                    [at(*left), at(*middle), at(*right)],
                    rgba(mix(page, (90, 76, 70), 0.42)),
                    max(round(at(1.1, 0)[0]), 1),
                )

    return set_down(setting, drawn(206, 98, draw, size * 1.0 / 150), x, base, wide=1.02)


def letter(setting: Setting, x: float, base: float, size: float) -> list[Element]:
    """Put down a letter and a pen."""
    paper, ink = toned(setting, (240, 226, 196)), toned(setting, (84, 66, 60), share=0.1)

    def draw(shape: Pixels, at: At) -> None:
        polygon(shape, [at(20, 6), at(140, 0), at(172, 62), at(0, 70)], rgba(paper))
        for number in range(6):
            y = 14 + number * 8.5
            line = [
                at(24 - number * 2.4 + n * 12, y - n * 0.4 + 1.2 * np.sin(n * 2.1 + number))
                for n in range(9 if number < 5 else 5)
            ]
            polyline(shape, line, rgba(ink), max(round(at(1.2, 0)[0]), 1))
        polyline(
            shape, [at(110, 60), at(196, 8)], rgba(mix(ink, (20, 20, 26), 0.6)), max(round(at(3, 0)[0]), 1)
        )

    return set_down(setting, drawn(200, 72, draw, size * 0.95 / 150), x, base, wide=0.95)


def lamp(setting: Setting, x: float, base: float, size: float) -> list[Element]:
    """Put down a lamp that is lit."""
    brass = toned(setting, (176, 134, 66), share=0.1)

    def draw(shape: Pixels, at: At) -> None:
        polygon(
            shape,
            [
                at(*p)
                for p in rounded([(22, 132), (78, 132), (74, 112), (60, 104), (40, 104), (26, 112)], steps=4)
            ],
            rgba(brass),
        )
        polygon(
            shape,
            [at(*p) for p in rounded([(34, 104), (66, 104), (72, 78), (64, 44), (36, 44), (28, 78)])],
            (255, 214, 140, 255),
        )
        polygon(
            shape,
            [at(*p) for p in rounded([(42, 98), (58, 98), (60, 82), (50, 56), (40, 82)])],
            (255, 246, 214, 255),
        )
        polygon(shape, [at(28, 46), at(72, 46), at(64, 34), at(36, 34)], rgba(brass))
        polygon(shape, [at(42, 34), at(58, 34), at(55, 22), at(45, 22)], rgba(mix(brass, (0, 0, 0), 0.2)))
        polyline(
            shape,
            [at(26, 100), at(24, 46), at(50, 6), at(76, 46), at(74, 100)],
            rgba(mix(brass, (0, 0, 0), 0.3)),
            max(round(at(3, 0)[0]), 1),
        )

    made = set_down(setting, drawn(100, 134, draw, size * 1.05 / 134), x, base)
    side = int(size * 2.6)
    away = np.hypot(*(np.indices((side, side), dtype=np.float32) - side / 2)) / (side / 2)
    shine = light((np.clip(1 - away, 0, 1) ** 2.2).astype(np.float32), (255, 190, 106), 0.62)
    return [*made, Light(shine, x - side / 2, base - size * 0.55 - side / 2, 0.7, breath=0.12, pace=2.6)]


def clock(setting: Setting, x: float, base: float, size: float) -> list[Element]:
    """Put down a clock that goes quickly."""
    metal, face = toned(setting, (186, 150, 92)), toned(setting, (244, 238, 226))

    def draw(shape: Pixels, at: At) -> None:
        for side in (-1, 1):
            polyline(
                shape,
                [at(60 + side * 30, 104), at(60 + side * 42, 124)],
                rgba(metal),
                max(round(at(6, 0)[0]), 2),
            )
            ellipse(shape, at(60 + side * 30, 16), (at(17, 0)[0], at(13, 0)[0]), rgba(metal))
        ellipse(shape, at(60, 66), (at(54, 0)[0], at(54, 0)[0]), rgba(metal))
        ellipse(shape, at(60, 66), (at(46, 0)[0], at(46, 0)[0]), rgba(face))
        for hour in range(12):
            way = (np.sin(hour * np.pi / 6), -np.cos(hour * np.pi / 6))
            polyline(
                shape,
                [at(60 + 37 * way[0], 66 + 37 * way[1]), at(60 + 42 * way[0], 66 + 42 * way[1])],
                (50, 44, 44, 255),
                max(round(at(2.4, 0)[0]), 1),
            )
        polyline(shape, [at(60, 66), at(42, 52)], (40, 36, 40, 255), max(round(at(4, 0)[0]), 2))
        ellipse(shape, at(60, 66), (at(3.4, 0)[0], at(3.4, 0)[0]), (40, 36, 40, 255))

    made = set_down(setting, drawn(120, 126, draw, size / 126), x, base)
    return [*made, Hand(x, base - size * (126 - 66) / 126, size * 37 / 126, 0.7)]


@dataclass
class Hand:
    """A clock's hand, quick enough to be seen going."""

    x: float
    y: float
    long: float
    depth: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        x, y = moment.at(self.x, self.y, self.depth, (width / 2, height / 2))
        long, angle = self.long * moment.scale(self.depth), moment.time * 0.55 + 0.4
        tip = (x + long * float(np.sin(angle)), y - long * float(np.cos(angle)))
        polyline(picture, [(x, y), tip], (46, 40, 44), max(round(self.long * 0.06), 1))


def beans(setting: Setting, x: float, base: float, size: float) -> list[Element]:
    """Pour a heap of roasted beans."""
    random = np.random.default_rng(9)
    side, tall = int(size * 1.9), int(size * 0.8)
    shape = empty(width=side, height=tall)
    bean = size * 0.07
    places = sorted(
        ((float(random.normal(0.5, 0.17)), float(random.random())) for _ in range(420)),
        key=lambda each: -each[1],
    )
    for along, up in places:
        crest = np.exp(-(((along - 0.5) / 0.2) ** 2)) * 0.78
        y = tall - bean - up * crest * (tall - 2 * bean)
        tone = toned(
            setting, mix((62, 34, 20), (134, 82, 46), float(random.random()) * 0.8 + 0.2 * up), share=0.02
        )
        angle = float(random.random()) * 180
        _bean(shape, (along * side, y), bean * (0.85 + 0.3 * float(random.random())), angle, tone)
    return set_down(setting, shape, x, base + size * 0.04, wide=0.8)


def _bean(shape: Pixels, at: tuple[float, float], size: float, angle: float, tone: Colour) -> None:
    turn = np.radians(angle)
    along, aside = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    rim = [
        np.array(at) + along * size * np.cos(a) + aside * size * 0.66 * np.sin(a)
        for a in np.linspace(0, 2 * np.pi, 14)
    ]
    polygon(shape, [(float(p[0]), float(p[1])) for p in rim], rgba(mix(tone, (0, 0, 0), 0.35)))
    inner = [np.array(at) + (p - np.array(at)) * 0.82 - np.array([0.0, size * 0.08]) for p in rim]
    polygon(shape, [(float(p[0]), float(p[1])) for p in inner], rgba(tone))
    line = [
        np.array(at) + along * size * s * 0.8 + aside * size * 0.14 * np.sin(s * 3)
        for s in np.linspace(-1, 1, 7)
    ]
    polyline(
        shape,
        [(float(p[0]), float(p[1])) for p in line],
        rgba(mix(tone, (0, 0, 0), 0.55)),
        max(round(size * 0.14), 1),
    )


Thing = Callable[[Setting, float, float, float], list[Element]]
THINGS: dict[str, Thing] = {
    "lamp": lamp,
    "cup": cup,
    "bowl": bowl,
    "book": book,
    "letter": letter,
    "clock": clock,
    "beans": beans,
}
FLAT = ("letter", "book")  # what lies behind the others
