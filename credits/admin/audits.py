"""What the nightly audits found."""

from django.contrib import admin
from unfold.decorators import display

from accounts.admin import ReadOnlyPage, preformatted
from credits.models import AuditRun


@admin.register(AuditRun)
class AuditRunPage(ReadOnlyPage):
    list_display = ("started_at", "verdict", "checks", "names", "took")
    list_filter = ("passed", "started_at")
    fields = ("started_at", "verdict", "checks", "took", "found")
    readonly_fields = fields

    @display(description="Verdict", ordering="passed", label={"passed": "success", "failed": "danger"})
    def verdict(self, run: AuditRun) -> str:
        return "passed" if run.passed else "failed"

    @display(description="Faults")
    def names(self, run: AuditRun) -> str:
        return ", ".join(run.faults)

    @display(description="Took")
    def took(self, run: AuditRun) -> str:
        return f"{(run.finished_at - run.started_at).total_seconds():.2f} s"

    @display(description="Rows at fault")
    def found(self, run: AuditRun) -> str:
        return preformatted(run.faults)
