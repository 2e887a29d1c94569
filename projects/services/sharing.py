"""Who may see and use whose videos: the one place that decides it (`videos.sharing.Sharing`).

Each condition is part of the query that asks, and goes from the video through its projects to the person, so
that it costs the same however much is shared.
"""

import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from projects.models import Membership, Project, ProjectVideo, Role

MOST_NAMED = 200
ANY = (Role.VIEWER, Role.EDITOR)
EDITING = (Role.EDITOR,)


def seen_by(user: User) -> Q:
    """Videos of every project that the person owns or was let into."""
    return Q(Exists(_placed(user).filter(video=OuterRef("pk"))))


def used_by(user: User) -> Q:
    """Videos of every project that the person owns or edits."""
    return Q(Exists(_placed(user, roles=EDITING).filter(video=OuterRef("pk"))))


def placed_in(project_id: uuid.UUID, user: User) -> Q:
    """Videos of this project, if the person owns it or was let into it."""
    return Q(Exists(_placed(user).filter(video=OuterRef("pk"), project=project_id)))


def projects_told_to(user: User) -> ArraySubquery:
    """The ids of a video's projects, without those that the person must not know of."""
    found = _placed(user).filter(video=OuterRef("pk")).order_by("pk").values("project_id")
    return ArraySubquery(found)


def projects_named(user: User) -> list[tuple[uuid.UUID, str]]:
    """The projects that a person owns or was let into, by their names."""
    found = Project.objects.visible_to(user).order_by("name", "pk").values_list("pk", "name")
    return list(found[:MOST_NAMED])


def project_for(*, user: User, video_id: uuid.UUID) -> uuid.UUID | None:
    """Where what an editor makes of somebody else's video goes: the project that it came into first.

    None for the person's own videos, and for those that they may not use.
    """
    found = _placed(user, roles=EDITING).filter(video=video_id).exclude(video__owner=user)
    return found.order_by("pk").values_list("project_id", flat=True).first()


def _placed(user: User, roles: tuple[Role, ...] = ANY) -> QuerySet[ProjectVideo]:
    member = Membership.objects.filter(project=OuterRef("project"), user=user, role__in=roles)
    return ProjectVideo.objects.filter(Q(project__owner=user) | Q(Exists(member)))
