"""Sign in with Google's ID token."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.api.base import OpenView, parsed
from accounts.api.entering import signed_in
from accounts.serializers import GoogleSerializer, SignedInSerializer


class GoogleView(OpenView):
    rate = "sign_in"

    @extend_schema(request=GoogleSerializer, responses=SignedInSerializer)
    def post(self, request: Request) -> Response:
        """Signs in with an ID token that Google made for this platform; makes the account the first time."""
        user = services.sign_in_with_google(**parsed(GoogleSerializer(data=request.data)))
        return signed_in(user, status.HTTP_200_OK, method="google")
