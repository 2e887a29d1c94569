"""What the work of several kinds of job needs: its video, FFmpeg with a bar, a thumbnail."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import Cancelled, JobFailed, Run
from videos import files
from videos.limits import media_limits
from videos.media import runner, sandbox
from videos.media.command import Command
from videos.media.images import small_image_command
from videos.media.probe import MediaInfo
from videos.media.progress import Progress
from videos.media.stills import thumbnail_command
from videos.models import Video
from videos.services import making

THUMBNAIL_WIDTH = 640

FFMPEG_FAILED = _("The video could not be processed. Nothing was charged.")


def video_of(job: Job) -> Video:
    """The job's video, as long as whoever asked for the job may still use it."""
    video = Video.objects.usable_by(job.user).filter(pk=subject(job)).first()
    if video is None:
        raise JobFailed("video_gone", gettext("The video was deleted."))
    return video


def subject(job: Job) -> uuid.UUID:
    """The video that a job of ours is about."""
    if job.video_id is None:
        raise JobFailed("video_gone", gettext("The job names no video."))
    return job.video_id


def ffmpeg(run: Run, command: Command, *, stage: str, until: float) -> runner.RunReport:
    with ended_by_name(run):
        return perform(run, command, stage=stage, until=until)


def perform(run: Run, command: Command, *, stage: str, until: float, since: float = 0.0) -> runner.RunReport:
    return runner.run(
        command,
        folder=run.folder,
        on_progress=bar(run, stage, until=until, since=since),
        should_stop=run.should_stop,
        deadline=settings.JOB_TIMEOUT_SECONDS,
        limits=media_limits(),
    )


def bar(run: Run, stage: str, *, until: float, since: float = 0.0) -> Callable[[Progress], None]:
    """Moves the job's bar from `since` to `until` percent, while a command goes from 0 to 100."""

    def on_progress(progress: Progress) -> None:
        failpoint("encoding")
        run.progress(since + progress.percent * (until - since) / 100, stage)

    return on_progress


@contextmanager
def ended_by_name(run: Run) -> Iterator[None]:
    """Turns the ways in which media work ends early into those of a job."""
    try:
        yield
    except runner.Stopped:
        run.progress(0)  # says whether the user or a lost lease stopped it
        raise Cancelled from None
    except sandbox.TooWeak as weak:
        raise JobFailed("sandbox_too_weak", str(weak), evidence={"operator": weak.operator}) from None
    except runner.DeadlineExceeded:
        raise JobFailed(
            "timeout", gettext("The work took too long and was stopped. Nothing was charged.")
        ) from None
    except runner.FfmpegFailed as failed:
        evidence = {"exitCode": failed.exit_code, "argv": list(failed.argv)}
        raise JobFailed("ffmpeg_failed", gettext(FFMPEG_FAILED), evidence=evidence, log=failed.log) from None


def store_thumbnail(run: Run, info: MediaInfo, source: Path, video_id: uuid.UUID) -> str:
    if info.video is None:
        return ""
    command = _thumbnail_command(info, source, run.folder)
    ffmpeg(run, command, stage=gettext("Thumbnail"), until=0)
    key = f"{attempt_key(run, video_id)}/thumbnail.jpg"
    files.store(path=command.output, key=key)
    return key


def _thumbnail_command(info: MediaInfo, source: Path, folder: Path) -> Command:
    if info.is_still:
        return small_image_command(info, source=source, folder=folder, width=THUMBNAIL_WIDTH)
    at = min(info.duration * 0.1, 10.0)
    return thumbnail_command(info, source=source, folder=folder, timestamp=at, width=THUMBNAIL_WIDTH)


def attempt_key(run: Run, video_id: uuid.UUID) -> str:
    folder = files.folder_key(user_id=run.job.user_id, video_id=video_id)
    return f"{folder}/{run.job.pk.hex[:8]}-{run.job.attempt}"


def open_workshop(run: Run, video: Video, path: Path, *, stage: str) -> making.Workshop:
    perform = partial(ffmpeg, run, stage=stage, until=95)
    return making.Workshop(video=video, source=path, folder=run.folder, perform=perform)
