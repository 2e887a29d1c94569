import uuid
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from rest_framework import serializers

from videos.media.derived import waveform
from videos.media.derived.waveform import Waveform
from videos.media.operations import CATALOGUE
from videos.models import Video
from videos.services import saying
from videos.services.library import CHANGEABLE
from videos.signing import LONGEST as LONGEST_LINK

LONGEST = 1_000_000  # seconds; far beyond any film


class VideoSerializer(serializers.ModelSerializer[Video]):
    """A video as clients see it."""

    filename = serializers.CharField(read_only=True)
    parent_id = serializers.UUIDField(read_only=True, allow_null=True)
    owner_id = serializers.UUIDField(read_only=True)
    project_ids = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()
    file_url = serializers.SerializerMethodField()
    hls_url = serializers.SerializerMethodField()
    metadata = serializers.JSONField(required=False)

    class Meta:
        model = Video
        fields = (
            "id",
            "owner_id",
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
            "hls_url",
            "parent_id",
            "project_ids",
            "recipe",
            "job_id",
            "ai_generated",
            "in_library",
            "metadata",
            "created_at",
            "updated_at",
        )
        read_only_fields = tuple(field for field in fields if field not in CHANGEABLE)

    def get_project_ids(self, video: Video) -> list[uuid.UUID]:
        """As far as the asking person sees the projects (`VideoQuerySet.told_to`)."""
        return list(getattr(video, "shown_in", ()))

    def get_thumbnail_url(self, video: Video) -> str | None:
        return f"/api/videos/{video.pk}/thumbnail" if video.thumbnail else None

    def get_file_url(self, video: Video) -> str:
        return f"/api/videos/{video.pk}/download"

    def get_hls_url(self, video: Video) -> str | None:
        return f"/api/videos/{video.pk}/hls/master.m3u8" if video.has_hls else None

    def validate_metadata(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise serializers.ValidationError("Metadata is an object.")
        return value


class VideoDetailSerializer(VideoSerializer):
    """A video with what the apps above know of it (settings.VIDEO_TOLD_BY)."""

    def get_fields(self) -> dict[str, Any]:
        told = {
            name: import_string(field)(source="*", read_only=True)
            for name, field in settings.VIDEO_TOLD_BY.items()
        }
        return {**super().get_fields(), **told}


class UploadFieldsSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(
        required=False,
        allow_empty_file=True,
        help_text="A video, or a PNG, JPEG, WebP or GIF; `video` is accepted as another name.",
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
    project_id = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="A project to put it into."
    )
    extract_frames = serializers.BooleanField(
        required=False, default=False, help_text="Make pictures of the film at even steps, for nothing."
    )
    frame_interval = serializers.FloatField(
        min_value=0.04, max_value=3600, required=False, default=1.0, help_text="Seconds from one to the next."
    )
    max_frames = serializers.IntegerField(
        min_value=1, max_value=200, required=False, default=60, help_text="The most pictures to make."
    )

    def validate_frame_interval(self, value: float) -> float:
        return round(value, 3)


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
    frames_url = serializers.CharField(
        allow_null=True, help_text="Where the extracted frames are listed, if some were asked for."
    )


class UploadedManySerializer(serializers.Serializer[Any]):
    uploads = UploadedSerializer(many=True)


class VideoStatusSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=Video.Status.choices)
    progress = serializers.FloatField()
    stage = serializers.CharField()


class LinksAskedSerializer(serializers.Serializer[Any]):
    seconds = serializers.IntegerField(
        min_value=1,
        max_value=LONGEST_LINK,
        required=False,
        default=settings.MEDIA_LINK_SECONDS,
        help_text="For how long the addresses are good.",
    )


class LinksSerializer(serializers.Serializer[Any]):
    """Addresses for whoever has them; null for what the video does not have."""

    file_url = serializers.CharField()
    thumbnail_url = serializers.CharField(allow_null=True)
    hls_url = serializers.CharField(allow_null=True)
    expires_at = serializers.DateTimeField()


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
    project_id = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="The project that it is made for."
    )


class BatchSerializer(serializers.Serializer[Any]):
    video_ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=100)
    operations = serializers.ListField(child=serializers.JSONField())
    export = serializers.JSONField(
        required=False, allow_null=True, help_text="Fields of the export operation."
    )
    project_id = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="The project that it is made for."
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


class PreviewClipSerializer(serializers.Serializer[Any]):
    video_id = serializers.UUIDField()
    operations = serializers.ListField(child=serializers.JSONField(), required=False, default=list)
    start_time = serializers.FloatField(
        min_value=0, max_value=1_000_000, required=False, default=0, help_text="Seconds of the edited film."
    )
    duration = serializers.FloatField(
        min_value=0.5, max_value=10, required=False, default=4, help_text="Seconds."
    )
    width = serializers.IntegerField(min_value=64, max_value=640, required=False, default=480)


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


class PageSerializer(serializers.Serializer[Any]):
    page = serializers.IntegerField(min_value=1, required=False, default=1)


class PointsSerializer(serializers.Serializer[Any]):
    points = serializers.IntegerField(min_value=1, max_value=waveform.FINEST, required=False, default=1000)


class WaveformSerializer(serializers.Serializer[Waveform]):
    """As the audiowaveform program writes it: `data` holds the lowest and highest sample of each point."""

    version = serializers.IntegerField(default=2)
    channels = serializers.IntegerField(default=1)
    sample_rate = serializers.IntegerField(default=waveform.RATE)
    samples_per_pixel = serializers.IntegerField()
    bits = serializers.IntegerField(default=8)
    length = serializers.SerializerMethodField()
    duration = serializers.FloatField(help_text="Seconds.")
    data = serializers.SerializerMethodField()  # type: ignore[assignment] # a field, not the property

    def get_length(self, wave: Waveform) -> int:
        return len(wave.peaks)

    def get_data(self, wave: Waveform) -> list[int]:
        return [int(height) for height in wave.peaks.ravel()]


class SceneSerializer(serializers.Serializer[Any]):
    start = serializers.FloatField()
    end = serializers.FloatField()
    score = serializers.FloatField(
        allow_null=True, help_text="How hard the cut is that begins the scene, 0-100; null for the first."
    )


class ScenesSerializer(serializers.Serializer[Any]):
    scenes = SceneSerializer(many=True)


class FrameSerializer(serializers.Serializer[Any]):
    interval = serializers.FloatField(
        min_value=0.04, max_value=3600, required=False, default=1.0, help_text="Seconds."
    )
    width = serializers.IntegerField(min_value=16, max_value=1920, required=False, default=640)

    def validate_interval(self, value: float) -> float:
        return round(value, 3)


class FramesSerializer(FrameSerializer):
    start = serializers.FloatField(min_value=0, max_value=LONGEST, required=False, default=0.0)
    end = serializers.FloatField(
        min_value=0, max_value=LONGEST, required=False, allow_null=True, default=None
    )
    limit = serializers.IntegerField(min_value=1, max_value=200, required=False, default=60)


class FrameEntrySerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    time = serializers.FloatField(help_text="Seconds.")
    url = serializers.CharField()


class FrameListSerializer(serializers.Serializer[Any]):
    interval = serializers.FloatField()
    frames = FrameEntrySerializer(many=True)


def catalogue() -> list[dict[str, Any]]:
    """Every operation with its JSON Schema, as the API and the forms show it, in the asker's language."""
    return [
        {
            "name": name,
            "title": saying.title_of(operation),
            "description": gettext(operation.description),
            "category": operation.category,
            "icon": operation.icon,
            "schema": saying.schema_of(operation),
        }
        for name, operation in CATALOGUE.items()
    ]
