"""Media for players that can send neither a token nor a cookie: addresses that carry their own right."""

import uuid

from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import OpenView, current_user, parsed
from accounts.models import User
from videos import signing
from videos.api import VideosView, etag_of
from videos.delivery import KEPT, PLAYLIST, deliver
from videos.models import Video
from videos.serializers import LinksAskedSerializer, LinksSerializer
from videos.services import linking


class LinksView(VideosView):
    @extend_schema(parameters=[LinksAskedSerializer], responses=LinksSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """Addresses of the video's media that need no credential, for players outside of the dashboard.

        Whoever has one sees what it leads to until it expires, I lose the video, or my account ends.
        """
        seconds = parsed(LinksAskedSerializer(data=request.query_params))["seconds"]
        found = linking.links(user=current_user(request), video_id=video_id, seconds=seconds)
        return Response(LinksSerializer(found).data, headers={"Cache-Control": "no-store"})


@extend_schema(exclude=True)
class MediaView(OpenView):
    """What a signed address leads to. Not below /api/: the address itself is the credential."""

    read_rate = "pieces"

    def get(self, request: Request, token: str, video_id: uuid.UUID, name: str) -> HttpResponse:
        """The file; with Range, HEAD and ETag. Pages of other sites may show and read it."""
        try:
            found = linking.follow(token=token, video_id=video_id, name=name)
        except (signing.BadLink, User.DoesNotExist, Video.DoesNotExist):
            raise Http404 from None
        answer = deliver(
            key=found.key,
            filename=found.filename,
            as_attachment=found.is_to_save,
            etag=etag_of(found.key),
            content_type=PLAYLIST if found.key.endswith(".m3u8") else "",
            kept=min(found.seconds, KEPT),
        )
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer
