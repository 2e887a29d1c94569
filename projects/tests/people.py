"""Projects and people for tests."""

from allauth.account.models import EmailAddress

from accounts.models import User
from projects.models import Membership, Project, ProjectVideo, Role
from videos.models import Video


def a_project(owner: User, *films: Video, name: str = "Harbour") -> Project:
    project = Project.objects.create(owner=owner, name=name)
    for film in films:
        ProjectVideo.objects.create(project=project, video=film, added_by=owner)
    return project


def let_in(project: Project, user: User, role: Role) -> None:
    Membership.objects.update_or_create(project=project, user=user, defaults={"role": role})


def proven(user: User) -> User:
    """Somebody who has confirmed their address."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user
