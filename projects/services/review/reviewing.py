"""Show a film of a project to people without an account: by an address with a secret in it, until a day.

The secret is told once, to who made the link, and stored as its SHA-256. Whoever has it sees that one film
and what was said about it, and nothing else of the project.
"""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.context import current_client
from accounts.models import User
from accounts.services import rates
from projects.models import Project, ProjectVideo, ReviewLink, Role
from projects.services.changes import touch
from projects.services.roles import must_be
from videos.models import Video
from videos.services import linking

MOST_LINKS = 50  # of a project
LONGEST = timedelta(days=365)
KEPT_AFTER = timedelta(days=30)  # an expired link stays in the list for so long
LET_IN_FOR = 12 * 3600  # seconds that a browser which knew the password is not asked again
SALT = "projects.review"


class WrongPassword(Exception):
    """The link asks for a password, and this was not it."""


@dataclass(frozen=True)
class Wish:
    """What a link is to show, and what its guests may do. No `video_id`: always the newest render."""

    expires_at: datetime
    video_id: uuid.UUID | None = None
    name: str = ""
    allow_comments: bool = True
    allow_download: bool = False
    password: str = ""


@dataclass(frozen=True)
class Made:
    """A link, and the address that is told this once."""

    link: ReviewLink
    url: str


@dataclass(frozen=True)
class Shown:
    """What a guest gets to see. No film: there is none to see yet, or it was taken out of the project."""

    link: ReviewLink
    film: Video | None
    media: linking.Links | None


# --- members ----------------------------------------------------------------------------------------------


def links(*, user: User, project_id: uuid.UUID) -> QuerySet[ReviewLink]:
    """A project's links, the newest first, expired ones too; raises Project.DoesNotExist for strangers."""
    project = must_be(user=user, project_id=project_id, least=Role.VIEWER)
    return ReviewLink.objects.filter(project=project).select_related("video", "created_by")


@transaction.atomic
def make(*, user: User, project_id: uuid.UUID, wish: Wish) -> Made:
    """Raises Project.DoesNotExist, RoleMissing, or ValidationError naming the field."""
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    Project.objects.select_for_update().get(pk=project_id)
    film = film_in(project, wish.video_id) if wish.video_id else None
    _must_end(wish.expires_at)
    if ReviewLink.objects.filter(project=project).count() >= MOST_LINKS:
        message = _("A project has at most %(most)s review links. Revoke one first.") % {"most": MOST_LINKS}
        raise ValidationError({"expires_at": ValidationError(message, code="too_many")})
    secret = secrets.token_urlsafe(32)
    link = ReviewLink.objects.create(
        project=project,
        video=film,
        name=wish.name.strip(),
        secret_hash=_digest(secret),
        password=make_password(wish.password) if wish.password else "",
        allow_comments=wish.allow_comments,
        allow_download=wish.allow_download,
        created_by=user,
        expires_at=wish.expires_at,
    )
    link.refresh_from_db()
    touch(project_id=project.pk)
    return Made(link, settings.PUBLIC_URL + reverse("review", args=[secret]))


def revoke(*, user: User, project_id: uuid.UUID, review_id: uuid.UUID) -> None:
    """Whoever has the address sees nothing from now on. Raises RoleMissing or ReviewLink.DoesNotExist."""
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    ReviewLink.objects.get(pk=review_id, project=project).delete()
    touch(project_id=project.pk)


def film_in(project: Project, video_id: uuid.UUID) -> Video:
    """A video of the project to look at or speak about; raises ValidationError (`video_id`)."""
    found = ProjectVideo.objects.select_related("video").filter(project=project, video=video_id).first()
    if found is None:
        message = ValidationError(_("This video is not in the project."), code="unknown_video")
        raise ValidationError({"video_id": message})
    return found.video


def newest_render(*, project_id: uuid.UUID) -> Video | None:
    return _renders(project_id).order_by("-created_at", "-pk").first()


def sweep() -> None:
    """Forgets links that have been over for a while."""
    ReviewLink.objects.filter(expires_at__lt=timezone.now() - KEPT_AFTER).delete()


# --- guests -----------------------------------------------------------------------------------------------


def find(*, secret: str) -> ReviewLink:
    """The link of an address; ReviewLink.DoesNotExist for wrong, expired and revoked ones alike."""
    living = ReviewLink.objects.select_related("project", "video").filter(
        expires_at__gt=timezone.now(), project__owner__is_active=True
    )
    return living.get(secret_hash=_digest(secret))


def show(*, link: ReviewLink) -> Shown:
    """The film with addresses that carry the link's right and end with it; counts that it was opened."""
    ReviewLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, opened_at=Now())
    film = film_of(link=link)
    if film is None:
        return Shown(link, None, None)
    media = linking.links_for_guests(
        video=film, admission_id=link.pk, until=link.expires_at, may_save=link.allow_download
    )
    return Shown(link, film, media)


def film_of(*, link: ReviewLink) -> Video | None:
    """What the link shows now."""
    if link.video_id is None:
        return newest_render(project_id=link.project_id)
    placed = ProjectVideo.objects.filter(project=link.project_id, video=link.video_id).select_related("video")
    found = placed.first()
    return found.video if found else None


def shows(*, admission_id: uuid.UUID, video_id: uuid.UUID) -> bool:
    """Whether a link lets guests have this video now: asked with each request for its media."""
    living = ReviewLink.objects.filter(
        pk=admission_id, expires_at__gt=timezone.now(), project__owner__is_active=True
    )
    link = living.first()
    if link is None:
        return False
    if link.video_id is None:
        # Any render, so that a newer one does not stop the film that somebody watches.
        return _renders(link.project_id).filter(pk=video_id).exists()
    placed = ProjectVideo.objects.filter(project=link.project_id, video=video_id)
    return link.video_id == video_id and placed.exists()


def enter(*, link: ReviewLink, password: str) -> str:
    """What the browser shows from now on, to be let in again; raises WrongPassword.

    Guesses are counted for the address that they come from, and for the link from wherever: TooMany, or
    CountsUnavailable when nobody can count.
    """
    rates.spend_or_refuse(name="review_passwords", who=_guest_of(link))
    rates.spend_or_refuse(name="review_guesses", who=f"review:{link.pk}")
    if not check_password(password, link.password):
        raise WrongPassword(_("This is not the password."))
    return signing.dumps(_proof(link), salt=SALT)


def name_of_proof(*, link: ReviewLink) -> str:
    """What a browser keeps the proof under."""
    return f"review_{link.pk.hex}"


def is_let_in(*, link: ReviewLink, shown: str) -> bool:
    """Whether a browser need not be asked for a password, by what `enter` gave it."""
    if not link.password:
        return True
    try:
        proof = signing.loads(shown, salt=SALT, max_age=LET_IN_FOR)
    except signing.BadSignature:
        return False
    return isinstance(proof, str) and hmac.compare_digest(proof, _proof(link))


def count_comment(*, link: ReviewLink) -> None:
    """Raises TooMany when too much comes by this link from one address."""
    rates.spend_or_refuse(name="review_comments", who=_guest_of(link))


def _guest_of(link: ReviewLink) -> str:
    return f"review:{link.pk}:{rates.by_address(current_client().address)}"


def _proof(link: ReviewLink) -> str:
    return _digest(f"{link.pk}:{link.password}")


def _must_end(moment: datetime) -> None:
    now = timezone.now()
    if moment <= now:
        raise ValidationError({"expires_at": ValidationError(_("This day is over."), code="over")})
    if moment > now + LONGEST:
        message = ValidationError(_("A link lasts a year at most."), code="too_long")
        raise ValidationError({"expires_at": message})


def _renders(project_id: uuid.UUID) -> QuerySet[Video]:
    return Video.objects.filter(placed__project=project_id, source=Video.Source.RENDER)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
