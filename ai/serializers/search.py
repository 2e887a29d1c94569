from typing import Any

from django.urls import reverse
from rest_framework import serializers

from ai.models import Passage
from ai.services.searching.finding import LARGEST_LIMIT, LONGEST_QUERY, Moment
from videos.models import Video


class MomentSearchSerializer(serializers.Serializer[Any]):
    q = serializers.CharField(max_length=LONGEST_QUERY)
    limit = serializers.IntegerField(required=False, default=10, min_value=1, max_value=LARGEST_LIMIT)
    video_id = serializers.UUIDField(required=False, default=None)
    kind = serializers.ChoiceField(choices=Passage.Kind.choices, required=False, default="", allow_blank=True)
    language = serializers.CharField(required=False, default="", allow_blank=True, max_length=12)


class MomentSerializer(serializers.Serializer[Any]):
    """A stretch of one of my films."""

    video_id = serializers.UUIDField()
    title = serializers.CharField()
    start_time = serializers.FloatField(source="start")
    end_time = serializers.FloatField(source="end")
    match_time = serializers.FloatField(source="at", help_text="When the words themselves come.")
    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=Passage.Kind.choices)
    language = serializers.CharField(allow_blank=True)
    score = serializers.FloatField(help_text="0-1; at least 0.5 when the very words were found together.")
    thumbnail_url = serializers.SerializerMethodField(help_text="The picture at matchTime; null for a sound.")

    def get_thumbnail_url(self, moment: Moment) -> str | None:
        return thumbnail_url(moment) or None


class MomentsSerializer(serializers.Serializer[Any]):
    results = MomentSerializer(many=True)
    total = serializers.IntegerField()


def thumbnail_url(moment: Moment) -> str:
    """Where the picture at the moment is; empty for a sound, which has none."""
    if moment.media_type == Video.MediaType.AUDIO:
        return ""
    return f"{reverse('api-video-thumbnail', args=[moment.video_id])}?timestamp={moment.at:g}"
