"""Projects and the people in them, as clients see them."""

import json
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from credits.pricing import to_credits
from projects.models import SHARED_ROLES, Invitation, Membership, Project, Role
from projects.services.keeping import Spending

LARGEST_TIMELINE = 2 * 1024 * 1024
LARGEST_SETTINGS = 64 * 1024


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody else: their name, never their address."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class FreeObject(serializers.JSONField):
    """An object of the client's own, of at most so many bytes as JSON."""

    def __init__(self, *, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            raise serializers.ValidationError(_("This is an object."), code="not_an_object")
        if len(json.dumps(value).encode()) > self.most:
            raise serializers.ValidationError(
                _("This may have at most %(most)s KB.") % {"most": self.most // 1024}, code="too_large"
            )
        return value


class BudgetSerializer(serializers.Serializer[Spending]):
    """What my own work for the project has cost and may cost, in credits; no `limit` is no cap."""

    limit = serializers.SerializerMethodField()
    spent = serializers.SerializerMethodField()
    left = serializers.SerializerMethodField()

    def get_limit(self, spending: Spending) -> float | None:
        return None if spending.limit is None else to_credits(spending.limit)

    def get_spent(self, spending: Spending) -> float:
        return to_credits(spending.spent)

    def get_left(self, spending: Spending) -> float | None:
        return None if spending.left is None else to_credits(spending.left)


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """A project in a list."""

    role = serializers.ChoiceField(choices=Role.choices, read_only=True, help_text="What I am in it.")
    owner = PersonSerializer(read_only=True)
    video_count = serializers.IntegerField(source="videos", read_only=True)

    class Meta:
        model = Project
        fields: tuple[str, ...] = (
            "id",
            "name",
            "description",
            "settings",
            "status",
            "role",
            "owner",
            "video_count",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields


class ProjectDetailSerializer(ProjectSerializer):
    """A project with its timeline and, beside it, what my work for it costs."""

    budget = BudgetSerializer(source="spending", read_only=True)
    offered_to = PersonSerializer(
        source="heir", read_only=True, allow_null=True, help_text="Who was asked to become the owner."
    )

    class Meta(ProjectSerializer.Meta):
        fields = (*ProjectSerializer.Meta.fields, "timeline", "budget", "offered_to")
        read_only_fields = fields


class ProjectFieldsSerializer(serializers.Serializer[Any]):
    """What can be said of a project."""

    name = serializers.CharField(max_length=100)
    description = serializers.CharField(max_length=500, required=False, allow_blank=True)
    settings = FreeObject(most=LARGEST_SETTINGS, required=False)
    timeline = FreeObject(most=LARGEST_TIMELINE, required=False)
    status = serializers.ChoiceField(choices=Project.Status.choices, required=False)


class ProjectChangesSerializer(ProjectFieldsSerializer):
    budget = serializers.DecimalField(
        max_digits=18,
        decimal_places=6,
        min_value=Decimal(0),
        required=False,
        allow_null=True,
        help_text="The most that my own work for it may cost in all, in credits; null: no cap.",
    )


class PlaceSerializer(serializers.Serializer[Any]):
    video_ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=100)


class PlacedSerializer(serializers.Serializer[Any]):
    added = serializers.IntegerField(help_text="How many were not in it before.")


class InviteSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=SHARED_ROLES)


class RoleSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=SHARED_ROLES)


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An invitation as its project's owner sees it."""

    class Meta:
        model = Invitation
        fields: tuple[str, ...] = ("id", "email", "role", "created_at", "expires_at")
        read_only_fields = fields


class InvitedSerializer(InvitationSerializer):
    link = serializers.CharField(
        allow_null=True,
        help_text="To be passed on, where the platform cannot write e-mail; shown once. Else null.",
    )

    class Meta(InvitationSerializer.Meta):
        fields = (*InvitationSerializer.Meta.fields, "link")
        read_only_fields = fields


class MemberSerializer(serializers.Serializer[Membership]):
    user_id = serializers.UUIDField()
    name = serializers.CharField(source="user.name")
    email = serializers.SerializerMethodField(help_text="For the project's owner, and of oneself; else null.")
    role = serializers.ChoiceField(choices=SHARED_ROLES)
    created_at = serializers.DateTimeField()

    def get_email(self, member: Membership) -> str | None:
        is_told = self.context.get("are_told_addresses") or self.context.get("asker") == member.user_id
        return member.user.email if is_told else None


class PeopleSerializer(serializers.Serializer[Any]):
    owner = PersonSerializer(source="project.owner")
    members = MemberSerializer(many=True)
    invitations = InvitationSerializer(many=True)


class OfferSerializer(serializers.Serializer[Any]):
    user_id = serializers.UUIDField(help_text="A member of the project.")


class WaitingSerializer(serializers.ModelSerializer[Invitation]):
    """An invitation as the invited person sees it."""

    project_id = serializers.UUIDField()
    project_name = serializers.CharField(source="project.name")
    invited_by = serializers.CharField(source="invited_by.name")

    class Meta:
        model = Invitation
        fields = ("id", "project_id", "project_name", "invited_by", "role", "created_at", "expires_at")
        read_only_fields = fields


class WaitingListSerializer(serializers.Serializer[Any]):
    invitations = WaitingSerializer(many=True)


class SecretSerializer(serializers.Serializer[Any]):
    secret = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Of the link in the mail."
    )
