"""The staff's view of projects: whose they are, who is in them, and what."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.decorators import action, display

from accounts.admin import ReadOnlyPage, preformatted
from projects.models import Comment, Film, Project, ProjectTemplate, ReviewLink, TimelineRevision
from projects.services.reuse import templating

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
        return f"Revision {project.revision}"


@admin.register(TimelineRevision)
class TimelineRevisionPage(ReadOnlyPage):
    list_display = ("number", "project", "name", "summary", "author", "clips", "duration", "created_at")
    list_select_related = ("project", "author")
    list_filter = ("created_at",)
    search_fields = ("name", "summary", "project__name", "project__owner__email", "project__id__startswith")
    fieldsets = (
        (None, {"fields": ("project", "number", "name", "summary", "author")}),
        ("Where it stands", {"fields": ("parent", "onward", "clips", "duration")}),
        ("Times", {"fields": ("created_at",)}),
    )
    readonly_fields = tuple(name for _, group in fieldsets for name in group["fields"])

    def get_queryset(self, request: HttpRequest) -> QuerySet[TimelineRevision]:
        revisions: QuerySet[TimelineRevision] = super().get_queryset(request)
        return revisions.defer("timeline", "project__timeline")


FILM_STATES = {
    "empty": "info", "working": "warning", "waiting": "warning", "ready": "success", "failed": "danger",
}  # fmt: skip


@admin.register(Film)
class FilmPage(ReadOnlyPage):
    list_display = ("told_as", "project", "phase", "waiting_for", "updated_at")
    list_select_related = ("project",)
    list_filter = ("state", "updated_at")
    search_fields = ("title", "project__name", "project__owner__email", "job_id__startswith")
    fieldsets = (
        (None, {"fields": ("project", "title", "logline", "language", "phase", "waiting_for", "error")}),
        ("How it is made", {"fields": ("job_id", "asked", "scenes", "notes")}),
        ("Times", {"fields": ("created_at", "updated_at")}),
    )
    readonly_fields = tuple(name for _, group in fieldsets for name in group["fields"])

    @display(description="Film", ordering="title")
    def told_as(self, film: Film) -> str:
        return film.title or "Without a title"

    @display(description="State", ordering="state", label=FILM_STATES)
    def phase(self, film: Film) -> str:
        return film.state

    @display(description="Wish")
    def asked(self, film: Film) -> str:
        return preformatted(film.wish)

    @display(description="Shots")
    def scenes(self, film: Film) -> str:
        shots = film.shots.all()
        return preformatted([f"{shot.position + 1}: {shot.error or shot.text}" for shot in shots])


@admin.register(ReviewLink)
class ReviewLinkPage(ReadOnlyPage):
    list_display = ("told_as", "project", "video", "created_by", "opened", "expires_at")
    list_select_related = ("project", "video", "created_by")
    list_filter = ("created_at", "expires_at")
    search_fields = ("name", "project__name", "project__owner__email", "project__id__startswith")
    fieldsets = (
        (None, {"fields": ("project", "video", "name", "created_by")}),
        ("What guests may do", {"fields": ("allow_comments", "allow_download", "asks_for_a_password")}),
        ("Times", {"fields": ("created_at", "expires_at", "opened", "opened_at")}),
    )
    readonly_fields = tuple(name for _, group in fieldsets for name in group["fields"])

    @display(description="Link", ordering="name")
    def told_as(self, link: ReviewLink) -> str:
        return str(link)

    @display(description="Asks for a password", boolean=True)
    def asks_for_a_password(self, link: ReviewLink) -> bool:
        return bool(link.password)


@admin.register(Comment)
class CommentPage(ReadOnlyPage):
    list_display = ("said", "writer", "project", "video", "time", "resolved_at", "created_at")
    list_select_related = ("author", "project", "video")
    list_filter = ("created_at",)
    search_fields = ("text", "guest_name", "author__email", "project__name", "project__id__startswith")
    fieldsets = (
        (None, {"fields": ("project", "video", "time", "end_time", "text")}),
        ("Who", {"fields": ("author", "guest_name", "reply_to", "resolved_by")}),
        ("Times", {"fields": ("created_at", "edited_at", "resolved_at")}),
    )
    readonly_fields = tuple(name for _, group in fieldsets for name in group["fields"])

    @display(description="Comment", ordering="text")
    def said(self, comment: Comment) -> str:
        return comment.text[:80]


@admin.register(ProjectTemplate)
class ProjectTemplatePage(ReadOnlyPage):
    """People's templates, and those for everybody: such ones are made of a member of staff's own."""

    list_display = ("name", "owner", "made_of", "created_at")
    list_select_related = ("owner",)
    list_filter = ("created_at",)
    search_fields = ("name", "owner__email", "id__startswith")
    fieldsets = (
        (None, {"fields": ("id", "name", "description", "owner", "made_of")}),
        ("What is filled in", {"fields": ("asked",)}),
        ("Times", {"fields": ("created_at", "updated_at")}),
    )
    readonly_fields = tuple(name for _, group in fieldsets for name in group["fields"])
    actions = ("offer", "take_back")

    def has_operate_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("projects.change_projecttemplate")

    @display(description="Made of")
    def made_of(self, template: ProjectTemplate) -> str:
        return "a film" if template.film else "a timeline"

    @display(description="Fields")
    def asked(self, template: ProjectTemplate) -> str:
        return preformatted([f"{each['name']}: {each['kind']}" for each in template.fields])

    @action(description="Offer it to everybody", permissions=["operate"])
    def offer(self, request: HttpRequest, queryset: QuerySet[ProjectTemplate]) -> None:
        for template in queryset.filter(owner__isnull=False):
            try:
                templating.offer_to_all(template=template)
            except ValidationError as refused:
                self.message_user(request, f"{template}: {' '.join(refused.messages)}", messages.ERROR)
            else:
                self.log_change(request, template, "Offered to everybody.")
                self.message_user(request, f"{template} is there for everybody.", messages.SUCCESS)

    @action(description="Take it back from everybody", permissions=["operate"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[ProjectTemplate]) -> None:
        for template in queryset.filter(owner__isnull=True):
            self.log_change(request, template, "Taken back.")
            template.delete()
            self.message_user(request, f"{template} is gone. Projects made of it stay.", messages.SUCCESS)
