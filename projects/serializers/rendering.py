"""What is said of a render, and of one frame of a timeline."""

from typing import Any

from rest_framework import serializers

from projects.serializers.projects import LARGEST_TIMELINE, FreeObject
from projects.services.render.forming import FORMATS, LARGEST, SMALLEST
from projects.services.render.framing import WIDTH
from videos.media.formats import SHORT_SIDES
from videos.media.operations.export import QUALITY_LABELS

LAST = 2_147_483_647  # of a column that counts
LATEST = 1_000_000  # seconds; far beyond any timeline


class RenderSerializer(serializers.Serializer[Any]):
    """A size that is not given follows from the timeline's own; its shape stays."""

    preview = serializers.BooleanField(
        default=False, help_text="A small film to look at, for nothing, kept for a day; not in the library."
    )
    revision = serializers.IntegerField(
        min_value=0,
        max_value=2_147_483_647,
        required=False,
        allow_null=True,
        help_text="The newest if not given.",
    )
    title = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="The project's name if empty."
    )
    width = serializers.IntegerField(min_value=SMALLEST, max_value=LARGEST, required=False, allow_null=True)
    height = serializers.IntegerField(min_value=SMALLEST, max_value=LARGEST, required=False, allow_null=True)
    resolution = serializers.ChoiceField(
        choices=["source", *SHORT_SIDES], required=False, allow_null=True, help_text="The shorter side."
    )
    format = serializers.ChoiceField(choices=FORMATS, default="mp4")
    quality = serializers.ChoiceField(choices=list(QUALITY_LABELS), required=False, allow_null=True)


class FrameOfTimelineSerializer(serializers.Serializer[Any]):
    time = serializers.FloatField(
        min_value=0,
        max_value=LATEST,
        required=False,
        default=0.0,
        help_text="Seconds; past the end: the last frame.",
    )
    width = serializers.IntegerField(min_value=16, max_value=1920, required=False, default=WIDTH)


class SavedFrameSerializer(FrameOfTimelineSerializer):
    revision = serializers.IntegerField(
        min_value=0, max_value=LAST, required=False, help_text="The newest if not given."
    )


class UnsavedFrameSerializer(FrameOfTimelineSerializer):
    timeline = FreeObject(most=LARGEST_TIMELINE)
