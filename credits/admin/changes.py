"""What staff change, and what waits until a second one of them approves it."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextInputWidget

from accounts.admin import ReadOnlyPage, back_to
from accounts.models import User
from credits import services
from credits.admin.showing import shown
from credits.models import PendingChange, Transaction
from credits.pricing import to_credits

REFUSED = (services.SamePerson, services.DecidedBefore, services.InsufficientCredits)
STATES = {"pending": "warning", "approved": "success", "rejected": "danger"}


class ReasonedForm(BaseDialogForm):  # type: ignore[misc]  # unfold has no types
    """Why. The token makes sure that a form sent twice does it once."""

    reason = forms.CharField(
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text="The person reads it in their statement, and it stays in the log.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class AdjustForm(ReasonedForm):
    amount = forms.DecimalField(
        label="Credits",
        min_value=-(10**6),
        max_value=10**6,
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text="More than zero gives, less than zero takes away.",
    )
    field_order = ("amount", "reason")

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError("Nothing would change.")
        return amount


class RefundForm(ReasonedForm):
    amount = forms.DecimalField(
        label="Credits",
        required=False,
        min_value=Decimal("0.000001"),
        max_value=10**6,
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text="Empty: all that was charged and not given back yet.",
    )
    field_order = ("amount", "reason")


ADJUST = {
    "title": "Adjust this balance",
    "description": "A new entry in the ledger; what is there stays as it was written.",
    "form_class": AdjustForm,
    "form_submit_text": "Adjust",
}
REFUND = {
    "title": "Refund this charge",
    "description": "The credits come back as bonus credits, which do not lapse.",
    "form_class": RefundForm,
    "form_submit_text": "Refund",
}
APPROVE = {
    "title": "Approve this change?",
    "description": "The balance changes at once.",
    "form_class": BaseDialogForm,
    "form_submit_text": "Approve",
}
REJECT = {
    "title": "Reject this change?",
    "description": "Nothing changes, and it cannot be approved any more.",
    "form_class": BaseDialogForm,
    "form_submit_text": "Reject",
}


def staff_of(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("The admin lets nobody in who is not signed in.")
    return request.user


def tell_made(page: ModelAdmin, request: HttpRequest, made: Transaction | PendingChange) -> None:
    """Says whether a change was made, or waits."""
    if isinstance(made, PendingChange):
        page.message_user(request, "So much needs a second person: it waits for approval.", messages.WARNING)
    else:
        page.message_user(request, "The balance was changed.", messages.SUCCESS)


@admin.register(PendingChange)
class PendingChangePage(ReadOnlyPage):
    list_display = ("created_at", "what", "kind", "user", "credits", "reason", "requested_by", "decided_by")
    list_select_related = ("user", "requested_by", "decided_by")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("user__email", "requested_by__email", "reason")
    fields = (
        "created_at",
        "what",
        "kind",
        "user",
        "credits",
        "reason",
        "requested_by",
        "decided_by",
        "decided_at",
        "transaction",
    )
    readonly_fields = fields
    actions_detail = ("approve", "reject")

    @display(description="State", ordering="state", label=STATES)
    def what(self, change: PendingChange) -> str:
        return change.state

    @display(description="Credits", ordering="micro")
    def credits(self, change: PendingChange) -> str:
        return f"{to_credits(change.micro):+,}"

    def has_decide_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        waiting = PendingChange.objects.filter(pk=object_id, state=PendingChange.State.PENDING)
        return request.user.has_perm("credits.change_pendingchange") and waiting.exists()

    @action(description="Approve", icon="check", permissions=["decide"], dialog=APPROVE)
    def approve(self, request: HttpRequest, form: BaseDialogForm, object_id: uuid.UUID) -> HttpResponse:
        return self._decide(request, object_id, services.approve_change, "Approved")

    @action(description="Reject", icon="close", permissions=["decide"], dialog=REJECT)
    def reject(self, request: HttpRequest, form: BaseDialogForm, object_id: uuid.UUID) -> HttpResponse:
        return self._decide(request, object_id, services.reject_change, "Rejected")

    def _decide(
        self, request: HttpRequest, change_id: uuid.UUID, decide: Callable[..., Any], done: str
    ) -> HttpResponse:
        change = PendingChange.objects.select_related("user").get(pk=change_id)
        try:
            decide(change_id=change_id, actor=staff_of(request))
        except REFUSED as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return back_to(change)
        self.log_change(request, change, f"{done}.")
        self.message_user(request, f"{done}: {shown(abs(change.micro))} credits.", messages.SUCCESS)
        return back_to(change)
