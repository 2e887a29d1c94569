"""The pages of the library: all videos, and one."""

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.views import person, signed_in
from jobs.models import Job
from videos.forms import LibraryForm
from videos.models import Video
from videos.serializers import catalogue
from videos.services import library

PER_PAGE = 24
LARGEST_HISTORY = 20


@signed_in
def videos(request: HttpRequest) -> HttpResponse:
    """My library; asked by htmx, only its results."""
    form = LibraryForm({"sort": "-createdAt", **request.GET.dict()})
    user = person(request)
    page = Paginator(library.find(user=user, **form.wish), PER_PAGE).get_page(form.page_number)
    searching = bool(form.wish["search"] or form.wish["status"])
    context = {
        "form": form,
        "page": page,
        "cards": _cards(user, page.object_list),
        "ghosts": [] if searching or page.number > 1 else _running_edits(user),
        "searching": searching,
        "largest_upload": settings.MAX_UPLOAD_BYTES,
    }
    template = "videos/results.html" if "HX-Request" in request.headers else "videos/library.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
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
    return _tell(request, "1 video deleted." if deleted == 1 else f"{deleted} videos deleted.")


@signed_in
def video(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """One of my videos, with what can be done to it; or one that is shared with me."""
    user, shown = person(request), _seen(request, video_id)
    context = {**_activity(user, shown), "catalogue": catalogue()}
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
    """Each video with the job that prepares it, if one is at work or has failed."""
    rows = list(shown)
    wanted = [row.job_id for row in rows if row.job_id and row.status != Video.Status.READY]
    working: dict[uuid.UUID | None, Job] = {
        job.pk: job for job in Job.objects.for_user(user).filter(pk__in=wanted)
    }
    return [{"video": row, "job": working.get(row.job_id)} for row in rows]


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
