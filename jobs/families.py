"""Parent jobs. A batch gathers jobs of their own; a split job has its own work done in parts; a job in steps
is parked while one job after the other is done for it.

All are moved by their children, which are ordinary jobs to their workers.
"""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Avg, Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.context import current_api_key
from accounts.models import User
from jobs import events, outbox
from jobs.models import Job
from jobs.work import Order

RUN_TASK = "jobs.run"
STEPS = "steps"  # in the memory of a job in steps: how many there will be
PARTS_SHARE = 0.95  # of a split job's bar; the rest is for joining
TOLD_STEP = 0.5  # percent; smaller moves are not worth an event
# Somebody else works on it, outside of the platform.
PARKED = Q(status=Job.Status.PROCESSING, is_parked=True)
# A split job whose parts are being worked on. A batch has never been claimed.
WAITS_FOR_PARTS = Q(
    status=Job.Status.PROCESSING, lease_token__isnull=True, is_parked=False, parts__gt=0, attempt__gt=0
)


def row_of(*, user: User, order: Order) -> Job:
    """The row of an order, not saved yet."""
    return Job(
        user=user,
        kind=order.kind,
        category=order.category,
        work=order.work,
        queue=order.queue,
        title=str(order.title)[:200],
        params=order.params,
        video_id=order.video_id,
        project_id=order.project_id,
        api_key_id=current_api_key(),
        quoted=order.quote.micro,
        max_attempts=settings.JOBS["MAX_ATTEMPTS"],
    )


def send(job: Job, *, not_before: datetime | None = None) -> None:
    """Promises a message about a queued job to its workers."""
    outbox.post(task=RUN_TASK, queue=job.queue, arguments={"job_id": str(job.pk)}, not_before=not_before)


# -- batches ---------------------------------------------------------------------------------------------


def part_ended(child: Job) -> None:
    """Brings the parent job up to date when a child has ended; with the last one the parent ends too."""
    if child.parent_id is None:
        return
    if Job.objects.filter(pk=child.parent_id, memory__has_key=STEPS).exists():
        # Not here: whoever cancels the whole has locked it, and waits for this step.
        transaction.on_commit(partial(_wake_whole, child.parent_id), robust=True)
        return
    # The lock orders siblings that end at the same time: the later one counts the earlier.
    parent = Job.objects.select_for_update().get(pk=child.parent_id)
    children = list(parent.children.order_by("created_at", "pk"))
    ended = [each for each in children if not each.is_active]
    parent.progress = 100.0 * len(ended) / max(parent.parts, 1)
    parent.stage = _("%(done)d of %(parts)d") % {"done": len(ended), "parts": parent.parts}
    parent.charged = sum(each.charged for each in ended)
    if len(ended) >= parent.parts and parent.is_active:
        _end_parent(parent, ended)
    parent.save()
    events.job_changed(parent)


def _end_parent(parent: Job, children: list[Job]) -> None:
    states = {each.status for each in children}
    parent.status = next(
        state for state in (Job.Status.COMPLETED, Job.Status.FAILED, Job.Status.CANCELLED) if state in states
    )
    parent.finished_at = timezone.now()
    parent.outputs = [output for each in children for output in each.outputs]
    parent.result = {"items": [_item(each) for each in children]}
    if parent.status == Job.Status.FAILED:
        parent.error_code, parent.error_message = "all_failed", _("None of its parts could be done.")


def _item(child: Job) -> dict[str, Any]:
    error = {"code": child.error_code, "message": child.error_message} if child.error_code else None
    video = str(child.video_id) if child.video_id else None
    return {"jobId": str(child.pk), "videoId": video, "status": child.status, "error": error}


# -- split jobs ------------------------------------------------------------------------------------------


def add_parts(whole: Job, orders: list[Order]) -> None:
    """Queues the parts of a job that was just split; those that were done before are only written down."""
    for order in orders:
        part = row_of(user=whole.user, order=order)
        part.parent, part.is_part, part.quoted, part.api_key_id = whole, True, 0, whole.api_key_id
        if order.done:
            part.status, part.progress, part.result = Job.Status.COMPLETED, 100, order.done.result
            part.started_at = part.finished_at = timezone.now()
        part.save(force_insert=True)
        if not order.done:
            send(part)


def lock_whole(job_id: uuid.UUID) -> Job | None:
    """Locks the split job that a job is part of. Whoever writes to both does this first: no deadlocks."""
    whole = Job.objects.filter(pk__in=Job.objects.filter(pk=job_id, is_part=True).values("parent_id"))
    return whole.select_for_update().first()


def hold_of(job: Job) -> uuid.UUID | None:
    """The hold that pays for a job."""
    if job.parent_id is None or not job.is_part:
        return job.hold_id
    return Job.objects.filter(pk=job.parent_id).values_list("hold_id", flat=True).first()


def part_moved(part: Job) -> None:
    """Moves the bar of a split job on to the mean of its parts; never back."""
    if part.parent_id is None:
        return
    mean = Job.objects.filter(parent_id=part.parent_id).aggregate(mean=Avg("progress"))["mean"] or 0.0
    percent = mean * PARTS_SHARE
    whole = Job.objects.filter(WAITS_FOR_PARTS, pk=part.parent_id, progress__lt=percent - TOLD_STEP)
    if whole.update(progress=percent):
        events.job_changed(Job.objects.get(pk=part.parent_id))


def part_done(whole: Job) -> None:
    """Tells how many parts of a locked split job are done; with the last one it is queued, to join them."""
    done = whole.children.filter(status=Job.Status.COMPLETED).count()
    waiting = Job.objects.filter(WAITS_FOR_PARTS, pk=whole.pk)
    if done < whole.parts:
        moved = waiting.update(stage=_("%(done)d of %(parts)d parts") % {"done": done, "parts": whole.parts})
    else:
        moved = waiting.update(
            status=Job.Status.QUEUED, stage=_("Joining"), progress=100 * PARTS_SHARE, not_before=Now()
        )
    if not moved:
        return
    whole.refresh_from_db()
    if whole.status == Job.Status.QUEUED:
        send(whole)
    events.job_changed(whole)


def stop_parts(whole: Job) -> None:
    """Ends the parts of a job that has ended: at once those that wait; those at work are asked to stop."""
    # One statement: a part that changes hands between two would be found by neither.
    parts = whole.children.active().filter(is_part=True)
    is_waiting = Q(status=Job.Status.QUEUED)
    parts.update(
        cancel_requested_at=Now(),
        finished_at=Case(When(is_waiting, then=Now()), default=F("finished_at")),
        status=Case(When(is_waiting, then=Value(Job.Status.CANCELLED)), default=F("status")),
    )
    for part in whole.children.filter(PARKED, is_part=True):
        wake(part)


# -- jobs in steps ---------------------------------------------------------------------------------------


def step_moved(step: Job) -> None:
    """Moves the bar of a parked job on to the mean of its steps; never back. Each step is as long."""
    whole = Job.objects.filter(PARKED, children=step, memory__has_key=STEPS).first()
    if whole is None:
        return
    ended = whole.children.filter(status=Job.Status.COMPLETED).count()
    percent = (100.0 * ended + step.progress) / max(int(whole.memory[STEPS]), 1)
    moved = Job.objects.filter(PARKED, pk=whole.pk, progress__lt=percent - TOLD_STEP)
    if moved.update(progress=min(percent, 100.0), stage=step.stage or whole.stage):
        events.job_changed(Job.objects.get(pk=whole.pk))


def _wake_whole(job_id: uuid.UUID) -> None:
    with transaction.atomic():
        whole = Job.objects.filter(pk=job_id).first()
        if whole:
            wake(whole)


# -- parked jobs -----------------------------------------------------------------------------------------


def wake(job: Job) -> bool:
    """Has a parked job looked after now; False when it is not parked, or just about to be looked after."""
    woken = Job.objects.filter(PARKED, pk=job.pk, not_before__gt=Now()).update(not_before=Now())
    if woken:
        send(job)
    return bool(woken)
