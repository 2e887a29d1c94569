"""The child that draws and composes. Run as a script by `making.py`; never imported by the platform.

It imports all that it needs (PyAV and Pillow would load some at need, which the locked process may not),
locks itself down, and then reads and writes in the call's folder only. It prints JSON objects, one a line:
`{"percent": ..., "stage": ...}` now and then, and at last "
                        "`{"done": ...}` or `{"failed": code, "message": ...}`.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any, get_args

import av
import av.audio.stream
import av.error
import av.sidedata.encparams
import av.sidedata.motionvectors
import av.subtitles.codeccontext
import av.subtitles.stream
import av.video.reformatter
import av.video.stream
import cv2
import numpy as np
import PIL.Image
import PIL.ImageFile

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from ai.providers.local.composing import tasks as composing
from ai.providers.local.painting import tasks as painting
from videos.media.fonts import FontFamily, font_path
from videos.media.launcher import lock_down

WORD_EVERY = 0.2  # seconds
LOADED = (np.fft, np.random, PIL.ImageFile)  # what would else be looked for behind the walls
FAMILIES: tuple[FontFamily, ...] = get_args(FontFamily)


def say(word: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(word, allow_nan=False) + "\n")
    sys.stdout.flush()


class Teller:
    """Says how far the work has come, a few times a second."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, percent: float, stage: str) -> None:
        now = time.monotonic()
        if now - self._last >= WORD_EVERY:
            self._last = now
            say({"percent": round(percent, 1), "stage": stage})


def main() -> None:
    spec = json.load(sys.stdin)
    # One thread of our own: the encoder has its own ones, and the sums must not depend on the machine.
    cv2.setNumThreads(1)
    PIL.Image.preinit()
    fonts = [str(font_path(family=family)) for family in FAMILIES]
    lock_down({**spec, "read": fonts, "execute": [], "write": [spec["folder"]]})
    work = {**painting.WORK, **composing.WORK}[spec["work"]]
    try:
        say({"done": work(spec, Path(spec["folder"]), Teller())})
    except (av.error.FFmpegError, MemoryError, OSError) as failure:
        say(
            {
                "failed": "local_engine_failed",
                "message": f"This could not be made here: {type(failure).__name__}.",
            }
        )


if __name__ == "__main__":
    main()
