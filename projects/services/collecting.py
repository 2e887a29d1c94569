"""Which videos are in a project."""

import uuid
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from jobs.models import Job
from projects.models import Project, ProjectVideo, Role
from projects.services.changes import touch
from projects.services.roles import RoleMissing, must_be
from videos.models import Video, VideoQuerySet
from videos.services import library

MOST_VIDEOS = 1000  # in one project


@transaction.atomic
def put(*, user: User, project_id: uuid.UUID, video_ids: list[uuid.UUID]) -> int:
    """Puts the editor's own videos into a project; how many were not in it before.

    Raises Project.DoesNotExist, RoleMissing, Video.DoesNotExist, library.NotYours, or ValidationError when
    the project is full.
    """
    must_be(user=user, project_id=project_id, least=Role.EDITOR)
    # The lock makes two who add at once count one after the other.
    project = Project.objects.select_for_update().get(pk=project_id)
    for video_id in video_ids:
        library.get(user=user, video_id=video_id)
    return _put(user, project, video_ids)


def put_own(*, user: User, project: Project, video_ids: Iterable[uuid.UUID]) -> int:
    """Puts those of the videos that are the user's own; how many were not in it before.

    In a transaction that has locked the project. Raises ValidationError when it is full.
    """
    own = Video.objects.for_user(user).filter(pk__in=video_ids).order_by("pk")
    return _put(user, project, list(own.values_list("pk", flat=True)))


def _put(user: User, project: Project, video_ids: Sequence[uuid.UUID]) -> int:
    placed = set(ProjectVideo.objects.filter(project=project).values_list("video_id", flat=True))
    fresh = [video_id for video_id in dict.fromkeys(video_ids) if video_id not in placed]
    if len(placed) + len(fresh) > MOST_VIDEOS:
        message = _("A project holds at most %(most)s videos.") % {"most": MOST_VIDEOS}
        raise ValidationError({"videoIds": ValidationError(message, code="too_many")})
    ProjectVideo.objects.bulk_create(
        ProjectVideo(project=project, video_id=video_id, added_by=user) for video_id in fresh
    )
    if fresh:
        touch(project_id=project.pk)
    return len(fresh)


@transaction.atomic
def take(*, user: User, project_id: uuid.UUID, video_id: uuid.UUID) -> None:
    """Takes a video out of a project; it stays in its owner's library.

    Raises Project.DoesNotExist, RoleMissing, or ProjectVideo.DoesNotExist when it is not in it.
    """
    must_be(user=user, project_id=project_id, least=Role.EDITOR)
    taken, _ = ProjectVideo.objects.filter(project=project_id, video=video_id).delete()
    if not taken:
        raise ProjectVideo.DoesNotExist
    keep_what_is_nowhere(Video.objects.filter(pk=video_id))
    touch(project_id=project_id)


def put_made(*, video: Video) -> None:
    """Puts what a job has made for a project into it, if its owner still edits the project."""
    job = Job.objects.filter(pk=video.job_id, project_id__isnull=False).first() if video.job_id else None
    if job is None or job.project_id is None:
        return
    try:
        must_be(user=video.owner, project_id=job.project_id, least=Role.EDITOR)
    except (Project.DoesNotExist, RoleMissing):
        # The project is gone, or its maker is out of it: the film is theirs all the same.
        keep_what_is_nowhere(Video.objects.filter(pk=video.pk))
        return
    _, is_new = ProjectVideo.objects.get_or_create(
        project_id=job.project_id, video=video, defaults={"added_by": video.owner}
    )
    if is_new:
        touch(project_id=job.project_id)


def take_with(*, user: User, project: Project) -> None:
    """Takes a person's own videos out of a project that they leave: what is theirs goes with them."""
    theirs = ProjectVideo.objects.filter(project=project, video__owner=user)
    ids = list(theirs.values_list("video_id", flat=True))
    theirs.delete()
    keep_what_is_nowhere(Video.objects.filter(pk__in=ids))


def keep_what_is_nowhere(videos: VideoQuerySet) -> None:
    """Puts those into their owners' libraries that are parts of projects, and in no project any more."""
    videos.filter(in_library=False, placed__isnull=True).update(in_library=True)


def parts_of(*, project: Project) -> list[Video]:
    """What was made for this project only: in no library, and in no other project."""
    elsewhere = ProjectVideo.objects.filter(video=OuterRef("pk")).exclude(project=project)
    return list(Video.objects.filter(~Exists(elsewhere), in_library=False, placed__project=project))


def part_with(*, parts: list[Video], owner: User) -> None:
    """What becomes of them without their project: the owner's are deleted, others' go to their libraries."""
    for video in parts:
        if video.owner_id == owner.pk:
            library.remove(video=video)
    keep_what_is_nowhere(Video.objects.filter(pk__in=[video.pk for video in parts]))
