"""Look at, change and delete one's videos."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext

from accounts.models import User
from jobs import services as jobs
from jobs.models import Job
from videos import files
from videos.models import Artefact, Video, VideoQuerySet
from videos.services import storing
from videos.services.sifting import Sieve
from videos.sharing import sharing
from videos.signals import video_deleted

SORTABLE = {"createdAt": "created_at", "title": "title", "duration": "duration", "size": "size"}
CHANGEABLE = ("title", "description", "metadata", "in_library")
LARGEST_DELETE = 100
LARGEST_FAMILY = 100
# What a list of many does not show, and would be read for each.
NOT_LISTED = ("info", "recipe", "metadata", "description")


@dataclass(frozen=True)
class Leaf:
    """A page of a library: its videos, without the columns of NOT_LISTED, and its place among the pages."""

    videos: list[Video]
    page: Page[uuid.UUID]


class NotYours(Exception):
    """The video is shared with the person, who may not do this with it."""


def find(
    *,
    user: User,
    search: str = "",
    status: str = "",
    source: str = "",
    media_type: str = "",
    project_id: uuid.UUID | None = None,
    sort_by: str = "createdAt",
    descending: bool = True,
) -> VideoQuerySet:
    """What of the user's matches, pictures too; ValidationError names a filter that makes no sense.

    With `project_id` it is asked of all videos of that project instead, whoever's they are.
    """
    if project_id:
        videos = Video.objects.placed_in(project_id, user=user).matching(search, owner=None)
    else:
        videos = Video.objects.matching(search, owner=user).filter(in_library=True)
    if status:
        videos = videos.filter(status=_choice("status", status, Video.Status.values))
    if source:
        videos = videos.filter(source=_choice("source", source, Video.Source.values))
    if media_type:
        videos = videos.filter(media_type=_choice("mediaType", media_type, Video.MediaType.values))
    made = Prefetch("artefacts", queryset=Artefact.objects.defer("meta"))
    return _sorted(videos.told_to(user), sort_by, descending=descending).prefetch_related(made)


def leaf(
    *,
    user: User,
    number: int,
    size: int,
    search: str = "",
    status: str = "",
    sieve: Sieve | None = None,
    sort_by: str = "createdAt",
    descending: bool = True,
) -> Leaf:
    """A page of what of the user's library matches, the last one where there are not so many."""
    videos = Video.objects.matching(search, owner=user).filter(in_library=True)
    if status:
        videos = videos.filter(status=status)
    if sieve:
        videos = sieve.sift(videos, user=user)
    found = _sorted(videos, sort_by, descending=descending).values_list("pk", flat=True)
    page = Paginator(found, size).get_page(number)
    # The rows of one page only: to skip thousands of whole rows takes longer than to find them.
    rows = Video.objects.defer(*NOT_LISTED).in_bulk(list(page.object_list))
    return Leaf([rows[each] for each in page.object_list if each in rows], page)


def _sorted(videos: VideoQuerySet, sort_by: str, *, descending: bool) -> VideoQuerySet:
    column = SORTABLE[_choice("sortBy", sort_by, list(SORTABLE))]
    sign = "-" if descending else ""
    return videos.order_by(f"{sign}{column}", f"{sign}id")


def get(*, user: User, video_id: uuid.UUID) -> Video:
    """One of the user's own videos, to change it or to have something made of it at their cost.

    Raises NotYours for one that is only shared with them, and Video.DoesNotExist for everybody else's.
    """
    video = see(user=user, video_id=video_id)
    if video.owner_id != user.pk:
        raise NotYours(gettext("This video is shared with you; only its owner may do that."))
    return video


def see(*, user: User, video_id: uuid.UUID) -> Video:
    """A video to look at: the user's own, or shared with them; Video.DoesNotExist for all others."""
    video = Video.objects.visible_to(user).told_to(user).get(pk=video_id)
    storing.touch(video=video)
    return video


def source(*, user: User, video_id: uuid.UUID) -> Video:
    """A video to make a new one of: the user's own, or one that they share as an editor.

    Raises NotYours for viewers, and Video.DoesNotExist for strangers.
    """
    video = see(user=user, video_id=video_id)
    if not may_use(user=user, video=video):
        raise NotYours(gettext("You may look at this video, but not edit it."))
    return video


def may_use(*, user: User, video: Video) -> bool:
    """Whether the user may make something new of a video."""
    return video.owner_id == user.pk or Video.objects.usable_by(user).filter(pk=video.pk).exists()


def project_of(*, user: User, video: Video, wished: uuid.UUID | None) -> uuid.UUID | None:
    """The project that an edit is made for: the wished one, else that in which the source is shared."""
    if wished or video.owner_id == user.pk:
        return wished
    return sharing().project_for(user=user, video_id=video.pk)


def count_uploads(user: User) -> int:
    """Films that were brought here; what is made of them counts by its bytes only."""
    films = Video.objects.for_user(user).filter(source__in=Video.BROUGHT)
    return films.filter(media_type=Video.MediaType.VIDEO).count()


def bytes_stored(user: User) -> int:
    """Bytes of all files of the library, and those that unfinished uploads have set aside.

    What is derived of films is the platform's own affair.
    """
    return storing.counted(user=user)


def made_before(*, user: User, address: str, title: str) -> Video | None:
    """The user's video that the same edit under the same title gave before, if it is still there."""
    same = Video.objects.for_user(user).filter(address=address, title=title, status=Video.Status.READY)
    return same.order_by("created_at").first()


def versions(*, user: User, video_id: uuid.UUID) -> list[Video]:
    """The video's first ancestor and all that was made from it, parents before children, oldest first.

    As far as the user sees them: somebody else's may have been shared for a while only.
    """
    visible = Video.objects.visible_to(user)
    root, seen = visible.get(pk=video_id), {video_id}
    while root.parent_id and root.parent_id not in seen and len(seen) < LARGEST_FAMILY:
        seen.add(root.parent_id)
        parent = visible.filter(pk=root.parent_id).first()
        if parent is None:
            break
        root = parent
    family, level = [root], [root.pk]
    while level and len(family) < LARGEST_FAMILY:
        room = LARGEST_FAMILY - len(family)
        children = list(visible.filter(parent_id__in=level).order_by("created_at")[:room])
        family += children
        level = [child.pk for child in children]
    return family


def update(*, user: User, video_id: uuid.UUID, changes: dict[str, Any]) -> Video:
    """Changes title, description, metadata, and whether it is in the library or a part of a project only."""
    video = get(user=user, video_id=video_id)
    if not changes.get("in_library", True) and not video.shown_in:  # type: ignore[attr-defined] # annotated
        message = gettext("It is in no project, so it would be found nowhere.")
        raise ValidationError({"inLibrary": ValidationError(message, code="in_no_project")})
    for field in CHANGEABLE:
        if field in changes:
            setattr(video, field, changes[field])
    video.save(update_fields=[*CHANGEABLE, "updated_at"])
    return video


@transaction.atomic
def delete(*, user: User, video_id: uuid.UUID) -> None:
    """Deletes a video with every file made for it; its running jobs are cancelled."""
    remove(video=get(user=user, video_id=video_id))


@transaction.atomic
def remove(*, video: Video) -> None:
    """The same for a row in hand, whoever asks."""
    for job in Job.objects.for_user(video.owner).filter(video_id=video.pk).active():
        jobs.cancel_job(job)
    folder = files.folder_key(user_id=video.owner_id, video_id=video.pk)
    video_deleted.send(sender=Video, video=video)
    video.delete()
    transaction.on_commit(lambda: files.delete_folder(folder))


def delete_many(*, user: User, video_ids: list[uuid.UUID]) -> int:
    """Deletes those of the videos that are the user's; how many."""
    if len(video_ids) > LARGEST_DELETE:
        message = gettext("Delete at most %(most)s videos at once.") % {"most": LARGEST_DELETE}
        raise ValidationError(message, code="too_many")
    own = Video.objects.for_user(user).filter(pk__in=video_ids).values_list("pk", flat=True)
    for video_id in own:
        delete(user=user, video_id=video_id)
    return len(own)


def _choice(field: str, value: str, allowed: list[str]) -> str:
    if value not in allowed:
        message = gettext("Choose one of %(choices)s.") % {"choices": ", ".join(allowed)}
        raise ValidationError({field: ValidationError(message, code="invalid_choice")})
    return value
