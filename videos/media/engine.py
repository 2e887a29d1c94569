"""Which FFmpeg we run, and how much any piece of media work may use."""

import functools
import os
from dataclasses import dataclass, replace

import imageio_ffmpeg

GIB = 1024**3
ENOUGH_FOR_STRANGERS = 2  # of the sandbox's layers
# Part of the address of every result: raise it when the same recipe would give another film than before.
ENGINE_VERSION = "3"
PATIENCE = 12  # how much longer a result of ours may take to be looked at than a stranger's file


@dataclass(frozen=True)
class Limits:
    """What a file may be (the first group) and what one process may use (the second)."""

    max_duration: float = 4 * 3600.0  # seconds
    max_pixels: int = 35_389_440  # one picture, 8192 x 4320
    max_fps: float = 240.0
    max_streams: int = 32
    probe_seconds: float = 10.0  # wall clock for one probe or inspection

    memory: int = 6 * GIB  # address space in bytes; threads reserve far more than they touch
    cpu_seconds: int = 4 * 3600
    file_bytes: int = 8 * GIB  # the largest file that the process may write
    open_files: int = 256
    nice: int = 5

    @property
    def for_results(self) -> "Limits":
        """For what we made ourselves: on a busy machine nothing good is thrown away for slowness."""
        return replace(self, probe_seconds=PATIENCE * self.probe_seconds)


@dataclass(frozen=True)
class Engine:
    """The FFmpeg binary of this installation."""

    ffmpeg: str


def least_layers() -> int:
    """Give how many of the sandbox's layers must hold: SANDBOX_LAYERS, else 2 in production, else none.

    Like FFMPEG_BINARY, it is read from the environment, so that no caller can forget to pass it on.
    """
    usual = ENOUGH_FOR_STRANGERS if os.environ.get("FRAMEWRIGHT_MODE") == "production" else 0
    return int(os.environ.get("SANDBOX_LAYERS") or usual)


@functools.cache
def engine() -> Engine:
    """Give FFMPEG_BINARY when it is set, else the binary that the imageio-ffmpeg wheel carries."""
    return Engine(ffmpeg=os.environ.get("FFMPEG_BINARY") or imageio_ffmpeg.get_ffmpeg_exe())
