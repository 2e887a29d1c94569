"""An import from YouTube: one job after the other, each begun when the one before is done.

The import itself is parked meanwhile (docs/decisions/0007). Each look finds in the rows how far it is, so it
does not matter who looks, how often, and what was killed in between.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.services.insights import summaries
from ai.services.transcripts import making
from ai.services.transcripts.greeting import OBSTACLES
from jobs import services as jobs
from jobs.models import Job
from jobs.work import JobFailed, Outcome, Run, Waiting, Work
from videos.models import Video
from videos.pipelines.steps import subject
from videos.services import library
from youtube_integration.pipelines import downloading
from youtube_integration.services import importing

# A step that ends wakes the import; this is for when that is lost.
LOOK_SECONDS = 15.0
NOTES = "notes"  # in an import's memory: why a step was left out, by its name


@dataclass(frozen=True)
class Step:
    """One of the jobs of an import. `begin` submits it; without a required one there is no import."""

    name: str
    kind: str
    stage: Promise
    begin: Callable[[Job], Job | None]
    is_required: bool = False


def _begin_download(whole: Job) -> Job | None:
    if Video.objects.filter(pk=subject(whole)).exists():
        return None  # an import that is done again has it from the first time
    return jobs.submit(user=whole.user, order=importing.order_download(whole))


def _begin_preparing(whole: Job) -> Job | None:
    """The download has begun it; only one that failed in an earlier import is begun here, once more."""
    video = _film(whole)
    if video.status == Video.Status.READY:
        return None
    last = Job.objects.filter(video_id=video.pk, kind=PREPARING.kind).order_by("-created_at").first()
    if last is None:
        raise JobFailed("video_gone", _("The film cannot be prepared any more. Import it anew."))
    return last if last.is_active else jobs.retry_job(last)


def _begin_writing(whole: Job) -> Job | None:
    draft = making.draft(user=whole.user, wish=making.Wish(video_id=_film(whole).pk))
    return making.order(user=whole.user, draft=draft)


def _begin_summing_up(whole: Job) -> Job | None:
    draft = summaries.draft(user=whole.user, video_id=_film(whole).pk, wish=summaries.Wish())
    return summaries.order(user=whole.user, draft=draft)


DOWNLOADING = Step(
    "download", importing.DOWNLOAD, gettext_lazy("Downloading"), _begin_download, is_required=True
)
PREPARING = Step("prepare", "video.ingest", gettext_lazy("Preparing"), _begin_preparing, is_required=True)
WRITING = Step("transcribe", making.KIND, gettext_lazy("Writing down what is said"), _begin_writing)
SUMMING_UP = Step("summarize", summaries.KIND, gettext_lazy("Summing up"), _begin_summing_up)


def steer(run: Run) -> Outcome | Waiting:
    """Looks how far the import is, and begins what comes next."""
    run.progress(0)
    planned = list(_planned(run.job))
    if not run.job.memory:
        importing.carry_rights_over(run.job)
        jobs.begin_steps(run, len(planned))
    for number, step in enumerate(planned):
        run.progress(100 * number / len(planned))
        if _is_at_work(run, step):
            return Waiting(LOOK_SECONDS, stage=str(step.stage))
    video_id = str(subject(run.job))
    return Outcome(
        publish=_nothing_more,
        outputs=[{"type": "video", "id": video_id, "url": f"/api/videos/{video_id}/download"}],
        result={
            "videoId": video_id,
            "youtubeUrl": run.job.params["url"],
            "steps": [_told(run.job, step) for step in planned],
        },
    )


def _planned(job: Job) -> Iterator[Step]:
    yield from (DOWNLOADING, PREPARING)
    if job.params["transcribe"]:
        yield WRITING
    if job.params["summarize"]:
        yield SUMMING_UP


def _is_at_work(run: Run, step: Step) -> bool:
    """Whether a step is being done, and begins it if its turn has come. Raises JobFailed if that ends all."""
    if step.name in run.job.memory.get(NOTES, {}):
        return False
    job = _job_of(run.job, step) or _begun(run, step)
    if job is None or job.status == Job.Status.COMPLETED:
        return False
    if job.is_active:
        return True
    if not step.is_required:
        return False
    if job.status == Job.Status.CANCELLED:
        raise JobFailed(
            "step_cancelled",
            _("A part of the import was cancelled: %(part)s.") % {"part": str(step.stage).lower()},
        )
    raise JobFailed(job.error_code, job.error_message, evidence={"step": str(job.pk)})


def _begun(run: Run, step: Step) -> Job | None:
    """The step's job, begun now; None when there is nothing to do for it, or something stands in its way."""
    try:
        with transaction.atomic():
            job = step.begin(run.job)
            if job:
                jobs.add_step(whole=run.job, step=job)
            return job
    except OBSTACLES as obstacle:
        if step.is_required:
            raise JobFailed("not_begun", str(obstacle)) from None
        notes = {**run.job.memory.get(NOTES, {}), step.name: _words(obstacle)}
        run.remember({**run.job.memory, NOTES: notes})
        return None


def _job_of(whole: Job, step: Step) -> Job | None:
    return whole.children.filter(kind=step.kind).order_by("-created_at").first()


def _film(whole: Job) -> Video:
    video = Video.objects.for_user(whole.user).filter(pk=subject(whole)).first()
    if video is None:
        raise JobFailed("video_gone", _("The film was deleted while it was imported."))
    return video


def _words(obstacle: Exception) -> str:
    return " ".join(obstacle.messages) if hasattr(obstacle, "messages") else str(obstacle)


def _told(whole: Job, step: Step) -> dict[str, Any]:
    """A step in the import's result."""
    job, note = _job_of(whole, step), whole.memory.get(NOTES, {}).get(step.name, "")
    told: dict[str, Any] = {"name": step.name, "jobId": None, "status": "left_out", "note": note}
    if job is None:
        return told if note else {**told, "status": "completed"}
    return {**told, "jobId": str(job.pk), "status": job.status, "note": job.error_message}


def _nothing_more(job: Job) -> None:
    pass


def _abandon(job: Job) -> None:
    """Ends the steps too; of a cancelled import nothing stays that is not ready."""
    jobs.cancel_steps(whole=job)
    if job.status != Job.Status.CANCELLED:
        return
    half = Video.objects.filter(pk=subject(job)).exclude(status=Video.Status.READY).first()
    if half:
        library.remove(video=half)


IMPORT = Work(run=steer, reorder=importing.reorder, abandoned=_abandon)


def _reorder_download(job: Job) -> Any:
    if job.parent is None:
        raise jobs.WrongState(_("This download belongs to an import that is gone."))
    return importing.order_download(job.parent)


DOWNLOAD = Work(run=downloading.bring, reorder=_reorder_download, abandoned=downloading.abandon)
