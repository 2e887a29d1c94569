"""Imports a film: fetches it, looks at it, and hands it over as an upload is."""

from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from jobs import fetching
from jobs.models import Job
from jobs.work import JobFailed, Outcome, Run, Work
from videos import files
from videos.media.probe import MediaInfo
from videos.pipelines.steps import subject
from videos.services import importing

# What a server may call a film or a picture; a web page is none. What has no name is found out later.
KINDS = (
    "video/",
    "image/",
    "audio/",
    "application/octet-stream",
    "binary/",
    "application/mp4",
    "application/ogg",
    "application/x-",
    "application/vnd.",
    "application/force-download",
    "application/download",
)
FETCHED = 90.0  # percent of the bar


def bring(run: Run) -> Outcome:
    """Fetches, scans and probes; the video is made in the transaction that ends the job."""
    job, path = run.job, run.folder / "fetched"
    run.progress(0, gettext("Connecting"))
    _fetch(run, path)
    run.progress(FETCHED, gettext("Checking"))
    info = importing.examine(job=job, path=path)
    run.progress(95)
    video_id = subject(job)
    return Outcome(
        publish=partial(_publish, path, info),
        outputs=[{"type": "video", "id": str(video_id), "url": f"/api/videos/{video_id}/download"}],
        result={"videoId": str(video_id)},
    )


def _fetch(run: Run, path: Path) -> None:
    most = importing.most_bytes(run.job.user)
    try:
        fetching.fetch(
            url=run.job.params["url"],
            into=path,
            most_bytes=most,
            seconds=settings.IMPORT_TIMEOUT_SECONDS,
            accept=KINDS,
            on_progress=partial(_tell, run),
        )
    except fetching.TooLarge:
        raise importing.too_large(run.job.user, most) from None
    except fetching.FetchFailed as failure:
        raise JobFailed(failure.code, str(failure)) from None


def _tell(run: Run, done: int, total: int | None) -> None:
    """Moves the bar; where nobody says how much there is, only the words move."""
    if total:
        words = gettext("Fetching %(done)s of %(total)s")
        stage = words % {"done": _megabytes(done), "total": _megabytes(total)}
    else:
        stage = gettext("Fetching %(done)s") % {"done": _megabytes(done)}
    run.progress(FETCHED * done / total if total else 0, stage)


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:.1f} MB"


def _publish(path: Path, info: MediaInfo, job: Job) -> None:
    importing.take_in(job=job, path=path, info=info, name=importing.filename_of(job.params["url"]))


def _abandon(job: Job) -> None:
    """An attempt that was lost at the very end may have left its file."""
    folder = files.folder_key(user_id=job.user_id, video_id=subject(job))
    transaction.on_commit(lambda: files.delete_folder(folder))


IMPORT = Work(run=bring, reorder=importing.order_again, abandoned=_abandon)
