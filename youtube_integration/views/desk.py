"""The page Publish: channels, importing by link, what can be published, and what became of it."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.views import person, signed_in
from credits import services as credits
from credits.limits import LimitReached
from jobs.models import Job
from videos.models import Video
from videos.services import library
from youtube_integration.client.refusals import Refused
from youtube_integration.forms import ImportForm, tried
from youtube_integration.models import Channel
from youtube_integration.services import access, bucket, checking, connecting, importing, info, publishing

PER_PAGE = 20
MOST_OFFERED = 12  # films to publish
MOST_RUNNING = 10
UNPROCESSABLE = 422
KINDS = (importing.KIND,)


@require_GET
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """My channels, films and publications."""
    return _page(request, ImportForm())


@require_GET
@signed_in
def history(request: HttpRequest) -> HttpResponse:
    """What changes while things are under way: imports and publications."""
    return render(request, "youtube/history.html", _under_way(request, person(request)))


@require_GET
@signed_in
def connect(request: HttpRequest) -> HttpResponse:
    """Leads to Google, to connect a channel."""
    try:
        manage = request.GET.get("manage") == "1"
        return redirect(connecting.begin(user=person(request), manage=manage))
    except access.YoutubeOff as off:
        messages.error(request, str(off))
        return redirect("youtube")


@require_POST
@signed_in
def disconnect(request: HttpRequest, channel_id: uuid.UUID) -> HttpResponse:
    try:
        connecting.disconnect(user=person(request), channel_id=channel_id)
    except Channel.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The channel is disconnected. What was published stays on YouTube."))
    return redirect("youtube")


@require_GET
@signed_in
def look(request: HttpRequest) -> HttpResponse:
    """What YouTube says of the film at a link, before it is imported."""
    url = request.GET.get("url", "").strip()
    if not url:
        return HttpResponse("")
    try:
        found = info.info_of(url=url)
    except Refused as refused:
        return render(request, "youtube/look.html", {"refusal": str(refused)})
    return render(request, "youtube/look.html", {"found": found})


@require_POST
@signed_in
def bring(request: HttpRequest) -> HttpResponse:
    """Imports the film at a link."""
    form = ImportForm(request.POST)
    if form.is_valid():
        try:
            job = tried(form, lambda: importing.order_import(user=person(request), wish=form.wish))
        except Refused as refused:
            form.add_error("url", ValidationError(str(refused)))
        except (LimitReached, credits.InsufficientCredits) as refused:
            form.add_error(None, ValidationError(str(refused)))
        else:
            if job:
                messages.success(request, _("“%(title)s” is on its way.") % {"title": job.params["title"]})
                return redirect("youtube")
    return _page(request, form, status=UNPROCESSABLE)


def _page(request: HttpRequest, form: ImportForm, *, status: int = 200) -> HttpResponse:
    user = person(request)
    films = library.find(user=user, media_type=Video.MediaType.VIDEO, status=Video.Status.READY)
    context = {
        "form": form,
        "is_on": access.is_on(),
        "channels": connecting.channels_of(user=user),
        "films": films[:MOST_OFFERED],
        "room": bucket.room(),
        "is_audited": settings.YOUTUBE_AUDITED,
        "locked": checking.LOCKED,
        **_under_way(request, user),
    }
    return render(request, "youtube/desk.html", context, status=status)


def _under_way(request: HttpRequest, user: User) -> dict[str, object]:
    rows = publishing.publications_of(user=user).select_related("video")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    imports = Job.objects.for_user(user).active().filter(kind__in=KINDS, parent=None)
    return {"page": page, "imports": imports[:MOST_RUNNING], "jobs": _jobs_of(user, page.object_list)}


def _jobs_of(user: User, rows: object) -> dict[uuid.UUID, Job]:
    ids = [row.job_id for row in rows if row.job_id]  # type: ignore[attr-defined]
    return {job.pk: job for job in Job.objects.for_user(user).active().filter(pk__in=ids)}
