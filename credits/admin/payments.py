"""Purchases, which staff approve or reject where no vendor takes the money; payments; Stripe's messages."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from accounts.admin import ReadOnlyPage, back_to, preformatted
from credits.admin.changes import staff_of
from credits.admin.showing import shown
from credits.models import Payment, Purchase, StripeEvent
from credits.payments import buying, inbox

STATES = {"pending": "warning", "paid": "success", "rejected": "danger", "expired": "info"}
APPROVE = {
    "title": "Approve this purchase?",
    "description": "Only when you have the money: the credits or the plan are given at once.",
    "form_class": BaseDialogForm,
    "form_submit_text": "Approve",
}
REJECT = {
    "title": "Reject this purchase?",
    "description": "Nothing is given.",
    "form_class": BaseDialogForm,
    "form_submit_text": "Reject",
}
REPLAY = {
    "title": "Act on this message again?",
    "description": "What it gave before it does not give again.",
    "form_class": BaseDialogForm,
    "form_submit_text": "Replay",
}


def money(cents: int, currency: str) -> str:
    return f"{cents / 100:.2f} {currency.upper()}"


@admin.register(Purchase)
class PurchasePage(ReadOnlyPage):
    list_display = ("created_at", "what", "user", "title", "credits", "cost", "provider", "decided_by")
    list_select_related = ("user", "pack", "plan", "decided_by")
    list_filter = ("state", "provider", "created_at")
    search_fields = ("user__email", "id__startswith", "external_id")
    fields = (*list_display, "decided_at", "external_id", "address")
    readonly_fields = fields
    actions_detail = ("approve", "reject")

    @display(description="State", ordering="state", label=STATES)
    def what(self, purchase: Purchase) -> str:
        return purchase.state

    @display(description="Bought")
    def title(self, purchase: Purchase) -> str:
        return purchase.title

    @display(description="Credits", ordering="micro")
    def credits(self, purchase: Purchase) -> str:
        return shown(purchase.micro)

    @display(description="Price", ordering="price")
    def cost(self, purchase: Purchase) -> str:
        return money(purchase.price, purchase.currency)

    def has_decide_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        waiting = Purchase.objects.waiting().filter(pk=object_id, provider=Purchase.Provider.MANUAL)
        return request.user.has_perm("credits.change_purchase") and waiting.exists()

    @action(description="Approve", icon="check", permissions=["decide"], dialog=APPROVE)
    def approve(self, request: HttpRequest, form: BaseDialogForm, object_id: uuid.UUID) -> HttpResponse:
        return self._decide(request, object_id, buying.approve, "Approved")

    @action(description="Reject", icon="close", permissions=["decide"], dialog=REJECT)
    def reject(self, request: HttpRequest, form: BaseDialogForm, object_id: uuid.UUID) -> HttpResponse:
        return self._decide(request, object_id, buying.reject, "Rejected")

    def _decide(
        self, request: HttpRequest, purchase_id: uuid.UUID, decide: Callable[..., Any], done: str
    ) -> HttpResponse:
        purchase = Purchase.objects.get(pk=purchase_id)
        try:
            decide(purchase_id=purchase_id, actor=staff_of(request))
        except (buying.DecidedBefore, buying.OwnPurchase) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return back_to(purchase)
        self.log_change(request, purchase, f"{done}.")
        self.message_user(request, f"{done}: {purchase}.", messages.SUCCESS)
        return back_to(purchase)


@admin.register(Payment)
class PaymentPage(ReadOnlyPage):
    list_display = ("created_at", "external_id", "user", "cents", "back", "given", "taken", "dispute")
    list_select_related = ("user",)
    list_filter = ("dispute", "created_at")
    search_fields = ("external_id", "user__email")
    fields = (*list_display, "purchase", "grant")
    readonly_fields = fields

    @display(description="Paid", ordering="paid")
    def cents(self, payment: Payment) -> str:
        return f"{payment.paid / 100:.2f}"

    @display(description="Refunded", ordering="refunded")
    def back(self, payment: Payment) -> str:
        return f"{payment.refunded / 100:.2f}"

    @display(description="Credits given", ordering="micro")
    def given(self, payment: Payment) -> str:
        return shown(payment.micro)

    @display(description="Credits taken back", ordering="reversed_micro")
    def taken(self, payment: Payment) -> str:
        return shown(payment.reversed_micro)


@admin.register(StripeEvent)
class StripeEventPage(ReadOnlyPage):
    list_display = ("received_at", "state", "kind", "id", "attempts", "processed_at")
    list_filter = ("kind", "received_at", "processed_at")
    search_fields = ("id", "kind", "body")
    fields = (*list_display, "not_before", "error", "told")
    readonly_fields = fields
    actions_detail = ("replay",)

    @display(description="State", label={"done": "success", "waits": "warning", "failed": "danger"})
    def state(self, event: StripeEvent) -> str:
        if event.processed_at:
            return "done"
        return "failed" if event.error else "waits"

    @display(description="As it came")
    def told(self, event: StripeEvent) -> str:
        return preformatted(event.body)

    def has_replay_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return bool(request.user.has_perm("credits.change_stripeevent"))

    @action(description="Replay", icon="replay", permissions=["replay"], dialog=REPLAY)
    def replay(self, request: HttpRequest, form: BaseDialogForm, object_id: str) -> HttpResponse:
        event = StripeEvent.objects.get(pk=object_id)
        inbox.replay(event_id=event.pk)
        self.log_change(request, event, "Replayed.")
        self.message_user(request, "It is acted on again within a minute.", messages.SUCCESS)
        return back_to(event)
