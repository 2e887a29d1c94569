"""The staff's view of the ledger, which nobody changes here: credits are granted on a person's page."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSplitDateTimeWidget

from accounts.admin import ReadOnlyPage, StaffPage
from accounts.models import User
from credits.models import Account, Entry, Hold, Price, Transaction
from credits.pricing import MICRO, to_credits, to_micro

KINDS = {"grant": "success", "refund": "success", "capture": "info", "hold": "warning", "expire": "danger"}
STATES = {"open": "warning", "captured": "info", "released": "success", "expired": "danger"}


def shown(micro: int) -> str:
    """Micro-credits as staff read them."""
    return f"{to_credits(micro):,}"


def change_of(row: Transaction, bucket: Entry.Bucket) -> str:
    """What a transaction, read with its entries, put into (+) or took out of (-) a bucket."""
    micro = sum(entry.amount for entry in row.entries.all() if entry.bucket == bucket)
    return f"{to_credits(micro):+,}" if micro else ""


def statement(*, user: User, rows: int) -> dict[str, list[Any]]:
    """The newest of a person's transactions as a table."""
    newest = Transaction.objects.for_user(user).select_related("actor").prefetch_related("entries")[:rows]
    return {
        "headers": ["When", "Kind", "Available", "Held", "Reason", "By"],
        "rows": [
            [
                timezone.localtime(row.created_at).strftime("%Y-%m-%d %H:%M:%S"),
                row.kind,
                change_of(row, Entry.Bucket.AVAILABLE),
                change_of(row, Entry.Bucket.HELD),
                row.reason,
                row.actor or "the platform",
            ]
            for row in newest
        ],
    }


@admin.register(Account)
class AccountPage(ReadOnlyPage):
    list_display = ("user", "available_credits", "held_credits", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    fields = ("user", "available_credits", "held_credits", "created_at")
    readonly_fields = fields

    @display(description="Available", ordering="available")
    def available_credits(self, account: Account) -> str:
        return shown(account.available)

    @display(description="Held", ordering="held")
    def held_credits(self, account: Account) -> str:
        return shown(account.held)


@admin.register(Transaction)
class TransactionPage(ReadOnlyPage):
    list_display = ("created_at", "person", "what", "available", "held", "reason", "actor")
    list_select_related = ("account__user", "actor")
    list_filter = ("kind", "created_at")
    search_fields = ("account__user__email", "reason", "key", "id__startswith")
    fields = ("id", "created_at", "person", "what", "available", "held", "reason", "actor", "key", "hold")
    readonly_fields = fields

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


@admin.register(Entry)
class EntryPage(ReadOnlyPage):
    list_display = ("id", "person", "transaction", "bucket", "credits")
    list_select_related = ("transaction__account__user",)
    list_filter = ("bucket",)
    search_fields = ("transaction__account__user__email", "transaction__key")
    fields = ("person", "transaction", "bucket", "credits")
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


class PriceForm(forms.ModelForm[Price]):
    """A price in credits; it counts from a moment that is not over yet."""

    price = forms.DecimalField(
        label="Credits",
        min_value=0,
        max_value=10**9,
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text="For each started unit.",
    )
    effective_from = forms.SplitDateTimeField(
        required=False, widget=UnfoldAdminSplitDateTimeWidget, help_text="Empty: from now on."
    )

    class Meta:
        model = Price
        fields = ("code", "name", "unit", "unit_name", "effective_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["price"] = Decimal(self.instance.micro) / MICRO
        else:
            self.initial["effective_from"] = None

    def clean_effective_from(self) -> Any:
        begins = self.cleaned_data["effective_from"] or timezone.now()
        if "effective_from" in self.changed_data and begins < timezone.now():
            raise forms.ValidationError("What was charged stays charged: a price cannot begin in the past.")
        return begins

    def clean(self) -> dict[str, Any] | None:
        fields = super().clean()
        if "price" in self.cleaned_data:
            self.instance.micro = to_micro(self.cleaned_data["price"])
        return fields


@admin.register(Price)
class PricePage(StaffPage):
    """Prices change by a new row. One that has begun stays as it is: jobs were charged by it."""

    form = PriceForm
    list_display = ("code", "name", "credits", "per", "effective_from", "counts")
    list_filter = ("code", "effective_from")
    search_fields = ("code", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        prices: QuerySet[Price] = super().get_queryset(request)
        begun = Price.objects.filter(code=OuterRef("code"), effective_from__lte=Now())
        return prices.annotate(newest_begun=Subquery(begun.order_by("-effective_from").values("pk")[:1]))

    def get_fields(self, request: HttpRequest, obj: Price | None = None) -> tuple[str, ...]:
        amount = "price" if self._is_open(obj) else "credits"
        return ("code", "name", amount, "unit", "unit_name", "effective_from")

    @display(description="Credits", ordering="micro")
    def credits(self, price: Price) -> str:
        return shown(price.micro)

    @display(description="For each")
    def per(self, price: Price) -> str:
        return price.unit_name if price.unit == 1 else f"{price.unit_name} ({price.unit.normalize():f})"

    @display(description="Counts", label={"now": "success", "later": "info"})
    def counts(self, price: Price) -> str:
        if self._is_open(price):
            return "later"
        return "now" if price.pk == getattr(price, "newest_begun", None) else "no longer"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._is_open(obj) and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._is_open(obj) and bool(super().has_delete_permission(request, obj))

    def _is_open(self, price: Model | None) -> bool:
        return not isinstance(price, Price) or price.effective_from > timezone.now()
