"""API keys: for the person only; a key can neither see nor make keys."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.base import current_user, parsed
from accounts.models import ApiKey, User
from accounts.serializers import ApiKeyAskedSerializer, ApiKeyMadeSerializer, ApiKeySerializer
from accounts.services import keys


def costs(user: User) -> dict[str, Any]:
    """What the serializer must know of all keys at once."""
    return {"spending": keys.spending(user=user)}


class ApiKeyListView(ListAPIView[ApiKey]):
    """My API keys that were not revoked, newest first, with what their work has cost."""

    schema_tags = ("accounts",)
    serializer_class = ApiKeySerializer

    def get_queryset(self) -> QuerySet[ApiKey]:
        mine = ApiKey.objects.for_user(current_user(self.request))
        return mine.filter(revoked_at__isnull=True).select_related("user")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **costs(current_user(self.request))}

    @extend_schema(request=ApiKeyAskedSerializer, responses={201: ApiKeyMadeSerializer})
    def post(self, request: Request) -> Response:
        """Makes a key. `key` is told this once: only its hash is kept."""
        asked = parsed(ApiKeyAskedSerializer(data=request.data))
        user = current_user(request)
        row, secret = keys.make_key(user=user, **asked)
        body = {**ApiKeySerializer(row, context=costs(user)).data, "key": secret}
        return Response(body, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})


class ApiKeyView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(responses=ApiKeySerializer)
    def get(self, request: Request, key_id: uuid.UUID) -> Response:
        """One of my keys."""
        user = current_user(request)
        row = keys.get_key(user=user, key_id=key_id)
        return Response(ApiKeySerializer(row, context=costs(user)).data)

    @extend_schema(request=ApiKeyAskedSerializer(partial=True), responses=ApiKeySerializer)
    def patch(self, request: Request, key_id: uuid.UUID) -> Response:
        """Changes name, scopes, expiry or budget; the key itself stays the same."""
        user = current_user(request)
        keys.get_key(user=user, key_id=key_id)
        changes = parsed(ApiKeyAskedSerializer(data=request.data, partial=True))
        row = keys.change_key(user=user, key_id=key_id, changes=keys.Changes(**changes))  # type: ignore[typeddict-item]
        return Response(ApiKeySerializer(row, context=costs(user)).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, key_id: uuid.UUID) -> Response:
        """Revokes a key, at once."""
        keys.revoke_key(user=current_user(request), key_id=key_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
