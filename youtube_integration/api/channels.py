"""Endpoints of channels: connect and disconnect them, see what is on them."""

import uuid

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import current_user, parsed
from youtube_integration.serializers.channels import (
    AccountsSerializer,
    AuthorizeSerializer,
    NewPlaylistSerializer,
    OnYoutubeListSerializer,
    PlaylistSerializer,
    PlaylistsSerializer,
)
from youtube_integration.services import access, bucket, checking, connecting, listing

CHANNEL = OpenApiParameter(
    "channelId", OpenApiTypes.UUID, description="Needed only when several channels are connected."
)
MOST_FILMS = 50


class YoutubeView(APIView):
    schema_tags: tuple[str, ...] = ("youtube",)


class ConnectView(YoutubeView):
    @extend_schema(
        responses=AuthorizeSerializer,
        parameters=[OpenApiParameter("manage", bool, description="Also ask for captions and playlists.")],
    )
    def get(self, request: Request) -> Response:
        """Where to agree at Google; from there the browser comes back to /api/youtube/callback."""
        manage = request.query_params.get("manage", "").lower() in {"1", "true"}
        return Response({"authorize_url": connecting.begin(user=current_user(request), manage=manage)})


class AccountsView(YoutubeView):
    @extend_schema(responses=AccountsSerializer)
    def get(self, request: Request) -> Response:
        """My channels, and how many uploads are left today."""
        access.client()
        told = {
            "accounts": connecting.channels_of(user=current_user(request)),
            "uploads": bucket.room(),
            "audited": settings.YOUTUBE_AUDITED,
            "notes": checking.notes_of_platform(),
        }
        return Response(AccountsSerializer(told).data)


class AccountView(YoutubeView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, channel_id: uuid.UUID) -> Response:
        """Disconnects the channel and withdraws our rights at Google; what was published stays."""
        connecting.disconnect(user=current_user(request), channel_id=channel_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PlaylistsView(YoutubeView):
    @extend_schema(responses=PlaylistsSerializer, parameters=[CHANNEL])
    def get(self, request: Request) -> Response:
        """The playlists of a channel of mine."""
        found = listing.playlists(user=current_user(request), channel_id=channel_asked(request))
        return Response(PlaylistsSerializer({"playlists": found}).data)

    @extend_schema(request=NewPlaylistSerializer, responses={201: PlaylistSerializer})
    def post(self, request: Request) -> Response:
        """Makes a playlist on a channel of mine."""
        return made_playlist(request)


class PlaylistView(YoutubeView):
    @extend_schema(request=NewPlaylistSerializer, responses={201: PlaylistSerializer})
    def post(self, request: Request) -> Response:
        """Makes a playlist on a channel of mine."""
        return made_playlist(request)


class UploadedView(YoutubeView):
    @extend_schema(
        responses=OnYoutubeListSerializer,
        parameters=[CHANNEL, OpenApiParameter("limit", int, description="At most 50; 20 by default.")],
    )
    def get(self, request: Request) -> Response:
        """The newest films of a channel of mine, with their states at YouTube."""
        limit = serializers.IntegerField(min_value=1, max_value=MOST_FILMS)
        most = limit.run_validation(request.query_params.get("limit", 20))
        found = listing.uploaded(user=current_user(request), channel_id=channel_asked(request), most=most)
        return Response(OnYoutubeListSerializer({"videos": found}).data)


def channel_asked(request: Request) -> uuid.UUID | None:
    given = request.query_params.get("channelId", "")
    return serializers.UUIDField().run_validation(given) if given else None


def made_playlist(request: Request) -> Response:
    fields = parsed(NewPlaylistSerializer(data=request.data))
    made = listing.add_playlist(user=current_user(request), **fields)
    return Response(PlaylistSerializer(made).data, status=status.HTTP_201_CREATED)
