"""The staff's view of jobs: what runs, what failed and why; cancel it, have it done again."""

import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm

from accounts.admin import ReadOnlyPage, back_to, preformatted
from credits.admin import shown
from credits.services import InsufficientCredits
from jobs import services
from jobs.models import Job, OutboxMessage

STATUSES = {"processing": "info", "completed": "success", "failed": "danger", "cancelled": "warning"}
REFUSED = (services.WrongState, InsufficientCredits, ValidationError, ObjectDoesNotExist)
CANCEL = {
    "title": "Cancel this job?",
    "description": "A waiting job ends at once, a running one stops soon. Nothing is charged.",
    "form_class": BaseDialogForm,
    "form_submit_text": "Cancel the job",
}
RETRY = {
    "title": "Do this job again?",
    "description": "A new job is made for the same person, at today's price.",
    "form_class": BaseDialogForm,
    "form_submit_text": "Do it again",
}


@admin.register(Job)
class JobPage(ReadOnlyPage):
    list_display = (
        "id",
        "kind",
        "user",
        "state",
        "done",
        "attempt",
        "charged_credits",
        "created_at",
        "took",
    )
    list_select_related = ("user",)
    list_filter = ("status", "kind", "queue", "is_part", "created_at")
    search_fields = ("id__startswith", "user__email", "title", "video_id__startswith")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "id",
                    "kind",
                    "title",
                    "user",
                    "state",
                    "done",
                    "stage",
                    "error",
                    "retry_of",
                    "parent",
                    "parts",
                )
            },
        ),
        ("Credits", {"fields": ("quoted_credits", "charged_credits", "hold", "idempotency_key")}),
        ("Times", {"fields": ("created_at", "not_before", "started_at", "finished_at", "took")}),
        ("Worker", {"fields": ("work", "queue", "attempt", "max_attempts", "lease_expires_at")}),
        ("What was asked for, and what came of it", {"fields": ("video_id", "asked", "answered", "made")}),
        ("Evidence and FFmpeg's log", {"fields": ("found", "output")}),
    )
    readonly_fields = tuple(name for _, group in fieldsets for name in group["fields"])
    actions = ("cancel_selected", "retry_selected")
    actions_detail = ("cancel_this", "retry_this")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        jobs: QuerySet[Job] = super().get_queryset(request)
        return jobs.select_related("user", "hold", "retry_of", "parent")

    @display(description="Status", ordering="status", label=STATUSES)
    def state(self, job: Job) -> str:
        return job.status

    @display(description="Progress", ordering="progress")
    def done(self, job: Job) -> str:
        return f"{job.progress:.0f} %"

    @display(description="Duration")
    def took(self, job: Job) -> str:
        if not (job.started_at and job.finished_at):
            return ""
        return str(timedelta(seconds=round((job.finished_at - job.started_at).total_seconds(), 1)))[:9]

    @display(description="Charged", ordering="charged")
    def charged_credits(self, job: Job) -> str:
        return shown(job.charged)

    @display(description="Quoted", ordering="quoted")
    def quoted_credits(self, job: Job) -> str:
        return shown(job.quoted)

    @display(description="Error")
    def error(self, job: Job) -> str:
        return f"{job.error_code}: {job.error_message}" if job.error_code else ""

    @display(description="Parameters")
    def asked(self, job: Job) -> str:
        return preformatted(job.params)

    @display(description="Result")
    def answered(self, job: Job) -> str:
        return preformatted(job.result)

    @display(description="Outputs")
    def made(self, job: Job) -> str:
        return preformatted(job.outputs)

    @display(description="Evidence")
    def found(self, job: Job) -> str:
        return preformatted(job.evidence)

    @display(description="Log")
    def output(self, job: Job) -> str:
        return preformatted(job.log)

    def has_operate_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("jobs.change_job")

    @action(description="Cancel the selected jobs", permissions=["operate"])
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        self._do(request, queryset, services.cancel_job, "Cancelled")

    @action(description="Do the selected jobs again", permissions=["operate"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        self._do(request, queryset, services.retry_job, "Done again")

    @action(description="Cancel", icon="cancel", permissions=["operate"], dialog=CANCEL)
    def cancel_this(self, request: HttpRequest, form: BaseDialogForm, object_id: uuid.UUID) -> HttpResponse:
        job = Job.objects.select_related("user").get(pk=object_id)
        self._do(request, [job], services.cancel_job, "Cancelled")
        return back_to(job)

    @action(description="Do again", icon="replay", permissions=["operate"], dialog=RETRY)
    def retry_this(self, request: HttpRequest, form: BaseDialogForm, object_id: uuid.UUID) -> HttpResponse:
        job = Job.objects.select_related("user").get(pk=object_id)
        self._do(request, [job], services.retry_job, "Done again")
        return back_to(job)

    def _do(self, request: HttpRequest, jobs: Iterable[Job], act: Callable[[Job], Job], done: str) -> None:
        """Does it to each job and says what came of it."""
        for job in jobs:
            try:
                after = act(job)
            except REFUSED as refused:
                reason = " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
                self.message_user(request, f"{job}: {reason}", messages.WARNING)
                continue
            self.log_change(request, job, f"{done}.")
            self.message_user(request, f"{done}: {job}; {_now(job, after)}", messages.SUCCESS)


def _now(before: Job, after: Job) -> str:
    if after.pk != before.pk:
        return f"the new job is {after.pk}."
    if after.is_active:
        return "it runs and has been asked to stop."
    return f"it is {after.status}."


@admin.register(OutboxMessage)
class OutboxPage(ReadOnlyPage):
    """Messages that have not reached the broker yet; usually there are none."""

    list_display = ("id", "task", "queue", "arguments", "not_before", "created_at")
    list_filter = ("queue", "created_at")
    search_fields = ("task", "arguments__job_id__startswith")
    fields = list_display
    readonly_fields = fields
    ordering = ("-pk",)
