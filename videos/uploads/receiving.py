"""Bytes on their way from the socket to the store, without a thread that waits for them."""

import asyncio
import errno
import hashlib
import json
import time
import uuid
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from jobs.failpoints import failpoint
from videos.models import ResumableUpload
from videos.uploads import accepting, finishing, turns
from videos.uploads.accepting import Status, store_for
from videos.uploads.pools import in_database, on_disk
from videos.uploads.protocol import Checksum, Refused
from videos.uploads.store import Writer
from videos.uploads.turns import Turn

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

LOOK_UP_EVERY_SECONDS = 1.0
# Proxies give up after a minute or so; what takes longer goes on, and the client is not kept waiting.
ANSWER_WITHIN_SECONDS = 25.0
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Piece:
    """What a view has allowed: bytes from `offset` on, `coming` many (None: in chunks, nobody knows)."""

    upload_id: uuid.UUID
    offset: int
    coming: int | None
    length: int | None = None  # declared by this request
    checksum: Checksum | None = None

    def to_json(self) -> str:
        told = {**asdict(self), "upload_id": str(self.upload_id)}
        if self.checksum:
            digest = b64encode(self.checksum.digest).decode()
            told["checksum"] = [self.checksum.algorithm, digest]
        return json.dumps(told)

    @classmethod
    def from_json(cls, text: str) -> "Piece":
        told = json.loads(text)
        if told["checksum"]:
            algorithm, digest = told["checksum"]
            told["checksum"] = Checksum(algorithm, b64decode(digest))
        return cls(**{**told, "upload_id": uuid.UUID(told["upload_id"])})


class ClientGone(Exception):
    """The connection is cut; nobody is left to be answered."""


async def receive_piece(piece: Piece, receive: Receive) -> ResumableUpload:
    """Stores what comes and returns the upload after it, finished if it is whole now.

    Raises Refused and the like, or ClientGone. Whatever has come by then is kept, unless it has a checksum.
    """
    row = await in_database(lambda: ResumableUpload.objects.get(pk=piece.upload_id))
    if row.status == Status.OPEN:
        row = await _store(piece, row, receive)
    else:
        row = await in_database(lambda: _checked(piece, 0))
    return await finished(row)


async def finished(row: ResumableUpload) -> ResumableUpload:
    """The upload after its finishing, if it is whole; as it is then when that takes too long."""
    if row.status != Status.FINISHING:
        return row
    task = finishing.begin(row.pk)
    await asyncio.wait({task}, timeout=ANSWER_WITHIN_SECONDS)
    if task.done():
        task.result()
    return await in_database(lambda: ResumableUpload.objects.get(pk=row.pk))


def _checked(piece: Piece, size: int) -> ResumableUpload:
    return accepting.begin_piece(
        upload_id=piece.upload_id,
        offset=piece.offset,
        size=size,
        bytes_coming=piece.coming,
        length=piece.length,
    )


async def _store(piece: Piece, row: ResumableUpload, receive: Receive) -> ResumableUpload:
    try:
        turn = await turns.take(store=store_for(row), upload_id=row.pk)
    except FileNotFoundError:
        return await in_database(lambda: _over(piece))
    try:
        size = await on_disk(turn.writer.size)
        row = await in_database(lambda: _checked(piece, size))
        if row.status != Status.OPEN:
            return row
        turns.watch(turn, claims=row.claims)
        most = row.reserved if row.length is None else row.length
        try:
            await _Pouring(turn, receive, room=most - size).run(piece.checksum)
        finally:
            # In every case: an upload whose connection was cut at its last byte is whole.
            ended = await _end_piece(turn)
    finally:
        await turn.end()
    if ended is None:
        raise Refused(404, "not_found", "Not found.")
    return ended


def _over(piece: Piece) -> ResumableUpload:
    """The upload whose bytes somebody has removed meanwhile: because it is a video now, or is no more."""
    row = _checked(piece, 0)
    if row.status == Status.OPEN:
        raise Refused(410, "gone", gettext("The bytes of this upload are lost; begin a new one."))
    return row


async def _end_piece(turn: Turn) -> ResumableUpload | None:
    size = await on_disk(turn.writer.size)
    failpoint("upload-appended")
    row = await in_database(lambda: accepting.end_piece(upload_id=turn.upload_id, size=size))
    failpoint("upload-noted")
    if row and row.status == Status.FINISHING:
        finishing.begin(row.pk)
    return row


class _Pouring:
    """One body on its way into one upload, of which `room` bytes are missing at most."""

    def __init__(self, turn: Turn, receive: Receive, *, room: int) -> None:
        self.turn, self.room = turn, room
        self.receive = receive
        self.coming: asyncio.Task[Message] | None = None

    async def run(self, checksum: Checksum | None) -> None:
        try:
            if checksum:
                await self._pour_checked(checksum)
            else:
                await self._pour(self.turn.writer)
                if settings.UPLOAD_FSYNC:
                    await on_disk(self.turn.writer.sync)
        except OSError as error:
            if error.errno in FULL:
                raise Refused(507, "disk_full", gettext("There is no room for more bytes now.")) from None
            raise
        finally:
            if self.coming:
                self.coming.cancel()

    async def _pour_checked(self, checksum: Checksum) -> None:
        digest = hashlib.new(checksum.algorithm, usedforsecurity=False)
        staged = await on_disk(self.turn.writer.stage)
        await self._pour(staged, digest.update)
        if digest.digest() != checksum.digest:
            raise Refused(460, "checksum_mismatch", "The bytes are not what Upload-Checksum says.")
        await on_disk(self.turn.writer.keep_staged)
        if settings.UPLOAD_FSYNC:
            await on_disk(self.turn.writer.sync)

    async def _pour(self, writer: Writer, look: Callable[[bytes], object] | None = None) -> None:
        more = True
        while more:
            message = await self._next()
            if message["type"] == "http.disconnect":
                raise ClientGone
            body, more = message.get("body", b""), message.get("more_body", False)
            self.turn.heard()
            kept = body[: self.room]
            if kept:
                await on_disk(lambda kept=kept: _write(writer, kept, look))  # type: ignore[misc]
                self.room -= len(kept)
            if len(kept) < len(body):
                raise Refused(413, "too_large", "More bytes came than this upload has.")

    async def _next(self) -> Message:
        """The next of the body; meanwhile looks whether somebody else wants the turn, or nothing comes."""
        self.coming = asyncio.ensure_future(self.receive())
        heard = time.monotonic()
        while not self.coming.done():
            await asyncio.wait({self.coming}, timeout=LOOK_UP_EVERY_SECONDS)
            if self.coming.done():
                break
            if self.turn.must_end:
                raise Refused(423, "locked", gettext("Another connection goes on with this upload."))
            if time.monotonic() - heard > settings.UPLOAD_IDLE_SECONDS:
                raise Refused(408, "silent", "Nothing came for too long; go on from Upload-Offset.")
        return self.coming.result()


def _write(writer: Writer, body: bytes, look: Callable[[bytes], object] | None) -> None:
    writer.append(buffers=(body,))
    if look:
        look(body)


async def offset(row: ResumableUpload) -> int:
    """Bytes that are stored, after whoever sends some has ended; Refused (423) while they go on."""
    if row.status == Status.OPEN:
        return await _stored(row)
    if row.status == Status.FINISHING:
        finishing.begin(row.pk)
    return row.length or 0


async def _stored(row: ResumableUpload) -> int:
    try:
        turn = await turns.take(store=store_for(row), upload_id=row.pk)
    except FileNotFoundError:
        raise Refused(410, "gone", "The bytes of this upload are gone.") from None
    try:
        size = await on_disk(turn.writer.size)
        if size == row.length:
            await _end_piece(turn)
    finally:
        await turn.end()
    return size


async def remove(row: ResumableUpload) -> None:
    """Ends the upload, and whoever sends bytes of it; Refused (423) while they go on."""
    turn = None
    with suppress(FileNotFoundError):  # it is a video, and has no bytes of its own any more
        turn = await turns.take(store=store_for(row), upload_id=row.pk)
    try:
        for store, upload_id in await in_database(lambda: accepting.end(upload_id=row.pk)):
            await on_disk(partial(store.remove, upload_id=upload_id))
    finally:
        if turn:
            await turn.end()
