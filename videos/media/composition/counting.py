"""Counts the frames of a part or of a joined film, without decoding it."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import ffmpeg

from videos.media.checks import ResultRefused
from videos.media.command import Command
from videos.media.engine import engine
from videos.media.runner import RunReport
from videos.media.segments import LISTING, NOTHING
from videos.media.slicing import Frames, NotSliceable, read_frames


def count_frames(
    film: Path, *, wanted: int, rate: Fraction, folder: Path, perform: Callable[[Command], RunReport]
) -> Frames:
    """List the frames of an MP4 of ours, which must be as many as wanted, each in its place.

    Raises ResultRefused, and what `perform` raises.
    """
    track = ffmpeg.input(f"file:{film.resolve()}", f="mov", protocol_whitelist="file")["v:0"]
    argv = tuple(ffmpeg.compile(ffmpeg.output(track, LISTING, c="copy", f="framecrc"), cmd=engine().ffmpeg))
    listing = folder / LISTING
    expects = dataclasses.replace(NOTHING, duration=float(wanted / rate))
    perform(Command(argv, (film.resolve(),), (), listing, expects, "copy"))
    try:
        frames = read_frames(listing, fps=float(rate))
    except NotSliceable:
        raise ResultRefused(
            "uneven_frames", {"expected": "frames at an even rate", "found": "gaps"}
        ) from None
    finally:
        listing.unlink(missing_ok=True)
    if frames.count != wanted:
        raise ResultRefused("wrong_frames", {"expected": wanted, "found": frames.count})
    return frames
