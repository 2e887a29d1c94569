"""Unfinished uploads in a bucket: full parts as those of a multipart upload, the rest as a small object.

    uploads/<id>/whole   the parts; later the object that they make
    uploads/<id>/tail    what is not a full part yet, with the offset at which it begins

Any web process goes on where another one stopped: nothing is kept on a machine but what no client was told to
be stored. A tail whose offset is not the end of the parts is an old one, and counts for nothing.
"""

import shutil
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError

from videos import files, multipart
from videos.bucket import MEGABYTE, Bucket, bucket
from videos.multipart import Gone, Multipart, Part, part_size
from videos.uploads import locks
from videos.uploads.store import Writer

UNKNOWN_LENGTH = 64 * 1024**3  # parts of an upload of unknown length must be enough for so many bytes


def spool() -> IO[bytes]:
    """A file without a name, which is gone with its process."""
    Path(settings.WORK_DIR).mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=settings.WORK_DIR, prefix="spool-")


def the_bucket() -> Bucket:
    found = bucket()
    if found is None:
        raise ImproperlyConfigured("Uploads lie in a bucket, and MEDIA_STORAGE names none.")
    return found


def place(upload_id: uuid.UUID) -> str:
    return f"uploads/{upload_id}"


def whole_key(upload_id: uuid.UUID) -> str:
    return f"{place(upload_id)}/whole"


def tail_key(upload_id: uuid.UUID) -> str:
    return f"{place(upload_id)}/tail"


@dataclass
class Memory:
    """What the row remembers for the store: bytes of a part, of all, and of what is known to be there."""

    upload_id: uuid.UUID
    multipart_id: str
    part_size: int
    length: int | None
    size: int
    sha256: str  # that the client told of a direct upload, else empty

    @classmethod
    def of(cls, upload_id: uuid.UUID) -> "Memory":
        row = locks.session().ask("SELECT notes, length FROM videos_resumableupload WHERE id = %s", upload_id)
        notes: dict[str, Any] = row[0] if row else {}
        length: int | None = row[1] if row else None
        size = notes.get("part") or part_size(UNKNOWN_LENGTH if length is None else length)
        there, sha256 = notes.get("size", 0), notes.get("sha256", "")
        return cls(upload_id, notes.get("multipart", ""), size, length, there, sha256)

    def keep(self) -> None:
        locks.session().ask(
            "UPDATE videos_resumableupload SET notes = notes || jsonb_build_object('multipart', %s::text,"
            " 'part', %s::bigint, 'size', %s::bigint) WHERE id = %s",
            self.multipart_id,
            self.part_size,
            self.size,
            self.upload_id,
        )


class Arrived:
    """What of an upload is in the bucket."""

    def __init__(self, remote: Bucket, upload_id: uuid.UUID) -> None:
        self.remote, self.upload_id = remote, upload_id
        self.memory = Memory.of(upload_id)
        self.parts: list[Part] = []
        self.whole = 0  # bytes of the finished object
        self.multipart: Multipart | None = None
        if self.memory.multipart_id:
            self._look()
        self.tail = self._tail() if not self.whole else 0

    def _look(self) -> None:
        found = Multipart(self.remote, whole_key(self.upload_id), self.memory.multipart_id)
        try:
            self.parts, self.multipart = list(_unbroken(found.parts())), found
        except Gone:
            made = self.remote.head(key=found.key)
            self.whole = made.size if made else 0

    def _tail(self) -> int:
        head = self.remote.head(key=tail_key(self.upload_id))
        is_next = head is not None and head.metadata.get("offset") == str(self.in_parts)
        return head.size if head and is_next else 0

    @property
    def in_parts(self) -> int:
        return sum(part.size for part in self.parts)

    @property
    def size(self) -> int:
        return self.whole or self.in_parts + self.tail

    def note(self) -> None:
        """Lets the row know how much is there, for those who only want to see it."""
        if self.memory.size != self.size:
            self.memory.size = self.size
            self.memory.keep()

    def read_tail(self) -> bytes:
        return self.remote.read(key=tail_key(self.upload_id)) if self.tail else b""

    def begun(self) -> Multipart:
        """The multipart upload, which is written down before anything is sent to it."""
        if self.multipart is None:
            self.multipart = multipart.begin(self.remote, key=whole_key(self.upload_id))
            self.memory.multipart_id = self.multipart.id
            self.memory.keep()
        return self.multipart

    def add(self, content: IO[bytes] | bytes, size: int) -> None:
        """Sends the next part, which holds the tail too."""
        sent = self.begun().send(number=len(self.parts) + 1, content=content, size=size)
        self.parts.append(sent)
        self.tail = 0
        self.note()

    def complete(self) -> None:
        """Makes one object of everything; nothing happens when that was done before."""
        if self.whole:
            return
        if self.tail:
            self.add(self.read_tail(), self.tail)
        if self.parts:
            self.begun().complete(self.parts)
        else:
            self.remote.write(key=whole_key(self.upload_id), content=b"")
        self.whole = self.in_parts


def _unbroken(parts: Sequence[Part]) -> Iterator[Part]:
    """Those before the first that is missing: what comes after it is sent again."""
    for number, part in enumerate(parts, start=1):
        if part.number != number:
            return
        yield part


class S3Writer:
    """Collects bytes in a file of this machine, and sends each part of it when it is full."""

    def __init__(self, arrived: Arrived, held: locks.Held | None) -> None:
        self.arrived, self.held = arrived, held
        self.spool: IO[bytes] | None = None
        self.spooled = 0
        self.staged: SpoolWriter | None = None

    def size(self) -> int:
        """What is in the bucket, after the rest was sent there too."""
        self.flush()
        self.arrived.note()
        return self.arrived.size

    def append(self, *, buffers: Sequence[bytes]) -> None:
        file = self._opened()
        for buffer in buffers:
            rest = memoryview(buffer)
            while rest:
                taken = rest[: self.arrived.memory.part_size - self.spooled]
                file.write(taken)
                self.spooled += len(taken)
                rest = rest[len(taken) :]
                if self.spooled == self.arrived.memory.part_size:
                    self._send_part()

    def _opened(self) -> IO[bytes]:
        if self.spool is None:
            self.spool = spool()
            self.spool.write(self.arrived.read_tail())
            self.spooled = self.arrived.tail
        return self.spool

    def _send_part(self) -> None:
        file = self._ready()
        self.arrived.add(file, self.spooled)
        file.seek(0)
        file.truncate()
        self.spooled = 0

    def _ready(self) -> IO[bytes]:
        if self.held:
            self.held.check()
        file = self._opened()
        file.seek(0)
        return file

    def flush(self) -> None:
        """Puts what is no full part yet into the bucket."""
        if self.spool is None or self.spooled == self.arrived.tail:
            return
        arrived, content = self.arrived, self._ready().read()
        key, offset = tail_key(arrived.upload_id), str(arrived.in_parts)
        arrived.remote.write(key=key, content=content, metadata={"offset": offset})
        arrived.tail = self.spooled

    def stage(self) -> "SpoolWriter":
        self.staged = SpoolWriter()
        return self.staged

    def keep_staged(self) -> None:
        if self.staged:
            self.staged.file.seek(0)
            while piece := self.staged.file.read(MEGABYTE):
                self.append(buffers=(piece,))

    def sync(self) -> None:
        self.flush()

    def close(self) -> None:
        for file in (self.spool, self.staged and self.staged.file):
            if file:
                file.close()
        if self.held:
            self.held.release()


class SpoolWriter:
    """Bytes that count only when all of them have come."""

    def __init__(self) -> None:
        self.file = spool()

    def size(self) -> int:
        return self.file.tell()

    def append(self, *, buffers: Sequence[bytes]) -> None:
        for buffer in buffers:
            self.file.write(buffer)

    def stage(self) -> Writer:
        raise TypeError("What is staged has nothing staged beside it.")

    def keep_staged(self) -> None:
        raise TypeError("What is staged has nothing staged beside it.")

    def sync(self) -> None:
        self.file.flush()

    def close(self) -> None:
        self.file.close()


def _must_have(path: Path, length: int | None) -> None:
    if path.stat().st_size != length:
        raise OSError(f"The bucket has {path.stat().st_size} bytes of an upload of {length}.")


class S3Store:
    """Uploads in the bucket of the media, so that a finished one is copied there by the server."""

    def create(self, *, upload_id: uuid.UUID) -> None:
        """Its first bytes make it."""

    def size(self, *, upload_id: uuid.UUID) -> int:
        """What the row was told of: asked for every row of a list, and exact when a piece has ended."""
        return Memory.of(upload_id).size

    def open(self, *, upload_id: uuid.UUID) -> S3Writer:
        held = locks.session().take(upload_id)
        try:
            return S3Writer(Arrived(the_bucket(), upload_id), held)
        except BaseException:
            held.release()
            raise

    def concat(self, *, upload_id: uuid.UUID, parts: Sequence[uuid.UUID]) -> None:
        """Through this machine: servers differ in what parts they would join by themselves."""
        remote = the_bucket()
        self.remove(upload_id=upload_id)
        writer = S3Writer(Arrived(remote, upload_id), None)
        try:
            for part in parts:
                Arrived(remote, part).complete()
                for piece in remote.pieces(key=whole_key(part)):
                    writer.append(buffers=(piece,))
            writer.flush()
        finally:
            writer.close()
        writer.arrived.complete()
        writer.arrived.note()

    @contextmanager
    def as_file(self, *, upload_id: uuid.UUID) -> Iterator[Path]:
        remote = the_bucket()
        Arrived(remote, upload_id).complete()
        Path(settings.WORK_DIR).mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=settings.WORK_DIR, prefix="upload-"))
        try:
            remote.get(key=whole_key(upload_id), path=folder / "whole")
            _must_have(folder / "whole", Memory.of(upload_id).length)
            yield folder / "whole"
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def finish(self, *, upload_id: uuid.UUID, key: str) -> None:
        remote = the_bucket()
        Arrived(remote, upload_id).complete()
        remote.copy(key=whole_key(upload_id), to=key)

    def remove(self, *, upload_id: uuid.UUID) -> None:
        remote = the_bucket()
        memory = Memory.of(upload_id)
        if memory.multipart_id:
            Multipart(remote, whole_key(upload_id), memory.multipart_id).abort()
        # The row may be gone, or a crash may have kept it from knowing; by the whole key, as MinIO wants it.
        for each in list(multipart.under_way(remote, prefix=whole_key(upload_id))):
            each.multipart.abort()
        remote.delete(keys=[whole_key(upload_id), tail_key(upload_id)])

    def leftovers(self, *, older_than: float) -> Iterator[uuid.UUID]:
        remote = bucket()
        if remote is None:
            return
        written: dict[str, float] = {}
        for each in remote.listing(prefix="uploads/"):
            name = each.key.split("/")[1]
            written[name] = max(written.get(name, 0), each.modified.timestamp())
        for under_way in multipart.under_way(remote, prefix="uploads/"):
            written.setdefault(under_way.multipart.key.split("/")[1], under_way.begun.timestamp())
        yield from (uuid.UUID(name) for name, when in written.items() if when < older_than)


class DirectStore(S3Store):
    """Uploads whose parts a client sends to the bucket itself: believed when they are looked at."""

    @contextmanager
    def as_file(self, *, upload_id: uuid.UUID) -> Iterator[Path]:
        """Raises ValidationError (`file`) for bytes that are not those that were announced."""
        told = Memory.of(upload_id)
        with super().as_file(upload_id=upload_id) as path:
            if told.sha256 and files.digest(path) != told.sha256:
                message = "These are not the bytes that were announced. Upload the file again."
                raise ValidationError({"file": ValidationError(message, code="checksum_mismatch")})
            yield path

    def size(self, *, upload_id: uuid.UUID) -> int:
        """Nobody tells us of a part that is sent, so the bucket is asked."""
        return Arrived(the_bucket(), upload_id).size

    def leftovers(self, *, older_than: float) -> Iterator[uuid.UUID]:
        """They lie where S3Store finds them."""
        yield from ()
