"""The staff's view of videos: facts to look at. Deleting one takes its files along."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from unfold.decorators import display

from accounts.admin import ReadOnlyPage, StaffPage, preformatted
from videos.models import RetentionRule, Video
from videos.services import library

STATUSES = {"processing": "info", "ready": "success", "failed": "danger"}


@admin.register(Video)
class VideoPage(ReadOnlyPage):
    list_display = ("title", "owner", "length", "bytes", "picture", "state", "source", "created_at")
    list_select_related = ("owner",)
    list_filter = ("status", "source", "media_type", "ai_generated", "created_at")
    search_fields = ("title", "description", "original_name", "owner__email", "id__startswith")
    fieldsets = (
        (None, {"fields": ("id", "title", "description", "owner", "state", "source", "original_name")}),
        ("File", {"fields": ("media_type", "length", "bytes", "picture", "fps", "codec", "audio_codec")}),
        ("Storage", {"fields": ("file", "thumbnail")}),
        ("Where it comes from", {"fields": ("parent", "made_by", "job_id", "ai_generated", "metadata")}),
        ("What the probe found", {"fields": ("found",)}),
        ("Times", {"fields": ("created_at", "updated_at")}),
    )
    readonly_fields = tuple(name for _, group in fieldsets for name in group["fields"])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Video]:
        videos: QuerySet[Video] = super().get_queryset(request)
        return videos.select_related("owner", "parent")

    @display(description="Status", ordering="status", label=STATUSES)
    def state(self, video: Video) -> str:
        return video.status

    @display(description="Duration", ordering="duration")
    def length(self, video: Video) -> str:
        minutes, seconds = divmod(round(video.duration), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    @display(description="Size", ordering="size")
    def bytes(self, video: Video) -> str:
        return filesizeformat(video.size)

    @display(description="Picture")
    def picture(self, video: Video) -> str:
        return f"{video.width}x{video.height}" if video.width else ""

    @display(description="Recipe")
    def made_by(self, video: Video) -> str:
        return preformatted(video.recipe)

    @display(description="Probe")
    def found(self, video: Video) -> str:
        return preformatted(video.info)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("videos.delete_video")

    def delete_model(self, request: HttpRequest, obj: Video) -> None:
        library.delete(user=obj.owner, video_id=obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for video in queryset:
            library.delete(user=video.owner, video_id=video.pk)


@admin.register(RetentionRule)
class RetentionRulePage(StaffPage):
    list_display = ("plan", "days")
    list_select_related = ("plan",)
