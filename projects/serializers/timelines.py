"""Timelines and their history, as clients see them."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from projects.models import TimelineRevision
from projects.serializers.projects import LARGEST_TIMELINE, FreeObject, PersonSerializer
from projects.services.timelines import State
from projects.timeline.merging import Clash


class TimelineProblemSerializer(serializers.Serializer[Any]):
    clip_id = serializers.CharField(allow_blank=True, help_text="Empty for the timeline as a whole.")
    code = serializers.CharField()
    message = serializers.CharField()
    blocks = serializers.BooleanField(help_text="No film can be made of it so; else it is only told.")


class TimelineStateSerializer(serializers.Serializer[State]):
    """A project's timeline as it is now."""

    timeline = serializers.SerializerMethodField(help_text="As GET /api/projects/timeline-schema says.")
    revision = serializers.IntegerField(help_text="0 before the first change.")
    can_undo = serializers.BooleanField()
    can_redo = serializers.BooleanField()
    undoes = serializers.CharField(allow_blank=True, help_text="What undo takes back, in its author's words.")
    redoes = serializers.CharField(allow_blank=True, help_text="What redo does again.")
    duration = serializers.FloatField(help_text="Seconds.")
    problems = TimelineProblemSerializer(many=True)

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_timeline(self, state: State) -> dict[str, Any]:
        return state.timeline.to_json()


class SavedTimelineSerializer(TimelineStateSerializer):
    merged = serializers.BooleanField(help_text="What others changed since baseRevision is in it, too.")


class SaveTimelineSerializer(serializers.Serializer[Any]):
    timeline = FreeObject(most=LARGEST_TIMELINE)
    base_revision = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text="The revision that this was made from: what others changed since then is merged with it. "
        "Without it, it replaces the newest.",
    )
    summary = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="What was changed."
    )


class ConflictSerializer(serializers.Serializer[Any]):
    clip_id = serializers.CharField(allow_blank=True)
    track_id = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=[each.value for each in Clash])
    field = serializers.CharField(allow_blank=True, help_text="Of settings: which one.")


class RevisionSerializer(serializers.ModelSerializer[TimelineRevision]):
    """A revision in the list."""

    author = PersonSerializer(read_only=True, allow_null=True)
    current = serializers.BooleanField(source="is_current", read_only=True)

    class Meta:
        model = TimelineRevision
        fields: tuple[str, ...] = (
            "number",
            "parent",
            "name",
            "summary",
            "author",
            "created_at",
            "clips",
            "duration",
            "current",
        )
        read_only_fields = fields


class RevisionDetailSerializer(RevisionSerializer):
    class Meta(RevisionSerializer.Meta):
        fields = (*RevisionSerializer.Meta.fields, "timeline")
        read_only_fields = fields


class RevisionNameSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100, allow_blank=True)
