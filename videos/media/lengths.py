"""How long a stranger's file really is. A part of the child `probing.py`; never imported by the platform."""

from dataclasses import dataclass, replace
from typing import Any

import av.error

SECONDS = 1_000_000  # container times are microseconds
END_SPAN = 1.0
# Some programs count the length in a header from zero, others from the first packet. Whether a film that
# starts late ends at the one or the other time, only its last packets say.
FROM_ZERO = frozenset({"matroska", "asf", "flv"})
# Packets without a header: libav takes their length from the last ones, so nothing can be missing.
WITHOUT_HEADER = frozenset({"mpegts", "mpeg"})


class Rejected(Exception):
    """The file breaks a rule; `args` are the code and the message for the person."""


@dataclass(frozen=True)
class Length:
    """When a file begins on its own clock, and how long it is (seconds)."""

    start: float
    seconds: float
    in_header: bool
    is_vague: bool  # the header may mean its length or its end


def length_of(container: Any, demuxer: str, tracks: list[Any]) -> Length:
    """Give the length that the header claims, else that of the packets."""
    start = container.start_time / SECONDS if container.start_time is not None else 0.0
    if container.duration is None or container.duration <= 0:
        return Length(start, last_time(container, tracks), in_header=False, is_vague=False)
    claimed, is_vague = container.duration / SECONDS, start > 0 and demuxer in FROM_ZERO
    least = claimed - start if is_vague and claimed > start else claimed
    return Length(start, least, in_header=True, is_vague=is_vague)


def proved(length: Length, container: Any, demuxer: str, tracks: list[Any]) -> Length:
    """See that a file is as long as its header claims, and give how long it really is."""
    if length.in_header and demuxer not in WITHOUT_HEADER:
        check_end(container, tracks[0], length.seconds)
    if not length.is_vague:
        return length
    end = end_of(container, tracks, length.start + length.seconds - END_SPAN)
    return replace(length, seconds=end - length.start)


def check_duration(duration: float, limits: dict[str, Any]) -> None:
    if duration <= 0:
        raise Rejected("undecodable", "This file has no length: nothing in it can be played.")
    if duration > limits["max_duration"]:
        raise Rejected("too_long", f"This file is {duration / 60:.0f} minutes long; that is too long.")


def last_time(container: Any, streams: list[Any]) -> float:
    """Find how long a file is by its packets, if its header does not say. Browsers record such files."""
    first, last = None, 0.0
    for packet in container.demux(*streams):
        if packet.pts is None:
            continue
        begin = float(packet.pts * packet.time_base)
        first = begin if first is None else min(first, begin)
        last = max(last, begin + float((packet.duration or 0) * packet.time_base))
    container.seek(0)
    return last - (first or 0.0)


def end_of(container: Any, streams: list[Any], time: float) -> float:
    """Give when the last packet of all these tracks ends (seconds on the file's clock), read from `time`."""
    container.seek(max(int(time * SECONDS), 0), backward=True)
    ends = [
        float((packet.pts + (packet.duration or 0)) * packet.time_base)
        for packet in container.demux(*streams)
        if packet.pts is not None
    ]
    return max(ends, default=time)


def check_end(container: Any, stream: Any, duration: float) -> None:
    """See that the end is really there: neither libav nor a header notices that a file was cut off."""
    begin = stream.start_time * stream.time_base if stream.start_time is not None else 0
    goal = float(begin) + max(duration - END_SPAN, 0.0)
    try:
        container.seek(int(goal / stream.time_base), stream=stream, backward=True)
        reached = last_decodable(container, stream)
    except av.error.FFmpegError:
        reached = None
    # A track may be shorter than its file, and headers of live recordings are not exact.
    missing = None if reached is None else float(begin) + duration - reached
    if missing is None or missing > max(2 * END_SPAN, 0.1 * duration):
        raise Rejected("truncated", "This file is cut off: its end is missing. Please send it again.")


def last_decodable(container: Any, stream: Any) -> float | None:
    """Give the end of the last packet (seconds), having decoded the first keyframe on the way."""
    reached, decoded = None, False
    for packet in container.demux(stream):
        if packet.is_corrupt:
            raise Rejected("truncated", "This file is cut off or damaged near its end. Please send it again.")
        if not decoded:
            decoded = bool(packet.decode())
        time = packet.pts if packet.pts is not None else packet.dts
        if time is not None:
            end = float((time + (packet.duration or 0)) * packet.time_base)
            reached = end if reached is None else max(reached, end)
    return reached if decoded else None
