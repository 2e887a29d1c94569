"""A film as a row of shots: what each shows, how the camera moves, and how one passes into the next."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ai.providers.local.painting.canvas import Pixels, smooth
from ai.providers.local.painting.lettering import title
from ai.providers.local.painting.reading import MOST_BEATS, Vision, read
from ai.providers.local.painting.scenes import stage_of
from ai.providers.local.painting.stage import Element, Moment, Stage

USUAL_SHOT = 4.0  # seconds
LONGEST_TAKE = 15.0  # seconds of a camera move that was asked for as such
FADE = 0.7  # seconds of crossing from one shot into the next
TURN = ("push", "right", "up", "pull", "left", "down")
LOW = (0.0, 0.06, -0.05, 0.03, -0.03, 0.05)  # by how much each shot's horizon differs
TITLE_SECONDS = 3.6
# Larger films are drawn at about this many pixels, and stretched.
MOST_PIXELS = 1920 * 1088


@dataclass(frozen=True)
class Shot:
    """One shot. `start` and `seconds` are its place in the film, the crossing at its end included."""

    vision: Vision
    seed: int
    move: str
    low: float
    start: float
    seconds: float


def plan(prompt: str, *, negative: str, seconds: float, seed: int) -> list[Shot]:
    """Divide a film into one to six shots: one for each beat of the prompt, and more looks at long ones."""
    beats = read(prompt, negative=negative)
    looks = 1 if beats[0].is_take and seconds <= LONGEST_TAKE else round(seconds / USUAL_SHOT)
    count = min(max(looks, len(beats) if seconds >= 1.5 * len(beats) else 1, 1), MOST_BEATS)
    visions = [beats[number * len(beats) // count] for number in range(count)]
    fade = min(FADE, seconds / count / 3) if count > 1 else 0.0
    each = (seconds + fade * (count - 1)) / count
    first = TURN.index(beats[0].move) if beats[0].move in TURN else seed % len(TURN)
    shots = []
    for number, vision in enumerate(visions):
        is_new = number == 0 or visions[number - 1] is not vision
        said = vision if is_new else dataclasses.replace(vision, words="", move="")
        move = said.move or TURN[(first + number) % len(TURN)]
        shots.append(
            Shot(said, seed + 101 * number, move, LOW[number % len(LOW)], number * (each - fade), each)
        )
    return shots


def moment_of(move: str, *, share: float, time: float, width: int, height: int) -> Moment:
    """Give where the camera is when `share` (0-1) of its way is done."""
    way = 0.6 * share + 0.4 * smooth(share)
    swing = way - 0.5
    match move:
        case "push":
            return Moment(time, 0, 0, 1.0 + 0.15 * way)
        case "pull":
            return Moment(time, 0, 0, 1.15 - 0.15 * way)
        case "right" | "left":
            side = 1 if move == "right" else -1
            return Moment(time, side * swing * 0.13 * width, 0, 1.04)
        case "up" | "down":
            side = -1 if move == "up" else 1
            return Moment(time, 0.02 * width * swing, side * swing * 0.11 * height, 1.05)
        case _:
            return Moment(time)


class Film:
    """Draws a film's frames, one after the other, and never holds more than two shots."""

    def __init__(self, shots: Sequence[Shot], *, width: int, height: int, rate: float) -> None:
        self.shots, self.width, self.height, self.rate = shots, width, height, rate
        shrink = min((MOST_PIXELS / (width * height)) ** 0.5, 1.0)
        self._size = (max(round(width * shrink), 16), max(round(height * shrink), 16))
        self._stages: dict[int, Stage] = {}

    def frames(self, count: int) -> Iterator[Pixels]:
        """Give the film's first `count` frames in RGB."""
        for number in range(count):
            picture = self._frame(number / self.rate)
            if self._size != (self.width, self.height):
                picture = np.asarray(
                    cv2.resize(picture, (self.width, self.height), interpolation=cv2.INTER_CUBIC),
                    dtype=np.uint8,
                )
            yield picture

    def _frame(self, time: float) -> Pixels:
        current = [at for at, shot in enumerate(self.shots) if shot.start <= time < shot.start + shot.seconds]
        current = current[-2:] or [len(self.shots) - 1]
        for old in [at for at in self._stages if at < current[0]]:
            del self._stages[old]
        last = self._seen(current[-1], time)
        if len(current) == 1:
            return last
        before = self.shots[current[0]]
        share = smooth(
            (time - self.shots[current[1]].start)
            / max(before.start + before.seconds - self.shots[current[1]].start, 1e-6)
        )
        first = self._seen(current[0], time)
        return np.asarray(cv2.addWeighted(first, 1 - share, last, share, 0), dtype=np.uint8)

    def _seen(self, at: int, time: float) -> Pixels:
        shot = self.shots[at]
        if at not in self._stages:
            self._stages[at] = staged(shot, *self._size, is_first=at == 0)
        width, height = self._size
        share = (time - shot.start) / shot.seconds
        return self._stages[at].picture(
            moment_of(shot.move, share=share, time=time - shot.start, width=width, height=height)
        )


def staged(shot: Shot, width: int, height: int, *, is_first: bool = True) -> Stage:
    """Build a shot's stage, with its words if it has any."""
    stage = stage_of(shot.vision, width=width, height=height, seed=shot.seed, low=shot.low)
    if shot.vision.words:
        words: Element = titled(
            shot.vision, width=width, height=height, seconds=shot.seconds, is_first=is_first
        )
        stage.elements = [*stage.elements, words]
    return stage


def titled(vision: Vision, *, width: int, height: int, seconds: float, is_first: bool = True) -> Element:
    """Set the words of a shot, for as long as they can be read."""
    start = min(0.5, seconds * 0.12) if is_first else FADE
    return title(
        vision.words,
        mood=vision.mood,
        width=width,
        height=height,
        start=start,
        end=min(start + TITLE_SECONDS, seconds - 0.1),
    )
