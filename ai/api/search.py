"""Any moment of one's films by what is said or seen."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from ai.api.base import AiView
from ai.models import Passage
from ai.serializers.search import MomentSearchSerializer, MomentsSerializer
from ai.services.searching import finding
from videos.services import library

WISH = [
    OpenApiParameter("q", required=True, description="Words that are said, seen, or that mean the same."),
    OpenApiParameter("limit", OpenApiTypes.INT, description="1-100; 10 unless told."),
    OpenApiParameter("videoId", OpenApiTypes.UUID, description="Only in this film."),
    OpenApiParameter(
        "kind", enum=Passage.Kind.values, description="Only what is said, seen, read or a title."
    ),
    OpenApiParameter("language", description="Only this language, by its code such as en or vi."),
]


class MomentSearchView(AiView):
    schema_tags = ("videos",)

    @extend_schema(operation_id="videos_search", parameters=WISH, responses=MomentsSerializer)
    def get(self, request: Request) -> Response:
        """The moments of my films that a few words are about, best first; it costs nothing."""
        user = current_user(request)
        asked = parsed(MomentSearchSerializer(data=_given(request)))
        if asked["video_id"]:
            library.get(user=user, video_id=asked["video_id"])
        found = finding.find(user=user, query=asked.pop("q"), **asked)
        return Response(MomentsSerializer({"results": found, "total": len(found)}).data)


def _given(request: Request) -> dict[str, str]:
    """Queries are not in the parsers' camelCase: their names are as they were sent."""
    given = request.query_params.dict()
    if "videoId" in given:
        given["video_id"] = given.pop("videoId")
    return given
