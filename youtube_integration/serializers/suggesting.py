from typing import Any

from rest_framework import serializers


class SuggestionsOfSerializer(serializers.Serializer[Any]):
    video_id = serializers.UUIDField()


class SuggestSerializer(SuggestionsOfSerializer):
    model = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        default="",
        help_text="Of chat; the usual one if not.",
    )


class ThumbnailMomentSerializer(serializers.Serializer[Any]):
    time = serializers.FloatField(help_text="Seconds of the film.")
    reason = serializers.CharField()
    url = serializers.CharField()


class PublicationIdeasSerializer(serializers.Serializer[Any]):
    """What could be filled into the form of a publication."""

    video_id = serializers.UUIDField()
    titles = serializers.ListField(
        child=serializers.CharField(), help_text="Three, at most 100 letters each."
    )
    description = serializers.CharField(help_text="With the chapters, if YouTube would take them for such.")
    tags = serializers.ListField(child=serializers.CharField())
    thumbnails = ThumbnailMomentSerializer(many=True)
    is_draft = serializers.BooleanField(help_text="Proposed without a model.")
    provider = serializers.CharField()
    model = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())
