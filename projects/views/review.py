"""The pages of a review: members speak about films and make links; guests see one film by a link."""

import uuid
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.services import rates
from accounts.views import person
from projects.forms import ReviewForm, ReviewPasswordForm
from projects.models import ReviewLink, Role
from projects.services import keeping
from projects.services.review import reviewing
from projects.views.answering import UNPROCESSABLE, guarded, tried
from videos.models import Video
from videos.services import library

# The address holds the secret. `no-referrer` would break the form, whose Origin would be told as null.
MOST_SHOWN = 200  # films of a project to choose from
ASKING, SHOWING = "strict-origin", "no-referrer"


@require_http_methods(["GET", "POST"])
@guarded
def review_room(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """The films of a project with what is said about them; a POST makes a link for guests."""
    form = ReviewForm(request.POST or None, films=[])
    if request.method == "POST" and form.is_valid():
        wish = _wish(form)
        made = tried(form, lambda: reviewing.make(user=person(request), project_id=project_id, wish=wish))
        if made:
            return _room(request, project_id, ReviewForm(films=[]), made=made)
    return _room(request, project_id, form)


@require_POST
@guarded
def revoke(request: HttpRequest, project_id: uuid.UUID, review_id: uuid.UUID) -> HttpResponse:
    reviewing.revoke(user=person(request), project_id=project_id, review_id=review_id)
    return redirect("project-review", project_id)


def _room(
    request: HttpRequest, project_id: uuid.UUID, form: ReviewForm, *, made: reviewing.Made | None = None
) -> HttpResponse:
    user = person(request)
    project = keeping.get(user=user, project_id=project_id)
    films = [
        each
        for each in library.find(user=user, project_id=project_id)[:MOST_SHOWN]
        if each.media_type == Video.MediaType.VIDEO
    ]
    form.fields["video"].widget.choices = [
        ("", _("Always the newest render")),
        *((each.pk, each.title) for each in films),
    ]
    newest = reviewing.newest_render(project_id=project_id)
    film = next((each for each in films if str(each.pk) == request.GET.get("video")), None)
    film = film or next((each for each in films if newest and each.pk == newest.pk), None)
    film = film or next(iter(films), None)
    role = project.role  # type: ignore[attr-defined] # annotated
    context: dict[str, Any] = {
        "project": project,
        "films": films,
        "film": film,
        "form": form,
        "made": made,
        "poster": reverse("api-video-thumbnail", args=[film.pk]) if film and film.thumbnail else "",
        "links": reviewing.links(user=user, project_id=project_id),
        "page": {
            "projectId": str(project.pk),
            "videoId": str(film.pk) if film else None,
            "userId": str(user.pk),
            "mayEdit": role != Role.VIEWER,
            "isOwner": role == Role.OWNER,
            "mayPlan": bool(film and film.owner_id == user.pk and role != Role.VIEWER),
        },
    }
    status = UNPROCESSABLE if form.errors else 200
    answer = render(request, "projects/review_room.html", context, status=status)
    if made:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _wish(form: ReviewForm) -> reviewing.Wish:
    given = form.cleaned_data
    return reviewing.Wish(
        video_id=given["video"],
        # The whole of the last day.
        expires_at=datetime.combine(given["expires_at"], time.max, UTC),
        name=given["name"],
        allow_comments=given["allow_comments"],
        allow_download=given["allow_download"],
        password=given["password"],
    )


# --- guests -----------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, secret: str) -> HttpResponse:
    """What a link shows to whoever has it; a POST gives the password that it asks for."""
    try:
        link = reviewing.find(secret=secret)
    except ReviewLink.DoesNotExist:
        raise Http404 from None
    if reviewing.is_let_in(link=link, shown=request.COOKIES.get(reviewing.name_of_proof(link=link), "")):
        return _shown(request, link, secret)
    if request.method != "POST":
        return _asked(request, ReviewPasswordForm())
    return _entered(request, link, secret)


def _entered(request: HttpRequest, link: ReviewLink, secret: str) -> HttpResponse:
    form = ReviewPasswordForm(request.POST)
    if not form.is_valid():
        return _asked(request, form, status=UNPROCESSABLE)
    try:
        proof = reviewing.enter(link=link, password=form.cleaned_data["password"])
    except reviewing.WrongPassword as refused:
        form.add_error("password", str(refused))
        return _asked(request, form, status=UNPROCESSABLE)
    except (rates.TooMany, rates.CountsUnavailable) as refused:
        form.add_error("password", str(refused))
        is_often = isinstance(refused, rates.TooMany)
        answer = _asked(request, form, status=429 if is_often else 503)
        answer.headers["Retry-After"] = str(refused.wait)
        return answer
    answer = redirect("review", secret)
    answer.set_cookie(
        reviewing.name_of_proof(link=link),
        proof,
        max_age=reviewing.LET_IN_FOR,
        path=reverse("review", args=[secret]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return _private(answer, ASKING)


def _asked(request: HttpRequest, form: ReviewPasswordForm, *, status: int = 200) -> HttpResponse:
    return _private(render(request, "projects/review_password.html", {"form": form}, status=status), ASKING)


def _shown(request: HttpRequest, link: ReviewLink, secret: str) -> HttpResponse:
    shown = reviewing.show(link=link)
    context = {
        "film": shown.film,
        "link": link,
        "file": _here(shown.media.file_url) if shown.media else "",
        "poster": _here(shown.media.thumbnail_url) if shown.media else "",
        "saved": _here(shown.media.saved_url) if shown.media else "",
        "page": {
            "comments": reverse("review-comments", args=[secret]),
            "mayComment": link.allow_comments and shown.film is not None,
        },
    }
    return _private(render(request, "projects/review.html", context), SHOWING)


def _here(url: str | None) -> str:
    """The path of an address of ours: the page plays from wherever it was opened itself."""
    return (url or "").removeprefix(settings.PUBLIC_URL)


def _private(answer: HttpResponse, referrer: str) -> HttpResponse:
    """Nobody else is to learn of the address: no other site by a referrer, no searcher by an index."""
    answer.headers["Referrer-Policy"] = referrer
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
