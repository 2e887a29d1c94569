"""Copies of a bucket's films on this machine's disk: ten previews of a film fetch it once.

A stored film never changes, so a copy is good for as long as it is kept. It lies outside of every job's
folder, where nothing that FFmpeg runs can write. One that was asked for lately is never removed.
"""

import fcntl
import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from videos.bucket import Bucket

A_DAY = 24 * 3600.0


def place() -> Path:
    return Path(settings.WORK_DIR) / "copies"


def copy_of(remote: Bucket, *, key: str) -> Path | None:
    """A copy to read; None when there is no room for one. Raises FileNotFoundError for no film."""
    path = place() / _name(key)
    if _asked_for(path):
        return path
    head = remote.head(key=key)
    if head is None:
        raise FileNotFoundError(key)
    if not _make_room(head.size):
        return None
    coming = place() / f"coming-{uuid.uuid4().hex}"
    try:
        remote.get(key=key, path=coming)
        coming.chmod(0o440)
        coming.replace(path)
    finally:
        coming.unlink(missing_ok=True)
    return path


def forget(*, keys: list[str]) -> None:
    """Removes the copies of what was deleted; other machines' go when nobody asks for them."""
    for key in keys:
        (place() / _name(key)).unlink(missing_ok=True)


def sweep() -> int:
    """Removes what was not asked for on a day; how many."""
    if not place().is_dir():
        return 0
    with _locked():
        return sum(_remove(path) for path, _, asked in _copies() if asked < time.time() - A_DAY)


def _name(key: str) -> str:
    return f"{hashlib.sha256(key.encode()).hexdigest()}.{key.rpartition('.')[2]}"


def _asked_for(path: Path) -> bool:
    """Whether there is a copy; it is not removed then before a job of now must have ended."""
    with _locked(), suppress(FileNotFoundError):
        os.utime(path)
        return True
    return False


def _make_room(size: int) -> bool:
    """Removes copies, oldest first, until one more is not too much; False when those in use are."""
    most = settings.S3_COPIES_BYTES
    if size > most:
        return False
    with _locked():
        found = sorted(_copies(), key=lambda each: each[2])
        total = sum(each[1] for each in found) + size
        unused = time.time() - 2 * settings.JOB_TIMEOUT_SECONDS
        for path, its_size, asked in found:
            if (total > most and asked < unused) or asked < time.time() - A_DAY:
                total -= its_size * _remove(path)
        return total <= most and shutil.disk_usage(place()).free > 2 * size


def _copies() -> list[tuple[Path, int, float]]:
    """Each with its bytes, and when it was asked for last (seconds since 1970)."""
    found = []
    for path in place().iterdir():
        with suppress(FileNotFoundError):
            facts = path.stat()
            found.append((path, facts.st_size, facts.st_mtime))
    return [each for each in found if each[0].name != ".lock"]


def _remove(path: Path) -> bool:
    path.unlink(missing_ok=True)
    return True


@contextmanager
def _locked() -> Iterator[None]:
    """Between asking for a copy and its removal: of all processes one at a time."""
    place().mkdir(parents=True, exist_ok=True)
    with (place() / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
