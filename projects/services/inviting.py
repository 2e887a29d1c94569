"""Ask people into a project: by e-mail address, so that nobody learns who has an account.

The answer to the inviter is the same for every address. An invitation waits until somebody who has shown that
the address is theirs accepts it: by having confirmed the address, or by the secret in the mail's link.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from celery import signature
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, User
from accounts.models.people import normalise_email
from accounts.services import trail
from projects.models import Invitation, Membership, Project, Role
from projects.services.changes import touch
from projects.services.roles import must_be

LASTS = timedelta(days=14)
MOST_PEOPLE = 50  # members and invited in one project
MOST_A_DAY = 100  # invitations of one person, so that nobody has us write to strangers


@dataclass(frozen=True)
class Invited:
    """An invitation, and a link for the inviter to pass on where the platform cannot write e-mail."""

    invitation: Invitation
    link: str | None


@transaction.atomic
def invite(*, user: User, project_id: uuid.UUID, email: str, role: Role) -> Invited:
    """Invites an address, or changes the role of an invitation that waits and lets it wait longer.

    A worker writes to the address, whether or not there is an account of it, and only the first time.

    Raises Project.DoesNotExist, RoleMissing, or ValidationError (`email`).
    """
    project = must_be(user=user, project_id=project_id, least=Role.OWNER)
    Project.objects.select_for_update().get(pk=project_id)
    address = normalise_email(email)
    _must_be_new(project, address)
    _must_have_room(user, project, address)
    invitation, is_new = Invitation.objects.update_or_create(
        project=project,
        email=address,
        defaults={"role": role, "invited_by": user, "expires_at": timezone.now() + LASTS},
    )
    details = _details(project, "invited", email=address, role=role)
    trail.record(user=user, action=AuditEvent.Action.MEMBER_CHANGED, details=details)
    touch(project_id=project.pk)
    if not settings.EMAIL_HOST:
        return Invited(invitation, fresh_link(invitation=invitation))
    if is_new:
        task = signature("projects.post_invitation", kwargs={"invitation_id": str(invitation.pk)})
        transaction.on_commit(task.apply_async, robust=True)
    return Invited(invitation, None)


def fresh_link(*, invitation: Invitation) -> str:
    """A link that proves the address to whoever opens it; an earlier one is dead."""
    secret = secrets.token_urlsafe(32)
    Invitation.objects.filter(pk=invitation.pk).update(secret_hash=_digest(secret))
    path = reverse("project-invitation", args=[invitation.pk])
    return f"{settings.PUBLIC_URL}{path}?{urlencode({'secret': secret})}"


def waiting_for(*, user: User) -> QuerySet[Invitation]:
    """The invitations to addresses that the person has shown to be theirs."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values(address=Lower("email"))
    found = Invitation.objects.filter(email__in=proven, expires_at__gt=timezone.now())
    return found.select_related("project", "invited_by")


def find(*, user: User, invitation_id: uuid.UUID, secret: str = "") -> Invitation:
    """One that waits for the person: for a proven address, or for theirs with the secret of the letter.

    Raises Invitation.DoesNotExist for all others.
    """
    if not secret:
        return waiting_for(user=user).get(pk=invitation_id)
    found = Invitation.objects.select_related("project", "invited_by").get(
        pk=invitation_id, email=user.email, expires_at__gt=timezone.now()
    )
    if not compare_digest(_digest(secret), found.secret_hash):
        raise Invitation.DoesNotExist
    return found


@transaction.atomic
def accept(*, user: User, invitation_id: uuid.UUID, secret: str = "") -> Project:
    """Lets the person into the project that they were invited to; the invitation is used up.

    Raises Invitation.DoesNotExist when it does not wait for them, or not any more.
    """
    invitation = find(user=user, invitation_id=invitation_id, secret=secret)
    # Of two clicks at once one uses it up.
    if not Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        raise Invitation.DoesNotExist
    project, role = invitation.project, invitation.role
    if project.owner_id != user.pk:
        Membership.objects.update_or_create(project=project, user=user, defaults={"role": role})
    for person in {user.pk: user, project.owner_id: project.owner}.values():
        details = _details(project, "joined", memberId=str(user.pk), role=role)
        trail.record(user=person, actor=user, action=AuditEvent.Action.MEMBER_CHANGED, details=details)
    touch(project_id=project.pk)
    return project


def decline(*, user: User, invitation_id: uuid.UUID, secret: str = "") -> None:
    """Raises Invitation.DoesNotExist when it does not wait for the person."""
    find(user=user, invitation_id=invitation_id, secret=secret).delete()


@transaction.atomic
def withdraw(*, user: User, project_id: uuid.UUID, invitation_id: uuid.UUID) -> None:
    """The owner takes an invitation back; raises Invitation.DoesNotExist when it was used up by then."""
    project = must_be(user=user, project_id=project_id, least=Role.OWNER)
    invitation = Invitation.objects.get(pk=invitation_id, project=project)
    invitation.delete()
    details = _details(project, "withdrawn", email=invitation.email)
    trail.record(user=user, action=AuditEvent.Action.MEMBER_CHANGED, details=details)
    touch(project_id=project.pk)


def sweep() -> None:
    """Removes the invitations that nobody has accepted in time."""
    Invitation.objects.filter(expires_at__lt=timezone.now()).delete()


def _must_be_new(project: Project, address: str) -> None:
    # The owner sees the members' addresses anyhow: this tells nothing of other accounts.
    is_member = Membership.objects.filter(project=project, user__email=address).exists()
    if address == project.owner.email or is_member:
        message = _("This person is in the project already.")
        raise ValidationError({"email": ValidationError(message, code="already_in")})


def _must_have_room(user: User, project: Project, address: str) -> None:
    waiting = Invitation.objects.filter(project=project).exclude(email=address).count()
    if waiting + Membership.objects.filter(project=project).count() >= MOST_PEOPLE:
        message = _("A project has at most %(most)s members.") % {"most": MOST_PEOPLE}
        raise ValidationError({"email": ValidationError(message, code="too_many")})
    day_ago = timezone.now() - timedelta(days=1)
    sent = AuditEvent.objects.filter(
        user=user,
        action=AuditEvent.Action.MEMBER_CHANGED,
        created_at__gt=day_ago,
        details__change="invited",
    )
    if sent.count() >= MOST_A_DAY:
        message = _("You have invited very many people today. Go on tomorrow.")
        raise ValidationError({"email": ValidationError(message, code="too_many")})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _details(project: Project, change: str, **more: str) -> dict[str, str]:
    return {"change": change, "projectId": str(project.pk), "project": project.name, **more}
