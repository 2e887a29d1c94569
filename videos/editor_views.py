"""The page that edits one film."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.views import person, signed_in
from videos.media.operations import CATALOGUE
from videos.models import Video
from videos.serializers import catalogue
from videos.services import library
from videos.templatetags.film import clock


@signed_in
def edit(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """The editor of a film that I may make something of; a picture has none, and says so."""
    user = person(request)
    try:
        shown = library.see(user=user, video_id=video_id)
    except Video.DoesNotExist:
        raise Http404 from None
    if not library.may_use(user=user, video=shown):
        raise Http404
    desk = _desk(shown)
    if "HX-Request" in request.headers:
        # Asked by the page that waits for the film: once there is an editor, it is loaded anew.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"} if desk["facts"] else {})
    return render(request, "videos/editor_page.html", {"video": shown, **desk})


def _desk(video: Video) -> dict[str, Any]:
    """What the editor knows of a film from the start; no facts where there is nothing to edit."""
    if video.is_still or video.status != Video.Status.READY:
        return {"facts": None}
    info = video.media_info
    facts = {
        "id": str(video.pk),
        "duration": round(info.duration, 3),
        "width": video.width or 0,
        "height": video.height or 0,
        "fps": (video.fps or 0) if info.video else 0,
        "hasPicture": info.video is not None,
        "hasSound": info.audio is not None,
    }
    steps = [step for step in catalogue() if _is_possible(step["name"], facts)]
    return {"facts": facts, "catalogue": steps, "clock": clock(info.duration)}


def _is_possible(name: str, facts: dict[str, Any]) -> bool:
    """Whether a step can ever be done to the film: what needs a picture has no place in a sound."""
    operation = CATALOGUE[name]
    return (facts["hasPicture"] or not operation.needs_video) and (
        facts["hasSound"] or not operation.needs_audio
    )
