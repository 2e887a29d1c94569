"""What a person may do in a project."""

import uuid

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models import Project, Role

ORDER = (Role.VIEWER, Role.EDITOR, Role.OWNER)
REFUSALS = {
    Role.EDITOR: _("You may look at this project, but not change it."),
    Role.OWNER: _("Only the owner of this project may do that."),
}


class RoleMissing(Exception):
    """The person sees the project, but may not do this in it."""


def must_be(*, user: User, project_id: uuid.UUID, least: Role) -> Project:
    """The project, with the person's `role`; raises Project.DoesNotExist or RoleMissing."""
    project = Project.objects.visible_to(user).with_role(user).get(pk=project_id)
    if ORDER.index(Role(project.role)) < ORDER.index(least):  # type: ignore[attr-defined] # annotated
        raise RoleMissing(str(REFUSALS[least]))
    return project


def must_edit(*, user: User, project_id: uuid.UUID) -> None:
    """Raises Project.DoesNotExist for strangers, and RoleMissing for viewers: they make nothing for it."""
    must_be(user=user, project_id=project_id, least=Role.EDITOR)
