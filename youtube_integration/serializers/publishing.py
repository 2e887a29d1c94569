"""Shapes of a publication: what is asked for, and what became of it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from youtube_integration.models import Publication, PublicationEvent
from youtube_integration.services import gate
from youtube_integration.services.wishes import CATEGORIES, Wish

MOST_CHANNELS, MOST_FILMS, MOST_TAGS = 10, 52, 100


class ThumbnailSerializer(serializers.Serializer[Any]):
    """A picture of the library or a moment of the film."""

    image_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    timestamp = serializers.FloatField(required=False, allow_null=True, default=None, help_text="Seconds.")


class PublishSerializer(serializers.Serializer[Any]):
    """What is to be published. Lengths are checked as YouTube counts them."""

    video_id = serializers.UUIDField()
    channel_id = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Needed only when there are several."
    )
    channel_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        default=list,
        max_length=MOST_CHANNELS,
        help_text="One film on several channels.",
    )
    title = serializers.CharField(max_length=1000)
    description = serializers.CharField(
        max_length=20_000, required=False, allow_blank=True, default="", trim_whitespace=False
    )
    tags = serializers.ListField(
        child=serializers.CharField(max_length=500), required=False, default=list, max_length=MOST_TAGS
    )
    category_id = serializers.ChoiceField(choices=list(CATEGORIES.items()), default="22")
    privacy = serializers.ChoiceField(
        choices=Publication.Privacy.choices, default=Publication.Privacy.PRIVATE
    )
    publish_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="When YouTube makes a private film public."
    )
    playlist_id = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")
    made_for_kids = serializers.BooleanField(default=False)
    thumbnail = ThumbnailSerializer(required=False, allow_null=True, default=None)
    captions = serializers.CharField(
        max_length=20, required=False, allow_blank=True, default="", help_text="Language of a transcript."
    )
    notify_subscribers = serializers.BooleanField(default=True)
    chapters = serializers.BooleanField(
        default=False, help_text="Adds the film's chapters to the description."
    )
    confirmed = serializers.ListField(
        child=serializers.CharField(max_length=60),
        required=False,
        default=list,
        max_length=20,
        help_text="Codes of what the gate found, which the person has read.",
    )
    scheduled_for = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="When the upload begins; empty: now."
    )
    repeats = serializers.ChoiceField(choices=Publication.Repeats.choices, default=Publication.Repeats.NEVER)
    repeats_until = serializers.DateTimeField(required=False, allow_null=True, default=None)
    video_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        default=list,
        max_length=MOST_FILMS,
        help_text="Films of the repetitions, one each; without them the same film comes again.",
    )


def wish_of(given: dict[str, Any]) -> Wish:
    """What the body of a request wishes for."""
    told = dict(given)
    only, several = told.pop("channel_id"), told.pop("channel_ids")
    picture = told.pop("thumbnail") or {}
    told |= {name: tuple(told[name]) for name in ("tags", "confirmed", "video_ids")}
    return Wish(
        channel_ids=tuple(several) or ((only,) if only else ()),
        thumbnail_image_id=picture.get("image_id"),
        thumbnail_seconds=picture.get("timestamp"),
        **told,
    )


class PublicationEventSerializer(serializers.ModelSerializer[PublicationEvent]):
    class Meta:
        model = PublicationEvent
        fields = ("message", "created_at")


class PublicationErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class PublicationSerializer(serializers.ModelSerializer[Publication]):
    channel_title = serializers.CharField(source="channel.title", read_only=True)
    url = serializers.CharField(read_only=True)
    progress = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    gate = serializers.SerializerMethodField()

    class Meta:
        model = Publication
        fields = (
            "id",
            "video_id",
            "channel_id",
            "channel_title",
            "title",
            "description",
            "tags",
            "category_id",
            "privacy",
            "publish_at",
            "made_for_kids",
            "notify_subscribers",
            "is_synthetic",
            "playlist_id",
            "thumbnail_image_id",
            "thumbnail_seconds",
            "captions_language",
            "state",
            "progress",
            "bytes_sent",
            "bytes_total",
            "youtube_id",
            "url",
            "notes",
            "gate",
            "error",
            "job_id",
            "scheduled_for",
            "repeats",
            "repeats_until",
            "published_at",
            "created_at",
        )

    def get_progress(self, row: Publication) -> float:
        """Percent of the film's bytes that YouTube has."""
        return round(100 * row.bytes_sent / row.bytes_total, 1) if row.bytes_total else 0.0

    @extend_schema_field(PublicationErrorSerializer(allow_null=True))
    def get_error(self, row: Publication) -> dict[str, str] | None:
        return {"code": row.error_code, "message": row.error_message} if row.error_code else None

    @extend_schema_field(serializers.JSONField())
    def get_gate(self, row: Publication) -> dict[str, Any]:
        return gate.wire(row.gate)


class PublicationDetailSerializer(PublicationSerializer):
    """A publication with its history, the oldest first."""

    events = PublicationEventSerializer(many=True, read_only=True)

    class Meta(PublicationSerializer.Meta):
        fields = (*PublicationSerializer.Meta.fields, "events")  # type: ignore[assignment] # one more


class ScheduledSerializer(serializers.Serializer[Any]):
    """What waits for its hour: a row for each channel."""

    publications = PublicationSerializer(many=True)
