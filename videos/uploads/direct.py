"""Uploads whose parts a client sends to the bucket itself, by addresses that we sign; tus's in all else."""

import base64
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from videos import multipart
from videos.bucket import bucket
from videos.models import ResumableUpload
from videos.multipart import Part
from videos.uploads import accepting, stores
from videos.uploads.accepting import Status
from videos.uploads.protocol import Creation, Refused
from videos.uploads.s3 import Arrived, the_bucket, whole_key
from videos.uploads.store import Busy

FIRST_ADDRESSES = 100  # more are asked for when they are needed


class NotConfigured(Exception):
    """The media lie on this machine, where no browser can send anything but through the platform."""


class StorageUnavailable(Exception):
    """The bucket does not answer, or not as it should."""


@dataclass(frozen=True)
class Announced:
    """What a client says of a file before it sends it; `sha256` in hex, or empty."""

    filename: str
    size: int
    title: str = ""
    description: str = ""
    project_id: uuid.UUID | None = None
    sha256: str = ""

    def creation(self) -> Creation:
        """The same in tus's words."""
        told = {"filename": self.filename, "title": self.title, "description": self.description}
        told["projectId"] = str(self.project_id or "")
        pairs = (f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in told.items() if text)
        return Creation(self.size, is_partial=False, parts=(), concat="", metadata=",".join(pairs))


@dataclass(frozen=True)
class Address:
    """Where a part of `size` bytes goes, by PUT."""

    number: int
    url: str
    size: int


@dataclass(frozen=True)
class Begun:
    upload: ResumableUpload
    part_size: int
    parts: list[Address]
    expires_at: datetime  # of the addresses


@dataclass(frozen=True)
class Sent:
    """What of an upload is in the bucket."""

    upload: ResumableUpload
    part_size: int
    parts: list[Part]


@dataclass(frozen=True)
class Told:
    """A part as the client knows it; the tag is what the bucket answered to its PUT."""

    number: int
    etag: str


def begin(*, user: User, announced: Announced) -> Begun:
    """Makes an upload, sets its bytes aside, and tells where its first parts go.

    Raises NotConfigured, StorageUnavailable, Refused, UploadTooLarge or LimitReached; then there is none.
    """
    if bucket() is None:
        raise NotConfigured("Files are kept on this server: upload them to /api/uploads (tus 1.0).")
    size = multipart.part_size(announced.size)
    with transaction.atomic():
        row = accepting.begin(user=user, creation=announced.creation())
        row.stored_in, row.notes = stores.DIRECT, {"part": size, "sha256": announced.sha256}
        row.expires_at = _later()
        row.save(update_fields=["stored_in", "notes", "expires_at"])
    try:
        Arrived(the_bucket(), row.pk).begun()
    except (BotoCoreError, ClientError) as error:
        row.delete()
        raise _unavailable() from error
    count = min(FIRST_ADDRESSES, _count(row))
    return addresses(user=user, upload_id=row.pk, numbers=range(1, count + 1))


def addresses(*, user: User, upload_id: uuid.UUID, numbers: Sequence[int]) -> Begun:
    """Fresh addresses of these parts; raises Refused. Who asks for some goes on with the upload."""
    row = _open(user, upload_id)
    last = _count(row)
    if wrong := [number for number in numbers if not 1 <= number <= last]:
        raise Refused(400, "invalid", f"The parts of this upload are 1 to {last}, not {wrong[0]}.")
    ResumableUpload.objects.filter(pk=row.pk, status=Status.OPEN).update(expires_at=_later())
    found = _multipart(row)
    told = [
        Address(number, found.address(number=number, size=size), size)
        for number in numbers
        for size in [_size_of(row, number)]
    ]
    until = timezone.now() + timedelta(seconds=settings.S3_PRESIGN_SECONDS)
    return Begun(row, row.notes["part"], told, until)


def sent(*, user: User, upload_id: uuid.UUID) -> Sent:
    """Which parts are there, to go on with the others."""
    row = _own(user, upload_id)
    return Sent(row, row.notes["part"], _parts(row) if row.status == Status.OPEN else [])


def complete(*, user: User, upload_id: uuid.UUID, told: Sequence[Told]) -> ResumableUpload:
    """Joins the parts; the upload goes on to its finishing, as one of tus does. The same asked again.

    Raises Refused (409) when parts are missing or are not those that were told of.
    """
    row = _own(user, upload_id)
    if row.status != Status.OPEN:
        return _ended(row)
    try:
        turn = accepting.store_for(row).open(upload_id=row.pk)
    except Busy:
        raise Refused(423, "locked", "This upload is being completed.") from None
    except (BotoCoreError, ClientError) as error:
        raise _unavailable() from error
    try:
        _join(row, told)
    finally:
        turn.close()
    ResumableUpload.objects.filter(pk=row.pk, status=Status.OPEN).update(
        status=Status.FINISHING, expires_at=_later(), updated_at=timezone.now()
    )
    row.refresh_from_db()
    return row


def abort(*, user: User, upload_id: uuid.UUID) -> None:
    """Ends the upload and forgets its parts; a video that it has become stays."""
    row = _own(user, upload_id)
    store = accepting.store_for(row)
    try:
        turn = store.open(upload_id=row.pk)
    except Busy:
        raise Refused(423, "locked", "A video is being made of this upload.") from None
    except (BotoCoreError, ClientError) as error:
        raise _unavailable() from error
    try:
        # The bytes first: without its row, nobody knows which parts are its.
        store.remove(upload_id=row.pk)
        accepting.end(upload_id=row.pk)
    finally:
        turn.close()


def _own(user: User, upload_id: uuid.UUID) -> ResumableUpload:
    return accepting.own(user=user).get(pk=upload_id, stored_in=stores.DIRECT)


def _open(user: User, upload_id: uuid.UUID) -> ResumableUpload:
    row = _own(user, upload_id)
    if row.status != Status.OPEN or row.expires_at <= timezone.now():
        raise Refused(410, "gone", "This upload is over; begin a new one.")
    return row


def _ended(row: ResumableUpload) -> ResumableUpload:
    if row.status == Status.EXPIRED:
        raise Refused(410, "gone", "This upload is over; begin a new one.")
    return row


def _multipart(row: ResumableUpload) -> multipart.Multipart:
    return multipart.Multipart(the_bucket(), whole_key(row.pk), row.notes["multipart"])


def _parts(row: ResumableUpload) -> list[Part]:
    try:
        return _multipart(row).parts()
    except multipart.Gone:  # it is completed, and the answer was lost
        return []
    except (BotoCoreError, ClientError) as error:
        raise _unavailable() from error


def _arrived(row: ResumableUpload) -> Arrived:
    try:
        return Arrived(the_bucket(), row.pk)
    except (BotoCoreError, ClientError) as error:
        raise _unavailable() from error


def _join(row: ResumableUpload, told: Sequence[Told]) -> None:
    arrived = _arrived(row)
    if arrived.whole == row.length:  # its completion was done, and the answer lost
        return
    _must_be_all(row, arrived.parts, told)
    try:
        arrived.complete()
    except multipart.Damaged as damage:
        raise Refused(409, "checksum_mismatch", f"{damage} Upload the file again.") from damage
    except (BotoCoreError, ClientError) as error:
        raise _unavailable() from error


def _must_be_all(row: ResumableUpload, parts: Sequence[Part], told: Sequence[Told]) -> None:
    there = {part.number: part for part in parts}
    for number in range(1, _count(row) + 1):
        part = there.pop(number, None)
        if part is None or part.size != _size_of(row, number):
            raise Refused(409, "parts_missing", f"Part {number} is not there, or not as a whole.")
    tags = {each.number: each.etag.strip('"') for each in told}
    for part in parts:
        if tags.get(part.number) != part.etag:
            raise Refused(409, "checksum_mismatch", f"Part {part.number} is another one than you sent.")


def _count(row: ResumableUpload) -> int:
    return -(-(row.length or 0) // int(row.notes["part"]))


def _size_of(row: ResumableUpload, number: int) -> int:
    size = int(row.notes["part"])
    return min(size, (row.length or 0) - (number - 1) * size)


def _later() -> datetime:
    """While an address is good, and as long again as any upload rests: what is sent by one comes in time."""
    return accepting.later() + timedelta(seconds=settings.S3_PRESIGN_SECONDS)


def _unavailable() -> StorageUnavailable:
    return StorageUnavailable("The storage does not answer as it should. Try again in a moment.")
