from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts import services
from accounts.models import User
from accounts.serializers import (
    LoginSerializer,
    RefreshSerializer,
    RegisterSerializer,
    SignedInSerializer,
    TicketSerializer,
    TokensSerializer,
    UserSerializer,
)


def current_user(request: Request) -> User:
    """The signed-in user of a request that a permission class has let through."""
    return cast(User, request.user)


def parsed(serializer: BaseSerializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return cast(dict[str, Any], serializer.validated_data)


def client_of(request: Request) -> services.Client:
    return services.Client(
        device=request.headers.get("User-Agent", ""), address=request.META.get("REMOTE_ADDR") or None
    )


class OpenView(APIView):
    """A view for people who are not signed in: a bad credential in the header must not stand in its way."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    schema_tags = ("accounts",)


class RegisterView(OpenView):
    @extend_schema(request=RegisterSerializer, responses={201: SignedInSerializer})
    def post(self, request: Request) -> Response:
        """Makes an account and signs in."""
        fields = parsed(RegisterSerializer(data=request.data))
        fields["name"] = fields["name"] or fields.pop("full_name", "")
        fields.pop("full_name", None)
        user = services.register(**fields)
        return signed_in(request, user, status.HTTP_201_CREATED)


class LoginView(OpenView):
    @extend_schema(request=LoginSerializer, responses=SignedInSerializer)
    def post(self, request: Request) -> Response:
        """Signs in with e-mail address and password."""
        user = services.check_credentials(**parsed(LoginSerializer(data=request.data)))
        return signed_in(request, user, status.HTTP_200_OK)


class RefreshView(OpenView):
    @extend_schema(request=RefreshSerializer, responses=TokensSerializer)
    def post(self, request: Request) -> Response:
        """A new pair of tokens; the given refresh token is dead from now on."""
        tokens = services.refresh_session(**parsed(RefreshSerializer(data=request.data)))
        return Response(TokensSerializer(tokens).data)


class LogoutView(OpenView):
    @extend_schema(request=RefreshSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Ends the session of the given refresh token, at once for its access tokens too."""
        services.close_session(**parsed(RefreshSerializer(data=request.data)))
        return Response(status=status.HTTP_204_NO_CONTENT)


class LogoutAllView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Ends every session of the user."""
        services.end_all_sessions(user=current_user(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


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


class SocketTicketView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(request=None, responses=TicketSerializer)
    def post(self, request: Request) -> Response:
        """A ticket that opens one WebSocket within thirty seconds."""
        ticket = services.issue_socket_ticket(user=current_user(request))
        return Response(TicketSerializer({"ticket": ticket, "expires_in": services.TICKET_SECONDS}).data)


def signed_in(request: Request, user: User, code: int) -> Response:
    tokens = services.open_session(user=user, client=client_of(request))
    body = {"user": user, "access_token": tokens.access_token, "refresh_token": tokens.refresh_token}
    return Response(SignedInSerializer(body).data, status=code)
