"""The ledger, which nobody writes by hand: staff adjust a balance or refund a charge by new transactions."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action, display

from accounts.admin import ReadOnlyPage, back_to
from credits import services
from credits.admin.changes import ADJUST, REFUND, AdjustForm, RefundForm, staff_of, tell_made
from credits.admin.showing import change_of, shown, statement
from credits.models import Account, Entry, Hold, Lot, PendingChange, Transaction
from credits.pricing import to_credits, to_micro

KINDS = {
    "grant": "success",
    "refund": "success",
    "capture": "info",
    "hold": "warning",
    "expire": "danger",
    "lapse": "danger",
    "reverse": "danger",
}
STATES = {"open": "warning", "captured": "info", "released": "success", "expired": "danger"}
LOTS = {"plan": "info", "bonus": "success", "purchase": "warning"}
STATEMENT_ROWS = 50


def _until(lot: Lot) -> str:
    return f" until {lot.expires_at:%Y-%m-%d}" if lot.expires_at else ""


def given_by(row: Transaction) -> int:
    """What a refund gave, in micro-credits: a part of it may have settled a debt."""
    return -sum(entry.amount for entry in row.entries.all() if entry.bucket == Entry.Bucket.SPENT)


@admin.register(Account)
class AccountPage(ReadOnlyPage):
    change_form_outer_after_template = "admin/accounts/user/ledger.html"
    list_display = ("user", "available_credits", "held_credits", "debt_credits", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    fields = ("user", "available_credits", "held_credits", "debt_credits", "lots", "created_at")
    readonly_fields = fields
    actions_detail = ("adjust_balance",)

    @display(description="Available", ordering="available")
    def available_credits(self, account: Account) -> str:
        return shown(account.available)

    @display(description="Held", ordering="held")
    def held_credits(self, account: Account) -> str:
        return shown(account.held)

    @display(description="Debt", ordering="debt")
    def debt_credits(self, account: Account) -> str:
        return shown(account.debt)

    @display(description="What they are made of")
    def lots(self, account: Account) -> str:
        left = account.lots.filter(remaining__gt=0)
        return ", ".join(f"{shown(lot.remaining)} {lot.get_kind_display()}{_until(lot)}" for lot in left)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        account = Account.objects.select_related("user").filter(pk=object_id).first()
        if account is not None and request.user.has_perm("credits.view_transaction"):
            ledger = {"ledger": statement(user=account.user, rows=STATEMENT_ROWS)}
            extra_context = {**(extra_context or {}), **ledger, "ledger_of": account.user.email}
        page: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        return page

    def has_adjust_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("credits.add_transaction")

    @action(description="Adjust", icon="balance", permissions=["adjust"], dialog=ADJUST)
    def adjust_balance(self, request: HttpRequest, form: AdjustForm, object_id: int) -> HttpResponse:
        account = Account.objects.select_related("user").get(pk=object_id)
        try:
            made = services.change_balance(
                user=account.user,
                micro=to_micro(form.cleaned_data["amount"]),
                kind=PendingChange.Kind.ADJUST,
                key=f"staff:{form.cleaned_data['token']}",
                reason=form.cleaned_data["reason"],
                actor=staff_of(request),
            )
        except services.InsufficientCredits as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return back_to(account)
        self.log_change(request, account, f"Adjusted: {made}: {form.cleaned_data['reason']}")
        tell_made(self, request, made)
        return back_to(account)


@admin.register(Lot)
class LotPage(ReadOnlyPage):
    list_display = ("created_at", "person", "what", "left", "came", "expires_at", "lapsed_at")
    list_select_related = ("account__user",)
    list_filter = ("kind", "created_at", "lapsed_at")
    search_fields = ("account__user__email",)
    fields = ("created_at", "person", "what", "left", "came", "source", "expires_at", "lapsed_at")
    readonly_fields = fields
    ordering = ("-id",)

    @display(description="Person", ordering="account__user__email")
    def person(self, lot: Lot) -> str:
        return lot.account.user.email

    @display(description="Kind", ordering="kind", label=LOTS)
    def what(self, lot: Lot) -> str:
        return lot.get_kind_display()

    @display(description="Left", ordering="remaining")
    def left(self, lot: Lot) -> str:
        return shown(lot.remaining)

    @display(description="Came in", ordering="amount")
    def came(self, lot: Lot) -> str:
        return shown(lot.amount)


@admin.register(Transaction)
class TransactionPage(ReadOnlyPage):
    list_display = ("created_at", "person", "what", "available", "held", "reason", "actor")
    list_select_related = ("account__user", "actor")
    list_filter = ("kind", "created_at")
    search_fields = ("account__user__email", "reason", "key", "id__startswith")
    fields = (
        "id",
        "created_at",
        "person",
        "what",
        "available",
        "held",
        "reason",
        "actor",
        "key",
        "hold",
        "undoes",
    )
    readonly_fields = fields
    actions_detail = ("refund_charge",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transaction]:
        rows: QuerySet[Transaction] = super().get_queryset(request)
        return rows.select_related("account__user", "actor").prefetch_related("entries")

    @display(description="Person", ordering="account__user__email")
    def person(self, row: Transaction) -> str:
        return row.account.user.email

    @display(description="Kind", ordering="kind", label=KINDS)
    def what(self, row: Transaction) -> str:
        return row.kind

    @display(description="Available")
    def available(self, row: Transaction) -> str:
        return change_of(row, Entry.Bucket.AVAILABLE)

    @display(description="Held")
    def held(self, row: Transaction) -> str:
        return change_of(row, Entry.Bucket.HELD)

    def has_refund_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        charge = Transaction.objects.filter(pk=object_id, kind=Transaction.Kind.CAPTURE)
        return request.user.has_perm("credits.add_transaction") and charge.exists()

    @action(description="Refund", icon="undo", permissions=["refund"], dialog=REFUND)
    def refund_charge(self, request: HttpRequest, form: RefundForm, object_id: uuid.UUID) -> HttpResponse:
        amount = form.cleaned_data["amount"]
        charge = Transaction.objects.get(pk=object_id)
        try:
            made = services.refund(
                transaction_id=object_id,
                micro=None if amount is None else to_micro(amount),
                key=f"staff:{form.cleaned_data['token']}",
                reason=form.cleaned_data["reason"],
                actor=staff_of(request),
            )
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return back_to(charge)
        self.log_change(request, charge, f"Refunded: {made.reason}")
        self.message_user(request, f"Gave {shown(given_by(made))} credits back.", messages.SUCCESS)
        return back_to(charge)


@admin.register(Entry)
class EntryPage(ReadOnlyPage):
    list_display = ("id", "person", "transaction", "bucket", "lot", "credits")
    list_select_related = ("transaction__account__user", "lot")
    list_filter = ("bucket",)
    search_fields = ("transaction__account__user__email", "transaction__key")
    fields = ("person", "transaction", "bucket", "lot", "credits")
    readonly_fields = fields
    ordering = ("-id",)

    @display(description="Person")
    def person(self, entry: Entry) -> str:
        return entry.transaction.account.user.email

    @display(description="Credits", ordering="amount")
    def credits(self, entry: Entry) -> str:
        return f"{to_credits(entry.amount):+,}"


@admin.register(Hold)
class HoldPage(ReadOnlyPage):
    list_display = ("created_at", "person", "what", "held", "charged", "reference", "expires_at")
    list_select_related = ("account__user",)
    list_filter = ("state", "created_at")
    search_fields = ("account__user__email", "reference")
    fields = (*list_display, "resolved_at")
    readonly_fields = fields
    ordering = ("-created_at",)

    @display(description="Person", ordering="account__user__email")
    def person(self, hold: Hold) -> str:
        return hold.account.user.email

    @display(description="State", ordering="state", label=STATES)
    def what(self, hold: Hold) -> str:
        return hold.state

    @display(description="Held", ordering="amount")
    def held(self, hold: Hold) -> str:
        return shown(hold.amount)

    @display(description="Charged", ordering="captured")
    def charged(self, hold: Hold) -> str:
        return shown(hold.captured)
