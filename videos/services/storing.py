"""How much of the storage somebody uses: counted from rows, which change with the files in one transaction.

A library's files count against its owner's plan, and so do the bytes that unfinished uploads have set aside.
Storyboards, waveforms and streams are counted beside them, and are the platform's own affair, as are small
things without a row: thumbnails, single pictures, previews, measurements, kept segments.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from videos import files
from videos.models import Artefact, ResumableUpload, Video

log = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
UNDER_WAY = timedelta(minutes=10)  # younger rows may be in the middle of something


@dataclass(frozen=True)
class Use:
    """Bytes: of the library's files, of what lies beside them, and set aside by unfinished uploads."""

    films: int
    artefacts: int
    coming: int


@dataclass(frozen=True)
class Difference:
    """A row that tells another size than its files have; `found` None: the file is missing."""

    row: Video | Artefact
    key: str
    told: int
    found: int | None

    def __str__(self) -> str:
        found = "it is missing" if self.found is None else f"it has {self.found} bytes"
        return f"{self.key}: its row tells of {self.told} bytes, {found}"


def use_of(*, user: User) -> Use:
    return Use(
        films=_sum(Video.objects.filter(owner=user), "size"),
        artefacts=_sum(Artefact.objects.filter(video__owner=user), "size"),
        coming=_sum(ResumableUpload.objects.filter(owner=user), "reserved"),
    )


def counted(*, user: User) -> int:
    """Bytes of the library's files and of those that are coming: what a plan limits."""
    films = _sum(Video.objects.filter(owner=user), "size")
    return films + _sum(ResumableUpload.objects.filter(owner=user), "reserved")


def touch(*, video: Video) -> None:
    """Notes that somebody has looked at a video; once a day, for it is asked with every look."""
    now = timezone.now()
    if video.used_at < now - A_DAY or video.warned_at:
        Video.objects.filter(pk=video.pk).update(used_at=now, warned_at=None)


def differences(*, user: User, before: datetime) -> Iterator[Difference]:
    """Where somebody's rows and files disagree; of the rows that were made before that moment.

    They come and go while the files are listed, so give the moments of work under way some time.
    """
    found = {each.key: each.size for each in files.listing(folder=f"users/{user.pk}/videos")}
    for video in Video.objects.filter(owner=user, created_at__lt=before).iterator():
        size = found.get(video.file)
        if size != video.size and _is_there(video):
            yield Difference(video, video.file, video.size, size)
    folders = _sizes_by_folder(found)
    for artefact in Artefact.objects.filter(video__owner=user, created_at__lt=before).iterator():
        size = folders.get(artefact.key)
        if (size or 0) != artefact.size and _is_there(artefact):
            yield Difference(artefact, artefact.key, artefact.size, size)


def compare() -> int:
    """Logs every difference there is, as the nightly audit of the files; how many."""
    count, before = 0, timezone.now() - UNDER_WAY
    for user in User.objects.order_by("pk").iterator():
        for each in differences(user=user, before=before):
            log.error("Storage: %s", each)
            count += 1
    return count


def mend(*, difference: Difference) -> bool:
    """Makes the row tell what is there; False for a file that is missing, which no number mends."""
    if difference.found is None:
        return False
    return bool(_same(difference.row).update(size=difference.found))


def _sizes_by_folder(found: dict[str, int]) -> dict[str, int]:
    """Bytes of all that lies below each folder."""
    sizes = dict[str, int]()
    for key, size in found.items():
        for folder in PurePosixPath(key).parents:
            sizes[str(folder)] = sizes.get(str(folder), 0) + size
    return sizes


def _is_there(row: Video | Artefact) -> bool:
    """Whether it was not deleted meanwhile."""
    return _same(row).exists()


def _same(row: Video | Artefact) -> QuerySet[Any]:
    """The row as it is in the database now, if it still is."""
    if isinstance(row, Video):
        return Video.objects.filter(pk=row.pk)
    return Artefact.objects.filter(pk=row.pk)


def _sum(rows: QuerySet[Any], column: str) -> int:
    return int(rows.aggregate(sum=Sum(column))["sum"] or 0)
