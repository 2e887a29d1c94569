"""Where a video comes from: what of it AI has made, whose its parts are, and what its file says of that."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from videos.api import VideosView
from videos.provenance_serializers import ProvenanceSerializer, RightsSerializer
from videos.services import provenance


class ProvenanceView(VideosView):
    @extend_schema(responses=ProvenanceSerializer)
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """What of a video AI has made, second by second, and where its parts come from."""
        known = provenance.see(user=current_user(request), video_id=video_id)
        return Response(ProvenanceSerializer(known).data)


class RightsView(VideosView):
    @extend_schema(request=RightsSerializer, responses=RightsSerializer)
    def put(self, request: Request, video_id: uuid.UUID) -> Response:
        """Notes whose a video is, under which licence, and whether the people in it agreed."""
        said = parsed(RightsSerializer(data=request.data))
        rights = provenance.state_rights(user=current_user(request), video_id=video_id, said=said)
        return Response(RightsSerializer(rights).data)
