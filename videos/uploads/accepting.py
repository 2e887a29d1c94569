"""What a person can ask of their resumable uploads: begin, look, go on, join, end. Rows only; no bytes."""

import uuid
from datetime import datetime, timedelta
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from accounts.models import User
from credits import limits, plans
from credits.plan_models import Feature
from videos.media.images import LARGEST_IMAGE
from videos.models import ResumableUpload
from videos.services.uploading import UploadTooLarge
from videos.uploads import protocol, stores
from videos.uploads.protocol import Creation, Refused
from videos.uploads.store import Store

Status, Kind = ResumableUpload.Status, ResumableUpload.Kind
MEGABYTE = 1024 * 1024


def own(*, user: User) -> QuerySet[ResumableUpload]:
    return ResumableUpload.objects.filter(owner=user)


def under_way(*, user: User) -> QuerySet[ResumableUpload]:
    """What a person could go on with, newest first; parts are no affair of theirs."""
    unfinished = own(user=user).filter(status__in=(Status.OPEN, Status.FINISHING))
    return unfinished.exclude(kind=Kind.PARTIAL).filter(expires_at__gt=Now())


def store_for(row: ResumableUpload) -> Store:
    return stores.store_of(row.stored_in)


def offset_of(row: ResumableUpload) -> int:
    """Bytes that are stored."""
    if row.status == Status.OPEN or row.length is None:
        return store_for(row).size(upload_id=row.pk)
    return row.length


def must_go_on(row: ResumableUpload) -> None:
    """Raises Refused when nothing more can be sent to the upload."""
    if row.kind == Kind.FINAL or row.status == Status.JOINED:
        raise Refused(403, "not_open", "Nothing is sent to an upload that is joined of others.")
    if row.status in {Status.REJECTED, Status.EXPIRED} or row.expires_at <= timezone.now():
        raise Refused(410, "gone", gettext("This upload is over; begin a new one."))
    if row.stored_in == stores.DIRECT:
        raise Refused(403, "not_open", "Its parts go to the bucket: see /api/uploads/s3.")


@transaction.atomic
def begin(*, user: User, creation: Creation) -> ResumableUpload:
    """Makes an upload and sets its bytes aside in the storage of its owner.

    Raises Refused, UploadTooLarge or LimitReached, or what the app of projects raises of a project to which
    the user may not add; and then there is none.
    """
    row = _described(user, protocol.metadata(creation.metadata))
    row.told, row.concat, row.length = creation.metadata, creation.concat, creation.length
    row.expires_at = later()
    if row.project_id:
        import_string(settings.JOB_PROJECTS_CHECKED_BY)(user=user, project_id=row.project_id)
    plans.lock(user)
    if own(user=user).filter(status=Status.OPEN).count() >= settings.UPLOADS_OPEN_MOST:
        raise Refused(409, "too_many_uploads", gettext("Finish or end some of your uploads first."))
    if creation.parts:
        return _joined(user, row, creation.parts)
    row.kind = Kind.PARTIAL if creation.is_partial else Kind.WHOLE
    row.reserved = _room(user) if row.length is None else _fitting(user, row.length)
    if row.kind == Kind.WHOLE and row.reserved > LARGEST_IMAGE:
        limits.must_allow(user=user, feature=Feature.VIDEOS)
    row.save(force_insert=True)
    return row


def later() -> datetime:
    return timezone.now() + timedelta(hours=settings.UPLOAD_EXPIRES_HOURS)


def _described(user: User, told: dict[str, str]) -> ResumableUpload:
    """Of what a client tells, only what we know counts; nothing of it becomes part of a path."""
    name = PurePath(_text(told, "filename") or _text(told, "name")).name
    return ResumableUpload(
        owner=user,
        filename=name[:255],
        title=_text(told, "title")[:200],
        description=_text(told, "description", keep="\n\t")[:5000],
        project_id=_project(told.get("projectId", "")),
        stored_in=stores.usual(),
    )


def _text(told: dict[str, str], key: str, keep: str = "") -> str:
    """A value without control characters: PostgreSQL does not even store all of them."""
    return "".join(sign for sign in told.get(key, "") if sign.isprintable() or sign in keep).strip()


def _project(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise Refused(400, "invalid", "projectId is the id of a project.") from None


def _fitting(user: User, length: int) -> int:
    """The length, if the platform and the person's plan allow it now."""
    if length > settings.MAX_UPLOAD_BYTES:
        megabytes = {"most": settings.MAX_UPLOAD_BYTES // MEGABYTE}
        raise UploadTooLarge(gettext("An upload may have at most %(most)s MB.") % megabytes)
    try:
        limits.must_allow(user=user, feature=Feature.UPLOAD, amount=length)
    except limits.LimitReached as reached:
        raise UploadTooLarge(str(reached)) from None
    limits.must_allow(user=user, feature=Feature.STORAGE, amount=length)
    return length


def _room(user: User) -> int:
    """The most that an upload of yet unknown length may become."""
    subscription = plans.lock(user)
    most: int = settings.MAX_UPLOAD_BYTES
    largest, storage = (subscription.plan.limit_of(of) for of in (Feature.UPLOAD, Feature.STORAGE))
    if largest is not None:
        most = min(most, largest)
    if storage is not None:
        limits.must_allow(user=user, feature=Feature.STORAGE)
        most = min(most, storage - limits.used_of(subscription, Feature.STORAGE))
    return most


def _joined(user: User, row: ResumableUpload, part_ids: tuple[uuid.UUID, ...]) -> ResumableUpload:
    """The final upload of these parts; the same one when it was asked for before."""
    parts = {part.pk: part for part in own(user=user).select_for_update().filter(pk__in=part_ids)}
    if len(parts) != len(part_ids):
        raise Refused(404, "not_found", "Not found.")
    ordered = [parts[part_id] for part_id in part_ids]
    if earlier := _earlier(ordered):
        return earlier
    for part in ordered:
        must_go_on(part)
        if part.kind != Kind.PARTIAL or part.status != Status.OPEN or offset_of(part) != part.length:
            raise Refused(409, "not_whole", "Each part must be a partial upload that is there as a whole.")
    row.kind, row.status = Kind.FINAL, Status.FINISHING
    row.length = sum(part.length or 0 for part in ordered)
    ResumableUpload.objects.filter(pk__in=part_ids).update(status=Status.JOINED, reserved=0)
    row.reserved = _fitting(user, row.length)
    row.save(force_insert=True)
    for position, part in enumerate(ordered):
        ResumableUpload.objects.filter(pk=part.pk).update(joined_into=row, position=position)
    return row


def _earlier(parts: list[ResumableUpload]) -> ResumableUpload | None:
    first = parts[0].joined_into
    if first is None or [part.pk for part in first.parts.order_by("position")] != [part.pk for part in parts]:
        return None
    return first


@transaction.atomic
def begin_piece(
    *, upload_id: uuid.UUID, offset: int, size: int, bytes_coming: int | None, length: int | None
) -> ResumableUpload:
    """Whether the piece fits to the bytes that are stored; hold the turn. Refused: nothing has changed.

    Declares the `length` of an upload that has none yet.
    """
    row = ResumableUpload.objects.select_related("owner").filter(pk=upload_id).first()
    if row is None:
        raise Refused(404, "not_found", "Not found.")
    if length is not None:
        plans.lock(row.owner)  # before the row: whoever joins parts locks in this order too
    row = ResumableUpload.objects.select_for_update().get(pk=upload_id)
    must_go_on(row)
    stored = size if row.status == Status.OPEN else row.length
    if offset != stored:
        raise Refused(409, "wrong_offset", f"{stored} bytes are stored, so the next piece begins there.")
    if length is not None and length != row.length:
        _declare(row, length, size)
    most = row.reserved if row.length is None else row.length
    if bytes_coming is not None and offset + bytes_coming > most:
        raise UploadTooLarge(f"This upload has at most {most} bytes.")
    return row


def _declare(row: ResumableUpload, length: int, size: int) -> None:
    if row.length is not None:
        raise Refused(400, "invalid", "The length of this upload is known, and does not change.")
    if length < size:
        raise Refused(400, "invalid", "More bytes than that are stored.")
    if length > row.reserved:
        ResumableUpload.objects.filter(pk=row.pk).update(reserved=0)
        _fitting(row.owner, length)
    row.length = row.reserved = length
    row.save(update_fields=["length", "reserved", "updated_at"])


def end_piece(*, upload_id: uuid.UUID, size: int) -> ResumableUpload | None:
    """What has come is known from now on; an upload that is whole goes on to its finishing."""
    rows = ResumableUpload.objects.filter(pk=upload_id)
    opened = rows.filter(status=Status.OPEN)
    opened.update(expires_at=later())
    opened.exclude(kind=Kind.PARTIAL).filter(length=size).update(status=Status.FINISHING)
    return rows.first()


def end(*, upload_id: uuid.UUID) -> list[tuple[Store, uuid.UUID]]:
    """Forgets the upload, with its parts; returns whose bytes are to be removed. Hold the turn."""
    rows = [*ResumableUpload.objects.filter(pk=upload_id)]
    rows += ResumableUpload.objects.filter(joined_into=upload_id)
    ResumableUpload.objects.filter(pk=upload_id).delete()
    return [(store_for(row), row.pk) for row in rows]
