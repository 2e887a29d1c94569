"""Make, find, change and delete projects."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from accounts.models import User
from credits import budgets
from credits.plan_models import Budget
from credits.pricing import to_micro
from jobs import spending
from projects.models import Membership, Project, ProjectQuerySet, ProjectVideo, Role
from projects.services import collecting, timelines
from projects.services.roles import must_be

MOST_PROJECTS = 1000  # of one person
SORTABLE = {"createdAt": "created_at", "updatedAt": "updated_at", "name": "name"}
CHANGEABLE = ("name", "description", "settings", "timeline", "status")


class StaleProject(Exception):
    """Somebody else has changed the project since it was read."""


@dataclass(frozen=True)
class Spending:
    """What a person's own work for a project has cost, and may cost; micro-credits. No `limit` is no cap."""

    limit: int | None
    spent: int

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(self.limit - self.spent, 0)


@transaction.atomic
def create(*, user: User, name: str, **fields: Any) -> Project:
    """Makes a project of the user's own; `fields` are of CHANGEABLE. ValidationError at MOST_PROJECTS."""
    # The lock makes two at once count one after the other.
    User.objects.select_for_update().get(pk=user.pk)
    if Project.objects.for_user(user).count() >= MOST_PROJECTS:
        raise ValidationError(
            _("You have %(most)s projects already.") % {"most": MOST_PROJECTS},
            code="too_many",
        )
    timeline = fields.pop("timeline", {})
    made = Project.objects.create(owner=user, name=name, **fields)
    if timeline:
        timelines.save(user=user, project_id=made.pk, timeline=timeline)
    return get(user=user, project_id=made.pk)


def find(
    *,
    user: User,
    search: str = "",
    status: str = "",
    whose: str = "",
    sort_by: str = "updatedAt",
    descending: bool = True,
) -> QuerySet[Project]:
    """The user's projects and those shared with them, with `role` and `videos`; without timelines.

    `whose` is "own" or "shared", and empty for both.
    """
    found = _whose(user, whose).with_role(user).annotate(videos=_placed())
    if search.strip():
        found = found.filter(name__icontains=search.strip())
    if status:
        found = found.filter(status=_choice("status", status, Project.Status.values))
    column = SORTABLE[_choice("sortBy", sort_by, list(SORTABLE))]
    sign = "-" if descending else ""
    # Owners are asked for of those that are shown, and not joined to all that are sorted.
    return found.prefetch_related("owner").defer("timeline").order_by(f"{sign}{column}", f"{sign}id")


def get(*, user: User, project_id: uuid.UUID) -> Project:
    """One project that the user may see, with `role` and `videos`; Project.DoesNotExist for all others."""
    found = Project.objects.visible_to(user).with_role(user).annotate(videos=_placed())
    return found.select_related("owner", "heir").get(pk=project_id)


def update(
    *, user: User, project_id: uuid.UUID, changes: dict[str, Any], version: int | None = None
) -> Project:
    """Changes those of CHANGEABLE that are given; all or nothing.

    Raises Project.DoesNotExist, RoleMissing, or StaleProject when it is not at `version` any more.
    """
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    fields = {name: value for name, value in changes.items() if name in CHANGEABLE}
    timeline = fields.pop("timeline", {})
    with transaction.atomic():
        if fields or version is not None:
            _write(project_id, fields, version)
        if timeline or ("timeline" in changes and project.timeline):
            timelines.save(user=user, project_id=project_id, timeline=timeline)
        if "budget" in changes:
            set_budget(user=user, project_id=project_id, amount=changes["budget"])
    return get(user=user, project_id=project_id)


def delete(*, user: User, project_id: uuid.UUID, version: int | None = None) -> None:
    """Deletes the owner's project with what was made for it only, and no video of a library.

    Raises what `update` raises.
    """
    project = must_be(user=user, project_id=project_id, least=Role.OWNER)
    found = Project.objects.filter(pk=project_id)
    parts = collecting.parts_of(project=project)
    with transaction.atomic():
        deleted, _ = (found if version is None else found.filter(version=version)).delete()
        if not deleted:
            raise StaleProject(_stale())
        collecting.part_with(parts=parts, owner=project.owner)


# --- what work for it may cost -------------------------------------------------------------------------


def set_budget(*, user: User, project_id: uuid.UUID, amount: Decimal | None) -> None:
    """Caps what the user's own work for the project may cost, in credits; None takes the cap away."""
    micro = None if amount is None else to_micro(amount)
    budgets.set_budget(user=user, scope=Budget.Scope.PROJECT, scope_id=project_id, micro=micro)


def spending_of(*, user: User, project_id: uuid.UUID) -> Spending:
    """The user's own: everybody pays for what they have made, and caps it for themselves."""
    cap = Budget.objects.filter(user=user, scope=Budget.Scope.PROJECT, scope_id=project_id).first()
    return Spending(cap.micro if cap else None, spending.used_by(Q(user=user, project_id=project_id)))


def _whose(user: User, whose: str) -> ProjectQuerySet:
    if not whose:
        return Project.objects.visible_to(user)
    if _choice("whose", whose, ["own", "shared"]) == "own":
        return Project.objects.for_user(user)
    return Project.objects.filter(pk__in=Membership.objects.filter(user=user).values("project_id"))


def _placed() -> Coalesce:
    """How many videos are in it: counted for the rows that are shown, and not for all that are sorted."""
    rows = ProjectVideo.objects.filter(project=OuterRef("pk")).order_by().values("project")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def _stale() -> str:
    return _("The project was changed by somebody else in the meantime. Read it again.")


def _write(project_id: uuid.UUID, fields: dict[str, Any], version: int | None) -> None:
    found = Project.objects.filter(pk=project_id)
    if version is not None:
        found = found.filter(version=version)
    if not found.update(**fields, version=F("version") + 1, updated_at=Now()):
        raise StaleProject(_stale())


def _choice(field: str, value: str, allowed: list[str]) -> str:
    if value not in allowed:
        message = _("Choose one of %(allowed)s.") % {"allowed": ", ".join(allowed)}
        raise ValidationError({field: ValidationError(message, code="invalid_choice")})
    return value
