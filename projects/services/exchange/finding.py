"""Which of the videos here a file from another program means."""

import uuid
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from accounts.models import User
from projects.interchange.draft import Reference
from projects.interchange.media import UNSAFE
from projects.models import Project, ProjectVideo
from videos.models import Video

LOOKED_AT = 5000  # videos of a library: the newest


def found_here(
    *, user: User, project: Project, references: Iterable[Reference]
) -> dict[Reference, uuid.UUID]:
    """By our own id where the person may use it, else by name: the project's videos, then the library's."""
    wished = list(references)
    if not wished:
        return {}
    ids = {each.video_id for each in wished if each.video_id}
    usable = set(Video.objects.usable_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    names = _names(user, project)
    found: dict[Reference, uuid.UUID] = {}
    for each in wished:
        video_id = each.video_id if each.video_id in usable else _by_name(each, names)
        if video_id is not None:
            found[each] = video_id
    return found


def _by_name(reference: Reference, names: Mapping[str, uuid.UUID]) -> uuid.UUID | None:
    for name in reference.names:
        for form in (name.casefold(), plain(name)):
            if form in names:
                return names[form]
    return None


def _names(user: User, project: Project) -> dict[str, uuid.UUID]:
    """Every name that a video goes by. Of two with the same the project's counts, and then the newer."""
    usable = Video.objects.usable_by(user).order_by("-created_at", "-pk")
    placed = usable.filter(pk__in=ProjectVideo.objects.filter(project=project).values("video"))
    own = usable.filter(owner=user, in_library=True)
    rows = [*placed, *own.only("pk", "title", "original_name")[:LOOKED_AT]]
    names: dict[str, uuid.UUID] = {}
    # A file's whole name says more than a title, and both say more than what is left without an ending.
    for form in (_file_name, _title, _plain_title, _plain_name):
        for row in rows:
            name = form(row)
            if name:
                names.setdefault(name, row.pk)
    return names


def plain(name: str) -> str:
    """A name as it looks when it was a file's: without its ending, spaces and signs."""
    return UNSAFE.sub("_", PurePath(name).stem).strip("._ ").casefold()


def _file_name(video: Video) -> str:
    return video.original_name.casefold()


def _title(video: Video) -> str:
    return video.title.casefold()


def _plain_title(video: Video) -> str:
    return UNSAFE.sub("_", video.title).strip("._ ").casefold()


def _plain_name(video: Video) -> str:
    return plain(video.original_name)
