"""Makes a film: looks which of its parts are stale, and has them made side by side, each as a job of its own.

The film's job is parked meanwhile (docs/decisions/0007). Each look finds in the rows how far it is, so it
does not matter who looks, how often, and what was killed in between: a part is begun in the transaction that
remembers it.
"""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.services.catalogue import NoModel
from credits import budgets, limits
from credits import services as credits
from credits.plan_models import Feature
from credits.pricing import to_credits
from jobs import families
from jobs import services as jobs
from jobs.failpoints import failpoint
from jobs.models import Job
from jobs.work import JobFailed, Outcome, Run, Waiting, Work
from projects.models import Film, Project
from projects.pipelines.film_loudness import note_loudness
from projects.services.film import adopting, assembling, matching, ordering, planning
from projects.services.film.announcing import announce
from projects.services.film.keeping import FilmBusy
from projects.services.film.parts import MADE, Board, Kind, Part, board_of, is_rendered, render_part
from projects.services.render import rendering
from projects.services.roles import RoleMissing, must_edit

# A step that ends wakes the film; this is for when that is lost.
LOOK_SECONDS = 15.0
AT_ONCE = 6  # parts that are made at the same time, by as many workers as there are
STAGES = {
    Kind.SCRIPT: gettext_lazy("Writing the script"),
    Kind.IMAGE: gettext_lazy("Drawing the storyboard"),
    Kind.SPEECH: gettext_lazy("Speaking the narration"),
    Kind.VIDEO: gettext_lazy("Filming the shots"),
    Kind.MUSIC: gettext_lazy("Composing the music"),
    Kind.RENDER: gettext_lazy("Rendering the film"),
}
OBSTACLES = (
    ValidationError,
    NoModel,
    credits.InsufficientCredits,
    limits.LimitReached,
    budgets.BudgetReached,
    Project.DoesNotExist,
    RoleMissing,
)


def steer(run: Run) -> Outcome | Waiting:
    """Looks how far the film is, and begins what can be begun."""
    run.progress(0)
    return Filming(run).carry_on()


class Filming:
    """One look after a film that is being made."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.board = self._board()
        self.made: dict[str, dict[str, Any]] = run.job.memory.get(MADE, {})

    def carry_on(self) -> Outcome | Waiting:
        if not self.run.job.memory:
            jobs.begin_steps(self.run, self._expected())  # from now on it takes no place in the plan itself
        active, failed = self._steps()
        if failed:
            return self._failed(failed, is_over=not active)
        self.board = self._board()
        if not active:
            self._look_into_library()
        coming = planning.what_is_next(self.board)
        begun = [part for part in coming.parts if self._begin(part)]
        if active or begun:
            return self._waiting([*active, *(part.kind for part in begun)])
        self._must_be_new(coming.parts)
        if coming.parts:  # all workers that the plan allows are busy with something else
            return Waiting(LOOK_SECONDS, stage=_("Waiting for other jobs"))
        if coming.gate:
            return self._ended(waiting_for=coming.gate)
        return self._rendered()

    # -- what was begun ------------------------------------------------------------------------------------

    def _steps(self) -> tuple[list[Kind], list[tuple[dict[str, Any], Job]]]:
        """The kinds of the parts that are at work, and those that have failed; what is done is taken over."""
        active: list[Kind] = []
        failed = []
        open_steps = {step["job"]: step for step in self.made.values() if not step["done"]}
        for job in Job.objects.filter(pk__in=open_steps):
            step = open_steps[str(job.pk)]
            if job.is_active:
                active.append(Kind(step["kind"]))
            elif job.status == Job.Status.COMPLETED:
                if step["kind"] == Kind.MUSIC:
                    note_loudness(self.run, job.result["videoId"])
                self._take(step, job)
            else:
                failed.append((step, job))
        return active, failed

    @transaction.atomic
    def _take(self, step: dict[str, Any], job: Job) -> None:
        if step["kind"] != Kind.SCRIPT:  # which writes down itself what it has made
            adopting.take(
                project_id=self.board.film.pk,
                kind=Kind(step["kind"]),
                address=step["address"],
                shot_id=step["shot"],
                video_id=job.result["videoId"],
            )
        step["done"] = True
        self._remember()

    def _failed(self, failed: list[tuple[dict[str, Any], Job]], *, is_over: bool) -> Waiting:
        """Waits for what is still at work, since that is kept; then the first failure is the film's."""
        for step, job in failed:
            if step["shot"]:
                message = job.error_message or _("It was cancelled.")
                adopting.fail(project_id=self.board.film.pk, shot_id=step["shot"], message=message)
        if not is_over:
            return Waiting(LOOK_SECONDS, stage=_("Finishing what was begun"))
        step, job = failed[0]
        if job.status == Job.Status.CANCELLED:
            message = _("%(part)s: it was cancelled. What was made is kept.") % {"part": step["name"]}
            raise JobFailed("step_cancelled", str(message))
        told = {"part": step["name"], "message": job.error_message}
        message = str(_("%(part)s: %(message)s What was made is kept.") % told)
        raise JobFailed(job.error_code, message, evidence={"step": str(job.pk)})

    # -- what comes next -----------------------------------------------------------------------------------

    def _begin(self, part: Part) -> bool:
        """Has a part made, if it is not being made and there is room; whether it does something new now."""
        open_steps = sum(not step["done"] for step in self.made.values())
        if part.key in self.made or open_steps >= AT_ONCE:
            return False
        try:
            self._submit(part)
        except limits.LimitReached as reached:
            if reached.facts["limit"] == Feature.JOBS.value:
                return False  # the plan's jobs are all at work; there is a look after each
            raise JobFailed("limit_reached", f"{part.name}: {reached}") from None
        except OBSTACLES as obstacle:
            raise _not_begun(part, obstacle) from None
        return True

    def _must_be_new(self, parts: tuple[Part, ...]) -> None:
        """What was made in this job, and is to be made all the same, was deleted meanwhile."""
        for part in parts:
            if self.made.get(part.key, {}).get("done"):
                message = _("%(part)s: what was made is gone. Please try again.") % {"part": part.name}
                raise JobFailed("part_gone", str(message))

    @transaction.atomic
    def _submit(self, part: Part) -> None:
        user, key = self.run.job.user, f"film:{self.run.job.pk}:{part.key}"
        if part.kind is Kind.RENDER:
            title = self.board.film.title
            draft = rendering.draft(user=user, project_id=self.board.film.pk, title=title)
            job = rendering.order(user=user, draft=draft, idempotency_key=key)
        else:
            order = planning.order_of(user, self.board, part)
            job = jobs.submit(user=user, order=order, idempotency_key=key)
        jobs.add_step(whole=self.run.job, step=job)
        failpoint("film-submitted")
        shot = str(part.shot.pk) if part.shot else ""
        step = {"job": str(job.pk), "kind": part.kind.value, "shot": shot, "name": part.name}
        self.made = {**self.made, part.key: {**step, "address": part.address, "done": False}}
        self._remember()

    def _look_into_library(self) -> None:
        if self.board.wish.use_library:
            matching.match(user=self.run.job.user, board=self.board)

    def _rendered(self) -> Outcome | Waiting:
        """Lays all parts out on the timeline, and has that rendered, unless it is."""
        if not self.board.shots:
            raise JobFailed("no_shots", _("There are no shots, so there is nothing to be seen."))
        try:
            notes = assembling.lay_out(user=self.run.job.user, board=self.board)
        except OBSTACLES as obstacle:
            message = _("The timeline: %(message)s") % {"message": _words(obstacle)}
            raise JobFailed("not_laid_out", str(message)) from None
        self.board = self._board()
        if notes:
            Film.objects.filter(pk=self.board.film.pk).update(notes=[*self.board.film.notes, *notes])
        # Whoever changes the timeline meanwhile has not asked for another film.
        was_rendered = any(step["kind"] == Kind.RENDER and step["done"] for step in self.made.values())
        if was_rendered and self.board.film.video_id is None:
            raise JobFailed("not_rendered", _("The film was rendered, and is gone. Please try again."))
        if was_rendered or is_rendered(self.board):
            return self._ended()
        self._begin(render_part(self.board))
        return self._waiting([Kind.RENDER])

    # -- how it ends ---------------------------------------------------------------------------------------

    def _waiting(self, kinds: list[Kind]) -> Waiting:
        first = next((kind for kind in Kind if kind in kinds), Kind.RENDER)
        self.run.progress(100.0 * self._ended_steps() / self._expected())
        return Waiting(LOOK_SECONDS, stage=str(STAGES[first]))

    def _expected(self) -> int:
        """How many steps there will be, as far as one knows now; the render at least."""
        return self._ended_steps() + planning.count_stale(self.board) + 1

    def _ended_steps(self) -> int:
        return sum(bool(step["done"]) for step in self.made.values())

    def _ended(self, *, waiting_for: str = "") -> Outcome:
        film, children = self.board.film, self.run.job.children.all()
        video_id = str(film.video_id) if film.video_id and not waiting_for else None
        outputs = [{"type": "video", "id": video_id, "url": f"/api/videos/{video_id}/download"}]
        return Outcome(
            publish=partial(_publish, waiting_for),
            outputs=outputs if video_id else [],
            result={
                "projectId": str(film.pk),
                "videoId": video_id,
                "waitingFor": waiting_for or None,
                "charged": to_credits(sum(child.charged for child in children)),
                "steps": [_told(child) for child in children.order_by("created_at")],
                "notes": film.notes,
            },
        )

    def _board(self) -> Board:
        """The film as it is now, as the job's own."""
        films = Film.objects.select_related("project", "music", "video")
        film = films.filter(pk=self.run.job.project_id).first()
        if film is None:
            raise _gone()
        if film.job_id != self.run.job.pk:
            # A job that is done again by itself, and not by the film's own page.
            try:
                must_edit(user=self.run.job.user, project_id=film.pk)
                ordering.begin(film=film, job=self.run.job)
            except (FilmBusy, Project.DoesNotExist, RoleMissing) as obstacle:
                raise JobFailed("not_begun", str(obstacle) or _gone().message) from None
            return self._board()
        return board_of(film)

    def _remember(self) -> None:
        memory = {**self.run.job.memory, MADE: self.made, families.STEPS: self._expected()}
        self.run.remember(memory)


def _gone() -> JobFailed:
    message = _("The project was deleted. What was made of it is in your library.")
    return JobFailed("project_gone", str(message))


def _not_begun(part: Part, obstacle: Exception) -> JobFailed:
    if isinstance(obstacle, Project.DoesNotExist):
        return _gone()
    code = {credits.InsufficientCredits: "insufficient_credits", budgets.BudgetReached: "budget_reached"}
    return JobFailed(code.get(type(obstacle), "not_begun"), f"{part.name}: {_words(obstacle)}")


def _words(obstacle: Exception) -> str:
    return " ".join(obstacle.messages) if hasattr(obstacle, "messages") else str(obstacle)


def _told(step: Job) -> dict[str, Any]:
    charged = to_credits(step.charged)
    return {"jobId": str(step.pk), "kind": step.kind, "title": step.title, "charged": charged}


def _publish(waiting_for: str, job: Job) -> None:
    state = Film.State.WAITING if waiting_for else Film.State.READY
    Film.objects.filter(pk=job.project_id, job_id=job.pk).update(state=state, waiting_for=waiting_for)
    _announce(job)


def _abandon(job: Job) -> None:
    """Ends the steps too; what they have made is kept, and can be gone on with."""
    jobs.cancel_steps(whole=job)
    error = job.error_message or _("It was cancelled. What was made is kept.")
    mine = Film.objects.filter(pk=job.project_id, job_id=job.pk, state=Film.State.WORKING)
    mine.update(state=Film.State.FAILED, error=error[:500])
    _announce(job)


def _announce(job: Job) -> None:
    if job.project_id:
        announce(project_id=job.project_id)


FILM = Work(run=steer, reorder=ordering.reorder, abandoned=_abandon)
