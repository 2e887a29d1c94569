"""Take in a file: look at it in the sandbox, store it, and have it prepared."""

import shutil
import tempfile
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path, PurePath
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from videos import files
from videos.limits import media_limits
from videos.media.probe import MediaInfo, probe
from videos.media.sniff import MediaRejected
from videos.models import Video
from videos.services import library

# What a demuxer writes: the extension follows what the file is, never what its name says.
EXTENSIONS = {
    "mov": "mp4",
    "matroska": "mkv",
    "avi": "avi",
    "mpegts": "ts",
    "mpeg": "mpg",
    "flv": "flv",
    "asf": "wmv",
    "ogg": "ogv",
    "gif": "gif",
}
WEBM_CODECS = {"vp8", "vp9", "av1", "opus", "vorbis"}
UNTITLED = "Untitled"


class UploadTooLarge(Exception):
    """The file is larger than an upload may be."""


class UnsupportedContainer(Exception):
    """The file is of a known kind, but not one that we take in."""


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived on our disk, and what its sender says of it."""

    path: Path
    name: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True)
class Upload:
    video: Video
    job: Job


def receive(*, content: BinaryIO) -> Path:
    """Writes a stream to our incoming folder, at most MAX_UPLOAD_BYTES of it; raises UploadTooLarge."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="upload-", delete=False) as target:
        shutil.copyfileobj(content, target, 1024 * 1024)
    return Path(target.name)


def quote() -> Quote:
    """What it costs to prepare one uploaded video."""
    return credits.quote_for(lines=[Line("ingest", Decimal(1), "Video processing")])


def upload(*, user: User, incoming: Incoming, idempotency_key: str = "") -> Upload:
    """Makes a video of the file and queues its preparation.

    Raises UploadTooLarge, UnsupportedContainer, ValidationError (`file`) or InsufficientCredits; in each case
    the file is gone and no credit has moved.
    """
    try:
        return _take_in(user, incoming, examine(incoming.path), idempotency_key)
    finally:
        incoming.path.unlink(missing_ok=True)


def upload_many(*, user: User, incoming: list[Incoming], idempotency_key: str = "") -> list[Upload]:
    """Takes in several files, all or none; raises what `upload` raises. A title is for a single file."""
    if len(incoming) == 1:
        return [upload(user=user, incoming=incoming[0], idempotency_key=idempotency_key)]
    uploads: list[Upload] = []
    try:
        for file in incoming:
            examine(file.path)
        for number, file in enumerate(incoming):
            key = f"{idempotency_key}#{number}" if idempotency_key else ""
            uploads.append(upload(user=user, incoming=replace(file, title=""), idempotency_key=key))
    except BaseException:
        for done in uploads:
            library.delete(user=user, video_id=done.video.pk)
        raise
    return uploads


def examine(path: Path) -> MediaInfo:
    """What the file is, or the reason why we do not take it."""
    if path.stat().st_size > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
        raise UploadTooLarge(f"An upload may have at most {limit} MB.")
    try:
        info = probe(path, limits=media_limits())
    except MediaRejected as rejected:
        if rejected.code == "unsupported_container":
            raise UnsupportedContainer(rejected.message) from None
        raise ValidationError({"file": ValidationError(rejected.message, code=rejected.code)}) from None
    if info.video is None:
        message = "This file has no picture. Upload a video; sound alone is not taken in here."
        raise ValidationError({"file": ValidationError(message, code="not_a_video")})
    return info


def ingest_order(*, video: Video, request: dict[str, str] | None = None) -> Order:
    return Order(
        kind="video.ingest",
        work="videos.ingest",
        category="video",
        queue="media",
        quote=quote(),
        title=f"Prepare {video.title}",
        video_id=video.pk,
        request=request,
    )


def _take_in(user: User, incoming: Incoming, info: MediaInfo, key: str) -> Upload:
    video = _video(user, incoming, info)
    request = {"name": video.original_name, "title": video.title, "description": video.description}
    if key:
        request["sha256"] = files.digest(incoming.path)
    folder = files.folder_key(user_id=user.pk, video_id=video.pk)
    try:
        with transaction.atomic():
            job = jobs.submit(
                user=user, order=ingest_order(video=video, request=request), idempotency_key=key
            )
            if job.video_id == video.pk:
                video.job_id = job.pk
                video.save(force_insert=True)
                files.store(path=incoming.path, key=video.file)
    except BaseException:
        files.delete_folder(folder)
        raise
    return Upload(video=Video.objects.for_user(user).get(job_id=job.pk), job=job)


def _video(user: User, incoming: Incoming, info: MediaInfo) -> Video:
    video = Video(
        owner=user,
        title=_title(incoming),
        description=incoming.description,
        original_name=PurePath(incoming.name).name[:255],
        source=Video.Source.UPLOAD,
    )
    video.describe(info)
    folder = files.folder_key(user_id=user.pk, video_id=video.pk)
    video.file = f"{folder}/original/film.{extension_of(info)}"
    return video


def extension_of(info: MediaInfo) -> str:
    if info.demuxer == "matroska" and _codecs(info) <= WEBM_CODECS:
        return "webm"
    return EXTENSIONS.get(info.demuxer, "bin")


def _codecs(info: MediaInfo) -> set[str]:
    return {stream.codec for stream in (info.video, info.audio) if stream}


def _title(incoming: Incoming) -> str:
    return (incoming.title.strip() or PurePath(incoming.name).stem.strip() or UNTITLED)[:200]
