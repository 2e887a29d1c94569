"""The letter of an invitation: its secret is made where it is sent, so that it lies nowhere else."""

import uuid

from django.core.mail import send_mail
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.language import language_of
from accounts.models import User
from projects.models import Invitation
from projects.services import inviting


def write_invitation(*, invitation_id: uuid.UUID) -> None:
    """Writes to the invited address; an invitation that was taken back meanwhile is not written.

    In the language of who is invited; nothing is known of a stranger, who gets the inviter's.
    """
    found = Invitation.objects.select_related("project", "invited_by").filter(pk=invitation_id).first()
    if found is None:
        return
    reader = User.objects.filter(email=found.email).first() or found.invited_by
    with override(language_of(reader)):
        send_mail(_("You are invited to a project"), _letter(found), None, [found.email])


def _letter(invitation: Invitation) -> str:
    facts = {
        "inviter": one_line(invitation.invited_by.name) or invitation.invited_by.email,
        "project": one_line(invitation.project.name),
        "end": date_format(timezone.localtime(invitation.expires_at), "DATE_FORMAT"),
    }
    if invitation.role == "viewer":
        asked = _("%(inviter)s invites you to the project “%(project)s” as a viewer.") % facts
    else:
        asked = _("%(inviter)s invites you to the project “%(project)s” as an editor.") % facts
    return "\n\n".join(
        [
            _("Hello,"),
            asked,
            _("Look at the invitation, and accept or decline it:"),
            inviting.fresh_link(invitation=invitation),
            _("It is good until %(end)s. If you do not know who this is from, do nothing.") % facts,
            "Framewright\n",
        ]
    )


def one_line(text: str) -> str:
    """What a person has typed, so that it cannot pass for a part of our letter."""
    return " ".join(text.split())
