"""Rows of projects, by subject; everybody else imports them from here."""

from projects.models.projects import (
    SHARED_ROLES,
    Invitation,
    Membership,
    Project,
    ProjectQuerySet,
    ProjectVideo,
    Role,
)

__all__ = [
    "SHARED_ROLES",
    "Invitation",
    "Membership",
    "Project",
    "ProjectQuerySet",
    "ProjectVideo",
    "Role",
]
