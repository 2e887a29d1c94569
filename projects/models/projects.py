"""Projects: which videos belong together, and who besides the owner sees or edits them."""

import uuid

from django.db import models
from django.db.models import Case, F, Q, Subquery, Value, When
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from videos.models import Video


class Role(models.TextChoices):
    """What a person may do in a project, from least to most."""

    VIEWER = "viewer", pgettext_lazy("role", "Viewer")  # sees the project and all that is in it
    # Changes it too, adds own videos, and makes new ones of what is in it.
    EDITOR = "editor", pgettext_lazy("role", "Editor")
    OWNER = "owner", pgettext_lazy("role", "Owner")  # shares it, hands it over and deletes it


# What others can be given; there is one owner, who is named by the project itself.
SHARED_ROLES = [(role.value, role.label) for role in (Role.VIEWER, Role.EDITOR)]


class ProjectQuerySet(models.QuerySet["Project"]):
    def for_user(self, user: User) -> "ProjectQuerySet":
        return self.filter(owner=user)

    def visible_to(self, user: User) -> "ProjectQuerySet":
        """Their own and those that they were let into."""
        own = self.model.objects.for_user(user).order_by().values("pk")
        shared = Membership.objects.filter(user=user).order_by().values("project_id")
        return self.filter(pk__in=own.union(shared))

    def with_role(self, user: User) -> "ProjectQuerySet":
        """With `role`, what the user is in each; empty for strangers."""
        given = Membership.objects.filter(user=user, project=models.OuterRef("pk")).values("role")
        role = Case(When(owner=user, then=Value(Role.OWNER.value)), default=Subquery(given))
        return self.annotate(role=role)


class Project(models.Model):
    """A film in the making. Its videos stay their owners'; deleting it deletes none of them."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        ARCHIVED = "archived", _("Archived")  # put aside; nothing is lost and nothing is refused

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="projects")
    name = models.CharField(max_length=100)
    description = models.TextField(max_length=500, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    timeline = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Which one of its timeline's revisions counts."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    version = models.PositiveIntegerField(default=1, help_text="Counts its changes; for If-Match.")
    heir = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who was asked to become its owner and has not answered yet.",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-id")
        indexes = (models.Index(fields=("owner", "-updated_at"), name="projects_by_owner"),)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="projects_have_a_name"),
            models.CheckConstraint(condition=~Q(heir=F("owner")), name="projects_heir_is_another"),
        )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person who was let into somebody else's project, and as what."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", db_index=False)
    role = models.CharField(max_length=6, choices=SHARED_ROLES)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("created_at", "pk")
        indexes = (models.Index(fields=("user", "project"), name="projects_members_by_user"),)
        constraints = (
            models.UniqueConstraint(fields=("project", "user"), name="projects_member_once"),
            models.CheckConstraint(
                condition=Q(role__in=(Role.VIEWER, Role.EDITOR)), name="projects_role_of_member"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} as {self.role}"


class Invitation(models.Model):
    """Somebody is asked into a project by e-mail address, whether or not there is an account of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=6, choices=SHARED_ROLES)
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    secret_hash = models.CharField(
        max_length=64,
        blank=True,
        help_text="SHA-256 of what the link in the mail carries, which proves the address; empty before.",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("created_at", "pk")
        indexes = (models.Index(fields=("email",), name="projects_invited_email"),)
        constraints = (
            models.UniqueConstraint(fields=("project", "email"), name="projects_invited_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="projects_invited_lower_case"),
            models.CheckConstraint(
                condition=Q(role__in=(Role.VIEWER, Role.EDITOR)), name="projects_role_of_invited"
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"


class ProjectVideo(models.Model):
    """A video in a project. A video can be in several."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="placed", db_index=False)
    video = models.ForeignKey(Video, models.CASCADE, related_name="placed", db_index=False)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("created_at", "pk")
        indexes = (models.Index(fields=("video", "project"), name="projects_of_video"),)
        constraints = (models.UniqueConstraint(fields=("project", "video"), name="projects_video_once"),)

    def __str__(self) -> str:
        return f"{self.video_id} in {self.project_id}"
