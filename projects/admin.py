"""The staff's view of projects: whose they are, who is in them, and what."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from accounts.admin import ReadOnlyPage, preformatted
from projects.models import Project

STATUSES = {"active": "success", "archived": "info"}


@admin.register(Project)
class ProjectPage(ReadOnlyPage):
    list_display = ("name", "owner", "state", "video_count", "created_at", "updated_at")
    list_select_related = ("owner",)
    list_filter = ("status", "created_at")
    search_fields = ("name", "owner__email", "id__startswith")
    fieldsets = (
        (None, {"fields": ("id", "name", "description", "owner", "heir", "state", "version")}),
        ("People", {"fields": ("members", "invited")}),
        ("What is in it", {"fields": ("video_count", "free_settings", "length_of_timeline")}),
        ("Times", {"fields": ("created_at", "updated_at")}),
    )
    readonly_fields = tuple(name for _, group in fieldsets for name in group["fields"])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        projects: QuerySet[Project] = super().get_queryset(request)
        return projects.select_related("owner", "heir").annotate(placed_count=Count("placed"))

    @display(description="Status", ordering="status", label=STATUSES)
    def state(self, project: Project) -> str:
        return project.status

    @display(description="Videos", ordering="placed_count")
    def video_count(self, project: Project) -> int:
        return int(project.placed_count)  # type: ignore[attr-defined] # annotated

    @display(description="Members")
    def members(self, project: Project) -> str:
        return preformatted(
            [f"{each.user.email}: {each.role}" for each in project.memberships.select_related("user")]
        )

    @display(description="Invited")
    def invited(self, project: Project) -> str:
        return preformatted([f"{each.email}: {each.role}" for each in project.invitations.all()])

    @display(description="Settings")
    def free_settings(self, project: Project) -> str:
        return preformatted(project.settings)

    @display(description="Timeline")
    def length_of_timeline(self, project: Project) -> str:
        return f"{len(project.timeline)} entries"
