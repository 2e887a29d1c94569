"""Take in a file: look at it in the sandbox, store it, and have it prepared."""

import shutil
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from credits import limits
from credits import services as credits
from credits.plan_models import Feature
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from videos import files
from videos.limits import media_limits
from videos.media.derived import frames
from videos.media.images import LARGEST_IMAGE, looks_like_image, probe_image
from videos.media.probe import MediaInfo, probe
from videos.media.sniff import MediaRejected
from videos.models import Video
from videos.services import deriving, library, scanning
from videos.signals import video_taken_in

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
    "gif_pipe": "gif",
    "png_pipe": "png",
    "jpeg_pipe": "jpg",
    "webp_pipe": "webp",
}
# The same for sound alone.
SOUNDS = {"mov": "m4a", "mp3": "mp3", "wav": "wav", "flac": "flac", "ogg": "ogg", "aac": "aac"}
WEBM_CODECS = {"vp8", "vp9", "av1", "opus", "vorbis"}
UNTITLED = "Untitled"
MEGABYTE = 1024 * 1024


class UploadTooLarge(Exception):
    """The file is larger than an upload may be."""


class UnsupportedContainer(Exception):
    """The file is of a known kind, but not one that we take in."""


@dataclass(frozen=True)
class WishedFrames:
    """Pictures of a film at even steps of `interval` seconds, at most `most` of them, `width` pixels wide."""

    interval: float
    most: int
    width: int = 640


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived on our disk, and what its sender says of it."""

    path: Path
    name: str
    title: str = ""
    description: str = ""
    wished_frames: WishedFrames | None = None
    project_id: uuid.UUID | None = None
    video_id: uuid.UUID | None = None  # of the video that is made of it; a new one when it is None
    source: Video.Source = Video.Source.UPLOAD
    place: Callable[[str], None] | None = None  # puts it under a key; else the file itself is moved there


@dataclass(frozen=True)
class Upload:
    video: Video
    job: Job


def receive(*, content: BinaryIO) -> Path:
    """Writes a stream to our incoming folder, at most MAX_UPLOAD_BYTES of it; raises UploadTooLarge."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="upload-", delete=False) as target:
        shutil.copyfileobj(content, target, MEGABYTE)
    return Path(target.name)


def quote() -> Quote:
    """What it costs to prepare one uploaded video; a picture costs nothing."""
    return credits.quote_for(lines=[Line("ingest", Decimal(1), gettext("Video processing"))])


def upload(*, user: User, incoming: Incoming, idempotency_key: str = "") -> Upload:
    """Makes a video, or a picture, of the file and queues its preparation.

    Raises UploadTooLarge, UnsupportedContainer, ValidationError (`file`, `extractFrames`), LimitReached,
    InsufficientCredits, Infected or ScanUnavailable; in each case the file is gone and no credit has moved.
    """
    try:
        info = examine(incoming.path, sender=user)
        return _take_in(user, incoming, info, _wish(incoming, info), idempotency_key)
    finally:
        incoming.path.unlink(missing_ok=True)


def take_in(*, user: User, incoming: Incoming, info: MediaInfo) -> Upload:
    """The same for a file that was examined before, and that its bringer removes."""
    return _take_in(user, incoming, info, _wish(incoming, info), "")


def upload_many(*, user: User, incoming: list[Incoming], idempotency_key: str = "") -> list[Upload]:
    """Takes in several files, all or none; raises what `upload` raises. A title is for a single file."""
    if len(incoming) == 1:
        return [upload(user=user, incoming=incoming[0], idempotency_key=idempotency_key)]
    uploads: list[Upload] = []
    try:
        infos = [examine(file.path, sender=user) for file in incoming]
        wishes = [_wish(file, info) for file, info in zip(incoming, infos, strict=True)]
        for number, (file, info, wish) in enumerate(zip(incoming, infos, wishes, strict=True)):
            key = f"{idempotency_key}#{number}" if idempotency_key else ""
            uploads.append(_take_in(user, replace(file, title=""), info, wish, key))
    except BaseException:
        for done in uploads:
            library.delete(user=user, video_id=done.video.pk)
        raise
    finally:
        for file in incoming:
            file.path.unlink(missing_ok=True)
    return uploads


def examine(path: Path, *, sender: User) -> MediaInfo:
    """What the file is, or the reason why we do not take it. It is scanned before anything opens it."""
    _must_fit(path)
    scanning.must_be_clean(path=path, sender=sender)
    try:
        return _look_into(path)
    except MediaRejected as rejected:
        if rejected.code == "unsupported_container":
            raise UnsupportedContainer(rejected.message) from None
        raise ValidationError({"file": ValidationError(rejected.message, code=rejected.code)}) from None


def _must_fit(path: Path) -> None:
    is_image = looks_like_image(path)
    most = min(LARGEST_IMAGE, settings.MAX_UPLOAD_BYTES) if is_image else settings.MAX_UPLOAD_BYTES
    if path.stat().st_size > most:
        image = gettext("An image may have at most %(most)s MB.")
        upload = gettext("An upload may have at most %(most)s MB.")
        raise UploadTooLarge((image if is_image else upload) % {"most": most // MEGABYTE})


def _look_into(path: Path) -> MediaInfo:
    return (probe_image if looks_like_image(path) else probe)(path, limits=media_limits())


def _wish(incoming: Incoming, info: MediaInfo) -> dict[str, Any] | None:
    """The wished pictures as moments of this film."""
    wished = incoming.wished_frames
    if wished is None:
        return None
    if info.is_still or info.video is None:
        picture = gettext("This is a picture, not a film: there are no frames to take from it.")
        sound = gettext("This is a sound, not a film: there are no frames to take from it.")
        message = picture if info.is_still else sound
        raise ValidationError({"extractFrames": ValidationError(message, code="no_film")})
    steps = frames.steps_within(info, interval=wished.interval, limit=wished.most)
    return deriving.frames_params(steps, wished.width)


def ingest_order(
    *,
    video: Video,
    request: dict[str, Any] | None = None,
    wished_frames: dict[str, Any] | None = None,
    project_id: uuid.UUID | None = None,
) -> Order:
    return Order(
        kind="video.ingest",
        work="videos.ingest",
        category="video",
        queue="media",
        quote=deriving.FREE if video.media_info.is_still else quote(),
        title=gettext("Prepare %(title)s") % {"title": video.title},
        video_id=video.pk,
        project_id=project_id,
        params={"frames": wished_frames} if wished_frames else {},
        request=request,
    )


def _take_in(
    user: User, incoming: Incoming, info: MediaInfo, wished_frames: dict[str, Any] | None, key: str
) -> Upload:
    video = _video(user, incoming, info)
    request = _request(video, incoming, wished_frames, key)
    folder = files.folder_key(user_id=user.pk, video_id=video.pk)
    try:
        with transaction.atomic():
            if not jobs.is_known(user=user, idempotency_key=key):
                _must_allow(user, video)
            order = ingest_order(
                video=video,
                request=request,
                wished_frames=wished_frames,
                project_id=incoming.project_id,
            )
            job = jobs.submit(user=user, order=order, idempotency_key=key)
            if job.video_id == video.pk:
                video.job_id = job.pk
                video.save(force_insert=True)
                _place(incoming, video.file)
                video_taken_in.send(sender=Video, video=video)
    except BaseException:
        files.delete_folder(folder)
        raise
    return Upload(video=Video.objects.for_user(user).told_to(user).get(job_id=job.pk), job=job)


def _place(incoming: Incoming, key: str) -> None:
    if incoming.place:
        incoming.place(key)
    else:
        files.store(path=incoming.path, key=key)


def _must_allow(user: User, video: Video) -> None:
    """Raises LimitReached. Pictures and sounds count by their bytes only."""
    limits.must_allow(user=user, feature=Feature.UPLOAD, amount=video.size)
    limits.must_allow(user=user, feature=Feature.STORAGE, amount=video.size)
    if video.media_type == Video.MediaType.VIDEO:
        limits.must_allow(user=user, feature=Feature.VIDEOS)


def _request(
    video: Video, incoming: Incoming, wished_frames: dict[str, Any] | None, key: str
) -> dict[str, Any]:
    """What makes two uploads under one key the same."""
    request: dict[str, Any] = {
        "name": video.original_name,
        "title": video.title,
        "description": video.description,
    }
    if wished_frames:
        request["frames"] = wished_frames
    if incoming.project_id:
        request["project"] = str(incoming.project_id)
    if key:
        request["sha256"] = files.digest(incoming.path)
    return request


def _video(user: User, incoming: Incoming, info: MediaInfo) -> Video:
    video = Video(
        owner=user,
        title=_title(incoming),
        description=incoming.description,
        original_name=PurePath(incoming.name).name[:255],
        source=incoming.source,
        media_type=_media_type(info),
    )
    video.pk = incoming.video_id or video.pk
    video.describe(info)
    folder = files.folder_key(user_id=user.pk, video_id=video.pk)
    video.file = f"{folder}/original/film.{extension_of(info)}"
    return video


def _media_type(info: MediaInfo) -> Video.MediaType:
    if info.video is None:
        return Video.MediaType.AUDIO
    is_picture = info.is_still or info.demuxer == "gif"
    return Video.MediaType.IMAGE if is_picture else Video.MediaType.VIDEO


def extension_of(info: MediaInfo) -> str:
    if info.video is None:
        return SOUNDS.get(info.demuxer, "bin")
    if info.demuxer == "matroska" and _codecs(info) <= WEBM_CODECS:
        return "webm"
    return EXTENSIONS.get(info.demuxer, "bin")


def _codecs(info: MediaInfo) -> set[str]:
    return {stream.codec for stream in (info.video, info.audio) if stream}


def _title(incoming: Incoming) -> str:
    return (incoming.title.strip() or PurePath(incoming.name).stem.strip() or UNTITLED)[:200]
