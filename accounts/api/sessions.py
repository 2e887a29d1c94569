"""Where I am signed in."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services
from accounts.api.base import current_user
from accounts.serializers import SessionSerializer


class SessionListView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(responses=SessionSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Where I am signed in: programs and browsers, the one that was seen last first."""
        sessions = services.sessions_of(user=current_user(request))
        return Response(SessionSerializer(sessions, many=True).data)


class SessionView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, session_id: uuid.UUID) -> Response:
        """Ends a session at once: its tokens, its cookie and its sockets."""
        services.end_session(user=current_user(request), session_id=session_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
