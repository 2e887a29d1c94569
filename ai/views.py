"""The Studio: what AI makes, and all that it has made for one."""

import uuid

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from accounts.views import person, signed_in
from ai import studio as pages
from ai.capabilities import ProviderError
from ai.forms import BY_SLUG, MAKERS, Maker
from ai.services import sampling
from jobs.models import Job

PER_PAGE = 24
A_DAY = 86_400


@signed_in
def studio(request: HttpRequest, slug: str = "video") -> HttpResponse:
    """The form of one kind of generation, and the results. `?again=` fills it as an earlier one was."""
    maker = _maker(slug)
    values = pages.values_given(user=person(request), maker=maker, given=request.GET.dict())
    again = request.GET.get("again")
    if again:
        try:
            maker, values = pages.values_again(user=person(request), job_id=uuid.UUID(again))
        except (ValueError, Job.DoesNotExist):
            return redirect("studio-maker", slug)
    content = pages.page_content(user=person(request), maker=maker, values=values)
    context = {
        "content": content,
        "is_empty": not content["models"][maker.capability.value],
        **_results(request, maker),
    }
    return render(request, "ai/studio.html", context)


@signed_in
def results(request: HttpRequest) -> HttpResponse:
    """The results alone, as htmx asks for them whenever a job has news."""
    return render(request, "ai/results.html", _results(request, _maker(request.GET.get("maker", "video"))))


@signed_in
def voice_sample(request: HttpRequest, voice: str) -> HttpResponse:
    """How a voice of our own sounds."""
    try:
        key = sampling.sample(voice=voice)
    except (sampling.UnknownVoice, ProviderError):
        raise Http404 from None
    with default_storage.open(key, "rb") as content:
        response = HttpResponse(content.read(), content_type="audio/wav")
    patch_cache_control(response, private=True, max_age=A_DAY)
    return response


def _maker(slug: str) -> Maker:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _results(request: HttpRequest, maker: Maker) -> dict[str, object]:
    shown = BY_SLUG.get(request.GET.get("show", ""))
    user = person(request)
    jobs = pages.with_results(user, pages.generations(user))
    if shown:
        jobs = pages.of_maker(jobs, shown)
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "maker": maker,
        "makers": MAKERS,
        "shown": shown,
        "page": page,
        "cards": pages.cards_of(user, page),
    }
