"""Carries an applied plan on: its jobs after one another, and what came of them."""

import uuid
from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.models import Plan, PlanStep
from ai.services.chatting import plans, proposing, works
from ai.services.chatting.proposing import Wanted
from ai.services.chatting.tools import TOOLS, CallRefused
from ai.services.generation import CATEGORY
from credits import limits
from credits import services as credits
from credits.pricing import Quote
from jobs import outbox
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from videos.models import Video
from videos.services import editing

MOVED, QUEUE = "ai.plan_moved", "interactive"
VERIFY, VERIFY_QUEUE = "ai.verify", "media"  # it decodes and listens
PATIENCE = timedelta(minutes=2)
MOST_SWEPT = 100
GONE = gettext_lazy("The film that this was about is not there any more.")
# Why a step that comes later cannot be ordered any more.
HINDRANCES = (
    CallRefused,
    ValidationError,
    ObjectDoesNotExist,
    credits.InsufficientCredits,
    limits.LimitReached,
)


def begin(*, plan: Plan) -> None:
    """Orders what can begin at once: the edits as one recipe, and what needs no edit before it."""
    rows = [row for row in plan.steps.all() if row.is_chosen]
    edits = [row for row in rows if row.is_edit]
    if edits and plan.video is not None:
        draft = editing.draft(user=plan.user, video_id=plan.video.pk, operations=plans.operations(edits))
        job = editing.order(user=plan.user, draft=draft, idempotency_key=f"plan:{plan.pk}:edit")
        _ordered(edits, job)
    for row in rows:
        if not row.is_edit and not _waits(row, edits):
            _order(plan, row, plan.video)


def _waits(row: PlanStep, edits: list[PlanStep]) -> bool:
    """Whether it is about what the edits before it make."""
    return TOOLS[row.operation].needs_film and any(edit.number < row.number for edit in edits)


def _order(plan: Plan, row: PlanStep, video: Video | None) -> None:
    wanted = Wanted(row.operation, row.params)
    prepared = works.prepare(
        user=plan.user, video=video, name=row.operation, fields=proposing.fields_of(wanted)
    )
    if prepared.quote.micro > row.quoted:
        raise CallRefused(_("It would cost more by now than what was shown."))
    _ordered([row], prepared.submit(f"plan:{plan.pk}:{row.number}"))


def _ordered(rows: list[PlanStep], job: Job) -> None:
    PlanStep.objects.filter(pk__in=[row.pk for row in rows]).update(job_id=job.pk)
    if not job.is_active:  # made before, so that nobody will tell of its end
        tell_end(job_id=job.pk)


def tell_end(*, job_id: uuid.UUID) -> None:
    """Has the plan that a job belongs to carried on, once the current transaction is committed."""
    if PlanStep.objects.filter(job_id=job_id).exists():
        outbox.post(task=MOVED, queue=QUEUE, arguments={"job_id": str(job_id)})


@transaction.atomic
def carry_on(*, job_id: uuid.UUID) -> None:
    """A job has ended: what waited for it begins, or is told why it cannot. As often as one likes."""
    found = PlanStep.objects.filter(job_id=job_id).first()
    job = Job.objects.filter(pk=job_id).first()
    if found is None or job is None or job.is_active:
        return
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=found.plan_id)
    rows = [row for row in plan.steps.all() if row.is_chosen]
    edits = [row for row in rows if row.is_edit]
    if found.is_edit:
        for row in rows:
            if not (row.is_edit or row.job_id or row.trouble) and _waits(row, edits):
                _order_after(plan, row, job)
    if all(_is_over(row) for row in plan.steps.filter(is_chosen=True)):
        _have_verified(plan)


def _order_after(plan: Plan, row: PlanStep, job: Job) -> None:
    try:
        if job.status != Job.Status.COMPLETED:
            raise CallRefused(_("The edit before it was not done."))
        video = Video.objects.for_user(plan.user).filter(pk=job.result.get("videoId")).first()
        if video is None:
            raise CallRefused(GONE)
        with transaction.atomic():
            _order(plan, row, video)
    except HINDRANCES as hindrance:
        words = " ".join(hindrance.messages) if isinstance(hindrance, ValidationError) else str(hindrance)
        PlanStep.objects.filter(pk=row.pk).update(trouble=words[:500])


def _is_over(row: PlanStep) -> bool:
    if row.trouble:
        return True
    return row.job_id is not None and not Job.objects.active().filter(pk=row.job_id).exists()


def _have_verified(plan: Plan) -> None:
    """Has a job look at what came out; it costs nothing and is asked for once."""
    if plan.is_verified:
        return
    jobs.submit(
        user=plan.user,
        order=Order(
            kind=VERIFY,
            work=VERIFY,
            category=CATEGORY,
            queue=VERIFY_QUEUE,
            quote=Quote(lines=()),
            title=_("Check of the result"),
            video_id=plan.video_id,
            params={"planId": str(plan.pk)},
        ),
        idempotency_key=f"plan:{plan.pk}:verify",
    )


def sweep() -> int:
    """Carries on the plans whose message may be lost; how many."""
    waiting = Plan.objects.filter(
        state=Plan.State.APPLIED, is_verified=False, applied_at__lt=Now() - PATIENCE
    )
    found = list(waiting.order_by("applied_at").prefetch_related("steps")[:MOST_SWEPT])
    for plan in found:
        for job_id in {row.job_id for row in plan.steps.all() if row.job_id}:
            carry_on(job_id=job_id)
    return len(found)
