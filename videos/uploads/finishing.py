"""What happens when the last byte is there: the file is looked at, and becomes one video with one job.

It may be broken off anywhere, and begun again by anybody: the bytes stay where they are until the video, the
job and the upload's own state are committed in one transaction.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string

from credits import budgets, limits
from credits import services as credits
from jobs.failpoints import failpoint
from videos.media.probe import MediaInfo
from videos.models import ResumableUpload
from videos.services import scanning, uploading
from videos.uploads.accepting import Status, store_for
from videos.uploads.pools import in_background, in_database
from videos.uploads.store import Busy, Store

log = logging.getLogger(__name__)

# What the file itself is to blame for; it would be the same another time.
REJECTIONS = (
    ValidationError,
    scanning.Infected,
    uploading.UnsupportedContainer,
    uploading.UploadTooLarge,
)
# What may be otherwise tomorrow: the bytes are kept until then.
OBSTACLES = (
    limits.LimitReached,
    credits.InsufficientCredits,
    budgets.BudgetReached,
    scanning.ScanUnavailable,
)
ASK_EVERY_SECONDS = 0.25

_under_way: dict[uuid.UUID, asyncio.Task[None]] = {}


def begin(upload_id: uuid.UUID) -> asyncio.Task[None]:
    """Goes on with the finishing of an upload; the same task however often it is asked for."""
    task = _under_way.get(upload_id)
    if task is None or task.done():
        task = asyncio.create_task(_finish(upload_id))
        _under_way[upload_id] = task
        task.add_done_callback(lambda _: _under_way.pop(upload_id, None))
    return task


async def _finish(upload_id: uuid.UUID) -> None:
    """Until the upload is finished here, or by whoever is at it already."""
    while True:
        try:
            await in_background(lambda: finish(upload_id=upload_id))
        except Busy:
            if not await in_database(_finishing(upload_id).exists):
                return
            await asyncio.sleep(ASK_EVERY_SECONDS)
        else:
            return


def finish(*, upload_id: uuid.UUID) -> None:
    """Makes the video; raises Busy when another process does. What stands in its way is written down."""
    row = _finishing(upload_id).first()
    if row is None:
        return
    store = store_for(row)
    turn = store.open(upload_id=upload_id)
    try:
        if _finishing(upload_id).exists():
            failpoint("upload-whole")
            _look_and_make(row, store)
    finally:
        turn.close()


def _finishing(upload_id: uuid.UUID) -> Any:
    return ResumableUpload.objects.filter(pk=upload_id, status=Status.FINISHING)


def _look_and_make(row: ResumableUpload, store: Store) -> None:
    try:
        _join(row, store)
        with store.as_file(upload_id=row.pk) as path:
            _make(
                row,
                store,
                uploading.Incoming(
                    path=path,
                    name=row.filename,
                    title=row.title,
                    description=row.description,
                    project_id=row.project_id,
                    video_id=row.video_id,
                    place=_placing(row, store),
                ),
            )
    except REJECTIONS as rejection:
        _write_down(row, rejection, status=Status.REJECTED, reserved=0)
    except OBSTACLES as obstacle:
        _write_down(row, obstacle)
        return
    failpoint("upload-made")
    clear(row, store)


def _join(row: ResumableUpload, store: Store) -> None:
    if row.kind == ResumableUpload.Kind.FINAL and store.size(upload_id=row.pk) != row.length:
        parts = row.parts.order_by("position").values_list("pk", flat=True)
        store.concat(upload_id=row.pk, parts=list(parts))
        failpoint("upload-joined")


def _placing(row: ResumableUpload, store: Store) -> Callable[[str], None]:
    def place(key: str) -> None:
        store.finish(upload_id=row.pk, key=key)
        failpoint("upload-placed")

    return place


def _make(row: ResumableUpload, store: Store, incoming: uploading.Incoming) -> None:
    info: MediaInfo = uploading.examine(incoming.path, sender=row.owner)
    failpoint("upload-examined")
    with transaction.atomic():
        # The lock: of two that came so far, the second finds nothing left to do.
        if _finishing(row.pk).update(reserved=0):
            made = uploading.take_in(user=row.owner, incoming=incoming, info=info)
            _finishing(row.pk).update(status=Status.DONE, job_id=made.job.pk, error=None, error_status=0)


def _write_down(row: ResumableUpload, error: Exception, **changes: object) -> None:
    describe: Callable[[Exception], tuple[int, dict[str, Any]]] = import_string(settings.UPLOAD_REFUSAL)
    status, body = describe(error)
    _finishing(row.pk).update(error=body, error_status=status, **changes)


def clear(row: ResumableUpload, store: Store) -> None:
    """Removes the bytes of an upload that is over, and of its parts."""
    for part_id in (*row.parts.values_list("pk", flat=True), row.pk):
        with suppress(FileNotFoundError):
            store.remove(upload_id=part_id)
