"""The platform as its users feel it: how soon a job is picked up, how soon a preview frame is there, how much
memory a worker takes. Runs a throw-away instance with all its processes: `make bench ONLY=service`.
"""

import statistics
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Self

from bench.measuring import ffmpeg, noisy_film
from config.local.smoke import Instance, instance_apart
from config.smoke.client import Person

PREVIEW = [
    {"operation": "trim", "startTime": 60, "endTime": 540},
    {"operation": "crop", "width": 608, "height": 1080, "x": 656, "y": 0},
    {"operation": "apply-filter", "filterType": "vintage", "intensity": 1},
    {"operation": "add-text", "text": "A day at the sea", "anchor": "bottom", "style": {"fontSize": 36}},
    {"operation": "resize", "width": 720, "height": 1280, "fit": "stretch"},
]
PATIENCE = 20.0


def pick_up(person: Person, video_id: str, *, rounds: int) -> None:
    """From the answered POST to a running FFmpeg that encodes."""
    taken = []
    for number in range(rounds):
        with _Watch(b"output.mp4") as watch:
            body = {"videoId": video_id, "filterType": "sepia", "intensity": 0.5 + number / 100}
            job = person.call("POST", "/api/video/apply-filter", status=202, json=body)
            answered = time.perf_counter()
            taken.append(watch.seen() - answered)
        person.finished(job["id"])
    print(f"| job pick-up: POST answered to FFmpeg started | {_line(taken, 1000, 'ms')} | 150 ms |")


class _Watch:
    """Sees a new FFmpeg process that names something in its arguments."""

    def __init__(self, word: bytes) -> None:
        self._word, self._at, self._stop = word, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._known = {path.name for path in Path("/proc").iterdir()}
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def seen(self) -> float:
        self._thread.join(PATIENCE)
        if not self._at:
            raise RuntimeError("No FFmpeg was seen.")
        return self._at

    def _look(self) -> None:
        while not self._stop.is_set() and not self._at:
            for path in Path("/proc").iterdir():
                if path.name.isdigit() and path.name not in self._known and self._is_it(path):
                    self._at = time.perf_counter()
                    return
            time.sleep(0.002)

    def _is_it(self, path: Path) -> bool:
        try:
            command = (path / "cmdline").read_bytes()
        except OSError:
            return False
        return b"ffmpeg" in command.split(b"\0")[0] and self._word in command


def preview(person: Person, video_id: str, *, rounds: int) -> None:
    """A frame of five operations, each time at a moment that nobody has asked for before."""
    taken = []
    for number in range(rounds):
        body = {"videoId": video_id, "operations": PREVIEW, "timestamp": 7.3 + number * 61.7}
        begun = time.perf_counter()
        person.call("POST", "/api/video/preview", json=body)
        taken.append(time.perf_counter() - begun)
    print(f"| preview frame, 10 minutes of 1080p, five operations | {_line(taken, 1, 's')} | 0.6 s |")


def memory(person: Person, instance: Instance, video_id: str) -> None:
    """The largest that any Python process of a worker has become, after a job on the long film."""
    body = {"videoId": video_id, "operations": PREVIEW, "export": {"format": "mp4", "quality": "low"}}
    person.finished(person.call("POST", "/api/video/edit", status=202, json=body)["id"])
    peaks = [_peak(pid) for pid in _family(instance.process) if b"celery" in _command(pid)]
    print(f"| peak memory of a Python worker | {max(peaks):.0f} MB | 200 MB |")


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _family(int(child))
    return found


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _line(taken: list[float], scale: float, unit: str) -> str:
    figures = [seconds * scale for seconds in taken]
    digits = 0 if scale > 1 else 2
    median, least, most = statistics.median(figures), min(figures), max(figures)
    return f"{median:.{digits}f} {unit} ({least:.{digits}f} - {most:.{digits}f}, median of {len(taken)})"


def main(*, rounds: int = 7) -> None:
    with tempfile.TemporaryDirectory(prefix="framewright-bench-") as name, instance_apart() as instance:
        folder = Path(name)
        small = noisy_film(folder / "small.mp4", seconds=10)
        minute = noisy_film(folder / "minute.mp4", size="1920x1080")
        ten = folder / "ten.mp4"
        ffmpeg("-stream_loop", "9", "-i", str(minute), "-c", "copy", "-t", "600", str(ten))
        with closing(Person(url=instance.url)) as person:
            person.register()
            films = [person.upload(path) for path in (small, ten)]
            for film in films:
                person.finished(film["jobId"])
            print("\n## The platform\n\n| what | measured | aim |\n|---|---|---|")
            pick_up(person, films[0]["videoId"], rounds=rounds)
            preview(person, films[1]["videoId"], rounds=rounds)
            memory(person, instance, films[1]["videoId"])


if __name__ == "__main__":
    main()
