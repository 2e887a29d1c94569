"""The part of a project's page that speaks with other programs: a package to take along, a timeline in."""

import uuid
from pathlib import Path
from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.views import person
from credits import services as credits
from credits.limits import LimitReached
from projects.interchange.writing import WITH_MEDIA
from projects.services import keeping
from projects.services.exchange import exchanging, packaging
from projects.services.exchange.exchanging import Imported
from projects.views.answering import guarded
from videos.services.uploading import UnsupportedContainer, UploadTooLarge

REFUSALS = (UnsupportedContainer, UploadTooLarge, LimitReached, credits.InsufficientCredits)


class TimelineFileForm(forms.Form):
    file = forms.FileField()


class PackageForm(forms.Form):
    form = forms.ChoiceField(choices=[(each, each) for each in WITH_MEDIA])


@require_POST
@guarded
def bring_timeline(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """Makes the timeline of another program's file the project's newest revision."""
    keeping.get(user=person(request), project_id=project_id)
    form = TimelineFileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first: .otio, .edl, or a package of ours."))
        return redirect("project", project_id)
    content = cast(TemporaryUploadedFile, form.cleaned_data["file"])
    try:
        brought = exchanging.import_file(
            user=person(request),
            project_id=project_id,
            path=Path(content.temporary_file_path()),
            name=content.name or "",
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    except REFUSALS as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, summary_of(brought))
    return redirect("project", project_id)


@require_POST
@guarded
def make_package(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """Has the timeline packed with its media; the job's row carries the download."""
    keeping.get(user=person(request), project_id=project_id)
    form = PackageForm(request.POST)
    if form.is_valid():
        try:
            packaging.order(user=person(request), project_id=project_id, form=form.cleaned_data["form"])
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return redirect("project", project_id)
        return redirect("jobs")
    messages.error(request, _("Choose a format."))
    return redirect("project", project_id)


def summary_of(brought: Imported) -> str:
    count = len(brought.state.timeline.clips)
    told = ngettext(
        "The timeline has one clip now; undo in the editor takes it back.",
        "The timeline has %(count)d clips now; undo in the editor takes it back.",
        count,
    )
    words = [told % {"count": count}]
    if brought.missing:
        names = ", ".join(each.name for each in brought.missing[:5])
        if len(brought.missing) > 5:
            names += " …"
        words.append(_("Not found, and left out: %(names)s.") % {"names": names})
    return " ".join([*words, *brought.notes])
