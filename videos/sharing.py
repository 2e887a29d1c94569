"""How far videos are shared: the one question that videos ask of the app above that shares them."""

import uuid
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings
from django.db.models import Q
from django.db.models.expressions import BaseExpression, Combinable

from accounts.models import User


class Sharing(Protocol):
    """What the module `settings.VIDEO_SHARED_BY` answers. Each is part of one query, and asks none itself."""

    def seen_by(self, user: User) -> Q:
        """Holds for the videos that are shared with the person; their own are not among them."""

    def used_by(self, user: User) -> Q:
        """Holds for those of them that the person may make something new of."""

    def placed_in(self, project_id: uuid.UUID, user: User) -> Q:
        """Holds for the videos of a project that the person may see; for none of any other project."""

    def projects_told_to(self, user: User) -> BaseExpression | Combinable:
        """The ids of the projects that a video is in, as far as the person may see them; an array."""

    def projects_named(self, user: User) -> list[tuple[uuid.UUID, str]]:
        """The projects that a person may see, by their names; asks the database."""

    def project_for(self, *, user: User, video_id: uuid.UUID) -> uuid.UUID | None:
        """The project in which a person who may use somebody else's video works on it; asks the database."""


def sharing() -> Sharing:
    return cast(Sharing, import_module(settings.VIDEO_SHARED_BY))
