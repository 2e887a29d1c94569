"""The history of a project's timeline: looked through, named, gone back to."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from projects.models import Role, TimelineRevision
from projects.services import timelines
from projects.services.roles import must_be
from projects.services.saying import spoken


def history(*, user: User, project_id: uuid.UUID) -> QuerySet[TimelineRevision]:
    """All revisions that are kept, the newest first, with `is_current`; without their timelines."""
    must_be(user=user, project_id=project_id, least=Role.VIEWER)
    return _of(project_id).defer("timeline")


def get(*, user: User, project_id: uuid.UUID, number: int) -> TimelineRevision:
    """One with its timeline; raises Project.DoesNotExist or TimelineRevision.DoesNotExist."""
    must_be(user=user, project_id=project_id, least=Role.VIEWER)
    return _of(project_id).get(number=number)


def name(*, user: User, project_id: uuid.UUID, number: int, name: str) -> TimelineRevision:
    """Gives a revision a name, by which it is kept for good; the empty one takes it away.

    Raises what `get` raises, or RoleMissing.
    """
    must_be(user=user, project_id=project_id, least=Role.EDITOR)
    TimelineRevision.objects.filter(project=project_id, number=number).update(name=name.strip())
    return _of(project_id).get(number=number)


@transaction.atomic
def restore(
    *, user: User, project_id: uuid.UUID, number: int, expected: int | None = None
) -> timelines.State:
    """Makes a new revision like an old one: nothing of what came between is lost.

    Raises what `get` raises, RoleMissing, StaleTimeline, or ValidationError for one that cannot be read.
    """
    must_be(user=user, project_id=project_id, least=Role.EDITOR)
    project = timelines.locked(project_id=project_id, expected=expected)
    old = project.revisions.get(number=number)
    timeline = timelines.stored_timeline(old.timeline)
    if timeline is None:
        raise ValidationError(spoken(timelines.NO_TIMELINE.message), code=timelines.NO_TIMELINE.code)
    if old.name:
        summary = _("Back to %(name)s") % {"name": old.name}
    else:
        summary = _("Back to revision %(number)d") % {"number": number}
    timelines.write(project=project, timeline=timeline, author=user, summary=summary)
    return timelines.get(user=user, project_id=project_id)


def _of(project_id: uuid.UUID) -> QuerySet[TimelineRevision]:
    found = TimelineRevision.objects.filter(project=project_id).select_related("author")
    return found.annotate(is_current=Q(number=F("project__revision")))
