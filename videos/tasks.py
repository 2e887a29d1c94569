import uuid
from contextlib import suppress
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from videos.services import clipping, retaining, shelving, storing
from videos.services import sweeping as files_sweeping
from videos.uploads import finishing, store, sweeping


@shared_task(name="videos.sweep_clips")
def sweep_clips(**_: Any) -> None:
    clipping.sweep()


@shared_task(name="videos.sweep_segments")
def sweep_segments(**_: Any) -> None:
    shelving.sweep()


@shared_task(name="videos.sweep_uploads")
def sweep_uploads(**_: Any) -> None:
    for upload_id in sweeping.sweep():
        finish_upload.delay(upload_id=str(upload_id))


@shared_task(name="videos.sweep_storage")
def sweep_storage(**_: Any) -> None:
    files_sweeping.sweep(before=timezone.now() - timedelta(hours=settings.SWEEP_STORAGE_HOURS))


@shared_task(name="videos.retain")
def retain(**_: Any) -> None:
    retaining.retain()


@shared_task(name="videos.compare_storage")
def compare_storage(**_: Any) -> None:
    storing.compare()


@shared_task(name="videos.finish_upload")
def finish_upload(*, upload_id: str, **_: Any) -> None:
    with suppress(store.Busy):  # its finishing is under way
        finishing.finish(upload_id=uuid.UUID(upload_id))
