"""My picture."""

import uuid
from pathlib import Path

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.base import current_user, parsed
from accounts.serializers import UserSerializer
from accounts.serializers.avatars import AvatarSerializer
from accounts.services import avatars

AROUND_THE_FILE = 64 * 1024  # bytes of a form beside the file in it


class AvatarView(APIView):
    schema_tags = ("accounts",)
    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": AvatarSerializer}, responses=UserSerializer)
    def post(self, request: Request) -> Response:
        """Sets my picture: a square of the image, made anew at 200x200 pixels without anything else of it."""
        user = current_user(request)
        if int(request.META.get("CONTENT_LENGTH") or 0) > avatars.MOST_BYTES + AROUND_THE_FILE:
            raise avatars.PictureTooLarge  # before any of it is read
        asked = parsed(AvatarSerializer(data=request.data))
        path = Path(asked["file"].temporary_file_path())
        return Response(UserSerializer(avatars.set_avatar(user=user, path=path, crop=asked["crop"])).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Takes my picture away."""
        avatars.remove_avatar(user=current_user(request))
        return Response(status=204)


class PictureView(APIView):
    schema_tags = ("accounts",)

    @extend_schema(responses={(200, "image/webp"): OpenApiTypes.BINARY})
    def get(self, request: Request, user_id: uuid.UUID, picture_id: uuid.UUID) -> HttpResponse:
        """A person's picture, by the `avatarUrl` that you were told."""
        content = avatars.picture_of(user_id=user_id, picture_id=picture_id)
        # A changed picture has another address.
        headers = {
            "Cache-Control": "private, max-age=31536000, immutable",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return HttpResponse(content, content_type="image/webp", headers=headers)
