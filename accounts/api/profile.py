"""Who I am."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services
from accounts.api.base import current_user, parsed
from accounts.serializers import UserSerializer


class MeView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(responses=UserSerializer)
    def get(self, request: Request) -> Response:
        """Who I am."""
        return Response(UserSerializer(current_user(request)).data)


class ProfileView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(responses=UserSerializer)
    def get(self, request: Request) -> Response:
        """My profile."""
        return Response(UserSerializer(current_user(request)).data)

    @extend_schema(request=UserSerializer, responses=UserSerializer)
    def put(self, request: Request) -> Response:
        """Replaces my profile's name, locale and settings."""
        return self._change(request, partial=False)

    @extend_schema(request=UserSerializer(partial=True), responses=UserSerializer)
    def patch(self, request: Request) -> Response:
        """Changes the given fields of my profile."""
        return self._change(request, partial=True)

    def _change(self, request: Request, *, partial: bool) -> Response:
        user = current_user(request)
        changes = parsed(UserSerializer(user, data=request.data, partial=partial))
        return Response(UserSerializer(services.update_profile(user=user, changes=changes)).data)
