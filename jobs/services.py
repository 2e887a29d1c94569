"""What a person can ask of a job: submit it, cancel it, have it done again."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from credits import limits
from credits import services as credits
from credits.plan_models import Feature
from credits.pricing import Quote
from jobs import events, families, settling, spending
from jobs.models import Job
from jobs.work import Done, Order, Run, work_named

UNSUCCESSFUL = (Job.Status.FAILED, Job.Status.CANCELLED)


class IdempotencyConflict(Exception):
    """The same Idempotency-Key came before with another request."""


class WrongState(Exception):
    """The job is not in a state in which that can be done."""


def submit(*, user: User, order: Order, idempotency_key: str = "", retry_of: Job | None = None) -> Job:
    """Queues a job and sets its credits aside, in one transaction.

    Raises LimitReached, BudgetReached, InsufficientCredits, or IdempotencyConflict when the key was used for
    another request; the same request under the same key answers with the first job.
    """
    work_named(order.work)
    request_hash = fingerprint(order)
    earlier = earlier_job(user=user, idempotency_key=idempotency_key, request_hash=request_hash)
    if earlier:
        return earlier
    try:
        with transaction.atomic():
            _must_allow(user, order, [order])
            return _create(user, order, idempotency_key, request_hash, retry_of)
    except IntegrityError:
        earlier = earlier_job(user=user, idempotency_key=idempotency_key, request_hash=request_hash)
        if earlier is None:
            raise
        return earlier


def earlier_job(*, user: User, idempotency_key: str, request_hash: str) -> Job | None:
    if not idempotency_key:
        return None
    earlier = Job.objects.for_user(user).filter(idempotency_key=idempotency_key).first()
    if earlier and earlier.request_hash != request_hash:
        raise IdempotencyConflict(_("This Idempotency-Key was used before with another request."))
    return earlier


def is_known(*, user: User, idempotency_key: str) -> bool:
    """Whether the key was used before: then nothing new will be made."""
    return bool(idempotency_key) and Job.objects.filter(user=user, idempotency_key=idempotency_key).exists()


def fingerprint(order: Order) -> str:
    """A hash of what was asked for."""
    asked = order.request or {"params": order.params, "video": order.video_id, "project": order.project_id}
    text = json.dumps([order.kind, order.work, asked], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def cancel(*, user: User, job_id: uuid.UUID) -> Job:
    """Cancels a waiting job at once, asks a running one to stop; a finished one raises WrongState."""
    job = Job.objects.for_user(user).get(pk=job_id)
    return cancel_job(job)


def cancel_job(job: Job) -> Job:
    """Cancels a job, or all jobs of a batch that have not ended."""
    if job.is_part:
        raise WrongState(_("This is a part of another job, and is cancelled with it."))
    if job.is_batch:
        return _cancel_children(job)
    if settling.cancel_waiting(job.pk):
        job.refresh_from_db()
        return job
    asked = Job.objects.filter(pk=job.pk, status=Job.Status.PROCESSING).update(cancel_requested_at=Now())
    job.refresh_from_db()
    if not asked and job.status != Job.Status.CANCELLED:
        raise WrongState(_not_to_cancel(job))
    families.wake(job)
    events.job_changed(job)
    return job


def _cancel_children(parent: Job) -> Job:
    if not parent.is_active:
        raise WrongState(_not_to_cancel(parent))
    for child in parent.children.active():
        with suppress(WrongState):  # it has ended in the meantime
            cancel_job(child)
    parent.refresh_from_db()
    return parent


def _not_to_cancel(job: Job) -> str:
    words = _("The job is %(status)s; only a waiting or running job can be cancelled.")
    return words % {"status": job.get_status_display().lower()}


def _not_to_repeat(job: Job) -> str:
    words = _("The job is %(status)s; only a failed or cancelled job can be done again.")
    return words % {"status": job.get_status_display().lower()}


def wake(*, job_id: uuid.UUID) -> bool:
    """Has a parked job looked after now; False when it is not parked, or about to be looked after anyway."""
    with transaction.atomic():
        job = Job.objects.filter(pk=job_id).first()
        return job is not None and families.wake(job)


def retry(*, user: User, job_id: uuid.UUID) -> Job:
    """Does a failed or cancelled job again, as a new job at today's price; else raises WrongState."""
    job = Job.objects.for_user(user).get(pk=job_id)
    return retry_job(job)


@transaction.atomic
def retry_job(job: Job) -> Job:
    # The lock makes a second click wait, and then find what the first has made.
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_part:
        raise WrongState(_("This is a part of another job, and is done again with it."))
    if job.status not in UNSUCCESSFUL:
        raise WrongState(_not_to_repeat(job))
    again = job.retries.exclude(status__in=UNSUCCESSFUL).first()
    if again:
        return again
    if not job.is_batch:
        return submit(user=job.user, order=work_named(job.work).reorder(job), retry_of=job)
    parts = [work_named(part.work).reorder(part) for part in job.children.filter(status__in=UNSUCCESSFUL)]
    whole = replace(_order_of(job), quote=total(parts))
    return submit_many(user=job.user, order=whole, parts=parts, retry_of=job)


def submit_many(
    *,
    user: User,
    order: Order,
    parts: list[Order],
    idempotency_key: str = "",
    retry_of: Job | None = None,
) -> Job:
    """Queues several orders as the children of one parent job, and sets the credits of all aside or none.

    Each child is charged by itself when it ends; the parent ends with its last child.
    """
    request_hash = fingerprint(order)
    earlier = earlier_job(user=user, idempotency_key=idempotency_key, request_hash=request_hash)
    if earlier:
        return earlier
    with transaction.atomic():
        _must_allow(user, order, parts)
        parent = _new(user, order, idempotency_key, request_hash, retry_of)
        parent.status, parent.parts, parent.started_at = Job.Status.PROCESSING, len(parts), timezone.now()
        parent.save(force_insert=True)
        for part in parts:
            _create(user, part, "", fingerprint(part), None, parent=parent)
        parent.refresh_from_db()
        events.job_changed(parent)
    return parent


def begin_steps(run: Run, steps: int) -> None:
    """Says that the work will order so many jobs one after the other, and wait for each (`add_step`)."""
    run.remember({**run.job.memory, families.STEPS: steps})


def add_step(*, whole: Job, step: Job) -> None:
    """Makes a job that was just submitted a step of another one, which is looked after when it ends.

    Call it in the transaction that submits the step. The step is paid, cancelled and done again by itself.
    """
    Job.objects.filter(pk=step.pk, parent__isnull=True).update(parent=whole)


def cancel_steps(*, whole: Job) -> None:
    """Cancels the steps of a job that have not ended."""
    for step in whole.children.active():
        with suppress(WrongState):  # it has ended in the meantime
            cancel_job(step)


def count_active(user: User) -> int:
    """Jobs that wait or run; a batch is one, and so is the step that a job in steps is at."""
    mine = Job.objects.for_user(user).active()
    in_steps = Q(memory__has_key=families.STEPS)
    return (
        mine.filter(Q(parent__isnull=True) | Q(parent__memory__has_key=families.STEPS))
        .exclude(in_steps)
        .count()
    )


def _must_allow(user: User, order: Order, works: list[Order]) -> None:
    """Raises LimitReached, or what the app of projects raises of a project that is not the user's to work in.

    What costs nothing is small, or the platform's own wish, and is not limited.
    Nobody knows how large a result will be: a full library takes none, and one with any room left does.
    """
    for project_id in {each.project_id for each in (order, *works) if each.project_id}:
        import_string(settings.JOB_PROJECTS_CHECKED_BY)(user=user, project_id=project_id)
    if order.quote.micro and not order.done:
        limits.must_allow(user=user, feature=Feature.JOBS)
    if any(work.keeps_file and not work.done for work in works):
        limits.must_allow(user=user, feature=Feature.STORAGE)


def total(orders: Iterable[Order]) -> Quote:
    return Quote(lines=tuple(line for order in orders for line in order.quote.lines))


def _order_of(job: Job) -> Order:
    return Order(
        kind=job.kind,
        work=job.work,
        category=job.category,
        queue=job.queue,
        quote=Quote(lines=()),
        params=job.params,
        title=job.title,
        project_id=job.project_id,
    )


def _new(user: User, order: Order, idempotency_key: str, request_hash: str, retry_of: Job | None) -> Job:
    job = families.row_of(user=user, order=order)
    job.idempotency_key, job.request_hash, job.retry_of = idempotency_key, request_hash, retry_of
    if retry_of and job.api_key_id is None:
        # Done again by hand, it still counts to the key that wanted it first.
        job.api_key_id = retry_of.api_key_id
    return job


def _create(
    user: User,
    order: Order,
    idempotency_key: str,
    request_hash: str,
    retry_of: Job | None,
    *,
    parent: Job | None = None,
) -> Job:
    job = _new(user, order, idempotency_key, request_hash, retry_of)
    job.parent = parent
    if parent:
        job.api_key_id = parent.api_key_id
    if order.done:
        return _record(job, order.done)
    # The job first: of two requests with one key, the second must fail before any credit moves.
    job.save(force_insert=True)
    spending.must_fit_budget(job, order.quote)
    job.hold = credits.hold(
        user=user, micro=order.quote.micro, reference=f"job:{job.pk}", lines=order.quote.lines
    )
    job.save(update_fields=["hold"])
    families.send(job)
    job.refresh_from_db()
    events.job_changed(job)
    return job


def _record(job: Job, done: Done) -> Job:
    """A job that was over before it began: nothing runs and nothing is charged."""
    job.status, job.progress, job.quoted = Job.Status.COMPLETED, 100, 0
    job.outputs, job.result = done.outputs, done.result
    job.started_at = job.finished_at = timezone.now()
    job.save(force_insert=True)
    job.refresh_from_db()
    families.part_ended(job)
    events.job_changed(job)
    return job
