"""What counts as a change of a project, whoever makes it."""

import uuid

from django.db.models import F
from django.db.models.functions import Now

from projects.models import Project


def touch(*, project_id: uuid.UUID) -> None:
    """Counts a change of what is in a project, or of who is in it."""
    Project.objects.filter(pk=project_id).update(version=F("version") + 1, updated_at=Now())
