"""The pages of templates, duplicates and variants."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views import person
from ai.services import speaking
from ai.services.catalogue import NoModel
from ai.services.transcripts import tongues
from credits import services as credits
from credits.budgets import BudgetReached
from credits.limits import LimitReached
from credits.pricing import to_credits
from projects.forms import NewTemplateForm, UseTemplateForm, VariantsForm
from projects.models import Project, Role
from projects.services.film.wishes import ASPECTS
from projects.services.reuse import duplicating, templating, varying
from projects.services.reuse.filling import FieldKind
from projects.services.reuse.varying import Grid, Made
from projects.services.roles import must_be
from projects.views.answering import UNPROCESSABLE, guarded, tried
from videos.models import Video
from videos.services import library

PER_PAGE = 24
MOST_OFFERED = 200  # own files to choose from
LENGTHS = (15, 30, 60, 90)  # seconds that are offered
ASPECT_LABELS = {
    "16:9": _("16:9 wide"), "9:16": _("9:16 tall"), "1:1": _("1:1 square"), "4:5": _("4:5 portrait"),
}  # fmt: skip
BRACES = "{{name}}"  # an example of a field
REFUSED = (NoModel, LimitReached, BudgetReached, credits.InsufficientCredits)


@require_safe
@guarded
def templates(request: HttpRequest) -> HttpResponse:
    """My templates and those for everybody."""
    page = Paginator(templating.find(user=person(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "projects/templates.html", {"page": page, "braces": BRACES})


@require_http_methods(["GET", "POST"])
@guarded
def template(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """One template with a form of its fields; a POST makes a project of it."""
    user = person(request)
    shown = templating.get(user=user, template_id=template_id)
    form = UseTemplateForm(
        request.POST or None,
        fields=templating.fields_of(shown),
        videos=_files(request),
        initial={"name": shown.name},
    )
    if request.method == "POST" and form.is_valid():
        wish = {"name": form.cleaned_data["name"], "values": form.values}
        made = tried(form, lambda: templating.use(user=user, template_id=template_id, **wish))
        if made:
            return redirect("project", made.pk)
    context = {"template": shown, "form": form}
    return render(request, "projects/template_use.html", context, status=_status(form))


@require_POST
@guarded
def delete_template(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    templating.delete(user=person(request), template_id=template_id)
    return redirect("project-templates")


@require_http_methods(["GET", "POST"])
@guarded
def save_template(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """Makes a template of a project."""
    user = person(request)
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    clips = templating.clips_of(project=project)
    form = NewTemplateForm(request.POST or None, clips=clips, initial={"name": project.name})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.pop("slots")
        slots = {clip_id: {"name": f"file{number}"} for number, clip_id in enumerate(chosen, start=1)}
        wish = {**form.cleaned_data, "slots": slots, "fields": templating.named(clips=clips, slots=slots)}
        made = tried(form, lambda: templating.create(user=user, project_id=project_id, **wish))
        if made:
            return redirect("project-template", made.pk)
    words = templating.words_of_project(project=project)
    context = {"project": project, "form": form, "words": words, "braces": BRACES}
    return render(request, "projects/template_save.html", context, status=_status(form))


@require_POST
@guarded
def duplicate(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    made = duplicating.duplicate(user=person(request), project_id=project_id)
    return redirect("project", made.pk)


@require_http_methods(["GET", "POST"])
@guarded
def variants(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """The grid of a project's variants: ticked, priced, and then made."""
    user = person(request)
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    form = VariantsForm(request.POST or None, choices=_choices(project), initial={"key": uuid.uuid4()})
    made = None
    if request.method == "POST" and form.is_valid():
        made = _varied(request, project_id, form)
        if made and made.job:
            return redirect("jobs")
    priced = _ticked(form) if made else ""
    context = {
        "project": project, "form": form, "cells": _cells(made), "total": _total(made), "priced": priced,
    }  # fmt: skip
    return render(request, "projects/template_variants.html", context, status=_status(form))


def _varied(request: HttpRequest, project_id: uuid.UUID, form: VariantsForm) -> Made | None:
    """The priced grid; made, when that was asked for. None with words at the form when it is refused."""
    user = person(request)
    given = form.cleaned_data
    grid = Grid(tuple(given["aspects"]), tuple(given["languages"]), tuple(given["lengths"]))
    key = str(form.cleaned_data["key"])
    # Nobody pays for another grid than the one whose price was shown.
    is_order = request.POST.get("what") == "make" and request.POST.get("priced") == _ticked(form)

    def wish() -> Made:
        if is_order:
            return varying.make(
                user=user, project_id=project_id, grid=grid, idempotency_key=f"variants-{key}"
            )
        return varying.quote(user=user, project_id=project_id, grid=grid)

    try:
        return tried(form, wish)
    except REFUSED as refused:
        form.add_error(None, str(refused))
    return None


def _ticked(form: VariantsForm) -> str:
    """What was ticked, in one line."""
    given = form.cleaned_data
    return " ".join(
        f"{name}={','.join(map(str, given[name]))}" for name in ("aspects", "languages", "lengths")
    )


def _cells(made: Made | None) -> list[dict[str, object]]:
    return [
        {"name": each.cell.name, "seconds": each.seconds, "credits": to_credits(each.quote.micro)}
        for each in (made.variants if made else ())
    ]


def _total(made: Made | None) -> float:
    return to_credits(made.quote.micro) if made else 0.0


def _choices(project: Project) -> dict[str, list[tuple[object, str]]]:
    """What can be ticked; languages only where words are written for the film."""
    spoken = {str(each["language"]).partition("-")[0] for each in speaking.voices()}
    named = sorted(((code, tongues.name_of(code)) for code in spoken if code), key=lambda each: each[1])
    return {
        "aspects": [(name, str(ASPECT_LABELS[name])) for name in ASPECTS],
        "languages": list(named) if varying.is_written(project=project) else [],
        "lengths": [
            (float(seconds), gettext("%(count)d seconds") % {"count": seconds}) for seconds in LENGTHS
        ],
    }


def _files(request: HttpRequest) -> dict[str, list[tuple[str, str]]]:
    """The person's own newest files, by the kind of field that they can fill."""
    own = list(library.find(user=person(request))[:MOST_OFFERED])
    pictures = [each for each in own if each.media_type != Video.MediaType.AUDIO]
    sounds = [each for each in own if each.audio_codec or each.media_type == Video.MediaType.AUDIO]
    return {
        FieldKind.PICTURE: [(str(each.pk), each.title) for each in pictures],
        FieldKind.SOUND: [(str(each.pk), each.title) for each in sounds],
    }


def _status(form: NewTemplateForm | UseTemplateForm | VariantsForm) -> int:
    return UNPROCESSABLE if form.errors else 200
