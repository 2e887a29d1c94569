"""Decides, for every span that is kept, which frames are encoded again and which packets are copied."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from videos.media.cutting.film import Mark, Track
from videos.media.cutting.refusal import NotSmart

NEARLY_ALL = 0.85  # the share of frames to encode from which copying the rest is not worth it
SLACK = Fraction(1, 500)  # seconds that a frame may come early, since containers and people round times
UNEVEN_SLACK = Fraction(1, 2000)
LOOKED_AT = 600  # packets in which an open group of pictures would be met


@dataclass(frozen=True)
class Edge:
    """Frames that are encoded again, by their times in ticks."""

    times: tuple[int, ...]

    @property
    def start(self) -> int:
        return self.times[0]


@dataclass(frozen=True)
class Middle:
    """Packets that are copied: from one keyframe up to, and without, another (None: to the end)."""

    start: int
    decoded: int | None  # the first packet's decoding time
    until: int | None


@dataclass(frozen=True)
class Span:
    """One kept span. All its times are shifted by `shift`, but a first frame that comes late begins it."""

    pieces: tuple[Edge | Middle, ...]
    origin: Fraction  # seconds on the file's clock
    length: Fraction  # seconds
    shift: int  # ticks
    begins: int  # ticks, in the result
    ends: int

    def moved(self, time: int) -> int:
        """Give the time in the result of a frame's time in the film."""
        return self.begins if time == self.pieces[0].start else time + self.shift


def plan(track: Track, wishes: Sequence[tuple[Fraction, Fraction]]) -> list[Span]:
    """Plan the spans (seconds on the player's clock), joined one behind the other. Raises NotSmart."""
    spans: list[Span] = []
    total = Fraction(0)
    for start, end in wishes:
        spans.append(_span(track, start, end, total))
        total += end - start
    edges = sum(len(piece.times) for span in spans for piece in span.pieces if isinstance(piece, Edge))
    if edges > NEARLY_ALL * total * track.film.rate:
        raise _nothing_to_copy(track, spans)
    return spans


def _nothing_to_copy(track: Track, spans: Sequence[Span]) -> NotSmart:
    marks = track.marks(spans[0].pieces[0].start)
    if any(mark.key and not mark.begins for mark in itertools.islice(marks, LOOKED_AT)):
        return NotSmart("open_groups", "its groups of pictures are open, so each needs the one before")
    return NotSmart("little_to_copy", "nearly every frame would have to be encoded again")


def _span(track: Track, start: Fraction, end: Fraction, total: Fraction) -> Span:
    film = track.film
    slack = UNEVEN_SLACK / track.tick if film.uneven else min(SLACK / track.tick, Fraction(track.frame, 4))
    first, last = ((film.start + time) / track.tick - slack for time in (start, end))
    # No other frame lies between an end and a keyframe that is less than a frame behind it.
    reach = last + (2 * slack if film.uneven else track.frame - 1)
    pieces = _pieces(track, _whole(first), _whole(last), _whole(reach))
    if not pieces:
        raise NotSmart("no_frames", "there is no frame between the two times")
    wished = round((film.start + start) / track.tick)
    begun = pieces[0].start
    origin = begun if not film.uneven and abs(begun - wished) < track.frame else wished
    begins = round(total / track.tick)
    if not film.uneven and begun - origin >= track.frame:
        raise NotSmart("late_picture", "its picture begins later than its sound")
    return Span(
        pieces=tuple(pieces),
        origin=origin * track.tick,
        length=end - start,
        shift=begins - origin,
        begins=begins,
        ends=round((total + end - start) / track.tick),
    )


def _whole(time: Fraction) -> int:
    return -int(-time // 1)


def _pieces(track: Track, begin: int, end: int, reach: int) -> list[Edge | Middle]:
    head, first = _head(track, begin, end)
    if first is None:
        return [Edge(_even(head))] if head else []
    tail, last = _tail(track, end, reach)
    tail = [time for time in tail if time >= first.pts]
    if last is not None and last.pts <= first.pts:
        return [Edge(_even([*head, *tail]))]
    middle = Middle(first.pts, first.dts, None if last is None else last.pts)
    return [
        *([Edge(_even(head))] if head else []),
        middle,
        *([Edge(_even(tail))] if last is not None and tail else []),
    ]


def _even(times: list[int]) -> tuple[int, ...]:
    ordered = tuple(sorted(times))
    if len(set(ordered)) != len(ordered):
        raise NotSmart("timestamps", "several of its frames have the same time")
    return ordered


def _head(track: Track, begin: int, end: int) -> tuple[list[int], Mark | None]:
    """Find the first keyframe from which packets can be copied, and the times of the frames before it."""
    times, first = list[int](), None
    for mark in track.marks(begin):
        if first is not None and mark.pts > first.pts:
            break  # frames shown before a keyframe follow it at once
        if first is None and ((mark.begins and begin <= mark.pts) or (mark.key and mark.pts >= end)):
            first = mark
        elif begin <= mark.pts < end and not mark.hidden:
            times.append(mark.pts)
    if first is not None and first.pts >= end:
        first = None
    return times, first


def _tail(track: Track, end: int, reach: int) -> tuple[list[int], Mark | None]:
    """Find the keyframe where copying must stop, and the times of the frames from there to the end.

    A keyframe up to `reach` is the end itself. Without a frame at or behind the end there is nothing to cut,
    and no such keyframe.
    """
    times, last, beyond = list[int](), None, False
    for mark in _until(track.marks(reach), reach):
        if last is None or (mark.key and last.pts < mark.pts <= reach):
            times, last = ([mark.pts] if mark.pts < end else []), mark
            continue
        beyond = beyond or mark.pts >= end
        if mark.pts < end and not mark.hidden:
            times.append(mark.pts)
    if last is not None and (beyond or last.pts >= end):
        return times, last
    return [], None


def _until(marks: Iterator[Mark], end: int) -> Iterator[Mark]:
    """Stop as soon as no frame before the end can follow."""
    behind: int | None = None
    for mark in marks:
        if behind is not None and mark.pts > behind:
            return  # frames shown before a keyframe follow it at once
        yield mark
        if mark.dts is not None and mark.dts >= end:
            return
        if mark.key and mark.pts > end:
            behind = mark.pts
