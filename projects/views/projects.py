"""The pages of projects: the list of all that I may see, one of them, and which videos are in it."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views import person
from projects.forms import FilmForm, PickForm, PlaceForm, ProjectForm, ProjectsForm
from projects.models import Project
from projects.services import collecting, inviting, keeping, overview
from projects.services.reuse import listing
from projects.views import page
from projects.views.answering import UNPROCESSABLE, guarded, is_partial, tried
from videos.services import library

PER_PAGE = 24
OFFERED = 24  # own videos on one page of the dialog in which they are picked


@require_http_methods(["GET", "POST"])
@guarded
def projects(request: HttpRequest) -> HttpResponse:
    """My projects and those shared with me; a POST makes one. Asked by htmx, only the list."""
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: keeping.create(user=person(request), **form.cleaned_data))
        if made:
            return redirect("project", made.pk)
    return _list(request, form)


@require_http_methods(["GET", "POST"])
@guarded
def project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """One project; a POST changes its name and description. Asked by htmx, only its files."""
    user = person(request)
    shown = keeping.get(user=user, project_id=project_id)
    if is_partial(request):
        return page.files(request, shown)
    form = ProjectForm(request.POST or None, initial={"name": shown.name, "description": shown.description})
    if request.method == "POST" and form.is_valid():
        keeping.update(user=user, project_id=project_id, changes=form.cleaned_data)
        return redirect("project", project_id)
    return page.whole(request, project_id, form=form)


@require_POST
@guarded
def delete_project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    gone = keeping.get(user=person(request), project_id=project_id)
    keeping.delete(user=person(request), project_id=project_id)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": gone.name})
    return redirect("projects")


@require_POST
@guarded
def archive_project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """Puts a project aside, or back."""
    is_over = request.POST.get("archived") == "1"
    status = Project.Status.ARCHIVED if is_over else Project.Status.ACTIVE
    kept = keeping.update(user=person(request), project_id=project_id, changes={"status": status})
    told = _("“%(name)s” is archived now.") if is_over else _("“%(name)s” is back among your projects.")
    messages.success(request, told % {"name": kept.name})
    return redirect("projects")


@require_safe
@guarded
def acts(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """What the menu of a card offers; asked for when it is opened, for a page has many of them."""
    shown = keeping.get(user=person(request), project_id=project_id)
    return render(request, "projects/project_acts.html", {"project": shown})


@require_safe
@guarded
def pick(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """My own videos that are not in the project yet, to be picked."""
    user, form = person(request), PickForm(request.GET)
    shown = keeping.get(user=user, project_id=project_id)
    own = library.find(user=user, **form.wish).exclude(placed__project=shown)
    offered = Paginator(own, OFFERED).get_page(form.page_number)
    return render(request, "projects/pick.html", {"project": shown, "page": offered, "form": form})


@require_POST
@guarded
def put_videos(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    form = PlaceForm(request.POST)
    if form.is_valid():
        ids = form.cleaned_data["videos"]
        wish = {"project_id": project_id, "video_ids": ids}
        added = tried(form, lambda: collecting.put(user=person(request), **wish))
        if added is not None:
            told = ngettext("One video was added.", "%(count)d videos were added.", added)
            messages.success(request, told % {"count": added})
            return redirect("project", project_id)
    return page.whole(request, project_id, place=form)


@require_POST
@guarded
def take_video(request: HttpRequest, project_id: uuid.UUID, video_id: uuid.UUID) -> HttpResponse:
    user, force = person(request), request.POST.get("force") == "1"
    try:
        listing.take(user=user, project_id=project_id, video_id=video_id, force=force)
    except listing.VideoInUse as used:
        shown = {
            "project": keeping.get(user=user, project_id=project_id),
            "video": library.see(user=user, video_id=video_id),
            "used": used,
        }
        return render(request, "projects/template_take.html", shown, status=409)
    return redirect("project", project_id)


@dataclass(frozen=True)
class Listed:
    """Which list is shown: with words or a filter, nothing found means something else than without."""

    form: ProjectsForm

    @property
    def is_searching(self) -> bool:
        return bool(self.form.given("search") or self.form.given("show"))


def _list(request: HttpRequest, form: ProjectForm) -> HttpResponse:
    user, filters = person(request), ProjectsForm(request.GET)
    shown = Paginator(keeping.find(user=user, **filters.wish), PER_PAGE).get_page(filters.page_number)
    context = {
        "filters": filters,
        "page": shown,
        "cards": overview.cards(user=user, projects=shown.object_list),
        "searching": Listed(filters).is_searching,
    }
    if is_partial(request):
        answer = render(request, "projects/projects_results.html", context)
    else:
        context |= {
            "form": form,
            "film_form": FilmForm(),
            "invitations": list(inviting.waiting_for(user=user)),
        }
        answer = render(
            request, "projects/projects.html", context, status=UNPROCESSABLE if form.errors else 200
        )
    patch_vary_headers(answer, ["HX-Request"])
    return answer
