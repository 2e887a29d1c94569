from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from videos.models import ResumableUpload
from videos.uploads.accepting import Status, offset_of


class UploadErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class UploadSerializer(serializers.ModelSerializer[ResumableUpload]):
    """An upload as the dashboard sees it, which goes on with it after a reload."""

    offset = serializers.SerializerMethodField(help_text="Bytes that are stored.")
    size = serializers.IntegerField(
        source="length", read_only=True, allow_null=True, help_text="Bytes; null until the client tells."
    )
    url = serializers.SerializerMethodField(help_text="Where a tus client goes on.")
    video_id = serializers.SerializerMethodField(help_text="The video that it has become.")
    error = serializers.SerializerMethodField()

    class Meta:
        model = ResumableUpload
        fields = (
            "id",
            "url",
            "status",
            "offset",
            "size",
            "filename",
            "title",
            "project_id",
            "video_id",
            "job_id",
            "error",
            "created_at",
            "expires_at",
        )
        read_only_fields = fields

    def get_offset(self, upload: ResumableUpload) -> int:
        return offset_of(upload)

    def get_url(self, upload: ResumableUpload) -> str:
        return f"/api/uploads/{upload.pk}"

    def get_video_id(self, upload: ResumableUpload) -> str | None:
        return str(upload.video_id) if upload.status == Status.DONE else None

    @extend_schema_field(UploadErrorSerializer(allow_null=True))
    def get_error(self, upload: ResumableUpload) -> dict[str, str] | None:
        if not upload.error:
            return None
        first = upload.error["errors"][0]
        return {"code": first["code"], "detail": first["detail"]}
