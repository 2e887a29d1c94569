"""Holds what a plan promised against what came out, and says in the conversation what was done."""

import uuid
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.models import ChatMessage, Plan, PlanStep
from ai.pipelines import promises
from ai.pipelines.promises import Kept, Look
from ai.serializers.chat import AnswerSerializer
from ai.services.chatting import conversations, plans, suggesting
from ai.services.chatting.context import Situation
from jobs import events
from jobs.models import Job
from jobs.work import JobFailed, Order, Outcome, Run, Work
from videos import files, pictures
from videos.limits import media_limits
from videos.media.extra import Extra
from videos.media.operations import OperationRefused
from videos.media.probe import probe
from videos.media.recipe import equip, parse_recipe, validate
from videos.media.sniff import MediaRejected
from videos.models import Video
from videos.pipelines.steps import ended_by_name, perform
from videos.services import saying

Row = dict[str, Any]
NOBODY = uuid.UUID(int=0)
GONE = gettext_lazy("The result was deleted before it could be looked at.")


def verify(run: Run) -> Outcome:
    """Looks at the results of an applied plan; costs nothing."""
    plan = Plan.objects.for_user(run.job.user).filter(pk=run.job.params["planId"]).first()
    if plan is None:
        raise JobFailed("plan_gone", _("The conversation with this plan was deleted."))
    rows = [row for row in plan.steps.all() if row.is_chosen]
    jobs = {job.pk: job for job in Job.objects.filter(pk__in=[row.job_id for row in rows if row.job_id])}
    run.progress(0, _("Looking"))
    found = _of_edits(run, plan, [row for row in rows if row.is_edit], jobs)
    found += [_of_work(row, jobs) for row in rows if not row.is_edit]
    words = "\n".join(_sentences(rows, jobs, found))
    return Outcome(publish=partial(_publish, plan, found, words), result={"verified": found})


# -- edits -------------------------------------------------------------------------------------------------


def _of_edits(run: Run, plan: Plan, rows: list[PlanStep], jobs: dict[uuid.UUID, Job]) -> list[Row]:
    if not rows:
        return []
    job = jobs.get(rows[0].job_id or NOBODY)
    if job is None or job.status != Job.Status.COMPLETED:
        why = (job.error_message or job.status) if job else _("the job is gone")
        return [_row(None, Kept(_("The film is made"), is_kept=False, measured=why))]
    try:
        look = _look(run, plan, rows, job)
    except (Video.DoesNotExist, FileNotFoundError, OperationRefused, MediaRejected):
        return [_row(None, Kept(_("The film is made"), is_kept=None, measured=str(GONE)))]
    with ended_by_name(run):
        found = [_row(None, kept) for kept in promises.of_film(look)]
        for number, row in enumerate(rows):
            kept = _kept(look, number)
            found += [_row(row, kept)] if kept else []
    return found


def _kept(look: Look, number: int) -> Kept | None:
    try:
        return promises.of_step(look, number)
    except pictures.NoPicture:
        title = saying.title_of(look.recipe[number])
        return Kept(title, is_kept=None, measured=_("no picture could be made to compare it with"))


def _look(run: Run, plan: Plan, rows: list[PlanStep], job: Job) -> Look:
    own = Video.objects.for_user(plan.user)
    source, made = own.get(pk=job.video_id or NOBODY), own.get(pk=job.result["videoId"])
    parsed = parse_recipe(job.params["operations"])
    recipe = pictures.informed(video=source, recipe=parsed).recipe
    others = {
        str(each.pk): Extra(each.media_info, _fetched(run, each, str(each.pk)))
        for each in own.named_in(recipe)
    }
    paths = {"source": _fetched(run, source, "source"), "made": _fetched(run, made, "made")}
    return Look(
        source=source,
        made=made,
        info=probe(paths["made"], limits=media_limits()),
        recipe=equip(recipe, others),
        course=validate(recipe, source.media_info, extra=others),
        folder=run.folder,
        paths=paths,
        extra=others,
        perform=partial(perform, run, stage=_("Listening"), until=90),
        shown={number: row.shown_at for number, row in enumerate(rows)},
    )


def _fetched(run: Run, video: Video, name: str) -> Path:
    return files.fetch(key=video.file, folder=run.folder, name=f"{name}.bin")


def _row(step: PlanStep | None, kept: Kept) -> Row:
    told = {"promise": kept.promise, "isKept": kept.is_kept, "measured": kept.measured}
    return {"stepId": str(step.pk) if step else None, **told}


def _of_work(row: PlanStep, jobs: dict[uuid.UUID, Job]) -> Row:
    """A job of its own checks its result before it is charged; here it is told how it ended."""
    job = jobs.get(row.job_id or NOBODY)
    if row.trouble or job is None:
        return _row(row, Kept(row.title, is_kept=False, measured=row.trouble or _("it was not begun")))
    is_done = job.status == Job.Status.COMPLETED
    return _row(row, Kept(row.title, is_done, _("completed") if is_done else job.error_message or job.status))


# -- what is said of it ------------------------------------------------------------------------------------


def _sentences(rows: list[PlanStep], jobs: dict[uuid.UUID, Job], found: list[Row]) -> list[str]:
    """What was done and what not; nothing that was not measured is claimed."""
    broken = [row for row in found if row["isKept"] is False]
    unknown = [row for row in found if row["isKept"] is None]
    kept = len(found) - len(broken) - len(unknown)
    done = [row.title for row in rows if _is_done(row, jobs)]
    missed = [row.title for row in rows if not _is_done(row, jobs)]
    told = [_("Done: %(done)s.") % {"done": "; ".join(done)}] if done else []
    told += [_("Not done: %(missed)s.") % {"missed": "; ".join(missed)}] if missed else []
    if kept or not broken:
        told.append(
            _("I looked at the result: %(kept)s of %(found)s promises are kept.")
            % {"kept": kept, "found": len(found)}
        )
    told += [
        _("Not as promised: %(promise)s (%(measured)s).")
        % {"promise": row["promise"], "measured": row["measured"]}
        for row in broken
    ]
    told += [
        _("I could not tell: %(promise)s (%(measured)s).")
        % {"promise": row["promise"], "measured": row["measured"]}
        for row in unknown
    ]
    return told


def _is_done(row: PlanStep, jobs: dict[uuid.UUID, Job]) -> bool:
    job = jobs.get(row.job_id or NOBODY)
    return not row.trouble and job is not None and job.status == Job.Status.COMPLETED


def _publish(plan: Plan, found: list[Row], words: str, job: Job) -> None:
    made = Video.objects.for_user(plan.user).filter(pk=_made(plan) or NOBODY).first()
    moved = Plan.objects.filter(pk=plan.pk, is_verified=False).update(
        verified=found, is_verified=True, made_video_id=made.pk if made else None
    )
    if not moved:
        return
    conversations.write(
        conversation=plan.conversation,
        role=ChatMessage.Role.ASSISTANT,
        text=words,
        provider="local",
        model="checks",
        suggestions=suggesting.suggestions(situation=Situation(video=made or plan.video)),
        job_id=job.pk,
    )
    plan.refresh_from_db()
    plans.tell(plan)
    answer = AnswerSerializer(conversations.answer_of(job_id=job.pk)).data
    told = {"plan_id": str(plan.pk), "made_video_id": str(made.pk) if made else None}
    events.send(user_id=plan.user_id, kind="chat_message", payload={**answer, **told})


def _made(plan: Plan) -> str | None:
    edit = plan.steps.filter(is_edit=True, is_chosen=True, job_id__isnull=False).first()
    job = Job.objects.filter(pk=(edit and edit.job_id) or NOBODY).first()
    return job.result.get("videoId") if job else None


def _never_again(job: Job) -> Order:
    raise ValidationError(_("A plan is looked at once."), code="not_kept")


def _abandoned(job: Job) -> None:
    """Nobody could look at it, and it is said so rather than left open."""
    why = job.error_message or _("the check was cancelled")
    found = [_row(None, Kept(_("The result was looked at"), is_kept=None, measured=why))]
    plan = Plan.objects.filter(pk=job.params["planId"], is_verified=False).first()
    if plan is not None:
        plan.verified, plan.is_verified = found, True
        plan.save(update_fields=["verified", "is_verified"])
        plans.tell(plan)


VERIFY = Work(run=verify, reorder=_never_again, abandoned=_abandoned)
