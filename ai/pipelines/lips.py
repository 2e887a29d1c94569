"""Whether a mouth moves while there is speech: what lip-sync is paid for.

It tells a frozen mouth only. A film without a face that is seen from the front, or with hardly any speech,
gives no answer; a head that moves counts as a mouth that may.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from ai.capabilities import ProviderError
from videos.limits import media_limits
from videos.media.command import Command, Expectation
from videos.media.engine import engine
from videos.media.faces import Box, FacesNotFound, Look, find_faces
from videos.media.probe import MediaInfo
from videos.media.runner import RunEnded, run

SECONDS, RATE, SIDE = 20.0, 12.5, 320  # as much is looked at, so often a second, in pixels of the longer side
WINDOW = 12  # pictures, about a second: within it the face's place is its median
SOUND_RATE = 8000
LOUD, OF_LOUDEST = 0.01, 0.25  # speech is louder than either: of full scale, and as a share of the loudest
SPOKEN, SEEN = 0.5, 0.7  # the share of a window's pictures with speech, and with a face, that make it count
FEWEST = 2  # windows that tell anything
STILL = 2.0  # levels (of 255) by which a still picture's pixels waver, after a lossy codec
MOSTLY = 0.8  # of the windows
# Of a face's box: the mouth, as shares from its left, top, right and bottom.
MOUTH = (0.2, 0.62, 0.8, 0.98)
DEADLINE = 60.0  # seconds for each of the two steps
PICTURES, SOUND = "lips.gray", "lips.pcm"

Pictures = NDArray[np.uint8]  # number, height, width


@dataclass(frozen=True)
class Lips:
    """How many windows with speech and a face there were, and in how many of them the mouth stood still."""

    windows: int
    still: int

    @property
    def are_frozen(self) -> bool:
        return self.windows >= FEWEST and self.still >= self.windows * MOSTLY


def look_at_lips(path: Path, info: MediaInfo) -> Lips:
    """Leaves two files beside the film's, in its folder. Raises ProviderError when it cannot be looked at."""
    if info.video is None or info.audio is None:
        return Lips(0, 0)
    size = _size(info.video.width, info.video.height)
    folder = path.parent
    try:
        _unpack(path, size, folder)
        looks = find_faces(
            folder / PICTURES, width=size[0], height=size[1], seconds=DEADLINE, limits=media_limits()
        )
    except (RunEnded, FacesNotFound) as error:
        raise ProviderError("check_failed", _("The result's lips could not be looked at.")) from error
    shown = np.fromfile(folder / PICTURES, np.uint8)
    pictures = shown[: len(looks) * size[0] * size[1]].reshape(-1, size[1], size[0])
    return measured(pictures, looks, _is_spoken(np.fromfile(folder / SOUND, np.int16), len(looks)))


def measured(pictures: Pictures, looks: list[Look], is_spoken: NDArray[np.bool_]) -> Lips:
    """`is_spoken` says of each picture whether there is speech."""
    windows = still = 0
    for start in range(0, len(looks) - WINDOW + 1, WINDOW):
        span = slice(start, start + WINDOW)
        faces = [max(look.faces, key=lambda face: face[2]) for look in looks[span] if look.faces]
        if is_spoken[span].mean() < SPOKEN or len(faces) < WINDOW * SEEN:
            continue
        windows += 1
        still += _waver(pictures[span], _median(faces)) < STILL
    return Lips(windows, still)


def _waver(pictures: Pictures, face: Box) -> float:
    """By how many levels the mouth's pixels differ from their mean over the window."""
    x, y, width, height = face
    left, top, right, bottom = MOUTH
    rows = slice(round(y + top * height), round(y + bottom * height))
    columns = slice(round(x + left * width), round(x + right * width))
    mouth = pictures[:, rows, columns].astype(np.float32)
    return float(mouth.std(axis=0).mean()) if mouth.size else STILL


def _median(faces: list[Box]) -> Box:
    x, y, width, height = (round(float(side)) for side in np.median(np.array(faces), axis=0))
    return x, y, width, height


def _is_spoken(samples: NDArray[np.int16], count: int) -> NDArray[np.bool_]:
    each = round(SOUND_RATE / RATE)
    whole = np.zeros(count * each, np.float32)
    given = samples[: len(whole)].astype(np.float32) / 32768
    whole[: len(given)] = given
    loudness = np.sqrt((whole.reshape(count, each) ** 2).mean(axis=1)) if count else whole
    return loudness > max(LOUD, OF_LOUDEST * float(loudness.max(initial=0.0)))


def _size(width: int, height: int) -> tuple[int, int]:
    scale = min(SIDE / max(width, height), 1.0)
    return max(round(width * scale / 2) * 2, 2), max(round(height * scale / 2) * 2, 2)


def _unpack(path: Path, size: tuple[int, int], folder: Path) -> None:
    """Writes the pictures (grey, one after the other) and the sound (16 bits, mono), both bare."""
    picture = f"fps={RATE:g},scale={size[0]}:{size[1]}:flags=area,format=gray"
    argv = (
        engine().ffmpeg, "-t", f"{SECONDS:g}", "-i", path.name,
        "-map", "0:v:0", "-vf", picture, "-f", "rawvideo", PICTURES,
        "-map", "0:a:0", "-ac", "1", "-ar", str(SOUND_RATE), "-f", "s16le", SOUND,
    )  # fmt: skip
    expects = Expectation("raw", SECONDS, 0, 0, 0.0, has_video=True, has_audio=True, tolerance=0.0)
    command = Command(
        argv=argv, reads=(path,), files=(), output=folder / PICTURES, expects=expects, mode="encode"
    )
    run(command, folder=folder, deadline=DEADLINE, limits=media_limits())
