"""Who is in a project, as what; and whose it is."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, User
from accounts.services import trail
from jobs import events
from projects.models import Invitation, Membership, Project, Role
from projects.services import collecting
from projects.services.changes import touch
from projects.services.keeping import get
from projects.services.roles import must_be


@dataclass(frozen=True)
class People:
    """Who is in a project. Invitations, and the members' addresses, are the owner's to see."""

    project: Project
    members: list[Membership]
    invitations: list[Invitation]
    are_told_addresses: bool


def people(*, user: User, project_id: uuid.UUID) -> People:
    """Raises Project.DoesNotExist for strangers."""
    project = get(user=user, project_id=project_id)
    is_owner = project.owner_id == user.pk
    return People(
        project=project,
        members=list(project.memberships.select_related("user")),
        invitations=list(project.invitations.all()) if is_owner else [],
        are_told_addresses=is_owner,
    )


@transaction.atomic
def change_role(*, user: User, project_id: uuid.UUID, member_id: uuid.UUID, role: Role) -> Membership:
    """The owner makes a viewer an editor, or the other way round. Raises Membership.DoesNotExist."""
    project = must_be(user=user, project_id=project_id, least=Role.OWNER)
    found = Membership.objects.select_related("user").get(project=project, user=member_id)
    Membership.objects.filter(pk=found.pk).update(role=role)
    found.role = role
    _tell(project, found.user, actor=user, change="role", role=role)
    return found


@transaction.atomic
def remove(*, user: User, project_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """The owner removes a member, or members remove themselves; their own videos leave with them.

    Raises Project.DoesNotExist, RoleMissing, or Membership.DoesNotExist.
    """
    least = Role.VIEWER if member_id == user.pk else Role.OWNER
    project = must_be(user=user, project_id=project_id, least=least)
    member = Membership.objects.select_related("user").get(project=project, user=member_id)
    member.delete()
    collecting.take_with(user=member.user, project=project)
    Project.objects.filter(pk=project.pk, heir=member.user).update(heir=None)
    change = "left" if member_id == user.pk else "removed"
    _tell(project, member.user, actor=user, change=change)


# --- handing over --------------------------------------------------------------------------------------


class NothingOffered(Exception):
    """Nobody has offered this project to the person, or the offer was taken back."""


@transaction.atomic
def offer(*, user: User, project_id: uuid.UUID, member_id: uuid.UUID) -> Project:
    """The owner asks a member to become the owner; nothing changes until they accept."""
    project = must_be(user=user, project_id=project_id, least=Role.OWNER)
    heir = Membership.objects.select_related("user").get(project=project, user=member_id).user
    Project.objects.filter(pk=project.pk, owner=user).update(heir=heir)
    _tell(project, heir, actor=user, change="offered")
    return get(user=user, project_id=project_id)


@transaction.atomic
def call_off(*, user: User, project_id: uuid.UUID) -> None:
    """The owner takes the offer back, or the one who was asked declines; raises NothingOffered."""
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    offered = Project.objects.filter(pk=project.pk, heir__isnull=False)
    if project.owner_id != user.pk:
        offered = offered.filter(heir=user)
    if not offered.update(heir=None):
        raise NothingOffered(_("This project is not offered to anybody."))
    touch(project_id=project_id)


@transaction.atomic
def take_over(*, user: User, project_id: uuid.UUID) -> Project:
    """Who was asked becomes the owner, and the owner an editor; raises NothingOffered."""
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    before = project.owner
    taken = Project.objects.filter(pk=project.pk, owner=before, heir=user)
    if not taken.update(owner=user, heir=None, version=F("version") + 1):
        raise NothingOffered(_("This project is not offered to you."))
    Membership.objects.filter(project=project, user=user).delete()
    Membership.objects.update_or_create(project=project, user=before, defaults={"role": Role.EDITOR})
    _tell(project, before, actor=user, change="owner")
    return get(user=user, project_id=project_id)


def _tell(project: Project, member: User, *, actor: User, change: str, **more: str) -> None:
    """Writes it into the trail of both, and has the member's sockets look which rooms they may stay in."""
    about = {"projectId": str(project.pk), "project": project.name, "memberId": str(member.pk)}
    for person in {project.owner_id: project.owner, member.pk: member}.values():
        told = {"change": change, **about, **more}
        trail.record(user=person, actor=actor, action=AuditEvent.Action.MEMBER_CHANGED, details=told)
    touch(project_id=project.pk)
    events.rooms_changed(user_id=member.pk)
