"""Removes what lies in the storage and belongs to nothing: attempts that were lost, and parts of uploads.

Only what is old, and only in places that this module knows; anything else is not its business. The order of
the questions makes it safe beside running work: first what lies there, then who is at work, then what rows
name. Who ends between the last two has named its files by then; who begins later makes new ones.
"""

import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from accounts.models import User
from jobs.models import Job
from videos import copies, files, multipart
from videos.bucket import Stored, bucket
from videos.models import Artefact, ResumableUpload, Video

log = logging.getLogger(__name__)

KINDS = "|".join(Artefact.Kind.values)
# Below a video's folder: what a row must name. Pictures, measurements, clips and voices have their own rules.
NAMED = re.compile(rf"(original|[0-9a-f]{{8}}-[0-9]+|parts|derived/({KINDS})/[^/]+)/.+")
VIDEO = re.compile(r"users/[^/]+/videos/(?P<video>[0-9a-f-]{36})/(?P<inside>.+)")
AVATAR = re.compile(r"users/[^/]+/avatar/[^/]+")
UNFINISHED = (ResumableUpload.Status.OPEN, ResumableUpload.Status.FINISHING)


@dataclass
class Swept:
    """What was found to belong to nothing, and (unless it was only looked for) removed."""

    files: int = 0
    bytes: int = 0
    multiparts: int = 0
    keys: list[str] = field(default_factory=list)

    def add(self, found: list[Stored]) -> None:
        self.files += len(found)
        self.bytes += sum(each.size for each in found)
        self.keys += [each.key for each in found]


def sweep(*, before: datetime, remove: bool = True) -> Swept:
    """Removes orphans that were written before that moment; with `remove` false only counts them."""
    swept = Swept()
    for owner in files.folders(folder="users"):
        found = orphans(owner=owner, before=before)
        if remove:
            files.delete_many(keys=[each.key for each in found])
        swept.add(found)
    swept.multiparts = _sweep_multiparts(before, remove=remove)
    _sweep_here(swept, before, remove=remove)
    if remove:
        copies.sweep()
    if remove and swept.files:
        log.info("Removed %s files of nothing, %s bytes.", swept.files, swept.bytes)
    return swept


def orphans(*, owner: str, before: datetime) -> list[Stored]:
    """The files of one person's folder that belong to nothing, and nobody is at work on."""
    old = [each for each in files.listing(folder=f"users/{owner}") if each.modified < before]
    if not old:
        return []
    user = _user(owner)
    if user is None:
        return old
    at_work = _at_work()
    videos = {str(video.pk): video for video in Video.objects.filter(owner=user).only("file", "thumbnail")}
    places = _Places(user.avatar, videos, at_work, _artefact_keys(user))
    return [each for each in old if places.lack(each.key)]


@dataclass(frozen=True)
class _Places:
    """What is named of one person's files."""

    avatar: str
    videos: dict[str, Video]
    at_work: set[str]
    artefacts: set[str]

    def lack(self, key: str) -> bool:
        """Whether the file is in a place of ours, and nothing names it."""
        if AVATAR.fullmatch(key):
            return key != self.avatar
        match = VIDEO.fullmatch(key)
        if match is None or match["video"] in self.at_work:
            return False
        video = self.videos.get(match["video"])
        if video is None:
            return True
        return NAMED.fullmatch(match["inside"]) is not None and not self._is_named(key, video)

    def _is_named(self, key: str, video: Video) -> bool:
        return key in {video.file, video.thumbnail} or any(
            str(place) in self.artefacts for place in Path(key).parents
        )


def _user(owner: str) -> User | None:
    try:
        return User.objects.filter(pk=uuid.UUID(owner)).first()
    except ValueError:
        return None


def _at_work() -> set[str]:
    """The videos that a job makes or works on, or that an upload is becoming."""
    jobs = Job.objects.active().values_list("video_id", "params__outputVideoId", "params__videoId")
    coming = ResumableUpload.objects.filter(status__in=UNFINISHED).values_list("video_id", flat=True)
    return {str(each) for row in jobs for each in row if each} | {str(each) for each in coming}


def _artefact_keys(user: User) -> set[str]:
    return set(Artefact.objects.filter(video__owner=user).values_list("key", flat=True))


def _sweep_multiparts(before: datetime, *, remove: bool) -> int:
    """Large files that a worker was sending to the bucket when it died; uploads sweep their own."""
    remote = bucket()
    if remote is None:
        return 0
    old = [each for each in multipart.under_way(remote, prefix="users/") if each.begun < before]
    for each in old if remove else ():
        each.multipart.abort()
    return len(old)


def _sweep_here(swept: Swept, before: datetime, *, remove: bool) -> None:
    """What uploads have left on this machine's disk when their process died."""
    for path in _left_here():
        with suppress(FileNotFoundError):
            facts = path.stat()
            if facts.st_mtime < before.timestamp():
                swept.add([Stored(str(path), facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))])
                if remove:
                    path.unlink()


def _left_here() -> Iterator[Path]:
    yield from Path(settings.FILE_UPLOAD_TEMP_DIR).glob("upload-*")
    yield from Path(settings.WORK_DIR).glob("upload-*/whole")
