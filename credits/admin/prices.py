"""Prices, and what a new one means before it is saved."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Now
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSplitDateTimeWidget

from accounts.admin import StaffPage
from credits import services
from credits.admin.showing import shown
from credits.models import Price
from credits.pricing import MICRO, Rate, to_micro


def told(usage: services.Comparison) -> str:
    """What a price means for the jobs of the last 30 days."""
    change = f" ({(usage.after - usage.before) / usage.before:+.0%})" if usage.before else ""
    return (
        f"In the last 30 days {usage.jobs} charged job{'s' if usage.jobs != 1 else ''} used this. Quoted at "
        f"{shown(usage.before)} credits, at the new price {shown(usage.after)}{change}. "
        "Save again to confirm."
    )


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

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

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
        if not self.errors:
            self._preview()
        return fields

    def _preview(self) -> None:
        """Says what the price would have meant, and saves when the same price is sent a second time."""
        code, rate = self.cleaned_data["code"], Rate(self.instance.micro, self.cleaned_data["unit"])
        asked = f"{code} {rate.micro} {rate.unit.normalize():f}"
        usage = services.compare_price(code=code, rate=rate)
        if not usage.jobs or self.cleaned_data["seen"] == asked:
            return
        # Bound data is the request's own and cannot be changed; the form is drawn from a copy.
        self.data = {**self.data.dict(), "seen": asked} if isinstance(self.data, QueryDict) else self.data
        raise forms.ValidationError(told(usage), code="preview")


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
        seen = ("seen",) if self._is_open(obj) else ()
        return ("code", "name", amount, "unit", "unit_name", "effective_from", *seen)

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
