"""The staff's view of people, which joins what several apps know of them; and the way to grant credits."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import UserAdmin
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.decorators import action, display
from unfold.forms import AdminPasswordChangeForm, BaseDialogForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextInputWidget

from accounts import services as accounts
from accounts.admin import StaffPage, back_to
from accounts.models import User, normalise_email
from accounts.services import leaving
from credits import services as credits
from credits.admin import shown, statement
from credits.models import PendingChange, Subscription
from credits.pricing import to_micro
from videos.models import Video

LEDGER_ROWS = 20
MOST_PEOPLE = 500


class GrantForm(BaseDialogForm):  # type: ignore[misc]  # unfold has no types
    """How many credits and why. The token makes sure that a form sent twice grants once."""

    amount = forms.DecimalField(
        label="Credits",
        min_value=Decimal("0.000001"),
        max_value=10**6,
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text="For each person.",
    )
    reason = forms.CharField(
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text="The person reads it in their statement, and it stays in the log.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


GRANT = {
    "title": "Grant credits",
    "description": "They are free to use at once.",
    "form_class": GrantForm,
    "form_submit_text": "Grant",
}


class LowerCaseEmail:
    """Addresses are stored in lower case; in any other, a second account would seem to be free."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return normalise_email(self.cleaned_data["email"])


class PersonForm(LowerCaseEmail, UserChangeForm):  # type: ignore[misc]
    class Meta:
        model = User
        fields = "__all__"


class NewPersonForm(LowerCaseEmail, UserCreationForm):  # type: ignore[misc]
    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class PersonPage(StaffPage, UserAdmin[User]):
    """People are deactivated, not deleted: the ledger remembers them."""

    form = PersonForm
    add_form = NewPersonForm
    change_password_form = AdminPasswordChangeForm
    change_form_outer_after_template = "admin/accounts/user/ledger.html"
    list_display = (
        "email",
        "name",
        "available",
        "held",
        "videos",
        "date_joined",
        "is_active",
        "is_staff",
    )
    list_filter = ("is_active", "is_staff", "date_joined")
    search_fields = ("email", "name", "id__startswith")
    ordering = ("-date_joined",)
    fieldsets = (
        (None, {"fields": ("id", "email", "name", "locale", "password")}),
        ("Credits and videos", {"fields": ("plan", "available", "held", "videos")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Times", {"fields": ("date_joined", "updated_at", "last_login", "erase_after")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)
    readonly_fields = (
        "id",
        "plan",
        "available",
        "held",
        "videos",
        "date_joined",
        "updated_at",
        "last_login",
        "erase_after",
    )
    powers = ("is_staff", "is_superuser", "groups", "user_permissions")
    actions = ("grant_credits", "restore", "remove_factors")
    actions_detail = ("grant_credits_here",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        own = Video.objects.filter(owner=OuterRef("pk")).order_by().values("owner")
        return people.annotate(
            available_micro=Coalesce(F("credit_account__available"), 0),
            held_micro=Coalesce(F("credit_account__held"), 0),
            video_count=Coalesce(Subquery(own.annotate(number=Count("pk")).values("number")), 0),
        )

    @display(description="Plan")
    def plan(self, user: User) -> str:
        row = Subscription.objects.select_related("plan").filter(user=user).first()
        return f"{row.plan}, until {row.period_end:%Y-%m-%d}" if row else "none yet"

    @display(description="Available", ordering="available_micro")
    def available(self, person: Any) -> str:
        return shown(person.available_micro)

    @display(description="Held", ordering="held_micro")
    def held(self, person: Any) -> str:
        return shown(person.held_micro)

    @display(description="Videos", ordering="video_count")
    def videos(self, person: Any) -> int:
        return int(person.video_count)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser changes a superuser: a new password would be a way to become one."""
        if obj is not None and obj.is_superuser and not _is_superuser(request):
            return False
        return bool(super().has_change_permission(request, obj))

    def has_grant_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("credits.add_transaction")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return self.readonly_fields if _is_superuser(request) else (*self.readonly_fields, *self.powers)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        if change:
            super().save_model(request, obj, form, change)
            return
        # By the same way as everybody: with an account for credits, and a welcome.
        obj.pk = accounts.register(email=obj.email, password=form.cleaned_data["password1"], name=obj.name).pk
        obj.refresh_from_db()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        person = self.get_object(request, object_id)
        if person is not None and request.user.has_perm("credits.view_transaction"):
            ledger = {"ledger": statement(user=person, rows=LEDGER_ROWS), "ledger_of": person.email}
            extra_context = {**(extra_context or {}), **ledger}
        return super().change_view(request, object_id, form_url, extra_context)

    def has_restore_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("accounts.change_user")

    @action(description="Restore the selected accounts", permissions=["restore"])
    def restore(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Lets deactivated people in again; a superuser is a superuser's to restore."""
        restored = 0
        for person in queryset.filter(is_active=False)[:MOST_PEOPLE]:
            if not self.has_change_permission(request, person):
                continue
            try:
                leaving.restore(user=person)
            except leaving.Erased as error:
                self.message_user(request, str(error), messages.ERROR)
                continue
            self.log_change(request, person, "Restored.")
            restored += 1
        self.message_user(request, f"Restored {restored} of the selected accounts.")

    @action(description="Remove the second factors of the selected people", permissions=["restore"])
    def remove_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For who has lost telephone, passkeys and codes; the password still keeps strangers out."""
        people = [person for person in queryset if self.has_change_permission(request, person)]
        removed = sum(accounts.remove_factors(user=person, actor=_staff(request)) for person in people)
        self.message_user(request, f"Removed {removed} second factors of {len(people)} people.")

    @action(description="Grant credits", permissions=["grant"])
    def grant_credits(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        people = list(queryset[: MOST_PEOPLE + 1])
        if len(people) > MOST_PEOPLE:
            self.message_user(request, f"Choose at most {MOST_PEOPLE} people at once.", messages.ERROR)
            return None
        form = GrantForm(request=request, data=request.POST if "amount" in request.POST else None)
        if form.is_valid():
            self._grant(request, people, form)
            return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Grant credits",
            "people": people,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/accounts/user/grant_credits.html", context)

    @action(description="Grant credits", icon="add_card", permissions=["grant"], dialog=GRANT)
    def grant_credits_here(self, request: HttpRequest, form: GrantForm, object_id: uuid.UUID) -> HttpResponse:
        person = User.objects.get(pk=object_id)
        self._grant(request, [person], form)
        return back_to(person)

    def _grant(self, request: HttpRequest, people: Sequence[User], form: GrantForm) -> None:
        amount, reason = form.cleaned_data["amount"], form.cleaned_data["reason"]
        waiting = 0
        for person in people:
            made = credits.change_balance(
                user=person,
                micro=to_micro(amount),
                kind=PendingChange.Kind.GRANT,
                key=f"staff:{form.cleaned_data['token']}",
                reason=reason,
                actor=_staff(request),
                in_all=to_micro(amount) * len(people),
            )
            asked = isinstance(made, PendingChange)
            waiting += asked
            done = "Asked for a second person to grant" if asked else "Granted"
            self.log_change(request, person, f"{done} {amount.normalize():f} credits: {reason}")
        told = people[0].email if len(people) == 1 else f"{len(people)} people"
        self.message_user(request, *_granted(f"{amount.normalize():f} credits", told, waiting=bool(waiting)))


def _granted(amount: str, told: str, *, waiting: bool) -> tuple[str, int]:
    if waiting:
        return f"{amount} for {told}: so much needs a second person, it waits for approval.", messages.WARNING
    return f"Granted {amount} to {told}.", messages.SUCCESS


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("The admin lets nobody in who is not signed in.")
    return request.user


def _is_superuser(request: HttpRequest) -> bool:
    return _staff(request).is_superuser
