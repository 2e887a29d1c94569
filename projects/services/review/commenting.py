"""Say something about a project or about a moment of one of its films, as a member or as a guest."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from ai.services.chatting.sending import Said
from jobs import events
from projects.models import LONGEST_COMMENT, Comment, Project, ReviewLink, Role
from projects.services.review import reviewing
from projects.services.roles import RoleMissing, must_be
from videos.models import Video

MOST = 5000  # comments of a project
LONGEST_NAME = 80
LATEST = 24 * 3600.0  # seconds; no film is longer


@dataclass(frozen=True)
class Words:
    """What somebody says, and about what: seconds of the film, both empty for the whole of it."""

    text: str
    time: float | None = None
    end_time: float | None = None
    video_id: uuid.UUID | None = None
    reply_to: uuid.UUID | None = None


# --- members ----------------------------------------------------------------------------------------------


def comments(
    *,
    user: User,
    project_id: uuid.UUID,
    video_id: uuid.UUID | None = None,
    is_resolved: bool | None = None,
) -> QuerySet[Comment]:
    """What was said in a project, the oldest first; raises Project.DoesNotExist for strangers."""
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    found = Comment.objects.filter(project=project).select_related("author", "resolved_by")
    if video_id is not None:
        found = found.filter(video=video_id)
    if is_resolved is not None:
        found = found.filter(resolved_at__isnull=not is_resolved)
    return found


def open_count(*, project_id: uuid.UUID) -> int:
    """How many comments nobody has ticked off; answers are not counted."""
    return Comment.objects.filter(project=project_id, resolved_at=None, reply_to=None).count()


def get(*, user: User, project_id: uuid.UUID, comment_id: uuid.UUID) -> Comment:
    """Raises Project.DoesNotExist for strangers, and Comment.DoesNotExist."""
    return comments(user=user, project_id=project_id).get(pk=comment_id)


@transaction.atomic
def write(*, user: User, project_id: uuid.UUID, words: Words) -> Comment:
    """Members say what they like, viewers too. Raises Project.DoesNotExist or ValidationError."""
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    film = reviewing.film_in(project, words.video_id) if words.video_id else None
    return _written(project, film, words, author=user)


@transaction.atomic
def edit(*, user: User, project_id: uuid.UUID, comment_id: uuid.UUID, text: str) -> Comment:
    """Who wrote a comment changes its words; raises Comment.DoesNotExist or RoleMissing."""
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    comment = Comment.objects.select_related("author").get(pk=comment_id, project=project)
    if comment.author_id != user.pk:
        raise RoleMissing(_("Only who wrote a comment may change it."))
    comment.text, comment.edited_at = _said(text), timezone.now()
    comment.save(update_fields=["text", "edited_at"])
    _tell(comment, "changed")
    return comment


@transaction.atomic
def resolve(*, user: User, project_id: uuid.UUID, comment_id: uuid.UUID, is_resolved: bool) -> Comment:
    """Editors tick a comment off, or open it again. Raises Comment.DoesNotExist or RoleMissing."""
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    of_state = Comment.objects.filter(pk=comment_id, project=project, resolved_at__isnull=is_resolved)
    moment, who = (timezone.now(), user) if is_resolved else (None, None)
    is_changed = of_state.update(resolved_at=moment, resolved_by=who)
    comment = Comment.objects.select_related("author", "resolved_by").get(pk=comment_id, project=project)
    if is_changed:
        _tell(comment, "changed")
    return comment


@transaction.atomic
def delete(*, user: User, project_id: uuid.UUID, comment_id: uuid.UUID) -> None:
    """Own ones, and the project's owner any; answers stay. Raises Comment.DoesNotExist or RoleMissing."""
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    comment = Comment.objects.get(pk=comment_id, project=project)
    if user.pk not in {comment.author_id, project.owner_id}:
        raise RoleMissing(_("Only who wrote a comment, or the project's owner, may delete it."))
    _tell(comment, "deleted")
    comment.delete()


def wish_of(
    *, user: User, project_id: uuid.UUID, comment_id: uuid.UUID, conversation_id: uuid.UUID | None = None
) -> Said:
    """A comment as something that the person says to the assistant, who proposes a plan and does nothing.

    Without a film of its own it is about the newest render. Raises Comment.DoesNotExist, RoleMissing, or
    ValidationError when there is no film.
    """
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    comment = Comment.objects.select_related("video").get(pk=comment_id, project=project)
    film = comment.video or reviewing.newest_render(project_id=project.pk)
    if film is None:
        message = _("This comment is about no film, and the project has no render yet.")
        raise ValidationError(ValidationError(message, code="no_film"))
    return Said(
        text=comment.text,
        video_id=film.pk,
        current_time=comment.time,
        conversation_id=conversation_id,
    )


# --- guests -----------------------------------------------------------------------------------------------


def for_guests(*, link: ReviewLink) -> QuerySet[Comment]:
    """What was said about the film that a link shows; what is said about the project is its members' own."""
    film = reviewing.film_of(link=link)
    found = Comment.objects.filter(project=link.project_id).select_related("author")
    return found.filter(video=film) if film else found.none()


@transaction.atomic
def write_as_guest(*, link: ReviewLink, name: str, words: Words) -> Comment:
    """A guest says something about the film that the link shows, under a name that nobody has checked.

    Raises RoleMissing, ValidationError, TooMany or CountsUnavailable.
    """
    film = reviewing.film_of(link=link)
    if not link.allow_comments or film is None:
        raise RoleMissing(_("Nothing can be said here."))
    reviewing.count_comment(link=link)
    shown = " ".join(name.split())[:LONGEST_NAME]
    if not shown:
        raise ValidationError({"name": ValidationError(_("Say who you are."), code="blank")})
    return _written(link.project, film, words, guest_name=shown)


# --- both -------------------------------------------------------------------------------------------------


def _written(
    project: Project, film: Video | None, words: Words, *, author: User | None = None, guest_name: str = ""
) -> Comment:
    Project.objects.select_for_update().get(pk=project.pk)
    if Comment.objects.filter(project=project).count() >= MOST:
        message = _("A project has at most %(most)s comments.") % {"most": MOST}
        raise ValidationError({"text": ValidationError(message, code="too_many")})
    comment = Comment.objects.create(
        project=project,
        video=film,
        author=author,
        guest_name=guest_name,
        text=_said(words.text),
        reply_to=_answered(project, film, words.reply_to) if words.reply_to else None,
        **_moments(film, words),
    )
    comment.refresh_from_db(fields=["created_at"])
    _tell(comment, "new")
    return comment


def _said(text: str) -> str:
    said = text.strip()
    if not said:
        raise ValidationError({"text": ValidationError(_("Say something."), code="blank")})
    if len(said) > LONGEST_COMMENT:
        message = _("At most %(most)s characters.") % {"most": LONGEST_COMMENT}
        raise ValidationError({"text": ValidationError(message, code="max_length")})
    return said


def _moments(film: Video | None, words: Words) -> dict[str, float | None]:
    if words.time is None and words.end_time is None:
        return {"time": None, "end_time": None}
    last = film.duration if film else LATEST
    if words.time is None or not 0 <= words.time <= last:
        raise ValidationError({"time": ValidationError(_("The film has no such moment."), code="invalid")})
    if words.end_time is not None and not words.time < words.end_time <= last:
        raise ValidationError({"end_time": ValidationError(_("It ends after it begins."), code="invalid")})
    return {"time": words.time, "end_time": words.end_time}


def _answered(project: Project, film: Video | None, comment_id: uuid.UUID) -> Comment:
    """The comment that is answered: the first of its talk, for talks have one level."""
    found = Comment.objects.filter(pk=comment_id, project=project, video=film).first()
    if found is None:
        message = ValidationError(_("This comment is not there any more."), code="unknown_comment")
        raise ValidationError({"reply_to": message})
    return found.reply_to or found


def _tell(comment: Comment, change: str) -> None:
    payload = {"project_id": comment.project_id, "comment_id": comment.pk, "video_id": comment.video_id}
    told = {name: str(value) if value else None for name, value in payload.items()}
    events.send_to_room(
        room=f"project:{comment.project_id}", kind="comment", payload={**told, "change": change}
    )
