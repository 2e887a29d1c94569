"""Passwords, and addresses that are verified."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services
from accounts.api.base import OpenView, current_user, parsed
from accounts.serializers import (
    ChangePasswordSerializer,
    EmailKeySerializer,
    EmailSerializer,
    ResetPasswordSerializer,
)


class ChangePasswordView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(request=ChangePasswordSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Changes my password and ends every other session."""
        fields = parsed(ChangePasswordSerializer(data=request.data))
        services.change_password(user=current_user(request), **fields)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AskForResetView(OpenView):
    rate = "sign_in"

    @extend_schema(request=EmailSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Sends a link that sets a new password, if the address is somebody's; the answer never tells."""
        services.ask_for_reset(**parsed(EmailSerializer(data=request.data)))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ResetPasswordView(OpenView):
    rate = "sign_in"

    @extend_schema(request=ResetPasswordSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Sets a new password by a letter's `uid` and `token`, and ends every session."""
        services.reset_password(**parsed(ResetPasswordSerializer(data=request.data)))
        return Response(status=status.HTTP_204_NO_CONTENT)


class VerifyEmailView(OpenView):
    rate = "sign_in"

    @extend_schema(request=EmailKeySerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Verifies an address by a letter's `key`."""
        services.verify(**parsed(EmailKeySerializer(data=request.data)))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ResendEmailView(OpenView):
    rate = "sign_in"

    @extend_schema(request=EmailSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Sends the link that verifies an address again, if the address waits for that; never tells."""
        services.ask_by_address(**parsed(EmailSerializer(data=request.data)))
        return Response(status=status.HTTP_204_NO_CONTENT)
