"""Deactivate an account, have it deleted, and call that off."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.base import current_user, parsed
from accounts.serializers.leaving import DeletionSerializer, ProofSerializer
from accounts.services import leaving


class ProofCodeView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Writes a code to my e-mail address, by which I show who I am when I have no password."""
        leaving.send_code(user=current_user(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class DeactivateView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(request=ProofSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Deactivates my account: every session and key ends, jobs are cancelled, the plan runs out."""
        leaving.deactivate(user=current_user(request), **parsed(ProofSerializer(data=request.data)))
        return Response(status=status.HTTP_204_NO_CONTENT)


class DeletionView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(request=ProofSerializer, responses=DeletionSerializer)
    def post(self, request: Request) -> Response:
        """Has my account deleted with everything in it, after some days in which I can call it off."""
        proof = parsed(ProofSerializer(data=request.data))
        due = leaving.ask_deletion(user=current_user(request), **proof)
        return Response(DeletionSerializer({"erase_after": due}).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Keeps my account after all; nothing happens when its deletion was not asked for."""
        leaving.call_off_deletion(user=current_user(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
