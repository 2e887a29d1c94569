"""What a person decides about a plan: apply it just as it is shown, change it, or dismiss it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from ai.models import Plan, PlanStep
from ai.services.chatting import following, plans, proposing
from ai.services.chatting.proposing import Wanted
from ai.services.chatting.tools import CallRefused
from credits.pricing import to_credits
from jobs.models import Job
from videos.models import Video
from videos.services import previewing

S = Plan.State


class PlanChanged(Exception):
    """The plan is not the one that the person saw; `code` says how."""

    code = "plan_changed"


class PlanStale(PlanChanged):
    """The film is not what it was when this was proposed."""

    code = "plan_stale"


class PlanOver(PlanChanged):
    """It was applied or dismissed before."""

    code = "plan_over"


class CostsMore(PlanChanged):
    """What was chosen would cost more than what was shown."""

    code = "quote_exceeded"


def apply(
    *, user: User, action_id: uuid.UUID, digest: str, step_ids: Sequence[uuid.UUID] | None = None
) -> tuple[Plan, list[Job]]:
    """Orders the steps of a plan that were chosen, for at most what was shown; twice gives the same jobs.

    `action_id` names the plan, or one step of it. Raises Plan.DoesNotExist, PlanChanged, PlanStale, PlanOver,
    CostsMore, InsufficientCredits or LimitReached; then nothing was ordered.
    """
    found, step = plans.named(user=user, action_id=action_id)
    try:
        return _apply(user, found, step, digest, step_ids)
    except PlanStale:
        Plan.objects.filter(pk=found.pk, state=S.PROPOSED).update(state=S.STALE)
        raise


@transaction.atomic
def _apply(
    user: User, found: Plan, step: PlanStep | None, digest: str, step_ids: Sequence[uuid.UUID] | None
) -> tuple[Plan, list[Job]]:
    # Two clicks take turns here; the second finds what the first has ordered.
    plan = Plan.objects.select_for_update(of=("self",)).select_related("video").get(pk=found.pk)
    rows = list(plan.steps.all())
    chosen = _chosen(rows, [step.pk] if step else step_ids)
    if plan.state == S.APPLIED and {row.pk for row in chosen} == {row.pk for row in rows if row.is_chosen}:
        return plan, _jobs(rows)
    must_be_open(plan)
    if digest != plan.digest:
        raise PlanChanged(gettext("This plan was changed meanwhile. Look at it again."))
    if not chosen:
        raise ValidationError(
            {"steps": ValidationError(gettext("Choose at least one step."), code="required")}
        )
    _must_fit_quote(user, plan, chosen)
    plan.state, plan.applied_at = S.APPLIED, timezone.now()
    plan.save(update_fields=["state", "applied_at"])
    PlanStep.objects.filter(pk__in=[row.pk for row in chosen]).update(is_chosen=True)
    try:
        following.begin(plan=plan)
    except CallRefused as refused:
        raise PlanChanged(
            gettext("This cannot be done as it is: %(refused)s") % {"refused": refused}
        ) from None
    plans.tell(plan)
    return plan, _jobs(list(plan.steps.all()))


@transaction.atomic
def dismiss(*, user: User, action_id: uuid.UUID) -> Plan:
    """Puts a plan aside; again is the same. Raises Plan.DoesNotExist or PlanOver when it was applied."""
    found, _ = plans.named(user=user, action_id=action_id)
    moved = Plan.objects.filter(pk=found.pk, state__in=(S.PROPOSED, S.STALE)).update(state=S.DISMISSED)
    plan = plans.get(user=user, plan_id=found.pk)
    if not moved and plan.state != S.DISMISSED:
        raise PlanOver(gettext("This plan was applied; its jobs can be cancelled."))
    plans.tell(plan)
    return plan


@transaction.atomic
def adjust(
    *,
    user: User,
    action_id: uuid.UUID,
    params: Mapping[str, Any] | None = None,
    step_ids: Sequence[uuid.UUID] | None = None,
) -> Plan:
    """Gives a step other fields, or leaves only some steps; the plan gets a new hash and a new price.

    Raises Plan.DoesNotExist, PlanOver, or ValidationError (code `invalid_step`) when it makes no sense.
    """
    found, step = plans.named(user=user, action_id=action_id)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("video").get(pk=found.pk)
    must_be_open(plan)
    rows = _chosen(list(plan.steps.all()), step_ids)
    if not rows or (params is not None and step is None):
        message = gettext("Name the step whose params are to be changed, or the steps that are to stay.")
        raise ValidationError({"params": ValidationError(message, code="invalid_step")})
    wanted = [
        Wanted(row.operation, params if params is not None and step and row.pk == step.pk else row.params)
        for row in rows
    ]
    try:
        steps = proposing.checked(user=user, video=plan.video, wanted=wanted)
    except CallRefused as refused:
        raise ValidationError({"params": ValidationError(str(refused), code="invalid_step")}) from None
    plans.fill(plan=plan, steps=steps, ids=[row.pk for row in rows])
    plans.tell(plan)
    return plans.get(user=user, plan_id=plan.pk)


def must_be_open(plan: Plan) -> None:
    """Raises PlanOver, or PlanStale when the film that the plan is about is another or gone."""
    if plan.state in {S.APPLIED, S.DISMISSED}:
        is_applied = plan.state == S.APPLIED
        raise PlanOver(
            gettext("This plan was applied before. Ask for a new one.")
            if is_applied
            else gettext("This plan was dismissed before. Ask for a new one.")
        )
    if plan.revision != plans.revision_of(plan.video):
        raise PlanStale(gettext("The film is not there any more as it was when this was proposed."))


def _chosen(rows: Sequence[PlanStep], step_ids: Sequence[uuid.UUID] | None) -> list[PlanStep]:
    if step_ids is None:
        return list(rows)
    wished = set(step_ids)
    if not wished <= {row.pk for row in rows}:
        raise ValidationError(
            {"steps": ValidationError(gettext("This step is not in the plan."), code="invalid")}
        )
    return [row for row in rows if row.pk in wished]


def _must_fit_quote(user: User, plan: Plan, chosen: Sequence[PlanStep]) -> None:
    """The price of today for what was chosen; without a trim before it an edit can cost much more."""
    try:
        steps = proposing.checked(user=user, video=plan.video, wanted=plans.wanted(chosen))
    except CallRefused as refused:
        raise PlanChanged(
            gettext("This cannot be done as it is: %(refused)s") % {"refused": refused}
        ) from None
    costs = sum(step.quoted for step in steps)
    if costs > plan.quoted:
        told = gettext(
            "This would cost %(costs)s credits, and %(shown)s were shown. "
            "Adjust the plan to these steps, and look at its price."
        ) % {"costs": f"{to_credits(costs):g}", "shown": f"{to_credits(plan.quoted):g}"}
        raise CostsMore(told)


def _jobs(rows: Sequence[PlanStep]) -> list[Job]:
    ids = [row.job_id for row in rows if row.job_id]
    return list(Job.objects.filter(pk__in=ids).order_by("created_at"))


# -- looking at a step -------------------------------------------------------------------------------------


def preview(*, user: User, action_id: uuid.UUID, side: str) -> previewing.Preview:
    """The picture before or after a step, at the same moment of the film.

    Raises Plan.DoesNotExist, Video.DoesNotExist (the step shows nothing), or what a preview raises.
    """
    plan, step = plans.named(user=user, action_id=action_id)
    if step is None or plan.video is None or not step.is_edit or step.shown_at is None:
        raise Video.DoesNotExist
    rows = [row for row in plan.steps.all() if row.is_edit]
    upto = [row for row in rows if row.number <= step.number]
    operations = plans.operations(upto)
    if side == "after":
        return previewing.preview(
            user=user, video_id=plan.video.pk, operations=operations, timestamp=step.shown_at, width=640
        )
    moment = proposing.moment_before(user=user, video=plan.video, operations=operations, time=step.shown_at)
    return previewing.preview(
        user=user, video_id=plan.video.pk, operations=operations[:-1], timestamp=moment, width=640
    )
