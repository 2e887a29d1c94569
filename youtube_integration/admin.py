"""The staff's view of YouTube: channels without tokens, publications with their history, the day's room."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from accounts.admin import ReadOnlyPage, preformatted
from youtube_integration.models import Channel, Import, Publication, UploadDay

CHANNEL_STATES = {"connected": "success", "needs_reconnect": "warning", "disconnected": "info"}
STATES = {"published": "success", "failed": "danger", "cancelled": "warning", "scheduled": "info"}


@admin.register(Channel)
class ChannelPage(ReadOnlyPage):
    list_display = ("title", "user", "status", "google_id", "expires_at", "connected_at")
    list_select_related = ("user",)
    list_filter = ("state", "connected_at")
    search_fields = ("title", "google_id", "user__email")
    fields = (
        "id",
        "user",
        "title",
        "google_id",
        "status",
        "scopes",
        "expires_at",
        "uploads_playlist",
        "connected_at",
    )
    readonly_fields = fields

    @display(description="State", ordering="state", label=CHANNEL_STATES)
    def status(self, channel: Channel) -> str:
        return channel.state


@admin.register(Publication)
class PublicationPage(ReadOnlyPage):
    list_display = (
        "title",
        "user",
        "channel",
        "status",
        "privacy",
        "scheduled_for",
        "youtube_id",
        "created_at",
    )
    list_select_related = ("user", "channel")
    list_filter = ("state", "privacy", "repeats", "is_synthetic", "created_at")
    search_fields = ("title", "youtube_id", "user__email", "id__startswith", "job_id__startswith")
    fieldsets = (
        (None, {"fields": ("id", "title", "user", "channel", "video", "status", "job_id", "youtube_id")}),
        ("What was asked for", {"fields": ("description", "tags", "category_id", "privacy", "publish_at")}),
        ("Declared", {"fields": ("made_for_kids", "is_synthetic", "what_the_gate_found")}),
        ("On its way", {"fields": ("sessions", "bytes_sent", "bytes_total", "final_piece_at")}),
        ("After the upload", {"fields": ("thumbnail_done", "captions_id", "playlist_item_id")}),
        ("Hours", {"fields": ("scheduled_for", "repeats", "repeats_until", "published_at", "created_at")}),
        ("What happened", {"fields": ("error_code", "error_message", "told", "history")}),
    )
    readonly_fields = tuple(name for _, group in fieldsets for name in group["fields"])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        rows: QuerySet[Publication] = super().get_queryset(request)
        return rows.select_related("user", "channel", "video")

    @display(description="State", ordering="state", label=STATES)
    def status(self, row: Publication) -> str:
        return row.state

    @display(description="Gate")
    def what_the_gate_found(self, row: Publication) -> str:
        return preformatted(row.gate)

    @display(description="Notes")
    def told(self, row: Publication) -> str:
        return preformatted(row.notes)

    @display(description="History")
    def history(self, row: Publication) -> str:
        return preformatted(
            [f"{each.created_at:%Y-%m-%d %H:%M:%S} {each.message}" for each in row.events.all()]
        )


@admin.register(UploadDay)
class UploadDayPage(ReadOnlyPage):
    """How many uploads each of Google's projects has begun on each of Google's days."""

    list_display = ("day", "project", "used")
    list_filter = ("day",)
    fields = ("project", "day", "used")
    readonly_fields = fields


@admin.register(Import)
class ImportPage(ReadOnlyPage):
    """Films brought from YouTube, and who said that they may."""

    list_display = ("title", "user", "youtube_id", "licence", "rights_confirmed_at")
    list_select_related = ("user",)
    list_filter = ("licence", "rights_confirmed_at")
    search_fields = ("title", "youtube_id", "channel", "user__email")
    fields = (
        "id",
        "user",
        "youtube_id",
        "title",
        "channel",
        "channel_url",
        "licence",
        "published_at",
        "rights_confirmed_at",
        "rights_address",
        "job_id",
        "video_id",
        "created_at",
    )
    readonly_fields = fields
