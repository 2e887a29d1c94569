"""The page on which a project's timeline is edited."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.views import person
from projects.models import Role
from projects.services import keeping
from projects.services.render.forming import FORMATS
from projects.views.answering import guarded
from videos.media.composition.effects import EFFECTS, SOUND_EFFECTS
from videos.media.operations import AddText
from videos.serializers import catalogue


@require_safe
@guarded
def editor(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """The timeline editor; who may only look sees the same page without what changes things."""
    user = person(request)
    shown = keeping.get(user=user, project_id=project_id)
    may_edit = shown.role != Role.VIEWER  # type: ignore[attr-defined] # annotated
    page = {"projectId": str(shown.pk), "userId": str(user.pk), "mayEdit": may_edit, **forms()}
    context = {"project": shown, "may_edit": may_edit, "page": page, "formats": FORMATS}
    return render(request, "projects/editor.html", context)


def forms() -> dict[str, Any]:
    """What the page draws forms of: the effects a clip may have, and how words may look."""
    known = {each["name"]: each for each in catalogue()}
    names = dict.fromkeys(each.name for each in (*EFFECTS, *SOUND_EFFECTS))
    return {
        "effects": [known[name] for name in names],
        "ofSound": [each.name for each in SOUND_EFFECTS],
        "text": known[AddText.name]["schema"],
    }
