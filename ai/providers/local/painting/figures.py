"""Who is in the foreground: somebody seen from behind, a child, a small robot, somebody at a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ai.providers.local.painting.canvas import (
    Colour,
    Pixels,
    Plane,
    bytes_of,
    ellipse,
    line_noise,
    mix,
    noise,
    polygon,
    polyline,
    sprite,
    stamp,
)
from ai.providers.local.painting.drawn import drawn, rgba
from ai.providers.local.painting.stage import Element, Layer, Moment, Setting

At = Callable[[float, float], tuple[float, float]]
COATS: tuple[Colour, ...] = ((176, 62, 52), (44, 84, 128), (206, 148, 54), (70, 108, 84), (120, 72, 116))
SKIN: tuple[Colour, ...] = ((232, 190, 160), (196, 144, 108), (140, 96, 70))
HAIR: tuple[Colour, ...] = ((46, 34, 30), (98, 66, 42), (30, 28, 34))


def rounded(points: Sequence[tuple[float, float]], *, steps: int = 6) -> list[tuple[float, float]]:
    """Give a closed outline through points with its corners rounded (Catmull-Rom)."""
    count, line = len(points), list[tuple[float, float]]()
    for number in range(count):
        a, b, c, d = (np.array(points[(number + shift) % count]) for shift in (-1, 0, 1, 2))
        for share in np.arange(steps) / steps:
            place = 0.5 * (
                2 * b
                + (c - a) * share
                + (2 * a - 5 * b + 4 * c - d) * share**2
                + (3 * b - a - 3 * c + d) * share**3
            )
            line.append((float(place[0]), float(place[1])))
    return line


def lit(picture: Pixels, *, from_right: bool, dark: float = 0.62, bright: float = 1.12) -> Pixels:
    """Give a drawn thing volume: light from one side, and a little from above."""
    height, width = picture.shape[:2]
    across = np.linspace(dark, bright, width, dtype=np.float32)
    across = across if from_right else across[::-1]
    down = np.linspace(1.05, 0.86, height, dtype=np.float32)
    shade = (across[None, :] * down[:, None])[:, :, None]
    colour: Plane = picture[:, :, :3].astype(np.float32) * shade
    colour = np.minimum(colour, picture[:, :, 3:].astype(np.float32))
    return np.dstack([bytes_of(colour), picture[:, :, 3]])


@dataclass
class Breathing:
    """Somebody who stands there: hardly moving, but alive."""

    picture: Pixels
    x: float  # of the feet's middle
    foot: float
    depth: float
    sway: float  # pixels

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        x, y = moment.at(self.x, self.foot, self.depth, (width / 2, height / 2))
        rows, columns = self.picture.shape[:2]
        lift = self.sway * 0.35 * np.sin(moment.time * 1.7)
        swing = self.sway * np.sin(moment.time * 0.9)
        stamp(picture, self.picture, x=float(x - columns / 2 + swing), y=float(y - rows + lift))


def onlooker(setting: Setting, *, size: float = 0.46) -> list[Element]:
    """Put somebody in front who looks into the picture, about `size` of the height tall."""
    if not setting.has("onlooker"):
        return []
    if setting.has("robot"):
        return [robot(setting, size=size * 0.72)]
    is_child = setting.has("child")
    tall = setting.height * size * (0.66 if is_child else 1.0)
    tall = min(tall, setting.width * 0.72)
    picture = _from_behind(setting, tall, is_child=is_child)
    x = setting.width * (0.42 if setting.sun_x > setting.width / 2 else 0.58)
    foot = setting.height * 0.95
    return [_ledge(setting, x), Breathing(picture, x, foot, 0.95, 1.2 * setting.unit)]


def _ledge(setting: Setting, x: float) -> Layer:
    """Paint the ground on which somebody in front stands: it rises towards them."""
    height = int(setting.height * 0.36)
    columns = np.arange(setting.wide, dtype=np.float32)
    rise = np.exp(-(((columns - (x - setting.left)) / (setting.width * 0.34)) ** 2))
    rough = line_noise(setting.random, width=setting.wide, cells=9, octaves=5) * 0.07
    line = height * (0.44 - 0.2 * rise - rough)
    rows = np.arange(height, dtype=np.float32)[:, None]
    shape = np.clip(rows - line[None, :], 0, 1)
    grass = noise(setting.random, width=setting.wide, height=height, cells=60, octaves=4, flat=1.6)[
        :, :, None
    ]
    tone = toned(setting, mix((86, 104, 66), (92, 78, 64), 0.5), share=0.3)
    lift = np.exp(-np.clip(rows - line[None, :], 0, None) / (18 * setting.unit))[:, :, None]
    colour = np.array(tone, dtype=np.float32) * (0.7 + 0.5 * grass)
    colour = colour + (np.array(mix(tone, setting.palette.sun, 0.4), dtype=np.float32) - colour) * lift * 0.5
    return Layer(
        sprite(colour.astype(np.float32), shape.astype(np.float32)), setting.left, setting.height * 0.82, 0.95
    )


def toned(setting: Setting, colour: Colour, *, share: float = 0.0) -> Colour:
    """Give a colour as it looks in the light of the setting."""
    palette = setting.palette
    return mix(
        mix(colour, palette.sun, 0.1), palette.dark, min(share + 0.72 * (1 - palette.light) ** 1.2, 0.9)
    )


def _from_behind(setting: Setting, tall: float, *, is_child: bool) -> Pixels:
    # Always the same clothes, so that somebody who comes again in a film is known again.
    coat = toned(setting, COATS[2 if is_child else 0], share=0.1)
    hair, skin = toned(setting, HAIR[1 if is_child else 0]), toned(setting, SKIN[0])
    trousers = toned(setting, (48, 52, 70), share=0.1)
    head = 12.0 if is_child else 9.0

    def draw(shape: Pixels, at: At) -> None:
        def fill(points: Sequence[tuple[float, float]], colour: Colour) -> None:
            polygon(shape, [at(*each) for each in rounded(points)], rgba(colour))

        for side in (-1, 1):
            fill(
                [(50 + side * 2, 104), (50 + side * 15, 104), (50 + side * 13, 164), (50 + side * 3, 164)],
                trousers,
            )
            fill(
                [(50 + side * 1, 160), (50 + side * 16, 160), (50 + side * 17, 168), (50 + side * 1, 168)],
                mix(trousers, (0, 0, 0), 0.4),
            )
            sleeve = [(18, 50), (27, 58), (27, 98), (20, 104), (17, 80)]
            fill([(50 + side * x, y) for x, y in sleeve], mix(coat, (0, 0, 0), 0.12))
            ellipse(shape, at(50 + side * 23.5, 105), (at(4, 0)[0], at(4, 0)[0]), rgba(skin))
        fill([(36, 46), (50, 42), (64, 46), (72, 60), (72, 112), (50, 118), (28, 112), (28, 60)], coat)
        fill([(44, 36), (56, 36), (58, 48), (42, 48)], skin)
        middle = 36 - head * 0.9
        ellipse(shape, at(50, middle), (at(head, 0)[0], at(head * 1.15, 0)[0]), rgba(hair))
        if is_child:
            fill([(38, 58), (62, 58), (64, 90), (36, 90)], toned(setting, (60, 130, 160), share=0.1))
            fill([(42, 74), (58, 74), (58, 86), (42, 86)], toned(setting, (40, 100, 130), share=0.15))
        else:
            fill([(38, 42), (62, 42), (60, 50), (40, 50)], mix(coat, (255, 255, 255), 0.14))

    return lit(drawn(100, 170, draw, tall / 170), from_right=setting.sun_x > setting.width / 2)


def robot(
    setting: Setting, *, size: float, x: float = 0.0, depth: float = 0.9, rolls: bool = False
) -> "Robot":
    """Put a small robot on wheels into the picture, which looks around."""
    tall = min(setting.height * size, setting.width * 0.5)
    body = lit(_robot_body(setting, tall), from_right=setting.sun_x > setting.width / 2, dark=0.7)
    head = lit(_robot_head(setting, tall), from_right=setting.sun_x > setting.width / 2, dark=0.7)
    place = x or setting.width * (0.34 if setting.sun_x > setting.width / 2 else 0.66)
    foot = setting.height * (0.97 if depth > 0.8 else 0.86)
    return Robot(
        body, head, place, foot, depth, tall, (20 * setting.unit if rolls else 0.0), setting.palette.light
    )


def _robot_body(setting: Setting, tall: float) -> Pixels:
    shell, dark = toned(setting, (232, 226, 214)), toned(setting, (62, 66, 80))
    accent = toned(setting, (236, 132, 52))

    def draw(shape: Pixels, at: At) -> None:
        polyline(shape, [at(50, 12), at(50, 40)], rgba(dark), max(round(at(7, 0)[0]), 2))
        for x in (20, 50, 80):
            for radius, tone in ((15, dark), (8.5, mix(dark, (200, 200, 205), 0.45)), (3, dark)):
                ellipse(shape, at(x, 103), (at(radius, 0)[0], at(radius, 0)[0]), rgba(tone))
        polygon(shape, [at(16, 84), at(84, 84), at(88, 96), at(12, 96)], rgba(dark))
        polygon(
            shape,
            [at(*p) for p in rounded([(24, 36), (76, 36), (82, 46), (80, 86), (20, 86), (18, 46)], steps=5)],
            rgba(shell),
        )
        polygon(shape, [at(28, 48), at(72, 48), at(72, 62), at(28, 62)], rgba(mix(dark, (40, 90, 120), 0.3)))
        for number in range(4):
            ellipse(
                shape,
                at(34 + 10.6 * number, 55),
                (at(2.6, 0)[0], at(2.6, 0)[0]),
                rgba((120, 230, 190) if number % 2 else accent),
            )
        polygon(shape, [at(22, 70), at(78, 70), at(78, 75), at(22, 75)], rgba(accent))
        for side in (-1, 1):
            arm = [at(50 + side * 30, 48), at(50 + side * 42, 62), at(50 + side * 38, 78)]
            polyline(shape, arm, rgba(dark), max(round(at(5, 0)[0]), 2))
            ellipse(shape, at(50 + side * 38, 80), (at(5, 0)[0], at(5, 0)[0]), rgba(accent))

    return drawn(100, 119, draw, tall * 0.72 / 119)


def _robot_head(setting: Setting, tall: float) -> Pixels:
    shell, dark = toned(setting, (240, 234, 222)), toned(setting, (38, 42, 54))

    def draw(shape: Pixels, at: At) -> None:
        polyline(shape, [at(50, 4), at(50, 18)], rgba(dark), max(round(at(2.4, 0)[0]), 1))
        ellipse(shape, at(50, 4), (at(3.6, 0)[0], at(3.6, 0)[0]), (255, 96, 72, 255))
        polygon(
            shape,
            [at(*p) for p in rounded([(14, 18), (86, 18), (94, 30), (88, 56), (12, 56), (6, 30)], steps=5)],
            rgba(shell),
        )
        polygon(
            shape,
            [at(*p) for p in rounded([(18, 24), (82, 24), (84, 36), (80, 50), (20, 50), (16, 36)], steps=5)],
            rgba(dark),
        )
        for x in (35, 65):
            ellipse(shape, at(x, 37), (at(8, 0)[0], at(9, 0)[0]), (118, 226, 255, 255))
            ellipse(shape, at(x + 2.4, 34.5), (at(2.6, 0)[0], at(2.6, 0)[0]), (240, 252, 255, 255))

    return drawn(100, 60, draw, tall * 0.62 / 100)


@dataclass
class Robot:
    """A robot whose head turns a little, and which may roll along."""

    body: Pixels
    head: Pixels
    x: float
    foot: float
    depth: float
    tall: float
    speed: float
    light: float

    def paint(self, picture: Pixels, moment: Moment) -> None:
        height, width = picture.shape[:2]
        shake = self.tall * 0.006 * np.sin(moment.time * 9) if self.speed else 0.0
        x, y = moment.at(
            self.x + self.speed * moment.time, self.foot + shake, self.depth, (width / 2, height / 2)
        )
        rows, columns = self.body.shape[:2]
        shadow = np.zeros((max(rows // 7, 3), int(columns * 1.25), 4), dtype=np.uint8)
        ellipse(
            shadow,
            (shadow.shape[1] / 2, shadow.shape[0] / 2),
            (shadow.shape[1] * 0.46, shadow.shape[0] * 0.4),
            (0, 0, 0, round(60 + 50 * self.light)),
        )
        stamp(picture, shadow, x=float(x - shadow.shape[1] / 2), y=float(y - shadow.shape[0] * 0.62))
        stamp(picture, self.body, x=float(x - columns / 2), y=float(y - rows))
        look = self.tall * 0.035 * np.sin(moment.time * 0.8)
        nod = self.tall * 0.008 * np.sin(moment.time * 1.9 + 1)
        stamp(
            picture,
            self.head,
            x=float(x - self.head.shape[1] / 2 + look),
            y=float(y - rows - self.head.shape[0] * 0.82 + nod),
        )


def seated(setting: Setting, *, x: float, base: float, size: float) -> Layer:
    """Paint somebody who sits at a table and leans over it, seen from the side (`size` pixels tall)."""
    coat, hair, skin = (toned(setting, tone, share=0.12) for tone in (COATS[1], HAIR[0], SKIN[0]))

    def draw(shape: Pixels, at: At) -> None:
        def fill(points: Sequence[tuple[float, float]], colour: Colour) -> None:
            polygon(shape, [at(*each) for each in rounded(points)], rgba(colour))

        fill([(14, 150), (16, 86), (30, 60), (52, 56), (64, 72), (66, 110), (62, 150)], coat)
        fill(
            [(50, 66), (62, 72), (84, 102), (112, 104), (114, 112), (80, 116), (52, 92)],
            mix(coat, (0, 0, 0), 0.16),
        )
        ellipse(shape, at(114, 107), (at(6, 0)[0], at(5, 0)[0]), rgba(skin))
        fill([(48, 46), (60, 48), (62, 62), (46, 60)], mix(skin, (0, 0, 0), 0.15))
        ellipse(shape, at(62, 34), (at(17, 0)[0], at(20, 0)[0]), rgba(skin))
        fill([(40, 40), (42, 18), (58, 9), (76, 14), (78, 24), (62, 24), (54, 36), (48, 50)], hair)

    picture = lit(drawn(120, 152, draw, size / 152), from_right=True)
    return Layer(picture, x, base - picture.shape[0], 0.55)
