"""Timelines for other programs, and from them, as clients ask for them."""

import json
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from projects.interchange.writing import TYPES, WITH_MEDIA
from projects.services.exchange.exchanging import Imported

MOST_RELINKED = 1000
WHICH = "The current one when not given."


class ExportSerializer(serializers.Serializer[Any]):
    format = serializers.ChoiceField(choices=list(TYPES))
    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False, help_text=WHICH)


class PackageSerializer(serializers.Serializer[Any]):
    format = serializers.ChoiceField(choices=list(WITH_MEDIA))
    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False, help_text=WHICH)


class RelinkField(serializers.CharField):
    """A JSON object in a form: video ids by the names that `missing` told."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            given = json.loads(super().to_internal_value(data) or "{}")
            return {str(name): UUID(video_id) for name, video_id in given.items()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            message = _('Send a JSON object like {"A001.mov": "<id of a video>"}.')
            raise serializers.ValidationError(message, code="not_an_object") from None


class TimelineFileSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="A .otio or .edl file, or a ZIP with one and its media.")
    relink = RelinkField(
        default="",
        allow_blank=True,
        max_length=200 * MOST_RELINKED,
        help_text="JSON: ids of videos by the names of files that an earlier import could not find.",
    )
    fps = serializers.FloatField(
        min_value=1, max_value=120, required=False, help_text="Of an EDL, which does not tell it."
    )


class MissingSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="As the file calls it.")
    clips = serializers.IntegerField(help_text="How many clips were left out for it.")


class ImportedTimelineSerializer(serializers.Serializer[Imported]):
    """The project's timeline after an import."""

    timeline = serializers.SerializerMethodField(help_text="As GET /api/projects/timeline-schema says.")
    revision = serializers.IntegerField(source="state.revision")
    missing = MissingSerializer(many=True, help_text="Media that were not found here.")
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="What could not be taken over as it was."
    )

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_timeline(self, imported: Imported) -> dict[str, Any]:
        return imported.state.timeline.to_json()
