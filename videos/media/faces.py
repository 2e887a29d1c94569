"""Follows a face: finds it in small pictures of a film, and lays a calm path for a camera."""

import dataclasses
import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from videos.media import sandbox
from videos.media.engine import Limits

CHILD = Path(__file__).with_name("finding_faces.py")
MAX_ANSWER = 16 * 1024 * 1024
CUT = 30.0  # mean difference of two pictures (of 255) that only another shot makes
CLEARLY_LARGER = 2.5  # times: then the camera goes from the face that it follows to another
OUTLIER = 5  # pictures in which one false face is overruled by its neighbours
CALM = 0.7  # seconds over which the path is made smooth
CLOSE = 0.006  # of the film's width or height: what may be simplified away
MOST_POINTS = 1500
SHORTEST_SHOT = 3  # looks; a flicker is no cut
JUMP = 0.001  # seconds

Box = tuple[int, int, int, int]  # x, y, width, height in pixels
Point = tuple[float, float]  # a time (seconds), and a place from 0 to 1


@dataclass(frozen=True)
class Look:
    """One small picture: how much it differs from the one before, and the faces in it."""

    change: float
    faces: tuple[Box, ...]


class FacesNotFound(Exception):
    """The search itself failed; a film without faces is no failure."""


def find_faces(pictures: Path, *, width: int, height: int, seconds: float, limits: Limits) -> list[Look]:
    """Look for faces in a file of raw grey pictures of this size, for at most `seconds`.

    Raises FacesNotFound.
    """
    question = {
        "path": str(pictures.resolve()), "width": width, "height": height,
        "limits": dataclasses.asdict(limits),
    }  # fmt: skip
    try:
        answer = sandbox.ask_python(script=CHILD, question=question, seconds=seconds, max_bytes=MAX_ANSWER)
    except (sandbox.AskedTooLong, sandbox.ChildFailed) as failure:
        raise FacesNotFound(str(failure)) from None
    return [Look(change, tuple(tuple(face) for face in faces)) for change, faces in json.loads(answer)]


def camera_path(looks: Sequence[Look], *, rate: float, size: tuple[int, int]) -> dict[str, tuple[Point, ...]]:
    """Give where the middle of the picture should be at which time: `x` and `y`, as shares of the size.

    `rate` is how many looks a second there are. At a cut the path jumps, within a shot it is smooth, and in a
    shot without faces it rests in the middle.
    """
    shots = _shots(looks)
    paths: dict[str, tuple[Point, ...]] = {}
    for axis, length in (("x", size[0]), ("y", size[1])):
        points: list[Point] = []
        for start, end in shots:
            places = _followed(looks[start:end], 0 if axis == "x" else 1, length)
            points += _shot_points(places, start / rate, rate)
        paths[axis] = tuple(_few(points))
    return paths


def _shots(looks: Sequence[Look]) -> list[tuple[int, int]]:
    starts = [0]
    for number, look in enumerate(looks):
        if look.change > CUT and number - starts[-1] >= SHORTEST_SHOT:
            starts.append(number)
    return list(zip(starts, [*starts[1:], len(looks)], strict=True))


def _followed(looks: Sequence[Look], axis: int, length: int) -> list[float]:
    """Give the place of one shot's face in each look, all looks filled."""
    times: list[int] = []
    places: list[float] = []
    last: Box | None = None
    for number, look in enumerate(looks):
        if look.faces:
            last = _chosen(look.faces, last)
            times.append(number)
            places.append((last[axis] + last[axis + 2] / 2) / length)
    if not times:
        return [0.5] * len(looks)
    half = OUTLIER // 2
    sure = [statistics.median(places[max(at - half, 0) : at + half + 1]) for at in range(len(places))]
    return [float(place) for place in np.interp(range(len(looks)), times, sure)]


def _chosen(faces: Sequence[Box], last: Box | None) -> Box:
    largest = max(faces, key=lambda face: face[2])
    if last is None:
        return largest
    nearest = min(faces, key=lambda face: abs(face[0] - last[0]) + abs(face[1] - last[1]))
    return largest if largest[2] ** 2 > CLEARLY_LARGER * nearest[2] ** 2 else nearest


def _shot_points(places: list[float], begin: float, rate: float) -> list[Point]:
    smooth = _smooth(places, rate)
    points = [(begin + number / rate, place) for number, place in enumerate(smooth)]
    # The shot is seen until the next begins, and so is its last place.
    points.append((begin + len(places) / rate - JUMP, smooth[-1]))
    return _simplified(points, CLOSE)


def _smooth(places: list[float], rate: float) -> list[float]:
    reach = max(round(2 * CALM * rate), 1)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (CALM * rate)) ** 2)
    padded = np.pad(np.asarray(places), reach, mode="edge")
    return [float(place) for place in np.convolve(padded, weights / weights.sum(), mode="valid")]


def _simplified(points: list[Point], close: float) -> list[Point]:
    """Leave out points that lie closer than `close` to the line between their neighbours."""
    times, places = np.asarray(points).T
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        slope = (places[end] - places[start]) / (times[end] - times[start])
        line = places[start] + slope * (times[start + 1 : end] - times[start])
        off = np.abs(line - places[start + 1 : end])
        worst = int(off.argmax())
        if off[worst] > close:
            middle = start + 1 + worst
            kept.add(middle)
            spans += [(start, middle), (middle, end)]
    return [points[number] for number in sorted(kept)]


def _few(points: list[Point]) -> list[Point]:
    close = CLOSE
    while len(points) > MOST_POINTS and close < 1:
        close *= 2
        points = _simplified(points, close)
    return points
