"""Reads what FFmpeg says with `-progress`: one `key=value` a line, in blocks that end with `progress=`."""

from dataclasses import dataclass

MAX_LINE = 4096


@dataclass(frozen=True)
class Progress:
    """How far a run has come. `percent` is 0-100, `fps` is encoding speed, `speed` is relative to playing."""

    percent: float
    frames: int
    seconds: float
    fps: float
    speed: float


class ProgressReader:
    """Collects bytes and gives a Progress for every finished block."""

    def __init__(self, *, duration: float) -> None:
        self.frames = 0
        self._duration = duration
        self._rest = b""
        self._values: dict[str, str] = {}

    def feed(self, data: bytes) -> list[Progress]:
        """Take what was read from the pipe, however it was cut, and give the blocks that it finished."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        # A program that is not FFmpeg may send one endless line.
        self._rest = self._rest[:MAX_LINE]
        finished = []
        for line in lines:
            key, _, value = line.decode("ascii", errors="replace").partition("=")
            self._values[key.strip()] = value.strip()
            if key == "progress":
                finished.append(self._block(ended=value.strip() == "end"))
                self._values = {}
        return finished

    def _block(self, *, ended: bool) -> Progress:
        seconds = self._number("out_time_us") / 1_000_000
        self.frames = max(self.frames, int(self._number("frame")))
        share = seconds / self._duration if self._duration > 0 else 0.0
        percent = 100.0 if ended else min(max(share * 100, 0.0), 99.0)
        return Progress(percent, self.frames, max(seconds, 0.0), self._number("fps"), self._number("speed"))

    def _number(self, key: str) -> float:
        try:
            return float(self._values.get(key, "0").removesuffix("x"))
        except ValueError:  # FFmpeg writes N/A before the first frame
            return 0.0
