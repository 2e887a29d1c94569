"""The way back from Google: a page that says what came of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.views import person, signed_in
from youtube_integration.services import access, connecting


@require_GET
@signed_in
def callback(request: HttpRequest) -> HttpResponse:
    """Google's answer; whoever signed out meanwhile signs in first and comes back here."""
    given = request.GET
    try:
        channels = connecting.finish(
            user=person(request),
            state=given.get("state", ""),
            code=given.get("code", ""),
            error=given.get("error", ""),
        )
    except (connecting.NotConnected, access.YoutubeOff) as failure:
        return render(request, "youtube/callback.html", {"failure": str(failure)}, status=400)
    return render(request, "youtube/callback.html", {"channels": channels})
