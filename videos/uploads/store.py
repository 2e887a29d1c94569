"""Where the bytes of unfinished uploads lie. One writer at a time, across all processes of this machine.

Everything here blocks, and is called in threads of `videos.uploads.pools`.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files.storage import default_storage

from videos import files

COPIED_AT_ONCE = 64 * 1024 * 1024
MOST_BUFFERS = 1024  # of one system call (IOV_MAX)


class Busy(Exception):
    """Somebody else writes to this upload, or is making a video of it."""


class Writer(Protocol):
    """The right to write to one upload; nobody else has it until `close`, or the end of this process."""

    def size(self) -> int:
        """Bytes that are there: the upload's offset."""

    def append(self, *, buffers: Sequence[bytes]) -> None:
        """Puts the buffers at the end; raises OSError, and `size` tells what was written before."""

    def stage(self) -> "Writer":
        """A writer beside the upload, whose bytes count only after `keep_staged`. Close it too."""

    def keep_staged(self) -> None:
        """Appends what was staged."""

    def sync(self) -> None:
        """From now on the bytes survive a loss of power, not only the end of this process."""

    def close(self) -> None:
        """Ends the turn; what was staged and not kept is gone."""


class Store(Protocol):
    """A place for unfinished uploads; `upload_id` is always ours, never what a client wrote."""

    def create(self, *, upload_id: uuid.UUID) -> None:
        """Makes an empty upload."""

    def size(self, *, upload_id: uuid.UUID) -> int:
        """Bytes that are there, 0 for an unknown one. May be behind while somebody writes."""

    def open(self, *, upload_id: uuid.UUID) -> Writer:
        """Takes the turn; raises Busy at once when another has it, FileNotFoundError when it was removed."""

    def concat(self, *, upload_id: uuid.UUID, parts: Sequence[uuid.UUID]) -> None:
        """Makes the upload of the parts, in this order, anew each time; the parts stay. Hold the turn."""

    def as_file(self, *, upload_id: uuid.UUID) -> AbstractContextManager[Path]:
        """The bytes as a file on this machine, to look at."""

    def finish(self, *, upload_id: uuid.UUID, key: str) -> None:
        """Puts the bytes under a key of the media storage, anew each time; the upload stays."""

    def remove(self, *, upload_id: uuid.UUID) -> None:
        """Removes everything of the upload; nothing happens when nothing is there."""

    def leftovers(self, *, older_than: float) -> Iterator[uuid.UUID]:
        """Every upload that was last written to before that moment (seconds since 1970)."""


class DiskWriter:
    """Holds the file open and locked. The kernel unlocks it when the process ends, however it does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.staged: DiskWriter | None = None
        self.file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self.file)
            raise Busy from None

    def size(self) -> int:
        return os.fstat(self.file).st_size

    def append(self, *, buffers: Sequence[bytes]) -> None:
        rest = [memoryview(buffer) for buffer in buffers if buffer]
        while rest:
            written = os.writev(self.file, rest[:MOST_BUFFERS])
            while rest and written >= len(rest[0]):
                written -= len(rest.pop(0))
            if written:
                rest[0] = rest[0][written:]

    def stage(self) -> "DiskWriter":
        path = self.path.with_suffix(".staged")
        path.touch(mode=0o640)
        self.staged = DiskWriter(path)
        os.ftruncate(self.staged.file, 0)
        return self.staged

    def keep_staged(self) -> None:
        if self.staged:
            copy(source=self.staged.file, target=self.path)

    def sync(self) -> None:
        os.fdatasync(self.file)

    def close(self) -> None:
        if self.staged:
            self.staged.path.unlink(missing_ok=True)
            os.close(self.staged.file)
        os.close(self.file)


class DiskStore:
    """A folder beside the media, so that a finished upload gets a second name instead of a copy."""

    @property
    def folder(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "uploads"

    def path(self, upload_id: uuid.UUID) -> Path:
        return self.folder / f"{upload_id}.part"

    def create(self, *, upload_id: uuid.UUID) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.path(upload_id).touch(mode=0o640)

    def size(self, *, upload_id: uuid.UUID) -> int:
        try:
            return self.path(upload_id).stat().st_size
        except FileNotFoundError:
            return 0

    def open(self, *, upload_id: uuid.UUID) -> DiskWriter:
        return DiskWriter(self.path(upload_id))

    def concat(self, *, upload_id: uuid.UUID, parts: Sequence[uuid.UUID]) -> None:
        target = self.path(upload_id)
        os.truncate(target, 0)
        for part in parts:
            with self.path(part).open("rb") as source:
                copy(source=source.fileno(), target=target)

    @contextmanager
    def as_file(self, *, upload_id: uuid.UUID) -> Iterator[Path]:
        yield self.path(upload_id)

    def finish(self, *, upload_id: uuid.UUID, key: str) -> None:
        source = self.path(upload_id)
        try:
            target = Path(default_storage.path(key))
        except NotImplementedError:
            files.delete(key=key)
            files.store(path=source, key=key)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        try:
            target.hardlink_to(source)
        except OSError:  # another disk, or one without second names
            shutil.copyfile(source, target)

    def remove(self, *, upload_id: uuid.UUID) -> None:
        path = self.path(upload_id)
        path.with_suffix(".staged").unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    def leftovers(self, *, older_than: float) -> Iterator[uuid.UUID]:
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError, ValueError):
                if path.stat().st_mtime < older_than:
                    yield uuid.UUID(path.stem)


def copy(*, source: int, target: Path) -> None:
    """Appends all of an open file to another, inside the kernel where that is possible."""
    size, done = os.fstat(source).st_size, 0
    out = os.open(target, os.O_WRONLY)
    try:
        os.lseek(out, 0, os.SEEK_END)
        while done < size:
            done += _copied(source, out, done, min(COPIED_AT_ONCE, size - done))
    finally:
        os.close(out)


def _copied(source: int, target: int, offset: int, count: int) -> int:
    try:
        return os.copy_file_range(source, target, count, offset)
    except OSError:  # two disks, or a file system that cannot; a full disk fails again here
        return os.write(target, os.pread(source, min(count, 1024 * 1024), offset))
