"""Writes a film's script, as a job of its own: it is paid and tried again by itself."""

import uuid
from functools import partial

from django.utils.translation import gettext as _

from ai.capabilities import Screenplay
from ai.pipelines import screenwriting
from ai.pipelines.consulting import Consulting
from jobs import services as jobs
from jobs.models import Job
from jobs.work import JobFailed, Order, Outcome, Run, Work
from projects.models import Film
from projects.services.film import adopting
from projects.services.film.wishes import wish_of


def write(run: Run) -> Outcome:
    film = Film.objects.filter(pk=run.job.project_id).first()
    if film is None:
        raise JobFailed("project_gone", _("The project was deleted. Nothing was charged."))
    consulting, wish = Consulting(run), wish_of(film)
    play = screenwriting.write(consulting, wish.screenplay, share=(0.0, 98.0), model=wish.model("chat"))
    result = {
        "title": play.title,
        "logline": play.logline,
        "shots": len(play.shots),
        "notes": consulting.notes,
    }
    return Outcome(publish=partial(_publish, play), result=result, charge=consulting.charge())


def _publish(screenplay: Screenplay, job: Job) -> None:
    project_id = uuid.UUID(job.params["projectId"])
    adopting.take_script(project_id=project_id, screenplay=screenplay, address=job.params["address"])


def not_alone(job: Job) -> Order:
    """A step of a film is not done again by itself, since nobody would take over what it makes."""
    raise jobs.WrongState(_("This belongs to a film. Have that go on instead."))


WRITE = Work(run=write, reorder=not_alone)
