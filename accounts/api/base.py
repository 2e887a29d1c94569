"""What every view of accounts, and of the apps above, begins with."""

from typing import Any, cast

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts.models import User


def current_user(request: Request) -> User:
    """The signed-in user of a request that a permission class has let through."""
    return cast(User, request.user)


def parsed(serializer: BaseSerializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return cast(dict[str, Any], serializer.validated_data)


class OpenView(APIView):
    """A view for people who are not signed in: a bad credential in the header must not stand in its way."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    schema_tags = ("accounts",)
