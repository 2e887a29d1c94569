"""The child process that cuts a film. Run as a script by `smartcut.py`; never imported by the platform.

It imports all that it needs (PyAV would load some at need, which the locked process may not), locks itself
down, and only then opens the film. It prints JSON objects, one a line: `{"percent": ...}` now and then, and
at last `{"done": ...}` or `{"refused": code, "reason": ...}`.
"""

import json
import os
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.audio.stream
import av.error
import av.sidedata.encparams
import av.sidedata.motionvectors
import av.subtitles.codeccontext
import av.subtitles.stream
import av.video.stream

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from videos.media.cutting.film import Film
from videos.media.cutting.picture import Record
from videos.media.cutting.plan import Edge, Span, plan
from videos.media.cutting.proof import prove
from videos.media.cutting.refusal import NotSmart
from videos.media.cutting.writing import Container, write
from videos.media.launcher import lock_down

WRITTEN = 95.0  # percent; the rest is for the proof
COPYING_WEIGHT = 0.01  # of a copied packet, beside an encoded frame
WORD_EVERY = 0.2  # seconds


class Progress:
    """Says how far the work has come, a few times a second."""

    def __init__(self, spans: list[Span], rate: Fraction) -> None:
        frames = float(sum(span.length for span in spans) * rate)
        edges = sum(len(piece.times) for span in spans for piece in span.pieces if isinstance(piece, Edge))
        self._whole = max(edges + max(frames - edges, 0.0) * COPYING_WEIGHT, 1.0)
        self._last = 0.0

    def __call__(self, record: Record) -> None:
        now = time.monotonic()
        if now - self._last >= WORD_EVERY:
            self._last = now
            share = (record.encoded + record.copied * COPYING_WEIGHT) / self._whole
            say({"percent": min(share, 1.0) * WRITTEN})


def say(word: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(word, allow_nan=False) + "\n")
    sys.stdout.flush()


def seconds(value: float) -> Fraction:
    return Fraction(round(value * 1_000_000), 1_000_000)


def film_of(spec: dict[str, Any]) -> Film:
    return Film(
        path=spec["path"],
        demuxer=spec["demuxer"],
        codec=spec["codec"],
        picture=spec["picture"],
        sound=spec["sound"],
        start=seconds(spec["start"]),
        rate=Fraction(spec["fps"]).limit_denominator(1001),
        uneven=spec["uneven"],
        max_pixels=spec["limits"]["max_pixels"],
    )


def cut(spec: dict[str, Any]) -> dict[str, Any]:
    film = film_of(spec)
    output = spec["output"]
    container = Container(
        output["path"], output["muxer"], output["options"], output["sound_encoder"], seconds(spec["fade"])
    )
    wishes = [(_on_grid(start, film), _on_grid(end, film)) for start, end in spec["segments"]]
    with film.open(film.picture) as track:
        spans = plan(track, wishes)
        record, heard = write(film, track, spans, container, Progress(spans, film.rate))
    say({"percent": WRITTEN})
    made = Film(
        path=output["path"], demuxer=output["demuxer"], codec=film.codec, picture=0,
        sound=None if film.sound is None else 1, start=Fraction(0), rate=film.rate, uneven=film.uneven,
        max_pixels=film.max_pixels,
    )  # fmt: skip
    prove(film, made, record, heard)
    edges = sum(len(part.times) for part in record.parts if not part.copied)
    return {"frames": len(record.times), "encoded": edges, "seams": len(record.parts) - 1}


def _on_grid(time: float, film: Film) -> Fraction:
    """Give a time exactly; where frames come evenly, the beginning of the nearest."""
    return seconds(time) if film.uneven else round(seconds(time) * film.rate) / film.rate


def answer(spec: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"done": cut(spec)}
    except NotSmart as refusal:
        return {"refused": refusal.code, "reason": refusal.reason}
    except (av.error.FFmpegError, ValueError, OverflowError, MemoryError) as failure:
        return {
            "refused": "failed",
            "reason": "its stream is unusual or damaged",
            "detail": str(failure)[:300],
        }


def main() -> None:
    spec = json.load(sys.stdin)
    # PyAV's log is left off. Its callback would take Python's lock in a decoder's thread, while the thread
    # that closes the decoder holds that lock and waits for the other.
    os.environ["SVT_LOG"] = "0"
    locks = {
        "read": [spec["path"]],
        "execute": [],
        "write": [spec["folder"]],
        "limits": spec["limits"],
        "parent": spec["parent"],
    }
    lock_down(locks)
    say(answer(spec))
    # An encoder may still be at work on an edge that nobody wants any more.
    os._exit(0)


if __name__ == "__main__":
    main()
