"""Asking the whole platform for files: a signed-in client, a stored film, the web process's memory."""

import shutil
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from conftest import PASSWORD, Platform
from videos.media.generate import clip

MIB = 1024 * 1024


@dataclass
class Person:
    """Somebody with an account on the platform."""

    platform: Platform
    http: httpx.Client

    def upload(self, path: Path, **fields: str) -> dict[str, Any]:
        with path.open("rb") as content:
            answer = self.http.post("/api/videos/upload", files={"file": ("film.mp4", content)}, data=fields)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def stored(self, video_id: str) -> Path:
        """The file of a video in the platform's media folder."""
        (path,) = (self.platform.home / "media").glob(f"users/*/videos/{video_id}/original/film.mp4")
        return path


@contextmanager
def signed_up(platform: Platform, email: str) -> Iterator[Person]:
    with platform.client() as http:
        body = {"email": email, "password": PASSWORD, "name": "Visitor"}
        answer = http.post("/api/auth/register", json=body)
        if answer.status_code == 400:
            answer = http.post("/api/auth/login", json=body)
        http.headers["Authorization"] = f"Bearer {answer.json()['accessToken']}"
        yield Person(platform, http)


def small_film(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return clip(folder / "small.mp4", seconds=2.0)


def padded(film: Path, *, size: int) -> Path:
    """The same film with a `free` box at its end that makes it so large."""
    copy = film.with_name(f"padded-{size}.mp4")
    shutil.copy(film, copy)
    with copy.open("r+b") as file:
        begins = file.seek(0, 2)
        file.write(struct.pack(">I4s", size - begins, b"free"))
        file.truncate(size)
    return copy


def web_process(platform: Platform) -> int:
    """The id of the process that serves the web: the supervisor's child that runs config.web."""
    for entry in Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or b"config.web" not in (entry / "cmdline").read_bytes():
                continue
            if f"PPid:\t{platform.process.pid}\n" in (entry / "status").read_text():
                return int(entry.name)
        except OSError:
            continue
    raise LookupError("The supervisor has no child that runs config.web.")


def resident(pid: int) -> int:
    """Bytes of memory that the process has resident (VmRSS)."""
    (line,) = (
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")
    )
    return int(line.split()[1]) * 1024


@contextmanager
def growth(pid: int) -> Iterator[list[int]]:
    """Looks at a process's memory all the time; the list's last item is by how much it grew at most."""
    before, grown, done = resident(pid), [0], threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            grown.append(max(grown[-1], resident(pid) - before))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield grown
    finally:
        time.sleep(0.1)
        done.set()
        watcher.join()
