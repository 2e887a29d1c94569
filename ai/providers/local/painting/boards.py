"""The board on which is drawn what explains: places in units, lines, arrows, waves, the sun and the earth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ai.providers.local.painting.canvas import Colour, Pixels, ellipse, mix, polygon, polyline, smooth
from ai.providers.local.painting.drawn import rgba
from ai.providers.local.painting.figures import rounded
from ai.providers.local.painting.stage import Moment

DEEP: Colour = (16, 26, 58)
PALE: Colour = (44, 66, 116)
INK: Colour = (232, 238, 248)
SUN: Colour = (255, 206, 84)
SEA: Colour = (64, 142, 214)
LAND: Colour = (104, 178, 108)
Point = tuple[float, float]


def placed(place: Point, width: int, height: int) -> Point:
    """Give where a place of the board is: a wide picture draws it out sideways, a tall one downwards."""
    size = min(height, width * 0.82) / 1000
    wide = min(max(width * 0.82 / (1000 * size), 1.0), 1.4)
    tall = min(max(height * 0.82 / (1000 * size), 1.0), 1.3)
    return width / 2 + (place[0] - 500) * size * wide, height / 2 + (place[1] - 500) * size * tall


@dataclass
class Drawing:
    """Something drawn anew in each frame: in a square of 1000 units in the middle of the picture."""

    draw: Callable[["Board"], None]
    depth: float = 0.5

    def paint(self, picture: Pixels, moment: Moment) -> None:
        self.draw(Board(picture, moment, self.depth))


@dataclass(frozen=True)
class Board:
    """Where a drawing is made. Places are in units: 0-1000 on the shorter side, the middle is (500, 500)."""

    picture: Pixels
    moment: Moment
    depth: float

    @property
    def time(self) -> float:
        return self.moment.time

    @property
    def unit(self) -> float:
        height, width = self.picture.shape[:2]
        return float(min(height, width * 0.82) / 1000 * self.moment.scale(self.depth))

    def at(self, place: Point) -> Point:
        height, width = self.picture.shape[:2]
        x, y = placed(place, width, height)
        return self.moment.at(x, y, self.depth, (width / 2, height / 2))

    def around(self, middle: Point, away: Sequence[Point]) -> list[Point]:
        """Give places by their way from a middle, as round as they are: the board may be wider than high."""
        x, y = self.at(middle)
        return [(x + dx * self.unit, y + dy * self.unit) for dx, dy in away]

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        polyline(
            self.picture,
            [self.at(each) for each in points],
            rgba(colour)[:3],
            max(round(width * self.unit), 1),
        )

    def area(self, points: Sequence[Point], colour: Colour) -> None:
        polygon(self.picture, [self.at(each) for each in points], rgba(colour)[:3])

    def shape(self, middle: Point, away: Sequence[Point], colour: Colour) -> None:
        """Fill a shape around a middle."""
        polygon(self.picture, self.around(middle, away), rgba(colour)[:3])

    def ring(self, place: Point, radius: float, colour: Colour, width: float) -> None:
        turns = np.linspace(0, 2 * np.pi, 48)
        line = self.around(place, [(radius * float(np.cos(a)), radius * float(np.sin(a))) for a in turns])
        polyline(self.picture, line, rgba(colour)[:3], max(round(width * self.unit), 1))

    def dot(self, place: Point, radius: float, colour: Colour) -> None:
        ellipse(self.picture, self.at(place), (radius * self.unit, radius * self.unit), rgba(colour)[:3])

    def arrow(self, points: Sequence[Point], colour: Colour, width: float, *, shown: float = 1.0) -> None:
        """Draw an arrow along points, as far as it has come."""
        count = max(int(len(points) * min(shown, 1.0)), 2)
        line = list(points[:count])
        self.line(line, colour, width)
        way = np.array(line[-1]) - np.array(line[max(count - 3, 0)])
        way = way / max(float(np.hypot(*way)), 1e-6)
        aside, tip = np.array([-way[1], way[0]]), np.array(line[-1])
        corners = [
            tip + way * width * 2.6,
            tip + aside * width * 1.8 - way * width * 0.5,
            tip - aside * width * 1.8 - way * width * 0.5,
        ]
        self.area([(float(each[0]), float(each[1])) for each in corners], colour)

    def wave(
        self,
        start: Point,
        end: Point,
        *,
        length: float,
        reach: float,
        colour: Colour,
        width: float,
        pace: float = 1.0,
    ) -> None:
        """Draw a wave that runs from one place to another."""
        way = np.array(end) - np.array(start)
        far = float(np.hypot(*way))
        aside = np.array([-way[1], way[0]]) / max(far, 1e-6)
        steps = np.linspace(0, 1, max(int(far / 7), 8))
        swing = (
            np.sin(2 * np.pi * (steps * far / length - self.time * pace))
            * reach
            * np.minimum(steps * 8, 1)
            * np.minimum((1 - steps) * 8, 1)
        )
        points = np.array(start)[None, :] + steps[:, None] * way[None, :] + swing[:, None] * aside[None, :]
        self.line([(float(x), float(y)) for x, y in points], colour, width)


def shown(board: Board, begin: float, *, seconds: float = 0.9) -> float:
    """Give how far something has appeared that begins to at a second."""
    return smooth((board.time - begin) / seconds)


def sun(board: Board, place: Point, radius: float) -> None:
    """Draw the sun, its rays turning slowly."""
    for number in range(12):
        angle = number * np.pi / 6 + board.time * 0.12
        way = np.array([np.cos(angle), np.sin(angle)])
        begin, end = (
            np.array(place) + way * radius * 1.22,
            np.array(place) + way * radius * (1.5 + 0.06 * np.sin(board.time * 2 + number)),
        )
        board.line([(float(begin[0]), float(begin[1])), (float(end[0]), float(end[1]))], SUN, radius * 0.1)
    board.dot(place, radius, SUN)
    board.dot(
        (place[0] - radius * 0.2, place[1] - radius * 0.22), radius * 0.68, mix(SUN, (255, 250, 220), 0.4)
    )


# The lands on a map of -1 to 1, roughly as they are.
LANDS: tuple[tuple[Point, ...], ...] = (
    (
        (-1.0, -0.62),
        (-0.72, -0.74),
        (-0.42, -0.7),
        (-0.3, -0.5),
        (-0.46, -0.36),
        (-0.5, -0.18),
        (-0.62, -0.08),
        (-0.7, -0.3),
        (-0.86, -0.42),
    ),
    (
        (-0.46, -0.02),
        (-0.3, 0.02),
        (-0.16, 0.16),
        (-0.24, 0.34),
        (-0.36, 0.5),
        (-0.42, 0.72),
        (-0.48, 0.4),
        (-0.54, 0.14),
    ),
    (
        (0.14, -0.28),
        (0.36, -0.3),
        (0.52, -0.16),
        (0.62, -0.04),
        (0.5, 0.12),
        (0.44, 0.42),
        (0.32, 0.46),
        (0.28, 0.1),
        (0.12, 0.02),
        (0.06, -0.14),
    ),
    (
        (0.06, -0.4),
        (0.14, -0.62),
        (0.4, -0.74),
        (0.8, -0.74),
        (1.2, -0.68),
        (1.28, -0.5),
        (1.06, -0.36),
        (1.0, -0.16),
        (0.86, -0.02),
        (0.76, -0.2),
        (0.56, -0.26),
        (0.4, -0.38),
        (0.22, -0.36),
    ),
    ((1.06, 0.26), (1.24, 0.2), (1.36, 0.36), (1.24, 0.5), (1.08, 0.44)),
)


def earth(board: Board, place: Point, radius: float, *, turn: float = 0.1) -> None:
    """Draw the earth, its lands passing by as it turns."""
    board.dot(place, radius * 1.045, mix(SEA, (214, 236, 255), 0.55))
    board.dot(place, radius, mix(SEA, DEEP, 0.25))
    x, y = board.around(place, [(-radius * 0.07, -radius * 0.08)])[0]
    ellipse(board.picture, (x, y), (radius * 0.9 * board.unit, radius * 0.9 * board.unit), rgba(SEA)[:3])
    for copy in (-3.0, 0.0, 3.0):
        for land in LANDS:
            shift = copy + (board.time * turn) % 3.0 - 0.2
            if any(abs(x + shift) < 1 for x, _ in land):
                points = [on_ball(x + shift, y) for x, y in rounded(land, steps=4)]
                board.shape(place, [(px * radius, py * radius) for px, py in points], LAND)


def on_ball(x: float, y: float) -> Point:
    """Give where a place of the map is on the ball's disc (-1 to 1)."""
    x, y = float(np.clip(x, -1, 1)), float(np.clip(y, -1, 1))
    return float(np.sin(x * np.pi / 2) * np.sqrt(max(1 - y * y, 0.0))), y


def cloud(board: Board, place: Point, size: float, tone: Colour = (236, 242, 250)) -> None:
    """Draw a cloud."""
    for x, y, radius in ((-70, 10, 46), (-22, -22, 62), (44, -8, 52), (86, 16, 38), (8, 18, 54)):
        middle = board.around(place, [(x * size, y * size)])[0]
        ellipse(
            board.picture, middle, (radius * size * board.unit, radius * size * board.unit), rgba(tone)[:3]
        )


def drop(board: Board, place: Point, size: float) -> None:
    """Draw a drop of water."""
    turns = np.linspace(0, 2 * np.pi, 40)
    points = [
        (size * float(np.sin(a)) * 0.62 * (1 - float(np.cos(a))) / 1.3, -size * float(np.cos(a)))
        for a in turns
    ]
    board.shape(place, points, mix(SEA, (190, 226, 255), 0.35))
