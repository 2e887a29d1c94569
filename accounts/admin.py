"""The staff's view of sign-ins, and what every page of the admin has in common."""

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from accounts import services
from accounts.models import Session

admin.site.unregister(Group)


class StaffPage(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Lists that stay quick however many rows there are."""

    list_per_page = 50
    show_full_result_count = False


class ReadOnlyPage(StaffPage):
    """Rows that staff may look at and that only the platform itself writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def preformatted(value: Any) -> str:
    """A log or a piece of JSON as a page shows it: every character as it is."""
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return format_html('<pre class="overflow-auto text-xs">{}</pre>', text)


def back_to(row: Model) -> HttpResponse:
    """Makes the dialog's page load the row again, now that something was done to it."""
    address = reverse(admin_urlname(row._meta, SafeString("change")), args=(row.pk,))  # noqa: SLF001
    return HttpResponse(headers={"HX-Redirect": address})


@admin.register(Group)
class GroupPage(StaffPage):
    search_fields = ("name",)
    filter_horizontal = ("permissions",)


@admin.register(Session)
class SessionPage(ReadOnlyPage):
    list_display = ("user", "device", "address", "state", "last_seen_at", "expires_at")
    list_select_related = ("user",)
    list_filter = ("last_seen_at", "revoked_at")
    search_fields = ("user__email", "device", "address")
    fields = (
        "id",
        "user",
        "device",
        "address",
        "state",
        "created_at",
        "last_seen_at",
        "expires_at",
        "revoked_at",
    )
    readonly_fields = fields
    actions = ("revoke",)

    @display(description="State", label={"live": "success", "ended": "danger", "expired": "warning"})
    def state(self, session: Session) -> str:
        if session.revoked_at:
            return "ended"
        return "live" if session.expires_at > timezone.now() else "expired"

    def has_revoke_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("accounts.change_session")

    @action(description="End the selected sessions", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        sessions = list(queryset.filter(revoked_at__isnull=True).select_related("user"))
        for session in sessions:
            services.end_session(user=session.user, session_id=session.pk)
            self.log_change(request, session, "Ended.")
        self.message_user(request, f"Ended {len(sessions)} of the selected sessions.")


@admin.register(LogEntry)
class HistoryPage(ReadOnlyPage):
    """What staff did here."""

    list_display = ("action_time", "user", "content_type", "object_repr", "what")
    list_select_related = ("user", "content_type")
    list_filter = ("action_time", "action_flag")
    search_fields = ("user__email", "object_repr", "change_message")
    fields = ("action_time", "user", "content_type", "object_id", "object_repr", "what")
    readonly_fields = fields

    @display(description="What was done")
    def what(self, entry: LogEntry) -> str:
        return entry.get_change_message()
