"""One project's page, whoever has something to say on it: all of it, or only its files."""

import uuid
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.views import person
from projects.forms import FORMATS, FilesForm, InviteForm, PickForm, PlaceForm, ProjectForm
from projects.interchange.writing import WITH_MEDIA
from projects.models import Project, Role
from projects.services import members, overview
from projects.services.reuse import listing
from projects.services.reuse.listing import Use
from projects.services.review import commenting, reviewing
from projects.views.answering import UNPROCESSABLE
from videos.services import library

PER_PAGE = 24
MOST_RENDERS = 4


def whole(
    request: HttpRequest,
    project_id: uuid.UUID,
    *,
    form: ProjectForm | None = None,
    invite: InviteForm | None = None,
    place: PlaceForm | None = None,
    link: str = "",
    status: int = 200,
) -> HttpResponse:
    """With the forms as they were sent where something was wrong with them."""
    user = person(request)
    people = members.people(user=user, project_id=project_id)
    shown = people.project
    context = _files(request, shown) | {
        "people": people,
        "form": form or ProjectForm(initial={"name": shown.name, "description": shown.description}),
        "invite": invite or InviteForm(),
        "place": place,
        "pick": PickForm(auto_id="id_pick_%s"),
        "link": link,
        "formats": FORMATS,
        "packages": [(name, words) for name, words in FORMATS if name in WITH_MEDIA],
        "review_links": reviewing.links(user=user, project_id=project_id),
        "open_comments": commenting.open_count(project_id=project_id),
        "largest_upload": settings.MAX_UPLOAD_BYTES,
    }
    wrong = any(each is not None and each.errors for each in (form, invite, place))
    answer = render(request, "projects/project.html", context, status=UNPROCESSABLE if wrong else status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def files(request: HttpRequest, shown: Project) -> HttpResponse:
    """What htmx asks for: the files, and beside them what is being made and what was rendered."""
    context = _files(request, shown) | {"refreshed": True}
    answer = render(request, "projects/files.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _files(request: HttpRequest, shown: Project) -> dict[str, Any]:
    user, filters = person(request), FilesForm(request.GET)
    found = library.find(user=user, project_id=shown.pk, **filters.wish)
    page = Paginator(found, PER_PAGE).get_page(filters.page_number)
    used = listing.uses_of(project=shown)
    card = overview.cards(user=user, projects=[shown])[0]
    return {
        "project": shown,
        "may_edit": shown.role != Role.VIEWER,  # type: ignore[attr-defined] # annotated
        "filters": filters,
        "page": page,
        "files": [{"video": each, "uses": used_for(used.get(each.pk, []))} for each in page],
        "searching": bool(filters.given("search") or filters.given("kind")),
        "card": card,
        "renders": overview.renders(project_id=shown.pk, most=MOST_RENDERS),
    }


def used_for(uses: list[Use]) -> list[str]:
    """What a file is used for, in a few words each."""
    clips = sum(1 for each in uses if each.kind == "clip")
    told = []
    if clips:
        words = ngettext("On the timeline", "%(count)d times on the timeline", clips)
        told.append(words % {"count": clips})
    others = dict.fromkeys(each.name for each in uses if each.kind != "clip")
    return [*told, *list(others)[:2], *([_("and more")] if len(others) > 2 else [])]
