from typing import Any

from rest_framework import serializers

from videos.media.operations import CATALOGUE
from videos.models import Video


class VideoSerializer(serializers.ModelSerializer[Video]):
    """A video as clients see it."""

    filename = serializers.CharField(read_only=True)
    parent_id = serializers.UUIDField(read_only=True, allow_null=True)
    thumbnail_url = serializers.SerializerMethodField()
    file_url = serializers.SerializerMethodField()
    metadata = serializers.JSONField(required=False)

    class Meta:
        model = Video
        fields = (
            "id",
            "title",
            "description",
            "filename",
            "original_name",
            "media_type",
            "size",
            "duration",
            "width",
            "height",
            "fps",
            "codec",
            "audio_codec",
            "status",
            "source",
            "thumbnail_url",
            "file_url",
            "parent_id",
            "recipe",
            "job_id",
            "ai_generated",
            "metadata",
            "created_at",
            "updated_at",
        )
        read_only_fields = tuple(
            field for field in fields if field not in {"title", "description", "metadata"}
        )

    def get_thumbnail_url(self, video: Video) -> str | None:
        return f"/api/videos/{video.pk}/thumbnail" if video.thumbnail else None

    def get_file_url(self, video: Video) -> str:
        return f"/api/videos/{video.pk}/download"

    def validate_metadata(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise serializers.ValidationError("Metadata is an object.")
        return value


class UploadFieldsSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(
        required=False, allow_empty_file=True, help_text="The video; `video` is accepted as another name."
    )
    video = serializers.FileField(required=False, allow_empty_file=True)
    videos = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        required=False,
        max_length=5,
        help_text="Up to five files at once.",
    )
    title = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    description = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")


class UploadMetadataSerializer(serializers.Serializer[Any]):
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    fps = serializers.FloatField()
    codec = serializers.CharField()


class UploadedSerializer(serializers.Serializer[Any]):
    video = VideoSerializer()
    video_id = serializers.UUIDField()
    filename = serializers.CharField()
    size = serializers.IntegerField()
    duration = serializers.FloatField()
    metadata = UploadMetadataSerializer()
    job_id = serializers.UUIDField()


class UploadedManySerializer(serializers.Serializer[Any]):
    uploads = UploadedSerializer(many=True)


class VideoStatusSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=Video.Status.choices)
    progress = serializers.FloatField()
    stage = serializers.CharField()


class OperationSerializer(serializers.Serializer[Any]):
    """One operation of the catalogue, and the JSON Schema of its fields."""

    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    category = serializers.CharField()
    icon = serializers.CharField()
    schema = serializers.JSONField()


class EditSerializer(serializers.Serializer[Any]):
    video_id = serializers.UUIDField()
    operations = serializers.ListField(
        child=serializers.JSONField(),
        help_text='In order: `[{"operation": "trim", "startTime": 0, ...}, ...]`.',
    )
    export = serializers.JSONField(
        required=False, allow_null=True, help_text="Fields of the export operation."
    )
    title = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class BatchSerializer(serializers.Serializer[Any]):
    video_ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=100)
    operations = serializers.ListField(child=serializers.JSONField())
    export = serializers.JSONField(
        required=False, allow_null=True, help_text="Fields of the export operation."
    )


class BulkDeleteSerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=100)


class DeletedSerializer(serializers.Serializer[Any]):
    deleted = serializers.IntegerField()


class TimestampSerializer(serializers.Serializer[Any]):
    timestamp = serializers.FloatField(required=False, min_value=0, max_value=1_000_000)


class PreviewSerializer(serializers.Serializer[Any]):
    video_id = serializers.UUIDField()
    operations = serializers.ListField(child=serializers.JSONField(), required=False, default=list)
    timestamp = serializers.FloatField(
        min_value=0, max_value=1_000_000, required=False, default=0, help_text="Seconds of the edited film."
    )
    width = serializers.IntegerField(min_value=16, max_value=1920, required=False, default=1280)


class VersionSerializer(serializers.ModelSerializer[Video]):
    parent_id = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta:
        model = Video
        fields = ("id", "title", "parent_id", "recipe", "duration", "width", "height", "created_at")
        read_only_fields = fields


class RecipeSerializer(serializers.Serializer[Any]):
    parent_id = serializers.UUIDField(source="video.parent_id", allow_null=True)
    operations = serializers.ListField(child=serializers.JSONField())


class ApplyRecipeSerializer(serializers.Serializer[Any]):
    video_id = serializers.UUIDField(help_text="The video to do it to.")
    title = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


def catalogue() -> list[dict[str, Any]]:
    """Every operation with its JSON Schema, as the API, the forms and the tools show it."""
    return [
        {
            "name": name,
            "title": operation.title,
            "description": operation.description,
            "category": operation.category,
            "icon": operation.icon,
            "schema": operation.model_json_schema(by_alias=True),
        }
        for name, operation in CATALOGUE.items()
    ]
