"""Rows of projects, by subject; everybody else imports them from here."""

from projects.models.films import LONGEST_SHOT, MOST_SHOTS, SHORTEST_SHOT, Film, Shot
from projects.models.projects import (
    SHARED_ROLES,
    Invitation,
    Membership,
    Project,
    ProjectQuerySet,
    ProjectVideo,
    Role,
)
from projects.models.reviews import LONGEST_COMMENT, LONGEST_REVIEW, Comment, ReviewLink
from projects.models.templates import ProjectTemplate
from projects.models.timelines import TimelineRevision

__all__ = [
    "LONGEST_COMMENT",
    "LONGEST_REVIEW",
    "LONGEST_SHOT",
    "MOST_SHOTS",
    "SHARED_ROLES",
    "SHORTEST_SHOT",
    "Comment",
    "Film",
    "Invitation",
    "Membership",
    "Project",
    "ProjectQuerySet",
    "ProjectTemplate",
    "ProjectVideo",
    "ReviewLink",
    "Role",
    "Shot",
    "TimelineRevision",
]
