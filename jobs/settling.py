"""How a job ends, or goes back to the queue: each ending is one transaction, and only one ever wins.

Every write names the lease (or the state) that it relies on, so a worker that lost its job changes nothing.
"""

import logging
import uuid
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.language import language_of
from credits import services as credits
from jobs import events, families
from jobs.failpoints import failpoint
from jobs.families import PARKED, WAITS_FOR_PARTS
from jobs.models import Job
from jobs.work import JobFailed, LeaseLost, Outcome, Split, Waiting, work_named

log = logging.getLogger(__name__)

HOLD_GONE = JobFailed(
    "hold_expired",
    gettext_lazy("It took so long that its credits went back to you. Nothing was charged; please try again."),
)
WAITS_FOR_MESSAGE = Q(status=Job.Status.QUEUED) | PARKED
LOST = JobFailed(
    "worker_lost",
    gettext_lazy("The work was interrupted too often. Nothing was charged; please try again."),
)


@transaction.atomic
def complete(*, job: Job, lease: uuid.UUID, outcome: Outcome) -> None:
    """Publishes, charges and ends the job, or raises LeaseLost and does nothing."""
    charge = job.quoted if outcome.charge is None else min(outcome.charge, job.quoted)
    whole = families.lock_whole(job.pk)
    held = Job.objects.filter(pk=job.pk, lease_token=lease, cancel_requested_at__isnull=True)
    _end(
        held,
        status=Job.Status.COMPLETED,
        progress=100,
        stage="",
        outputs=outcome.outputs,
        result=outcome.result,
        log=outcome.log,
        charged=charge,
    )
    failpoint("settle-after-state")
    job.refresh_from_db()
    outcome.publish(job)
    failpoint("settle-after-publish")
    if job.hold_id:
        _charge(job, job.hold_id, charge)
    events.job_changed(job)
    if whole:
        families.part_done(whole)
    else:
        families.part_ended(job)


def _charge(job: Job, hold_id: uuid.UUID, micro: int) -> None:
    try:
        credits.capture(hold_id=hold_id, micro=micro, reason=job.title or job.kind)
    except credits.AlreadyResolved:
        raise HOLD_GONE from None


@transaction.atomic
def split(*, job: Job, lease: uuid.UUID, split: Split) -> None:
    """Puts parts in the place of the job's work, or raises LeaseLost; with the last it is queued again."""
    if job.parts or not split.parts:
        raise ValueError("A job is split once, into one part or more.")
    held = Job.objects.filter(pk=job.pk, lease_token=lease, cancel_requested_at__isnull=True, parts=0)
    divided = held.update(
        lease_token=None,
        lease_expires_at=None,
        parts=len(split.parts),
        progress=0,
        stage=split.stage[:60],
        # To join the parts it has as many attempts as it had to split itself.
        max_attempts=F("attempt") + settings.JOBS["MAX_ATTEMPTS"],
    )
    if not divided:
        raise LeaseLost("The job has ended, is to be cancelled, or belongs to another worker.")
    job.refresh_from_db()
    families.add_parts(job, split.parts)
    families.part_done(job)


@transaction.atomic
def park(*, job: Job, lease: uuid.UUID, waiting: Waiting) -> None:
    """Leaves the job in nobody's hands until its time has come or it is woken, or raises LeaseLost."""
    due = Now() + timedelta(seconds=waiting.seconds)
    parked = Job.objects.filter(pk=job.pk, lease_token=lease).update(
        lease_token=None,
        lease_expires_at=None,
        is_parked=True,
        stage=waiting.stage[:60] or job.stage,
        progress=job.progress,
        # Who cancelled it meanwhile must not wait for the vendor.
        not_before=Case(When(cancel_requested_at__isnull=False, then=Now()), default=due),
    )
    if not parked:
        raise LeaseLost(f"Job {job.pk} belongs to another worker.")
    job.refresh_from_db()
    families.send(job, not_before=job.not_before)
    events.job_changed(job)


@transaction.atomic
def fail(*, job_id: uuid.UUID, held: Q, failure: JobFailed) -> None:
    """Ends the job without a charge, or raises LeaseLost. A part that fails takes the whole job with it."""
    whole = families.lock_whole(job_id)
    _end(
        Job.objects.filter(held, pk=job_id),
        status=Job.Status.FAILED,
        stage="",
        error_code=failure.code,
        error_message=failure.message[:500],
        evidence=failure.evidence,
        log=failure.log,
    )
    _undo(job_id)
    if whole:
        of_part = JobFailed(
            failure.code,
            failure.message,
            evidence={**failure.evidence, "part": str(job_id)},
            log=failure.log,
        )
        with suppress(LeaseLost):  # it has ended before, by another part or by its owner
            fail(job_id=whole.pk, held=WAITS_FOR_PARTS, failure=of_part)


@transaction.atomic
def cancel(*, job_id: uuid.UUID, held: Q) -> None:
    """Ends the job as cancelled, without a charge, or raises LeaseLost."""
    families.lock_whole(job_id)
    _end(Job.objects.filter(held, pk=job_id), status=Job.Status.CANCELLED, stage="")
    _undo(job_id)


def cancel_waiting(job_id: uuid.UUID) -> bool:
    """Cancels a job that is in no worker's hands, though its parts may be; whether it did."""
    try:
        cancel(job_id=job_id, held=Q(status=Job.Status.QUEUED) | WAITS_FOR_PARTS)
    except LeaseLost:
        return False
    return True


@transaction.atomic
def requeue(*, job: Job, held: Q, seconds: float, reason: str) -> None:
    """Sends the job back to the queue for another attempt after `seconds`, or raises LeaseLost."""
    changed = Job.objects.filter(held, pk=job.pk).update(
        status=Job.Status.QUEUED,
        stage=reason[:60],
        progress=100 * families.PARTS_SHARE if job.parts else 0,
        lease_token=None,
        lease_expires_at=None,
        not_before=Now() + timedelta(seconds=seconds),
    )
    if not changed:
        raise LeaseLost(f"Job {job.pk} belongs to another worker.")
    job.refresh_from_db()
    families.send(job, not_before=job.not_before)
    events.job_changed(job)


def reap() -> int:
    """Recovers the jobs whose worker is gone; how many. Their lease is over by the database's clock."""
    gone = Q(status=Job.Status.PROCESSING, lease_expires_at__lt=Now())
    reaped = 0
    for job in Job.objects.filter(gone).select_related("user")[:500]:
        held = gone & Q(lease_token=job.lease_token)
        try:
            with translation.override(language_of(job.user)):
                _recover(job, held)
        except LeaseLost:
            continue
        except Exception:  # one job that cannot be recovered must not keep the others waiting
            log.exception("%s could not be recovered", job)
            continue
        reaped += 1
    return reaped


def resend_lost() -> int:
    """Sends again the queued and parked jobs whose message the broker may have lost; how many."""
    patience = timedelta(seconds=settings.JOBS["REQUEUE_AFTER_SECONDS"])
    waiting = Job.objects.filter(WAITS_FOR_MESSAGE, not_before__lt=Now() - patience)
    resent = 0
    for job in waiting.order_by("not_before")[:500]:
        resent += _resend(job, patience)
    return resent


@transaction.atomic
def _resend(job: Job, patience: timedelta) -> int:
    # Moving not_before on makes this the only message for a while: a long queue is not sent over and over.
    changed = Job.objects.filter(WAITS_FOR_MESSAGE, pk=job.pk, not_before__lt=Now() - patience).update(
        not_before=Now()
    )
    if changed:
        families.send(job)
    return changed


def _recover(job: Job, held: Q) -> None:
    if job.cancel_requested_at:
        cancel(job_id=job.pk, held=held)
    elif job.attempt < job.max_attempts:
        requeue(job=job, held=held, seconds=0, reason=_("The worker was lost; trying again"))
    else:
        fail(job_id=job.pk, held=held, failure=LOST)


def _end(held: Any, **changes: Any) -> None:
    ended = held.exclude(status__in=("completed", "failed", "cancelled")).update(
        lease_token=None, lease_expires_at=None, is_parked=False, finished_at=Now(), **changes
    )
    if not ended:
        raise LeaseLost("The job has ended or belongs to another worker.")


def _undo(job_id: uuid.UUID) -> None:
    job = Job.objects.get(pk=job_id)
    abandoned = work_named(job.work).abandoned
    if abandoned:
        abandoned(job)
    if job.hold_id:
        # Its credits went back before if the job waited for longer than a hold lives.
        with suppress(credits.AlreadyResolved):
            credits.release(hold_id=job.hold_id, reason=job.error_message or _("The job was cancelled."))
    events.job_changed(job)
    if job.is_part:
        return
    if job.parts:
        families.stop_parts(job)
    families.part_ended(job)
