"""Packages: a timeline for another program in a ZIP with its media, made by a job for nothing."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from credits.pricing import Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from projects.interchange.writing import WITH_MEDIA
from projects.models import Project, Role
from projects.services import timelines
from projects.services.roles import must_be
from videos import files

KIND, WORK_NAME = "project.package", "projects.package"
KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Stored:
    """A finished package: its key in the storage, and the name that a download gets."""

    key: str
    filename: str


def order(*, user: User, project_id: uuid.UUID, form: str, revision: int | None = None) -> Job:
    """Has the package of a revision made; an editor's. While it is being made, that job is the answer.

    Raises Project.DoesNotExist, RoleMissing, TimelineRevision.DoesNotExist, or ValidationError.
    """
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    if form not in WITH_MEDIA:
        message = _("Choose one of %(formats)s: other formats name no media.") % {
            "formats": ", ".join(WITH_MEDIA)
        }
        raise ValidationError({"format": ValidationError(message, code="invalid_choice")})
    number, _timeline = timelines.at(user=user, project_id=project_id, revision=revision)
    params = {"format": form, "revision": number}
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # the lock makes a second click find the first
        same = _of(user, project_id).active().filter(params__format=form, params__revision=number).first()
        return same or jobs.submit(user=user, order=_order(project, params))


def reorder(job: Job) -> Order:
    """The same again, of the same revision."""
    project = must_be(user=job.user, project_id=job.project_id or uuid.UUID(int=0), least=Role.EDITOR)
    return _order(project, job.params)


def find(*, user: User, project_id: uuid.UUID, job_id: uuid.UUID) -> Stored:
    """A finished package of the user's own, while it is kept.

    Raises Project.DoesNotExist for those who do not see the project any more, and Job.DoesNotExist.
    """
    must_be(user=user, project_id=project_id, least=Role.VIEWER)
    done = _of(user, project_id).filter(status=Job.Status.COMPLETED).exclude(outputs=[])
    job = done.get(pk=job_id, finished_at__gt=timezone.now() - KEPT)
    return Stored(key_of(job, job.result["name"]), job.result["filename"])


def key_of(job: Job, name: str) -> str:
    return f"users/{job.user_id}/packages/{name}.zip"


def url_of(job: Job) -> str:
    return f"/api/projects/{job.project_id}/export/{job.pk}"


def replace_earlier(job: Job) -> None:
    """The newest of a project is the only one of its maker: the others' files go with the commit."""
    earlier = Job.objects.filter(kind=KIND, user=job.user_id, project_id=job.project_id).exclude(pk=job.pk)
    _take_away([each for each in earlier.exclude(outputs=[]) if each.result])


def sweep() -> int:
    """Deletes the packages whose time is over; how many."""
    over = Job.objects.filter(
        kind=KIND, status=Job.Status.COMPLETED, finished_at__lte=timezone.now() - KEPT
    ).exclude(outputs=[])
    return _take_away(list(over))


def _take_away(jobs_done: list[Job]) -> int:
    keys = [key_of(job, job.result["name"]) for job in jobs_done]
    Job.objects.filter(pk__in=[job.pk for job in jobs_done]).update(outputs=[])
    transaction.on_commit(lambda: files.delete_many(keys=keys), robust=True)
    return len(keys)


def _of(user: User, project_id: uuid.UUID) -> Any:
    return Job.objects.for_user(user).filter(kind=KIND, project_id=project_id)


def _order(project: Project, params: dict[str, Any]) -> Order:
    return Order(
        kind=KIND,
        work=WORK_NAME,
        category="video",
        queue="media",
        quote=Quote(lines=()),
        title=_("Package of %(name)s") % {"name": project.name},
        project_id=project.pk,
        params=params,
    )
