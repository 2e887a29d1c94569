"""Rooms of the socket."""

import uuid

from accounts.models import User
from projects.services import keeping


def enter_project(user: User, project_id: uuid.UUID) -> None:
    """Raises Project.DoesNotExist for a project that the person may not see."""
    keeping.get(user=user, project_id=project_id)
