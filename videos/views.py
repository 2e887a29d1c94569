"""The pages of the library: all videos, and one."""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.views import person, signed_in
from jobs.models import Job
from videos.forms import LibraryForm
from videos.models import Video
from videos.services import library, scrubbing
from videos.sharing import sharing

PER_PAGE = 24
LARGEST_HISTORY = 20
VIEW_COOKIE = "library_view"


@signed_in
def videos(request: HttpRequest) -> HttpResponse:
    """My library; asked by htmx, only its results."""
    user = person(request)
    form = LibraryForm(request.GET.dict(), projects=sharing().projects_named(user))
    leaf = library.leaf(user=user, number=form.page_number, size=PER_PAGE, **form.wish)
    searching = bool(form.wish["search"] or form.narrowings)
    context = {
        "form": form,
        "page": leaf.page,
        "pages": _queries(form, leaf.page),
        "cards": _cards(user, leaf.videos),
        "ghosts": [] if searching or leaf.page.number > 1 else _running_edits(user),
        "searching": searching,
        "view": "list" if request.COOKIES.get(VIEW_COOKIE) == "list" else "grid",
        "largest_upload": settings.MAX_UPLOAD_BYTES,
    }
    is_part = "HX-Request" in request.headers
    response = render(request, "videos/results.html" if is_part else "videos/library.html", context)
    if request.headers.get("HX-Trigger") == "filters":
        response.headers["HX-Replace-Url"] = f"{request.path}{form.query(page=leaf.page.number)}"
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response


@signed_in
@require_POST
def delete_videos(request: HttpRequest) -> HttpResponse:
    """Deletes the chosen videos; answers with events for the page that asked."""
    try:
        ids = [uuid.UUID(each) for each in request.POST.getlist("ids")]
        deleted = library.delete_many(user=person(request), video_ids=ids)
    except ValueError:
        raise Http404 from None
    except ValidationError as error:
        return _tell(request, " ".join(error.messages), tone="bad")
    words = ngettext("%(count)s video deleted.", "%(count)s videos deleted.", deleted)
    return _tell(request, words % {"count": deleted})


@signed_in
def video(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """One of my videos, with what can be done to it; or one that is shared with me."""
    user, shown = person(request), _seen(request, video_id)
    context = _activity(user, shown)
    if shown.owner_id == user.pk:
        return render(request, "videos/video.html", context)
    context["may_edit"] = library.may_use(user=user, video=shown)
    return render(request, "videos/shared.html", context)


@signed_in
def activity(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """What changes on a video's page while its jobs run: state, versions, jobs."""
    shown = _seen(request, video_id)
    return render(request, "videos/activity.html", {**_activity(person(request), shown), "refreshed": True})


@signed_in
@require_POST
def keep_video(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Puts a part of a project into my library too."""
    with _refused_as_pages():
        library.update(user=person(request), video_id=video_id, changes={"in_library": True})
    return redirect("video", video_id)


@signed_in
@require_POST
def delete_video(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    with _refused_as_pages():
        library.delete(user=person(request), video_id=video_id)
    return redirect("library")


@contextmanager
def _refused_as_pages() -> Iterator[None]:
    try:
        yield
    except Video.DoesNotExist:
        raise Http404 from None
    except library.NotYours as refused:
        raise PermissionDenied(str(refused)) from None


def _seen(request: HttpRequest, video_id: uuid.UUID) -> Video:
    try:
        return library.see(user=person(request), video_id=video_id)
    except Video.DoesNotExist:
        raise Http404 from None


def _cards(user: User, shown: Iterable[Video]) -> list[dict[str, Any]]:
    """Each video with its strip of pictures, and the job that prepares it or has failed to."""
    rows = list(shown)
    wanted = [row.job_id for row in rows if row.job_id and row.status != Video.Status.READY]
    working: dict[uuid.UUID | None, Job] = {
        job.pk: job for job in Job.objects.for_user(user).filter(pk__in=wanted)
    }
    strips = scrubbing.strips(video_ids=[row.pk for row in rows])
    return [{"video": row, "job": working.get(row.job_id), "strip": strips.get(row.pk, "")} for row in rows]


def _queries(form: LibraryForm, page: Page[uuid.UUID]) -> dict[str, str]:
    """The queries of the pages around this one."""
    numbers = {"first": 1, "previous": page.number - 1, "next": page.number + 1}
    numbers["last"] = page.paginator.num_pages
    return {name: form.query(page=number) for name, number in numbers.items()}


def _running_edits(user: User) -> list[Job]:
    return list(Job.objects.for_user(user).active().filter(kind="video.edit")[:PER_PAGE])


def _activity(user: User, shown: Video) -> dict[str, Any]:
    concerns = Q(video_id=shown.pk) | Q(pk=shown.job_id)
    jobs = list(Job.objects.for_user(user).listed().filter(concerns)[:LARGEST_HISTORY])
    return {
        "video": shown,
        "jobs": jobs,
        "tree": version_tree(library.versions(user=user, video_id=shown.pk)),
    }


def version_tree(family: list[Video]) -> list[dict[str, Any]]:
    """A family (the first ancestor first) as `{video, depth}`, each child below its parent."""
    children = dict[uuid.UUID | None, list[Video]]()
    for member in family[1:]:
        children.setdefault(member.parent_id, []).append(member)
    return list(_reading_order(family[0], children, 0))


def _reading_order(
    node: Video, children: dict[uuid.UUID | None, list[Video]], depth: int
) -> Iterable[dict[str, Any]]:
    yield {"video": node, "depth": min(depth, 4)}
    for child in children.get(node.pk, []):
        yield from _reading_order(child, children, depth + 1)


def _tell(request: HttpRequest, words: str, *, tone: str = "good") -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect("library")
    events = {"live-refresh": {}, "toast": {"words": words, "tone": tone}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
