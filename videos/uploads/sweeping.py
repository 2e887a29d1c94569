"""What is looked after by the clock: uploads that nobody goes on with, and finishings broken off."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from videos.models import ResumableUpload
from videos.uploads import finishing
from videos.uploads.accepting import Status, store_for
from videos.uploads.store import Busy, Store
from videos.uploads.stores import STORES

# How long a client that comes back is told that its upload is over, and not that there never was one.
REMEMBERED = timedelta(days=7)
# Bytes that no row knows may be those of an upload that is being made.
UNKNOWN_FOR_SECONDS = 3600.0


def sweep() -> list[uuid.UUID]:
    """Removes what is over; returns the uploads whose finishing was broken off, or is under way.

    Never touches an upload that is written to, or that a video is being made of: its turn is taken.
    """
    expire()
    remove_leftovers()
    over = ResumableUpload.objects.exclude(status__in=(Status.OPEN, Status.FINISHING))
    over.filter(expires_at__lt=timezone.now() - REMEMBERED).delete()
    return list(ResumableUpload.objects.filter(status=Status.FINISHING).values_list("pk", flat=True))


def overdue() -> QuerySet[ResumableUpload]:
    """The unfinished uploads whose time is over."""
    unfinished = ResumableUpload.objects.filter(status__in=(Status.OPEN, Status.FINISHING))
    return unfinished.filter(expires_at__lt=timezone.now())


def expire() -> int:
    """Ends the uploads whose time is over, and gives back what they had set aside; how many."""
    count = 0
    for row in overdue():
        store = store_for(row)
        with suppress(Busy), turn_of(store, row.pk):
            # Asked again, for its client may have come back since.
            if overdue().filter(pk=row.pk).update(status=Status.EXPIRED, reserved=0):
                finishing.clear(row, store)
                count += 1
    return count


def remove_leftovers() -> int:
    """Removes bytes that belong to no unfinished upload; of how many."""
    count = 0
    for store, upload_id in unknown():
        with suppress(Busy), turn_of(store, upload_id):
            store.remove(upload_id=upload_id)
            count += 1
    return count


def unknown() -> list[tuple[Store, uuid.UUID]]:
    """The bytes that belong to no unfinished upload, and have not for a while."""
    since = time.time() - UNKNOWN_FOR_SECONDS
    found = [
        (store, upload_id) for store in STORES.values() for upload_id in store.leftovers(older_than=since)
    ]
    return [(store, upload_id) for store, upload_id in found if not _is_needed(upload_id)]


def _is_needed(upload_id: uuid.UUID) -> bool:
    rows = ResumableUpload.objects.filter(pk=upload_id)
    return rows.filter(status__in=(Status.OPEN, Status.FINISHING, Status.JOINED)).exists()


@contextmanager
def turn_of(store: Store, upload_id: uuid.UUID) -> Iterator[None]:
    """Raises Busy when somebody has it; there is nothing to take where the bytes are gone."""
    try:
        turn = store.open(upload_id=upload_id)
    except FileNotFoundError:
        yield
        return
    try:
        yield
    finally:
        turn.close()
