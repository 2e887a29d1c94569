"""Shapes of channels and of what is on them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from youtube_integration.client import oauth
from youtube_integration.models import Channel, Publication


class AuthorizeSerializer(serializers.Serializer[Any]):
    authorize_url = serializers.CharField(help_text="Open it in the browser in which you are signed in here.")


class ChannelSerializer(serializers.ModelSerializer[Channel]):
    """A connected channel; its tokens are never shown."""

    can_manage = serializers.SerializerMethodField(help_text="Whether captions and playlists are allowed.")

    class Meta:
        model = Channel
        fields = (
            "id",
            "google_id",
            "title",
            "thumbnail_url",
            "state",
            "scopes",
            "can_manage",
            "connected_at",
        )

    @extend_schema_field(bool)
    def get_can_manage(self, channel: Channel) -> bool:
        return channel.has_scope(oauth.MANAGE)


class RoomSerializer(serializers.Serializer[Any]):
    """How many uploads this platform may begin today, for all of its people together."""

    used = serializers.IntegerField()
    limit = serializers.IntegerField()
    left = serializers.IntegerField()
    resets_at = serializers.DateTimeField()


class AccountsSerializer(serializers.Serializer[Any]):
    accounts = ChannelSerializer(many=True)
    uploads = RoomSerializer()
    audited = serializers.BooleanField(help_text="Whether Google lets this platform's films be public.")
    notes = serializers.ListField(child=serializers.CharField())


class PlaylistSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    privacy = serializers.CharField()
    item_count = serializers.IntegerField()


class PlaylistsSerializer(serializers.Serializer[Any]):
    playlists = PlaylistSerializer(many=True)


class NewPlaylistSerializer(serializers.Serializer[Any]):
    channel_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    title = serializers.CharField(max_length=150)
    description = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")
    privacy = serializers.ChoiceField(
        choices=Publication.Privacy.choices, default=Publication.Privacy.PRIVATE
    )


class OnYoutubeSerializer(serializers.Serializer[Any]):
    """A film on the channel; the words of its states are YouTube's."""

    id = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    privacy = serializers.CharField()
    upload_status = serializers.CharField(help_text="uploaded, processed, failed, rejected or deleted.")
    processing = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True, help_text="Why it failed or was rejected.")
    publish_at = serializers.CharField(allow_null=True)
    published_at = serializers.CharField(allow_null=True)
    thumbnail_url = serializers.CharField(allow_blank=True)
    publication_id = serializers.UUIDField(
        allow_null=True, help_text="Ours, when it was published from here."
    )


class OnYoutubeListSerializer(serializers.Serializer[Any]):
    videos = OnYoutubeSerializer(many=True)
