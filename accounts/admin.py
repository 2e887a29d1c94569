"""The staff's view of sign-ins, and what every page of the admin has in common."""

import json
from contextlib import suppress
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
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
from unfold.paginator import InfinitePaginator

from accounts import services
from accounts.context import is_address
from accounts.devices import device_name
from accounts.models import AuditEvent, Session, User, normalise_email
from accounts.services.telling import sentence
from accounts.views.entering import admin_door

MOST_FOUND = 100

admin.site.unregister(Group)
# What guards an account is changed by its owner, or by a service that writes it down. allauth's pages are
# loaded here first, because they would else be registered later.
import_module("allauth.account.admin")
import_module("allauth.mfa.admin")
import_module("allauth.socialaccount.admin")
admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken])


def _lets_in(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and services.may_administer(user=request.user)


# Passwords are taken at one door only, where guessing is counted and second factors are asked for.
admin.site.has_permission = _lets_in  # type: ignore[method-assign]
admin.site.login = admin_door  # type: ignore[method-assign, assignment]


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
    list_display = ("user", "kind", "device", "address", "state", "last_seen_at", "expires_at")
    list_select_related = ("user",)
    list_filter = ("kind", "last_seen_at", "revoked_at")
    search_fields = ("user__email", "device", "address")
    fields = (
        "id",
        "user",
        "kind",
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
        ended = 0
        for session in queryset.filter(revoked_at__isnull=True).select_related("user"):
            with suppress(Session.DoesNotExist):  # it ended by itself meanwhile
                services.end_session(user=session.user, session_id=session.pk)
                self.log_change(request, session, "Ended.")
                ended += 1
        self.message_user(request, f"Ended {ended} of the selected sessions.")


@admin.register(AuditEvent)
class TrailPage(ReadOnlyPage):
    """What happened to people's accounts. Nothing here counts the rows: there may be millions."""

    list_display = ("created_at", "user", "action", "by", "device_name", "address")
    list_select_related = ("user", "actor")
    list_filter = ("action", "created_at")
    search_fields = ("user__email", "address")
    search_help_text = "The beginning of an e-mail address, or a whole IP address."
    paginator = InfinitePaginator
    fields = ("id", "created_at", "user", "action", "text", "by", "device", "address", "told")
    readonly_fields = fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent], search_term: str
    ) -> tuple[QuerySet[AuditEvent], bool]:
        """By an index either way: the words of one field or the other would read every row."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if is_address(term):
            return queryset.filter(address=term), False
        people = User.objects.filter(email__startswith=normalise_email(term)).values_list("pk", flat=True)
        return queryset.filter(user_id__in=list(people[:MOST_FOUND])), False

    @display(description="By")
    def by(self, event: AuditEvent) -> str:
        if event.actor_id is None:
            return "nobody we know"
        return "themselves" if event.actor_id == event.user_id else str(event.actor)

    @display(description="Device")
    def device_name(self, event: AuditEvent) -> str:
        return device_name(event.device) if event.device else ""

    @display(description="As the person reads it")
    def text(self, event: AuditEvent) -> str:
        return sentence(event)

    @display(description="Details")
    def told(self, event: AuditEvent) -> str:
        return preformatted(event.details)


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
