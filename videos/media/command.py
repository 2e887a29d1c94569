"""One FFmpeg run: its arguments, and what must lie in the folder afterwards."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Track = Literal["picture", "sound"]


@dataclass(frozen=True)
class Expectation:
    """What the output must be. `tolerance` is how far its duration may be off, in seconds."""

    container: str  # a name of formats.FORMATS, or "jpg"
    duration: float
    width: int
    height: int
    fps: float
    has_video: bool
    has_audio: bool
    tolerance: float
    may_be_black: bool = False  # some operation may rightly have taken all light away


@dataclass(frozen=True)
class Command:
    """A compiled recipe. Paths in `argv` other than the source are names inside of the job folder.

    `untouched` are the tracks that show or sound in the result just as they did in the source, and as long.
    `copied` are those of them whose very packets are taken over beside a track that is encoded.
    """

    argv: tuple[str, ...]
    reads: tuple[Path, ...]  # files outside of the folder that FFmpeg must be able to read
    files: tuple[Path, ...]  # what was written into the folder for FFmpeg to read
    output: Path
    expects: Expectation
    mode: Literal["encode", "copy"]
    notes: tuple[str, ...] = ()
    untouched: frozenset[Track] = frozenset()
    copied: frozenset[Track] = frozenset()
