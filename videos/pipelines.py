"""The work of video jobs: steps over files and FFmpeg. Knows nothing of HTTP and queues nothing."""

import logging
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import Cancelled, JobFailed, LeaseLost, Outcome, Run, Work
from videos import files
from videos.limits import media_limits
from videos.media import checks, runner
from videos.media.command import Command
from videos.media.graph import compile_recipe
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo, has_light
from videos.media.progress import Progress
from videos.media.recipe import Recipe, parse_recipe, used_span, validate
from videos.media.stills import thumbnail_command
from videos.models import Video
from videos.services import editing, uploading

log = logging.getLogger(__name__)

THUMBNAIL_WIDTH = 640
MEDIA_TYPES = {"gif": Video.MediaType.IMAGE, "mp3": Video.MediaType.AUDIO, "wav": Video.MediaType.AUDIO}
MEDIA_TYPES |= {"m4a": Video.MediaType.AUDIO}
FFMPEG_FAILED = "The video could not be processed. Nothing was charged."


def edit(run: Run) -> Outcome:
    """Runs a recipe on its source and makes a new video of the result."""
    source = _video_of(run)
    recipe = parse_recipe(run.job.params["operations"])
    run.progress(0, "Fetching")
    path = files.fetch(key=source.file, folder=run.folder)
    try:
        command = compile_recipe(
            recipe, source.media_info, source=path, folder=run.folder, limits=media_limits()
        )
    except OperationRefused as refused:
        raise JobFailed(refused.code, refused.message) from None
    report = _ffmpeg(run, command, stage="Encoding", until=95)
    run.progress(95, "Checking")
    info = _check(command, partial(_is_black, path, recipe, source.media_info))
    run.progress(97, "Storing")
    made = _made(run, source, command, info)
    return Outcome(
        publish=partial(_publish_edit, made),
        outputs=[{"type": made.media_type, "id": str(made.pk), "url": f"/api/videos/{made.pk}/download"}],
        result={
            "videoId": str(made.pk),
            "duration": info.duration,
            "width": made.width,
            "height": made.height,
            "mode": command.mode,
            "notes": list(command.notes),
            "encodeSeconds": round(report.seconds, 3),
        },
        log=_log(command, report.log),
    )


def ingest(run: Run) -> Outcome:
    """Prepares an uploaded video: its thumbnail."""
    video = _video_of(run)
    run.progress(0, "Fetching")
    path = files.fetch(key=video.file, folder=run.folder)
    run.progress(10, "Thumbnail")
    thumbnail = _store_thumbnail(run, video.media_info, path, video.pk)
    return Outcome(
        publish=partial(_publish_ingest, thumbnail, files.digest(path)),
        outputs=[{"type": "video", "id": str(video.pk), "url": f"/api/videos/{video.pk}/download"}],
        result={"videoId": str(video.pk)},
    )


def _video_of(run: Run) -> Video:
    video = Video.objects.for_user(run.job.user).filter(pk=subject(run.job)).first()
    if video is None:
        raise JobFailed("video_gone", "The video was deleted.")
    return video


def subject(job: Job) -> uuid.UUID:
    """The video that a job of ours is about."""
    if job.video_id is None:
        raise JobFailed("video_gone", "The job names no video.")
    return job.video_id


def _ffmpeg(run: Run, command: Command, *, stage: str, until: float) -> runner.RunReport:
    def on_progress(progress: Progress) -> None:
        failpoint("encoding")
        run.progress(progress.percent * until / 100, stage)

    try:
        return runner.run(
            command,
            folder=run.folder,
            on_progress=on_progress,
            should_stop=run.should_stop,
            deadline=settings.JOB_TIMEOUT_SECONDS,
            limits=media_limits(),
        )
    except runner.Stopped:
        run.progress(0)  # says whether the user or a lost lease stopped it
        raise Cancelled from None
    except runner.DeadlineExceeded:
        raise JobFailed("timeout", "The work took too long and was stopped. Nothing was charged.") from None
    except runner.FfmpegFailed as failed:
        evidence = {"exitCode": failed.exit_code, "argv": list(command.argv)}
        raise JobFailed("ffmpeg_failed", FFMPEG_FAILED, evidence=evidence, log=failed.log) from None


def _is_black(path: Path, recipe: Recipe, info: MediaInfo) -> bool:
    start, end = used_span(recipe, validate(recipe, info))
    return not has_light(path, start=start, end=end, limits=media_limits())


def _check(command: Command, went_in_black: Callable[[], bool]) -> MediaInfo:
    """What came out, once it is shown to be what was promised; nothing is charged before."""
    try:
        return checks.verify(
            command.output, command.expects, went_in_black=went_in_black, limits=media_limits()
        )
    except checks.ResultRefused as refused:
        message = "The result is not what was promised, so it was thrown away. Nothing was charged."
        raise JobFailed(
            "check_failed", message, evidence={"check": refused.code, **refused.evidence}
        ) from None


def _made(run: Run, source: Video, command: Command, info: MediaInfo) -> Video:
    extension = command.output.suffix.lstrip(".")
    made = Video(
        id=uuid.UUID(run.job.params["outputVideoId"]),
        owner=run.job.user,
        title=run.job.params["title"],
        media_type=MEDIA_TYPES.get(extension, Video.MediaType.VIDEO),
        status=Video.Status.READY,
        source=Video.Source.EDIT,
        original_name=source.original_name,
        parent=source,
        recipe=run.job.params["operations"],
        job_id=run.job.pk,
        ai_generated=source.ai_generated,
    )
    made.describe(info)
    made.address = editing.address_of(source, run.job.params["operations"])
    made.thumbnail = _store_thumbnail(run, info, command.output, made.pk)
    made.sha256 = files.digest(command.output)
    made.file = f"{_attempt_key(run, made.pk)}/film.{extension}"
    files.store(path=command.output, key=made.file)
    failpoint("stored")
    return made


def _store_thumbnail(run: Run, info: MediaInfo, source: Path, video_id: uuid.UUID) -> str:
    if info.video is None:
        return ""
    at = min(info.duration * 0.1, 10.0)
    command = thumbnail_command(info, source=source, folder=run.folder, timestamp=at, width=THUMBNAIL_WIDTH)
    _ffmpeg(run, command, stage="Thumbnail", until=0)
    key = f"{_attempt_key(run, video_id)}/thumbnail.jpg"
    files.store(path=command.output, key=key)
    return key


def _attempt_key(run: Run, video_id: uuid.UUID) -> str:
    folder = files.folder_key(user_id=run.job.user_id, video_id=video_id)
    return f"{folder}/{run.job.pk.hex[:8]}-{run.job.attempt}"


def _publish_edit(made: Video, job: Job) -> None:
    # A source deleted in the meantime must not take the finished work with it.
    if made.parent_id and not Video.objects.filter(pk=made.parent_id).exists():
        made.parent = None
    made.save(force_insert=True)
    folder, attempt = made.file.rsplit("/", 2)[:2]
    transaction.on_commit(lambda: files.keep_only(folder=folder, attempt=attempt))


def _publish_ingest(thumbnail: str, sha256: str, job: Job) -> None:
    published = Video.objects.filter(pk=subject(job)).update(
        status=Video.Status.READY, thumbnail=thumbnail, sha256=sha256
    )
    if not published:
        raise LeaseLost("The video was deleted while it was prepared.")


def _abandon_edit(job: Job) -> None:
    folder = files.folder_key(user_id=job.user_id, video_id=uuid.UUID(job.params["outputVideoId"]))
    transaction.on_commit(lambda: files.delete_folder(folder))


def _abandon_ingest(job: Job) -> None:
    Video.objects.filter(pk=subject(job)).update(status=Video.Status.FAILED)


def _reorder_ingest(job: Job) -> Any:
    video = Video.objects.for_user(job.user).get(pk=subject(job))
    Video.objects.filter(pk=video.pk).update(status=Video.Status.PROCESSING)
    return uploading.ingest_order(video=video)


def _log(command: Command, text: str) -> str:
    return f"ffmpeg {' '.join(command.argv)}\n{text}"


EDIT = Work(run=edit, reorder=editing.reorder, abandoned=_abandon_edit)
INGEST = Work(run=ingest, reorder=_reorder_ingest, abandoned=_abandon_ingest)
