"""Plans and packs, who is on which plan, and budgets."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from accounts.admin import ReadOnlyPage, StaffPage
from credits.admin.showing import shown
from credits.models import Budget, Feature, LimitWarning, Pack, Plan, Subscription, Usage
from credits.pricing import MICRO, to_micro


class CreditsForm(forms.ModelForm[Any]):
    """A row whose micro-credits are written as credits."""

    column = "micro"
    amount = forms.DecimalField(
        label="Credits",
        min_value=0,
        max_value=10**9,
        decimal_places=6,
        widget=UnfoldAdminDecimalFieldWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if getattr(self.instance, self.column) is not None:
            self.initial["amount"] = Decimal(getattr(self.instance, self.column)) / MICRO

    def clean(self) -> dict[str, Any] | None:
        fields = super().clean()
        if "amount" in self.cleaned_data:
            setattr(self.instance, self.column, to_micro(self.cleaned_data["amount"]))
        return fields


class PlanForm(CreditsForm):
    column = "monthly"

    class Meta:
        model = Plan
        fields = ("code", "name", "description", "price", "currency", "stripe_price", *Feature.values)


class PackForm(CreditsForm):
    class Meta:
        model = Pack
        fields = ("code", "name", "price", "currency", "is_public", "position")

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError("A pack holds something.")
        return amount


class BudgetForm(CreditsForm):
    class Meta:
        model = Budget
        fields = ("user", "scope", "scope_id")


@admin.register(Plan)
class PlanPage(StaffPage):
    """A change counts at once for everybody on the plan; the credits from their next month on."""

    form = PlanForm
    list_display = ("name", "code", "credits", "cost", "videos", "concurrent_jobs", "people", "is_public")
    search_fields = ("code", "name")
    fieldsets = (
        (None, {"fields": ("code", "name", "description", "is_public", "position")}),
        ("Each month", {"fields": ("amount", "price", "currency", "stripe_price")}),
        ("Limits", {"fields": Feature.values}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Plan | None = None) -> bool:
        """One that somebody is on, or was bought, stays; it can be hidden."""
        return (
            obj is not None and not obj.subscriptions.exists() and super().has_delete_permission(request, obj)
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        plans: QuerySet[Plan] = super().get_queryset(request)
        return plans.annotate(number=Count("subscriptions"))

    @display(description="Credits a month", ordering="monthly")
    def credits(self, plan: Plan) -> str:
        return shown(plan.monthly)

    @display(description="Price", ordering="price")
    def cost(self, plan: Plan) -> str:
        return f"{plan.price / 100:.2f} {plan.currency.upper()}"

    @display(description="People", ordering="number")
    def people(self, plan: Plan) -> int:
        number: int = getattr(plan, "number", 0)
        return number


@admin.register(Pack)
class PackPage(StaffPage):
    form = PackForm
    list_display = ("name", "code", "credits", "cost", "is_public", "position")
    fields = ("code", "name", "amount", "price", "currency", "is_public", "position")

    @display(description="Credits", ordering="micro")
    def credits(self, pack: Pack) -> str:
        return shown(pack.micro)

    @display(description="Price", ordering="price")
    def cost(self, pack: Pack) -> str:
        return f"{pack.price / 100:.2f} {pack.currency.upper()}"


@admin.register(Subscription)
class SubscriptionPage(ReadOnlyPage):
    """Who is on which plan. People and payments change it, not staff by hand."""

    list_display = ("user", "plan", "state", "provider", "period_end", "cancel_at_period_end")
    list_select_related = ("user", "plan")
    list_filter = ("plan", "status", "provider", "cancel_at_period_end")
    search_fields = ("user__email", "external_id", "customer_id")
    fields = (
        *list_display,
        "anniversary",
        "period_start",
        "external_id",
        "customer_id",
        "uses",
        "created_at",
        "updated_at",
    )
    readonly_fields = fields

    @display(description="State", ordering="status", label={"active": "success", "past_due": "danger"})
    def state(self, row: Subscription) -> str:
        return row.status

    @display(description="Counted lately")
    def uses(self, row: Subscription) -> str:
        counted = Usage.objects.filter(user=row.user).order_by("-window_start")[:10]
        return "; ".join(f"{use} since {use.window_start:%Y-%m-%d}" for use in counted) or "nothing"


@admin.register(LimitWarning)
class LimitWarningPage(ReadOnlyPage):
    list_display = ("created_at", "user", "feature", "used", "allowed", "mailed_at")
    list_select_related = ("user",)
    list_filter = ("feature", "created_at")
    search_fields = ("user__email",)


@admin.register(Budget)
class BudgetPage(StaffPage):
    form = BudgetForm
    list_display = ("user", "scope", "scope_id", "credits")
    list_select_related = ("user",)
    search_fields = ("user__email", "scope_id")
    autocomplete_fields = ("user",)
    fields = ("user", "scope", "scope_id", "amount")

    @display(description="Credits", ordering="micro")
    def credits(self, budget: Budget) -> str:
        return shown(budget.micro)
