"""Look at, change and delete one's videos."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Sum

from accounts.models import User
from jobs import services as jobs
from jobs.models import Job
from videos import files
from videos.models import Artefact, Video, VideoQuerySet
from videos.signals import video_deleted

SORTABLE = {"createdAt": "created_at", "title": "title", "duration": "duration", "size": "size"}
LARGEST_DELETE = 100
LARGEST_FAMILY = 100


def find(
    *,
    user: User,
    search: str = "",
    status: str = "",
    source: str = "",
    media_type: str = "",
    sort_by: str = "createdAt",
    descending: bool = True,
) -> VideoQuerySet:
    """What of the user's matches, pictures too; ValidationError names a filter that makes no sense."""
    videos = Video.objects.matching(search, owner=user)
    if status:
        videos = videos.filter(status=_choice("status", status, Video.Status.values))
    if source:
        videos = videos.filter(source=_choice("source", source, Video.Source.values))
    if media_type:
        videos = videos.filter(media_type=_choice("mediaType", media_type, Video.MediaType.values))
    column = SORTABLE[_choice("sortBy", sort_by, list(SORTABLE))]
    sign = "-" if descending else ""
    made = Prefetch("artefacts", queryset=Artefact.objects.defer("meta"))
    return videos.order_by(f"{sign}{column}", f"{sign}id").prefetch_related(made)


def get(*, user: User, video_id: uuid.UUID) -> Video:
    """One of the user's own videos; Video.DoesNotExist for everybody else's too."""
    return Video.objects.for_user(user).get(pk=video_id)


def count_uploads(user: User) -> int:
    """Films that were uploaded; what is made of them counts by its bytes only."""
    films = Video.objects.for_user(user).filter(source=Video.Source.UPLOAD)
    return films.filter(media_type=Video.MediaType.VIDEO).count()


def bytes_stored(user: User) -> int:
    """Bytes of all files of the library; what is derived of them is the platform's own affair."""
    return int(Video.objects.for_user(user).aggregate(sum=Sum("size"))["sum"] or 0)


def made_before(*, user: User, address: str, title: str) -> Video | None:
    """The user's video that the same edit under the same title gave before, if it is still there."""
    same = Video.objects.for_user(user).filter(address=address, title=title, status=Video.Status.READY)
    return same.order_by("created_at").first()


def versions(*, user: User, video_id: uuid.UUID) -> list[Video]:
    """The video's first ancestor and all that was made from it, parents before children, oldest first."""
    own = Video.objects.for_user(user)
    root, seen = own.get(pk=video_id), {video_id}
    while root.parent_id and root.parent_id not in seen and len(seen) < LARGEST_FAMILY:
        seen.add(root.parent_id)
        root = own.get(pk=root.parent_id)
    family, level = [root], [root.pk]
    while level and len(family) < LARGEST_FAMILY:
        room = LARGEST_FAMILY - len(family)
        children = list(own.filter(parent_id__in=level).order_by("created_at")[:room])
        family += children
        level = [child.pk for child in children]
    return family


def update(*, user: User, video_id: uuid.UUID, changes: dict[str, Any]) -> Video:
    """Changes title, description and metadata."""
    video = get(user=user, video_id=video_id)
    for field in ("title", "description", "metadata"):
        if field in changes:
            setattr(video, field, changes[field])
    video.save(update_fields=["title", "description", "metadata", "updated_at"])
    return video


@transaction.atomic
def delete(*, user: User, video_id: uuid.UUID) -> None:
    """Deletes a video with every file made for it; its running jobs are cancelled."""
    video = get(user=user, video_id=video_id)
    for job in Job.objects.for_user(user).filter(video_id=video.pk).active():
        jobs.cancel_job(job)
    folder = files.folder_key(user_id=user.pk, video_id=video.pk)
    video_deleted.send(sender=Video, video=video)
    video.delete()
    transaction.on_commit(lambda: files.delete_folder(folder))


def delete_many(*, user: User, video_ids: list[uuid.UUID]) -> int:
    """Deletes those of the videos that are the user's; how many."""
    if len(video_ids) > LARGEST_DELETE:
        raise ValidationError(f"Delete at most {LARGEST_DELETE} videos at once.", code="too_many")
    own = Video.objects.for_user(user).filter(pk__in=video_ids).values_list("pk", flat=True)
    for video_id in own:
        delete(user=user, video_id=video_id)
    return len(own)


def _choice(field: str, value: str, allowed: list[str]) -> str:
    if value not in allowed:
        message = f"Choose one of {', '.join(allowed)}."
        raise ValidationError({field: ValidationError(message, code="invalid_choice")})
    return value
