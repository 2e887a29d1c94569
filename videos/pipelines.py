"""The work of video jobs: steps over files and FFmpeg. Knows nothing of HTTP and queues nothing."""

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from videos.media import runner
from videos.media.checks import ResultRefused
from videos.media.command import Command
from videos.media.derived.frames import Steps
from videos.media.derived.source import LacksTrack
from videos.media.extra import Extra
from videos.media.operations import OperationRefused
from videos.media.probe import MediaInfo
from videos.media.progress import Progress
from videos.media.recipe import Recipe, parse_recipe
from videos.media.rendering import Rendered, render
from videos.media.stills import thumbnail_command
from videos.models import Artefact, Video
from videos.services import deriving, editing, making, uploading

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
    rendered = _rendered(run, recipe, source, path)
    run.progress(97, "Storing")
    made = _made(run, source, rendered)
    return Outcome(
        publish=partial(_publish_edit, made),
        outputs=[{"type": made.media_type, "id": str(made.pk), "url": f"/api/videos/{made.pk}/download"}],
        result={
            "videoId": str(made.pk),
            "duration": rendered.info.duration,
            "width": made.width,
            "height": made.height,
            "mode": rendered.mode,
            "notes": list(rendered.notes),
            "encodeSeconds": round(rendered.seconds, 3),
        },
        log=rendered.log,
    )


def _rendered(run: Run, recipe: Recipe, source: Video, path: Path) -> Rendered:
    """The recipe's film, once it is shown to be what was promised; nothing is charged before."""
    try:
        with _ended_by_name(run):
            return render(
                recipe,
                source.media_info,
                source=path,
                folder=run.folder,
                extra=_others(run, recipe),
                on_progress=_bar(run, "Encoding", until=97),
                should_stop=run.should_stop,
                deadline=settings.JOB_TIMEOUT_SECONDS,
                limits=media_limits(),
            )
    except OperationRefused as refused:
        raise JobFailed(refused.code, refused.message) from None
    except ResultRefused as refused:
        message = "The result is not what was promised, so it was thrown away. Nothing was charged."
        raise JobFailed(
            "check_failed", message, evidence={"check": refused.code, **refused.evidence}
        ) from None


def _others(run: Run, recipe: Recipe) -> dict[str, Extra]:
    """The other videos that a recipe names, as FFmpeg can read them."""
    owned = Video.objects.for_user(run.job.user).named_in(recipe)
    return {
        str(each.pk): Extra(
            each.media_info, files.fetch(key=each.file, folder=run.folder, name=f"{each.pk}.bin")
        )
        for each in owned
    }


def ingest(run: Run) -> Outcome:
    """Prepares an uploaded video: its thumbnail, its storyboard and its waveform."""
    video = _video_of(run)
    run.progress(0, "Fetching")
    path = files.fetch(key=video.file, folder=run.folder)
    run.progress(10, "Thumbnail")
    thumbnail = _store_thumbnail(run, video.media_info, path, video.pk)
    run.progress(20, "Storyboard")
    made = [*_welcome(run, video, path, Artefact.Kind.STORYBOARD)]
    run.progress(70, "Waveform")
    made += _welcome(run, video, path, Artefact.Kind.WAVEFORM)
    return Outcome(
        publish=partial(_publish_ingest, thumbnail, files.digest(path), made),
        outputs=[{"type": "video", "id": str(video.pk), "url": f"/api/videos/{video.pk}/download"}],
        result={"videoId": str(video.pk)},
    )


def derive(run: Run) -> Outcome:
    """Makes one kind of artefact of a video."""
    video = _video_of(run)
    kind = Artefact.Kind(run.job.params["kind"])
    run.progress(0, "Fetching")
    path = files.fetch(key=video.file, folder=run.folder)
    workshop = _workshop(run, video, path, stage=deriving.TITLES[kind])
    made = making.make(kind=kind, workshop=workshop, attempt=making.attempt_name(run.job))
    failpoint("stored")
    return Outcome(
        publish=partial(_publish_derived, made),
        outputs=deriving.outputs(video=video, kind=kind),
        result={"videoId": str(video.pk)},
    )


def take_frames(run: Run) -> Outcome:
    """Makes many pictures of a video at even steps."""
    video, params = _video_of(run), run.job.params
    run.progress(0, "Fetching")
    path = files.fetch(key=video.file, folder=run.folder)
    fresh = making.make_frames(
        steps=Steps(params["interval"], params["first"], params["count"]),
        width=params["width"],
        workshop=_workshop(run, video, path, stage="Frames"),
    )
    result = {"videoId": str(video.pk), "frames": params["count"], "made": fresh}
    return Outcome(publish=_must_exist, result=result)


def _workshop(run: Run, video: Video, path: Path, *, stage: str) -> making.Workshop:
    perform = partial(_ffmpeg, run, stage=stage, until=95)
    return making.Workshop(video=video, source=path, folder=run.folder, perform=perform)


def _welcome(run: Run, video: Video, path: Path, kind: Artefact.Kind) -> list[making.Made]:
    """What is made of every new film if it can be: a film is no worse for having no storyboard."""
    try:
        making.must_suit(kind=kind, info=video.media_info)
        workshop = _workshop(run, video, path, stage=deriving.TITLES[kind])
        return [making.make(kind=kind, workshop=workshop, attempt=making.attempt_name(run.job))]
    except LacksTrack:
        return []
    except JobFailed as failure:
        log.warning("%s: no %s: %s %s", run.job, kind, failure, failure.log[-500:])
        return []


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
    with _ended_by_name(run):
        return runner.run(
            command,
            folder=run.folder,
            on_progress=_bar(run, stage, until=until),
            should_stop=run.should_stop,
            deadline=settings.JOB_TIMEOUT_SECONDS,
            limits=media_limits(),
        )


def _bar(run: Run, stage: str, *, until: float) -> Callable[[Progress], None]:
    def on_progress(progress: Progress) -> None:
        failpoint("encoding")
        run.progress(progress.percent * until / 100, stage)

    return on_progress


@contextmanager
def _ended_by_name(run: Run) -> Iterator[None]:
    """Turns the ways in which media work ends early into those of a job."""
    try:
        yield
    except runner.Stopped:
        run.progress(0)  # says whether the user or a lost lease stopped it
        raise Cancelled from None
    except runner.DeadlineExceeded:
        raise JobFailed("timeout", "The work took too long and was stopped. Nothing was charged.") from None
    except runner.FfmpegFailed as failed:
        evidence = {"exitCode": failed.exit_code, "argv": list(failed.argv)}
        raise JobFailed("ffmpeg_failed", FFMPEG_FAILED, evidence=evidence, log=failed.log) from None


def _made(run: Run, source: Video, rendered: Rendered) -> Video:
    output, info = rendered.output, rendered.info
    extension = output.suffix.lstrip(".")
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
    made.thumbnail = _store_thumbnail(run, info, output, made.pk)
    made.sha256 = files.digest(output)
    made.file = f"{_attempt_key(run, made.pk)}/film.{extension}"
    files.store(path=output, key=made.file)
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


def _publish_ingest(thumbnail: str, sha256: str, made: list[making.Made], job: Job) -> None:
    published = Video.objects.filter(pk=subject(job)).update(
        status=Video.Status.READY, thumbnail=thumbnail, sha256=sha256
    )
    if not published:
        raise LeaseLost("The video was deleted while it was prepared.")
    for each in made:
        making.publish(made=each, job=job)
    deriving.after_ingest(video=Video.objects.get(pk=subject(job)))


def _publish_derived(made: making.Made, job: Job) -> None:
    making.publish(made=made, job=job)


def _must_exist(job: Job) -> None:
    if not Video.objects.filter(pk=subject(job)).exists():
        raise LeaseLost("The video was deleted while pictures were made of it.")


def _abandon_edit(job: Job) -> None:
    folder = files.folder_key(user_id=job.user_id, video_id=uuid.UUID(job.params["outputVideoId"]))
    transaction.on_commit(lambda: files.delete_folder(folder))


def _abandon_ingest(job: Job) -> None:
    Video.objects.filter(pk=subject(job)).update(status=Video.Status.FAILED)
    for kind in deriving.MADE_BY_INGEST:
        making.discard(kind=kind, job=job)


def _abandon_derived(job: Job) -> None:
    making.discard(kind=Artefact.Kind(job.params["kind"]), job=job)


def _reorder_ingest(job: Job) -> Any:
    video = Video.objects.for_user(job.user).get(pk=subject(job))
    Video.objects.filter(pk=video.pk).update(status=Video.Status.PROCESSING)
    return uploading.ingest_order(video=video)


EDIT = Work(run=edit, reorder=editing.reorder, abandoned=_abandon_edit)
INGEST = Work(run=ingest, reorder=_reorder_ingest, abandoned=_abandon_ingest)
DERIVE = Work(run=derive, reorder=deriving.reorder, abandoned=_abandon_derived)
FRAMES = Work(run=take_frames, reorder=deriving.reorder_frames)
