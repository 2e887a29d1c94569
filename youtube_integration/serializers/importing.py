"""How imports and what YouTube says of a film are written, and what a video tells of its origin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from videos.models import Video
from youtube_integration.client.addresses import LONGEST, watch_address
from youtube_integration.models import Import
from youtube_integration.services.info import Found

RIGHTS = _("Say that you have the right to use this film: `rights` must be true.")


class YoutubeUrlSerializer(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=LONGEST, help_text="A film on YouTube, in any form of its links.")


class ObstacleSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class YoutubeInfoSerializer(serializers.Serializer[Any]):
    """A film on YouTube."""

    id = serializers.CharField()
    url = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    channel = serializers.CharField()
    channel_url = serializers.CharField()
    duration = serializers.FloatField(allow_null=True, help_text="Seconds; null: nobody told us.")
    thumbnail_url = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    is_live = serializers.BooleanField()
    licence = serializers.ChoiceField(choices=["youtube", "creative_commons", ""])
    told_by = serializers.ChoiceField(choices=["data-api", "oembed", "yt-dlp"])
    obstacle = ObstacleSerializer(
        allow_null=True, help_text="Why it could not be imported now, as far as that is known."
    )


class YoutubeImportSerializer(YoutubeUrlSerializer):
    title = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    description = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")
    project_id = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="A project to put it into."
    )
    transcribe = serializers.BooleanField(default=True, help_text="Write down what is said.")
    summarize = serializers.BooleanField(default=True, help_text="Sum it up; writes it down first.")
    rights = serializers.BooleanField(
        default=False, help_text="That you have the right to use this film; nothing is imported without."
    )

    def validate_rights(self, value: bool) -> bool:  # noqa: FBT001 - the framework calls it
        if not value:
            raise serializers.ValidationError(RIGHTS, code="rights_required")
        return value


class ComingVideoSerializer(serializers.Serializer[Any]):
    """A video that is not there yet; /api/videos/{id} has it when its film has arrived."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    description = serializers.CharField()
    status = serializers.CharField(help_text="processing")
    source = serializers.CharField(help_text="youtube")  # type: ignore[assignment] # a field
    youtube_url = serializers.CharField()
    duration = serializers.FloatField(allow_null=True)
    job_id = serializers.UUIDField()


class ImportedSerializer(serializers.Serializer[Any]):
    video = ComingVideoSerializer()
    job_id = serializers.UUIDField()


class OriginSerializer(serializers.Serializer[Any]):
    url = serializers.CharField()
    title = serializers.CharField()
    channel = serializers.CharField()
    channel_url = serializers.CharField()
    licence = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    rights_confirmed_at = serializers.DateTimeField()


@extend_schema_field(OriginSerializer(allow_null=True))
class YoutubeOfVideo(serializers.Field[Any, Any, Any, Video]):
    """Where on YouTube a video comes from (settings.VIDEO_TOLD_BY), or null."""

    def to_representation(self, value: Video) -> Any:
        row = _import_of(value)
        return None if row is None else OriginSerializer(_told(row)).data


@extend_schema_field(serializers.CharField(allow_null=True))
class YoutubeUrlOfVideo(serializers.Field[Any, Any, Any, Video]):
    """The address of the page on YouTube that a video comes from, or null."""

    def to_representation(self, value: Video) -> Any:
        row = _import_of(value)
        return None if row is None else watch_address(row.youtube_id)


def _import_of(video: Video) -> Import | None:
    if video.source != Video.Source.YOUTUBE:
        return None
    return Import.objects.filter(video_id=video.pk, user=video.owner_id).order_by("-created_at").first()


def _told(row: Import) -> dict[str, Any]:
    return {**vars(row), "url": watch_address(row.youtube_id)}


def told(found: Found) -> dict[str, Any]:
    """What is known of a film on YouTube, as YoutubeInfoSerializer writes it."""
    reason = found.obstacle
    obstacle = {"code": reason.code, "message": reason.message} if reason else None
    return {**vars(found.info), "url": found.url, "obstacle": obstacle}
