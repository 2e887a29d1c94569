"""The film maker's page: from a sentence to a film, every part of it seen and changeable."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.views import person
from ai.capabilities import CAMERAS
from ai.services import speaking
from projects.forms import FORMATS, FilmForm
from projects.models import Role
from projects.services import keeping
from projects.services.film.wishes import ASPECTS, LONGEST, SHORTEST, USUAL
from projects.views.answering import guarded, tried

IDEA = "filmPrompt"  # in a project's settings: what its film is to be about, before it is begun
LONGEST_NAME = 60
# As models are told them, and as people read them.
STYLES = (
    ("Watercolour", _("Watercolour")),
    ("Paper cut-out", _("Paper cut-out")),
    ("Noir", _("Noir")),
    ("Flat and bright", _("Flat and bright")),
    ("Old film", _("Old film")),
    ("Night", _("Night")),
)
CAMERA_LABELS = {
    "still": _("Stands still"),
    "push-in": _("Comes nearer"),
    "pull-out": _("Draws back"),
    "pan-left": _("Pans left"),
    "pan-right": _("Pans right"),
    "tilt-up": _("Tilts up"),
    "tilt-down": _("Tilts down"),
}


@require_safe
@guarded
def film(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """The film of a project; who may only look sees the same page without what changes things."""
    user = person(request)
    project = keeping.get(user=user, project_id=project_id)
    may_edit = project.role != Role.VIEWER  # type: ignore[attr-defined] # annotated
    page: dict[str, Any] = {
        "projectId": str(project.pk),
        "mayEdit": may_edit,
        "idea": project.settings.get(IDEA, ""),
        "voices": [voice_told(each) for each in speaking.voices()],
        "cameras": [[each, str(CAMERA_LABELS[each])] for each in CAMERAS],
    }
    context = {
        "project": project,
        "may_edit": may_edit,
        "page": page,
        "aspects": ASPECTS,
        "styles": STYLES,
        "formats": FORMATS,
        "lengths": {"least": SHORTEST, "most": LONGEST, "usual": USUAL},
    }
    return render(request, "projects/film.html", context)


@require_POST
@guarded
def begin_film(request: HttpRequest) -> HttpResponse:
    """Makes a project of an idea, and opens its film's page."""
    form = FilmForm(request.POST)
    if form.is_valid():
        idea = form.cleaned_data["idea"]
        made = tried(
            form, lambda: keeping.create(user=person(request), name=name_of(idea), settings={IDEA: idea})
        )
        if made:
            return redirect("project-film", made.pk)
    return render(request, "projects/film_begin.html", {"film_form": form}, status=422)


def name_of(idea: str) -> str:
    """The idea's first words."""
    words = " ".join(idea.split())
    if len(words) <= LONGEST_NAME:
        return words
    return words[:LONGEST_NAME].rpartition(" ")[0] or words[:LONGEST_NAME]


def voice_told(voice: dict[str, Any]) -> dict[str, Any]:
    return {name: voice[name] for name in ("id", "name", "language", "gender", "provider")}
