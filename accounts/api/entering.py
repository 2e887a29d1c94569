"""Sign up, in and out."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services
from accounts.api.base import OpenView, current_user, parsed
from accounts.context import current_client
from accounts.models import User
from accounts.serializers import (
    LoginSerializer,
    RefreshSerializer,
    RegisteredSerializer,
    RegisterSerializer,
    SignedInSerializer,
    TicketSerializer,
    TokensSerializer,
)


class RegisterView(OpenView):
    rate = "sign_in"

    @extend_schema(request=RegisterSerializer, responses={201: RegisteredSerializer})
    def post(self, request: Request) -> Response:
        """Makes an account and signs in, unless the address must be verified first."""
        fields = parsed(RegisterSerializer(data=request.data))
        fields["name"] = fields["name"] or fields.pop("full_name", "")
        fields.pop("full_name", None)
        user = services.sign_up(**fields)
        if settings.EMAIL_VERIFICATION == "mandatory":
            body = {"user": user, "access_token": None, "refresh_token": None}
            return Response(RegisteredSerializer(body).data, status=status.HTTP_201_CREATED)
        return signed_in(user, status.HTTP_201_CREATED)


class LoginView(OpenView):
    @extend_schema(request=LoginSerializer, responses=SignedInSerializer)
    def post(self, request: Request) -> Response:
        """Signs in with e-mail address and password, and a code where there is a second factor."""
        user = services.sign_in(**parsed(LoginSerializer(data=request.data)))
        return signed_in(user, status.HTTP_200_OK)


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


class SocketTicketView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(request=None, responses=TicketSerializer)
    def post(self, request: Request) -> Response:
        """A ticket that opens one WebSocket within thirty seconds."""
        ticket = services.issue_socket_ticket(user=current_user(request))
        return Response(TicketSerializer({"ticket": ticket, "expires_in": services.TICKET_SECONDS}).data)


def signed_in(user: User, code: int, *, method: str = "password") -> Response:
    tokens = services.open_session(user=user, client=current_client(), method=method)
    body = {"user": user, "access_token": tokens.access_token, "refresh_token": tokens.refresh_token}
    return Response(SignedInSerializer(body).data, status=code)
