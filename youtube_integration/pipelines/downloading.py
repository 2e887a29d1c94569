"""Brings a film from YouTube: downloads its tracks, joins them, and takes the film in as an upload."""

import dataclasses
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from jobs import services as jobs
from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import JobFailed, Outcome, Run, TryLater
from videos import files
from videos.limits import media_limits
from videos.media.command import Command, Expectation
from videos.media.copying import usual_format
from videos.media.engine import engine
from videos.media.probe import MediaInfo, probe
from videos.media.sniff import MediaRejected
from videos.models import Video
from videos.pipelines import steps
from videos.services import importing as taking
from youtube_integration.client import downloading, refusals
from youtube_integration.client.info import by_yt_dlp
from youtube_integration.client.refusals import Refused
from youtube_integration.services import importing, info

DOWNLOADED = 85.0  # percent of the bar
MEGABYTE = 1024**2
LATER_SECONDS = 30.0


def bring(run: Run) -> Outcome:
    """Downloads, joins, scans and probes; the video is made in the transaction that ends the job."""
    run.progress(0, "Asking YouTube")
    tracks = _download(run)
    failpoint("youtube-downloaded")
    run.progress(DOWNLOADED, "Joining")
    path = tracks[0] if len(tracks) == 1 else _joined(run, *tracks)
    run.progress(90, "Checking")
    found = taking.examine(job=run.job, path=path)
    run.progress(95)
    video_id = steps.subject(run.job)
    return Outcome(
        publish=partial(_publish, path, found),
        outputs=[{"type": "video", "id": str(video_id), "url": f"/api/videos/{video_id}/download"}],
        result={"videoId": str(video_id)},
    )


def abandon(job: Job) -> None:
    """An attempt that was lost at the very end may have left its file."""
    folder = files.folder_key(user_id=job.user_id, video_id=steps.subject(job))
    transaction.on_commit(lambda: files.delete_folder(folder))


def _download(run: Run) -> tuple[Path, ...]:
    job, most = run.job, taking.most_bytes(run.job.user)
    try:
        return downloading.download(
            info.source_of(job.params["youtube_id"]),
            folder=run.folder,
            most_bytes=most,
            seconds=settings.IMPORT_TIMEOUT_SECONDS,
            on_info=partial(_must_be_wanted, job),
            on_progress=partial(_tell, run),
        ).files
    except downloading.TooLarge:
        raise taking.too_large(job.user, most) from None
    except Refused as refused:
        if refused.reason.is_passing and job.attempt < job.max_attempts:
            raise TryLater(str(refused), seconds=LATER_SECONDS) from None
        raise JobFailed(refused.code, str(refused)) from None


def _must_be_wanted(job: Job, told: dict[str, Any]) -> None:
    """What was not known when it was asked for: raises Refused."""
    found = by_yt_dlp(video_id=job.params["youtube_id"], told=told)
    if found.is_live:
        raise Refused(refusals.LIVE)
    importing.must_be_short(found.duration)


def _tell(run: Run, done: int, total: int) -> None:
    """Moves the bar; where nobody says how much there is, only the words move."""
    if done:
        failpoint("youtube-downloading")
        sizes = {"done": f"{done / MEGABYTE:.1f}", "total": f"{total / MEGABYTE:.1f}"}
        words = _("Downloading %(done)s of %(total)s MB") if total else _("Downloading %(done)s MB")
        percent = DOWNLOADED * min(done / total, 1.0) if total else 0
        run.progress(percent, words % sizes)
    else:
        run.progress(0)


def _joined(run: Run, picture: Path, sound: Path) -> Path:
    """Picture and sound as one film: their packets as they are, by our own engine inside its walls."""
    try:
        shown, heard = (probe(path, limits=media_limits()) for path in (picture, sound))
    except MediaRejected as rejected:
        raise JobFailed(rejected.code, rejected.message) from None
    whole = dataclasses.replace(shown, audio=heard.audio)
    command = _joining(whole, picture, sound, run.folder)
    steps.ffmpeg(run, command, stage=_("Joining"), until=0)
    return command.output


def _joining(whole: MediaInfo, picture: Path, sound: Path, folder: Path) -> Command:
    kind = usual_format(whole)
    output = folder / f"film.{kind.name}"
    argv = (
        engine().ffmpeg, "-protocol_whitelist", "file", "-i", picture.name,
        "-protocol_whitelist", "file", "-i", sound.name,
        "-map", "0:v:0", "-map", "1:a:0", "-map_metadata", "-1", "-c", "copy", "-f", kind.muxer, output.name,
    )  # fmt: skip
    expects = Expectation(
        container=kind.name,
        duration=whole.duration,
        width=whole.video.width if whole.video else 0,
        height=whole.video.height if whole.video else 0,
        fps=whole.video.fps if whole.video else 0.0,
        has_video=True,
        has_audio=True,
        tolerance=1.0,
    )
    return Command(argv=argv, reads=(), files=(), output=output, expects=expects, mode="copy")


def _publish(path: Path, found: MediaInfo, job: Job) -> None:
    name = f"{job.params['title']}.mp4"
    upload = taking.take_in(job=job, path=path, info=found, name=name, source=Video.Source.YOUTUBE)
    if job.parent is not None:
        jobs.add_step(whole=job.parent, step=upload.job)
