"""Puts a file that a job has made anew (a generated film, speech, a picture) into the library."""

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import Run
from videos import files
from videos.media.lineage import Spans
from videos.media.probe import MediaInfo
from videos.models import Video
from videos.pipelines.steps import attempt_key, store_thumbnail
from videos.services import crediting, provenance
from videos.services.uploading import extension_of
from videos.signals import video_ready


@dataclass(frozen=True)
class Addition:
    """A finished file in the job's folder, and what the library is to say of it."""

    path: Path
    info: MediaInfo
    title: str
    source: Video.Source
    description: str = ""
    parent: Video | None = None
    ai_generated: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    synthetic: Spans = ()  # what of it AI has made
    in_library: bool = True  # else a part of the job's project


def add(run: Run, video_id: uuid.UUID, addition: Addition) -> Video:
    """Stores the file with its thumbnail, and gives the row that `publish` saves with the job's end."""
    info = addition.info
    made = Video(
        id=video_id,
        owner=run.job.user,
        title=addition.title[:200],
        description=addition.description[:5000],
        media_type=_media_type(info),
        status=Video.Status.READY,
        source=addition.source,
        parent=addition.parent,
        job_id=run.job.pk,
        ai_generated=addition.ai_generated,
        metadata=addition.metadata,
        in_library=addition.in_library,
    )
    made.describe(info)
    provenance.of_made(made=made, spans=addition.synthetic)
    made.thumbnail = store_thumbnail(run, info, addition.path, made.pk)
    path = crediting.sign_new(made=made, path=addition.path, folder=run.folder, extension=extension_of(info))
    made.sha256 = files.digest(path)
    made.file = f"{attempt_key(run, made.pk)}/film.{extension_of(info)}"
    failpoint("before-store")
    files.store(path=path, key=made.file)
    failpoint("stored")
    return made


def publish(*, made: Video) -> None:
    """Writes the row down; what other attempts have left behind goes on commit."""
    if made.parent_id and not Video.objects.filter(pk=made.parent_id).exists():
        made.parent = None
    made.save(force_insert=True)
    made.lineage.save(force_insert=True)
    folder, attempt = made.file.rsplit("/", 2)[:2]
    transaction.on_commit(lambda: files.keep_only(folder=folder, attempt=attempt))
    video_ready.send(sender=Video, video=made)


def abandon(*, job: Job, video_id: uuid.UUID) -> None:
    """Removes what the attempts at a job have stored, on commit."""
    folder = files.folder_key(user_id=job.user_id, video_id=video_id)
    transaction.on_commit(lambda: files.delete_folder(folder))


def output_of(made: Video) -> dict[str, Any]:
    """The item as a job's output."""
    return {"type": made.media_type, "id": str(made.pk), "url": f"/api/videos/{made.pk}/download"}


def _media_type(info: MediaInfo) -> Video.MediaType:
    if info.video is None:
        return Video.MediaType.AUDIO
    is_picture = info.is_still or info.demuxer == "gif"
    return Video.MediaType.IMAGE if is_picture else Video.MediaType.VIDEO
