"""The chat's pages: a talk of its own, what the panel beside a film has to know, and the kept recipes."""

import uuid
from contextlib import suppress
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.views import person, signed_in
from ai.capabilities import Capability
from ai.services import catalogue
from ai.services.catalogue import NoModel
from ai.services.chatting import recipes as kept
from ai.services.chatting import suggesting
from ai.services.chatting.context import Situation
from ai.services.chatting.tools import TOOLS
from credits import services as credits
from credits.pricing import Line, to_credits
from videos.media.operations import CATALOGUE
from videos.models import Video
from videos.services import saying

# Those of the catalogue have their own.
ICONS = {
    "cut-words": "scissors",
    "transcribe": "type",
    "summarize": "list",
    "narrate": "mic",
    "generate-image": "image",
    "generate-video": "film",
    "generate-music": "music",
    "speak": "mic",
}


@signed_in
def chat(request: HttpRequest) -> HttpResponse:
    """A talk about no film in particular. `?chat=` opens one that there is."""
    return render(request, "ai/chat.html")


@signed_in
def facts(request: HttpRequest) -> HttpResponse:
    """What the panel shows at first: `{price, suggestions}`; the price is null when no model can answer."""
    video = _film(request)
    suggestions = suggesting.suggestions(situation=Situation(video=video))
    return JsonResponse({"price": _price(), "suggestions": suggestions})


@signed_in
def tools(request: HttpRequest) -> HttpResponse:
    """Every kind of step with its words and its form: `{name: {title, icon, schema}}`."""
    told = {
        name: {
            "title": tool.title,
            "icon": CATALOGUE[name].icon if name in CATALOGUE else ICONS.get(name, "step"),
            "schema": saying.schema_of(tool.fields),
        }
        for name, tool in TOOLS.items()
    }
    return JsonResponse(told)


@signed_in
def recipes(request: HttpRequest) -> HttpResponse:
    """My kept recipes, each to be run on as many films as one likes."""
    return render(request, "ai/recipes.html", {"recipes": kept.kept(user=person(request))})


def _film(request: HttpRequest) -> Video | None:
    with suppress(ValueError):
        wished = uuid.UUID(request.GET.get("videoId", ""))
        return Video.objects.for_user(person(request)).filter(pk=wished).first()
    return None


def _price() -> float | None:
    """What a message costs as things stand, in credits."""
    try:
        spec = catalogue.choose(capability=Capability.CHAT).candidates[0]
    except NoModel:
        return None
    return to_credits(credits.quote_for(lines=[Line(spec.price_code, Decimal(1), "")]).micro)
