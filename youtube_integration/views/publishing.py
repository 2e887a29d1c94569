"""The pages of one publication: the form before it, its history after it."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.views import person, signed_in
from jobs import services as jobs
from jobs.models import Job
from videos.models import Video
from videos.services import library, provenance
from videos.templatetags.film import clock
from youtube_integration.client.errors import GoogleError
from youtube_integration.forms import PublishForm, RightsForm, tried
from youtube_integration.models import Publication
from youtube_integration.services import access, bucket, checking, connecting, desk, gate, listing, publishing
from youtube_integration.services.desk import Desk
from youtube_integration.services.gate import GateReport
from youtube_integration.services.wishes import LONGEST_TITLE

UNPROCESSABLE = 422
REFUSALS = (access.YoutubeOff, access.ChannelUnusable, bucket.BucketEmpty, jobs.IdempotencyConflict)


@require_http_methods(["GET", "POST"])
@signed_in
def publish(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """The form with which a film of mine is published; a POST does it."""
    user, video = person(request), _mine(request, video_id)
    ready, report = desk.for_video(user=user, video=video), gate.findings(video=video)
    form = _form(request, user, video, ready, report)
    if request.method == "POST" and form.is_valid():
        try:
            asked = tried(form, lambda: _asked(user, form, video))
        except REFUSALS as refused:
            form.add_error(None, str(refused))
        else:
            if asked:
                return redirect("youtube-publication", asked.publications[0].pk)
    context = {
        "form": form,
        "video": video,
        "desk": ready,
        "pictures": _pictures(video, ready),
        **_gate(user, video, report),
        "confirmed": form["confirmed"].value() or [],
        "is_on": access.is_on(),
        "room": bucket.room(),
        "is_audited": settings.YOUTUBE_AUDITED,
        "locked": checking.LOCKED,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "youtube/publish.html", context, status=status)


@require_POST
@signed_in
def state_rights(request: HttpRequest, video_id: uuid.UUID, origin_id: uuid.UUID) -> HttpResponse:
    """Notes whose a file is that went into the film, and shows the gate anew."""
    user, video = person(request), _mine(request, video_id)
    form = RightsForm(request.POST)
    if form.is_valid():
        try:
            provenance.state_rights(user=user, video_id=origin_id, said=form.cleaned_data)
        except Video.DoesNotExist:
            raise Http404 from None
        except library.NotYours as refused:
            raise PermissionDenied(str(refused)) from None
    if "HX-Request" not in request.headers:
        return redirect("youtube-publish", video_id)
    context = _gate(user, video, gate.findings(video=video))
    status = 200 if form.is_valid() else UNPROCESSABLE
    return render(request, "youtube/gate.html", {**context, "video": video}, status=status)


@require_GET
@signed_in
def playlists(request: HttpRequest) -> HttpResponse:
    """The playlists of a channel, as choices."""
    try:
        channel = uuid.UUID(request.GET.get("channel", ""))
        found = listing.playlists(user=person(request), channel_id=channel)
    except (ValueError, ObjectDoesNotExist):
        return render(request, "youtube/playlists.html", {})
    except (GoogleError, access.YoutubeOff, access.ChannelUnusable) as trouble:
        return render(request, "youtube/playlists.html", {"trouble": str(trouble)})
    chosen = request.GET.get("playlist_id", "")
    return render(request, "youtube/playlists.html", {"playlists": found, "chosen": chosen})


@require_GET
@signed_in
def publication(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    """One publication with its history; asked by htmx, what changes of it."""
    user, row = person(request), _publication(request, publication_id)
    job = Job.objects.for_user(user).active().filter(pk=row.job_id).first() if row.job_id else None
    template = "youtube/progress.html" if "HX-Request" in request.headers else "youtube/publication.html"
    context = {"row": row, "job": job, "events": row.events.all(), "gate": gate.wire(row.gate)}
    return render(request, template, context)


@require_POST
@signed_in
def retry(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    return _done(request, publication_id, _("It goes on where it stopped."), cancels=False)


@require_POST
@signed_in
def cancel(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    return _done(request, publication_id, _("It is being stopped."), cancels=True)


def _done(request: HttpRequest, publication_id: uuid.UUID, words: str, *, cancels: bool) -> HttpResponse:
    act = publishing.cancel if cancels else publishing.retry
    try:
        act(user=person(request), publication_id=publication_id)
    except Publication.DoesNotExist:
        raise Http404 from None
    except (jobs.WrongState, *REFUSALS) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect("youtube-publication", publication_id)


def _form(request: HttpRequest, user: User, video: Video, ready: Desk, report: GateReport) -> PublishForm:
    channels = [(str(each.pk), each.title) for each in connecting.channels_of(user=user)]
    first = {
        "title": video.title[:LONGEST_TITLE],
        "description": video.description,
        "key": get_random_string(32),
    }
    return PublishForm(
        request.POST or None,
        channels=channels,
        captions=ready.captions,
        findings=[(each.code, each.message) for each in report.findings if each.must_confirm],
        initial={**first, "channel_ids": [pk for pk, _ in channels[:1]]},
    )


def _pictures(video: Video, ready: Desk) -> list[dict[str, str]]:
    """Moments of the film and pictures of the library, to be chosen as the thumbnail."""
    own = reverse("api-video-thumbnail", args=[video.pk])
    moments = [
        {
            "value": f"moment:{moment}",
            "address": f"{own}?timestamp={moment}",
            "words": _("The film at %(moment)s") % {"moment": clock(moment)},
        }
        for moment in ready.moments
    ]
    pictures = [
        {
            "value": f"picture:{each.pk}",
            "address": reverse("api-video-thumbnail", args=[each.pk]),
            "words": each.title,
        }
        for each in ready.pictures
    ]
    return moments + pictures


def _asked(user: User, form: PublishForm, video: Video) -> publishing.Asked:
    wish, key = form.wish(video_id=video.pk), form.cleaned_data["key"]
    return publishing.publish(user=user, wish=wish, idempotency_key=key)


def _gate(user: User, video: Video, report: GateReport) -> dict[str, object]:
    origins = [
        {"video": each, "form": RightsForm(initial=_said_of(each), auto_id=f"id_{each.pk}_%s")}
        for each in desk.own_origins(user=user, video=video)
    ]
    return {"report": report, "origins": origins}


def _said_of(video: Video) -> dict[str, str]:
    rights = provenance.rights_of(video)
    return {name: getattr(rights, name) for name in RightsForm.base_fields} if rights else {}


def _mine(request: HttpRequest, video_id: uuid.UUID) -> Video:
    try:
        video = library.get(user=person(request), video_id=video_id)
    except Video.DoesNotExist:
        raise Http404 from None
    except library.NotYours as refused:
        raise PermissionDenied(str(refused)) from None
    if video.media_type != Video.MediaType.VIDEO:
        raise Http404
    return video


def _publication(request: HttpRequest, publication_id: uuid.UUID) -> Publication:
    rows = publishing.publications_of(user=person(request)).select_related("video")
    found = rows.filter(pk=publication_id).first()
    if found is None:
        raise Http404
    return found
