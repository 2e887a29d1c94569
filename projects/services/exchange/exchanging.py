"""A project's timeline for other programs, and from them."""

import uuid
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from projects.interchange.assembling import Assembled, Canvas, Missing, assemble
from projects.interchange.cuts import rate_of
from projects.interchange.draft import Draft, Reference
from projects.interchange.media import Media, exact_rate, safe_names
from projects.interchange.reading import read_file, read_package
from projects.interchange.refusing import Unreadable, Unwritable
from projects.interchange.unpacking import is_package, opened
from projects.interchange.writing import Document, together, write
from projects.models import Project, Role
from projects.services import timelines
from projects.services.exchange import bringing
from projects.services.exchange.finding import found_here
from projects.services.roles import must_be
from projects.services.saying import spoken
from videos.models import Video

UNTITLED = "timeline"


@dataclass(frozen=True)
class Exported:
    """A timeline in another program's format, as one file."""

    filename: str
    content_type: str
    content: bytes
    revision: int


@dataclass(frozen=True)
class Imported:
    """What an import has made of the project's timeline, and what it had to leave out."""

    state: timelines.State
    missing: list[Missing]
    notes: list[str]


@dataclass(frozen=True)
class Laid:
    """A revision in a format, with the files that it names and what they are called there."""

    documents: list[Document]
    videos: list[Video]
    shelf: Mapping[uuid.UUID, Media]
    stem: str
    revision: int


def export(*, user: User, project_id: uuid.UUID, form: str, revision: int | None = None) -> Exported:
    """The timeline alone; its media are named by relative path.

    Raises Project.DoesNotExist, TimelineRevision.DoesNotExist, or ValidationError.
    """
    laid = lay(user=user, project_id=project_id, form=form, revision=revision)
    whole = together(laid.documents, stem=laid.stem)
    return Exported(f"{laid.stem}{whole.suffix}", whole.content_type, whole.content, laid.revision)


def lay(*, user: User, project_id: uuid.UUID, form: str, revision: int | None = None) -> Laid:
    """The same with the videos that it names, as far as the person sees them."""
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    number, timeline = timelines.at(user=user, project_id=project_id, revision=revision)
    seen = Video.objects.visible_to(user).filter(pk__in=timeline.video_ids).order_by("created_at", "pk")
    videos = list(seen)
    shelf = shelf_of(videos)
    try:
        documents = write(timeline, form=form, name=project.name, media=shelf)
    except Unwritable as failure:
        raise ValidationError(spoken(failure.message), code="unwritable") from None
    stem = next(iter(safe_names([(project.pk, project.name, "x")]).values())).removesuffix(".x")
    return Laid(documents, videos, shelf, stem or UNTITLED, number)


def shelf_of(videos: Iterable[Video]) -> dict[uuid.UUID, Media]:
    rows = list(videos)
    names = safe_names((video.pk, video.title, video.extension) for video in rows)
    return {
        video.pk: Media.of(video_id=video.pk, title=video.title, name=names[video.pk], info=video.media_info)
        for video in rows
    }


def import_file(
    *,
    user: User,
    project_id: uuid.UUID,
    path: Path,
    name: str,
    relink: Mapping[str, uuid.UUID] | None = None,
    fps: float | None = None,
) -> Imported:
    """Makes what a file says the project's newest revision; an editor's. The file stays where it is.

    `relink`: videos for files that are not found by themselves, by the name that `missing` tells. `fps` is
    for lists that do not say it. Raises Project.DoesNotExist, RoleMissing, ValidationError (`file`,
    `relink`), or what an upload raises; then nothing is changed.
    """
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    chosen = _chosen(user, relink or {})
    now = timelines.get(user=user, project_id=project_id).timeline
    canvas = Canvas(now.width, now.height, exact_rate(fps) if fps else rate_of(now))
    try:
        with ExitStack() as stack:
            package = None
            if is_package(path):
                package = stack.enter_context(opened(path, most_bytes=settings.MAX_UPLOAD_BYTES))
                draft = read_package(package, rate=canvas.rate)
            else:
                draft = read_file(path, name=name, rate=canvas.rate)
            found = {each: chosen[each.told] for each in draft.references if each.told in chosen}
            found |= found_here(user=user, project=project, references=_left(draft, found))
            brought = bringing.bring(
                user=user, project=project, package=package, references=_left(draft, found)
            )
    except Unreadable as failure:
        raise _unreadable(failure) from None
    try:
        return _save(user, project, draft, found | brought, canvas, name)
    except BaseException:
        bringing.take_back(user=user, video_ids=set(brought.values()))
        raise


def _left(draft: Draft, found: Mapping[Reference, uuid.UUID]) -> list[Reference]:
    return [each for each in draft.references if each not in found]


def _chosen(user: User, relink: Mapping[str, uuid.UUID]) -> dict[str, uuid.UUID]:
    """What the person says that names stand for, all of it theirs to use."""
    usable = set(Video.objects.usable_by(user).filter(pk__in=relink.values()).values_list("pk", flat=True))
    for name, video_id in relink.items():
        if video_id not in usable:
            message = _("There is no video %(video_id)s for “%(name)s”.") % {
                "video_id": video_id,
                "name": name,
            }
            raise ValidationError({"relink": ValidationError(message, code="not_found")})
    return dict(relink)


@transaction.atomic
def _save(
    user: User,
    project: Project,
    draft: Draft,
    found: Mapping[Reference, uuid.UUID],
    canvas: Canvas,
    name: str,
) -> Imported:
    made = _assembled(draft, found, canvas)
    state = timelines.save(
        user=user,
        project_id=project.pk,
        timeline=made.timeline.to_json(),
        summary=(_("Imported %(name)s") % {"name": name})[:200],
    )
    return Imported(state, made.missing, [spoken(each) for each in made.notes])


def _assembled(draft: Draft, found: Mapping[Reference, uuid.UUID], canvas: Canvas) -> Assembled:
    videos = Video.objects.filter(pk__in=set(found.values()))
    stills = {video.pk for video in videos if video.media_info.is_still}
    try:
        return assemble(draft, found=found, stills=stills, canvas=canvas)
    except Unreadable as failure:
        raise _unreadable(failure) from None


def _unreadable(failure: Unreadable) -> ValidationError:
    return ValidationError({"file": ValidationError(spoken(failure.message), code="unreadable")})
