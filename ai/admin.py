"""The staff's view of the models: which are there, which come first, which end, and how each one fares."""

from datetime import timedelta

from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import action, display

from accounts.admin import ReadOnlyPage, StaffPage
from ai import registry
from ai.models import Errand, Inspection, ModelSpec
from ai.services import catalogue, circuit
from jobs.models import Job

RECENT = timedelta(days=30)
STATES = {"closed": "success", "half-open": "warning", "open": "danger"}


def _s(count: int) -> str:
    return "" if count == 1 else "s"


@admin.register(ModelSpec)
class ModelPage(StaffPage):
    list_display = (
        "name",
        "capability",
        "provider_state",
        "model_id",
        "is_enabled",
        "is_default",
        "fallback_order",
        "ends",
        "health",
        "seen_at",
    )
    list_filter = ("capability", "provider", "is_enabled", "is_default")
    search_fields = ("name", "model_id", "price_code")
    list_select_related = ("replacement",)
    autocomplete_fields = ("replacement",)
    fieldsets = (
        (None, {"fields": ("capability", "provider", "model_id", "name")}),
        ("Use", {"fields": ("is_enabled", "is_default", "fallback_order")}),
        ("Price", {"fields": ("price_code", "price_unit")}),
        ("End", {"fields": ("ends_on", "replacement", "seen_at")}),
        ("What it takes", {"fields": ("limits", "params_schema")}),
    )
    readonly_fields = ("seen_at",)
    actions = ("make_default", "let_try_again")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelSpec]:
        models: QuerySet[ModelSpec] = super().get_queryset(request)
        jobs = Job.objects.filter(
            provider=OuterRef("provider"), model=OuterRef("model_id"), created_at__gt=Now() - RECENT
        )
        used = jobs.order_by().values("model").annotate(n=Count("pk"), m=Count("project_id", distinct=True))

        def sum_of(name: str) -> Coalesce:
            return Coalesce(Subquery(used.values(name), output_field=IntegerField()), 0)

        return models.annotate(jobs_using=sum_of("n"), projects_using=sum_of("m"))

    @display(description="Ends", ordering="ends_on")
    def ends(self, spec: ModelSpec) -> str:
        if spec.ends_on is None:
            return ""
        verb = "ended" if spec.ends_on <= timezone.now().date() else "ends"
        heir = f"; then {spec.replacement.name}" if spec.replacement else ""
        jobs, projects = getattr(spec, "jobs_using", 0), getattr(spec, "projects_using", 0)
        used = f"used by {jobs} job{_s(jobs)} of {projects} project{_s(projects)}"
        return f"{verb} on {spec.ends_on}, {used} in 30 days{heir}"

    @display(description="Provider", ordering="provider", label={"off": "warning"})
    def provider_state(self, spec: ModelSpec) -> tuple[str, str]:
        is_on = spec.provider in registry.available()
        return ("on", spec.provider) if is_on else ("off", f"{spec.provider} (no key)")

    @display(description="Health", label=STATES)
    def health(self, spec: ModelSpec) -> str:
        return circuit.state(spec)

    def has_operate_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("ai.change_modelspec")

    @action(description="Make it the default", permissions=["operate"])
    def make_default(self, request: HttpRequest, queryset: QuerySet[ModelSpec]) -> None:
        if queryset.count() != 1:
            self.message_user(request, "Choose one model.", messages.WARNING)
            return
        spec = queryset.get()
        catalogue.make_default(spec=spec)
        self.log_change(request, spec, "Made the default.")
        self.message_user(request, f"{spec} is the default now.", messages.SUCCESS)

    @action(description="Let them be tried again at once", permissions=["operate"])
    def let_try_again(self, request: HttpRequest, queryset: QuerySet[ModelSpec]) -> None:
        for spec in queryset:
            circuit.rest_is_over(spec)
        self.message_user(request, "They are tried again.", messages.SUCCESS)


@admin.register(Errand)
class ErrandPage(ReadOnlyPage):
    """What vendors have still to be told, and what they did not hear."""

    list_display = ("kind", "provider", "remote_id", "job_id", "end", "tries", "not_before", "trouble")
    list_filter = ("end", "kind", "provider")
    search_fields = ("remote_id", "job_id")


@admin.register(Inspection)
class InspectionPage(ReadOnlyPage):
    """What moderation found in uploads; a verdict can be overruled."""

    list_display = ("video", "is_flagged", "looked_at", "provider", "model", "created_at")
    list_filter = ("is_flagged", "provider")
    list_select_related = ("video",)
    actions = ("overrule",)

    def has_operate_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("ai.change_inspection")

    @action(description="Overrule: it may be used", permissions=["operate"])
    def overrule(self, request: HttpRequest, queryset: QuerySet[Inspection]) -> None:
        for found in queryset.filter(is_flagged=True):
            found.is_flagged = False
            found.save(update_fields=["is_flagged"])
            self.log_change(request, found, "Overruled: it may be used.")
        self.message_user(request, "They may be used.", messages.SUCCESS)
