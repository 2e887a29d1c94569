"""Looks at a cut film before anybody else does, and compares it with the film that it was cut from."""

import hashlib
import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from videos.media.cutting.edges import grey
from videos.media.cutting.film import Film, Track
from videos.media.cutting.picture import Part, Record
from videos.media.cutting.refusal import NotSmart
from videos.media.cutting.sound import Heard

COMPARED = 3  # frames at the beginning of a copied part
LIKE = 6.0  # mean difference of two small grey pictures of the same frame, out of 255
MOST_SEAMS = 8
SOUND_SLACK = Fraction(1, 500)  # seconds, for containers that round times


def prove(film: Film, made: Film, record: Record, heard: Heard | None) -> None:
    """Raise NotSmart unless the result is as planned: all times, pictures at seams, the sound's length."""
    with made.open(made.picture) as result, film.open(film.picture) as own:
        pictures = _Pictures(result, own, record)
        first, last = record.parts[0], record.parts[-1]
        pictures.compare_run(first.times[0], first)
        for before, after in _chosen(list(itertools.pairwise(record.parts))):
            pictures.compare_run(before.times[-1], after)
        if not last.copied:
            pictures.compare_end(last)
    if heard is not None and made.sound is not None:
        with made.open(made.sound) as result:
            _compare_sound(result, heard)


def _chosen(seams: Sequence[tuple[Part, Part]]) -> Sequence[tuple[Part, Part]]:
    if len(seams) <= MOST_SEAMS:
        return seams
    step = (len(seams) - 1) / (MOST_SEAMS - 1)
    return [seams[round(number * step)] for number in range(MOST_SEAMS)]


class _Pictures:
    """The result's pictures beside the film's own."""

    def __init__(self, result: Track, own: Track, record: Record) -> None:
        self._result, self._own, self._planned = result, own, record.times
        # The result's own ticks: its container may count in others.
        self._found = sorted(packet.pts for packet in result.packets(0))
        if len(self._found) != len(self._planned):
            raise _failed("count", f"{len(self._found)} frames were found instead of {len(self._planned)}")
        pairs = zip(self._found, self._planned, strict=True)
        if any(abs(found * result.tick - planned * own.tick) > result.tick for found, planned in pairs):
            raise _failed("times", "a frame had the wrong time")

    def compare_run(self, start: int, part: Part) -> None:
        """Decode the result from before `start` into a part: none may be missing, and frames must match."""
        wanted = part.times[: COMPARED if part.copied else 1]
        begin, end = bisect_left(self._planned, start), bisect_left(self._planned, wanted[-1]) + 1
        run = self._decoded(begin, end)
        frames = [run[self._found[bisect_left(self._planned, time)]] for time in wanted]
        if part.copied:
            if [_print(frame) for frame in frames] != self._prints(part, len(wanted)):
                raise _failed("copied", "a copied picture was not the same")
        else:
            _compare_looks(frames[0], part, wanted[0])

    def compare_end(self, part: Part) -> None:
        """Decode the result's last frame."""
        run = self._decoded(len(self._found) - 1, len(self._found))
        _compare_looks(run[self._found[-1]], part, part.times[-1])

    def _decoded(self, begin: int, end: int) -> dict[int, Any]:
        """Give the frames with these numbers; the others of the run are decoded, but not kept."""
        wanted = set(self._found[begin:end])
        run: dict[int, Any] = {}
        for frame in self._result.frames(self._found[begin]):
            if frame.pts in wanted:
                run[frame.pts] = frame
            if len(run) == len(wanted):
                return run
        raise _failed("decoding", "a frame at a seam could not be decoded")

    def _prints(self, part: Part, count: int) -> list[bytes]:
        frames: Iterator[Any] = (frame for frame in self._own.frames(part.source) if frame.pts >= part.source)
        return [_print(frame) for frame in itertools.islice(frames, count)]


def _compare_looks(frame: Any, part: Part, time: int) -> None:
    found, look = grey(frame), part.looks[time]
    if sum(abs(one - other) for one, other in zip(found, look, strict=True)) > LIKE * len(look):
        raise _failed("edge", "an encoded picture was not like the film's")


def _print(frame: Any) -> bytes:
    """Give the hash of a frame's samples, without the padding that lies between its rows."""
    print_ = hashlib.sha1(usedforsecurity=False)
    depth = (frame.format.components[0].bits + 7) // 8
    for plane in frame.planes:
        rows = memoryview(plane)
        for row in range(plane.height):
            print_.update(rows[row * plane.line_size : row * plane.line_size + plane.width * depth])
    return print_.digest()


def _compare_sound(track: Track, heard: Heard) -> None:
    packets = [(packet.pts, packet.pts + packet.duration) for packet in track.packets(0)]
    if heard.begins is None:
        if packets:
            raise _failed("sound", "there was sound where there should be none")
        return
    if not packets:
        raise _failed("sound", "its sound was lost")
    slack = heard.packet + SOUND_SLACK
    begins, ends = max(packets[0][0], 0) * track.tick, packets[-1][1] * track.tick
    if abs(begins - heard.begins) > slack or abs(ends - heard.ends) > slack:
        raise _failed("sound", "the length of its sound was wrong")


def _failed(what: str, reason: str) -> NotSmart:
    return NotSmart(f"proof_{what}", f"{reason} when the quick cut was checked")
