"""Prepares an uploaded file: its thumbnail, its storyboard and its waveform."""

import logging
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from jobs.models import Job
from jobs.work import JobFailed, LeaseLost, Outcome, Run, Work
from videos import files
from videos.media.derived.source import LacksTrack
from videos.models import Artefact, Video
from videos.pipelines.steps import open_workshop, store_thumbnail, subject, video_of
from videos.services import deriving, making, uploading
from videos.signals import video_ready

log = logging.getLogger(__name__)


def ingest(run: Run) -> Outcome:
    """Prepares what was uploaded: its thumbnail, and a film's storyboard and waveform."""
    video = video_of(run.job)
    run.progress(0, gettext("Fetching"))
    path = files.fetch(key=video.file, folder=run.folder)
    run.progress(10, gettext("Thumbnail"))
    thumbnail = store_thumbnail(run, video.media_info, path, video.pk)
    run.progress(20, gettext("Storyboard"))
    made = [*_welcome(run, video, path, Artefact.Kind.STORYBOARD)]
    run.progress(70, gettext("Waveform"))
    made += _welcome(run, video, path, Artefact.Kind.WAVEFORM)
    return Outcome(
        publish=partial(_publish_ingest, thumbnail, files.digest(path), made),
        outputs=[{"type": video.media_type, "id": str(video.pk), "url": f"/api/videos/{video.pk}/download"}],
        result={"videoId": str(video.pk)},
    )


def _welcome(run: Run, video: Video, path: Path, kind: Artefact.Kind) -> list[making.Made]:
    """What is made of every new film if it can be: a film is no worse for having no storyboard."""
    try:
        making.must_suit(kind=kind, info=video.media_info)
        workshop = open_workshop(run, video, path, stage=deriving.TITLES[kind])
        return [making.make(kind=kind, workshop=workshop, attempt=making.attempt_name(run.job))]
    except LacksTrack:
        return []
    except JobFailed as failure:
        log.warning("%s: no %s: %s %s", run.job, kind, failure, failure.log[-500:])
        return []


def _publish_ingest(thumbnail: str, sha256: str, made: list[making.Made], job: Job) -> None:
    published = Video.objects.filter(pk=subject(job)).update(
        status=Video.Status.READY, thumbnail=thumbnail, sha256=sha256
    )
    if not published:
        raise LeaseLost("The video was deleted while it was prepared.")
    for each in made:
        making.publish(made=each, job=job)
    video = Video.objects.get(pk=subject(job))
    deriving.after_ingest(video=video, wished_frames=job.params.get("frames"))
    video_ready.send(sender=Video, video=video)


def _abandon_ingest(job: Job) -> None:
    Video.objects.filter(pk=subject(job)).update(status=Video.Status.FAILED)
    for kind in deriving.MADE_BY_INGEST:
        making.discard(kind=kind, job=job)


def _reorder_ingest(job: Job) -> Any:
    video = Video.objects.for_user(job.user).get(pk=subject(job))
    Video.objects.filter(pk=video.pk).update(status=Video.Status.PROCESSING)
    return uploading.ingest_order(
        video=video, wished_frames=job.params.get("frames"), project_id=job.project_id
    )


INGEST = Work(run=ingest, reorder=_reorder_ingest, abandoned=_abandon_ingest)
