"""The letter of an invitation: its secret is made where it is sent, so that it lies nowhere else."""

import uuid

from django.core.mail import send_mail

from projects.models import Invitation
from projects.services import inviting

SUBJECT = "You are invited to a project"
TEXT = """Hello,

{inviter} invites you to the project

    {project}

as {role}. Look at the invitation, and accept or decline it:

{link}

It is good until {end:%d %B %Y}. If you do not know who this is from, do nothing.

Framewright
"""


def write_invitation(*, invitation_id: uuid.UUID) -> None:
    """Writes to the invited address; an invitation that was taken back meanwhile is not written."""
    found = Invitation.objects.select_related("project", "invited_by").filter(pk=invitation_id).first()
    if found is None:
        return
    text = TEXT.format(
        inviter=one_line(found.invited_by.name) or found.invited_by.email,
        project=one_line(found.project.name),
        role="a viewer" if found.role == "viewer" else "an editor",
        link=inviting.fresh_link(invitation=found),
        end=found.expires_at,
    )
    send_mail(SUBJECT, text, None, [found.email])


def one_line(text: str) -> str:
    """What a person has typed, so that it cannot pass for a part of our letter."""
    return " ".join(text.split())
