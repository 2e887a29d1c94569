"""Plans as rows: what is proposed, under a digest that names exactly this and nothing else."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from ai.models import ChatMessage, Conversation, Plan, PlanStep
from ai.services.chatting.proposing import Step, Wanted
from jobs import events
from videos.models import Video


def get(*, user: User, plan_id: uuid.UUID) -> Plan:
    """One of the user's own plans; Plan.DoesNotExist for everybody else's too."""
    return Plan.objects.for_user(user).select_related("video").get(pk=plan_id)


def named(*, user: User, action_id: uuid.UUID) -> tuple[Plan, PlanStep | None]:
    """The plan that an action's id names, and the step if it is a step's; Plan.DoesNotExist."""
    step = PlanStep.objects.filter(pk=action_id, plan__user=user).first()
    return get(user=user, plan_id=step.plan_id if step else action_id), step


def revision_of(video: Video | None) -> str:
    """What a film's content is: a stored file never changes, and its key is never used again."""
    return "" if video is None else hashlib.sha256(video.file.encode()).hexdigest()


def write(
    *,
    user: User,
    conversation: Conversation,
    message: ChatMessage,
    video: Video | None,
    steps: Sequence[Step],
) -> Plan:
    plan = Plan.objects.create(
        user=user,
        conversation=conversation,
        message=message,
        video=video,
        revision=revision_of(video),
        digest="",
    )
    fill(plan=plan, steps=steps)
    return plan


def fill(*, plan: Plan, steps: Sequence[Step], ids: Sequence[uuid.UUID] = ()) -> None:
    """Writes the steps of a plan, in the place of those it has; steps keep the `ids` they had before."""
    plan.steps.all().delete()
    rows = [_row(plan, number, step) for number, step in enumerate(steps, start=1)]
    for row, kept in zip(rows, ids, strict=False):
        row.pk = kept
    PlanStep.objects.bulk_create(rows)
    plan.quoted = sum(step.quoted for step in steps)
    plan.seconds = round(sum(step.seconds for step in steps), 1)
    plan.notes = list(dict.fromkeys(note for step in steps for note in step.notes))
    plan.digest = digest_of(plan, rows)
    plan.save(update_fields=["quoted", "seconds", "notes", "digest"])


def _row(plan: Plan, number: int, step: Step) -> PlanStep:
    return PlanStep(
        plan=plan,
        number=number,
        operation=step.operation,
        params=dict(step.params),
        title=step.title,
        is_edit=step.is_edit,
        quoted=step.quoted,
        seconds=step.seconds,
        shown_at=step.shown_at,
        notes=list(step.notes),
    )


def digest_of(plan: Plan, rows: Sequence[PlanStep]) -> str:
    steps = [[str(row.pk), row.operation, row.params, row.quoted] for row in rows]
    told = [str(plan.pk), str(plan.video_id), plan.revision, steps, plan.quoted]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def wanted(rows: Sequence[PlanStep]) -> list[Wanted]:
    return [Wanted(row.operation, row.params) for row in rows]


def operations(rows: Sequence[PlanStep]) -> list[dict[str, Any]]:
    """The edits among the steps, as a recipe."""
    return [{"operation": row.operation, **row.params} for row in rows if row.is_edit]


def tell(plan: Plan) -> None:
    """Tells the person's sockets that a plan has moved on."""
    told = {"plan_id": str(plan.pk), "conversation_id": str(plan.conversation_id), "state": plan.state}
    events.send(user_id=plan.user_id, kind="chat_plan", payload={**told, "is_verified": plan.is_verified})
