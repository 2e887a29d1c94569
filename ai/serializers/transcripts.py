from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ai.models import Transcript
from ai.serializers.words import SegmentSerializer, WordSerializer
from ai.services.transcripts import formats, making, reading, tongues
from jobs.models import Job
from jobs.serializers import JobSerializer
from videos.models import Video

LONGEST_TEXT = 5000  # letters of a segment
LATEST = 1_000_000  # seconds
LANGUAGE_HELP = "As BCP 47, such as en, vi or pt-BR."


class TranscribeSerializer(serializers.Serializer[Any]):
    language = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=40, help_text="Empty: to be found out."
    )
    speakers = serializers.BooleanField(
        required=False, default=False, help_text="Tell the speakers apart; not every model can."
    )
    script = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=making.LONGEST_SCRIPT,
        help_text="The words that are said, if they are known: then only their times are looked for.",
    )
    model = serializers.CharField(required=False, default="", allow_blank=True, max_length=240)


class TranscribeStatusSerializer(serializers.Serializer[Any]):
    job_id = serializers.UUIDField(source="pk")
    status = serializers.ChoiceField(Job.Status.choices)
    progress = serializers.FloatField()
    stage = serializers.CharField()
    error = serializers.CharField(source="error_message")


class TranscriptSerializer(serializers.ModelSerializer[Transcript]):
    """A transcript without its words."""

    language_name = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    captions_url = serializers.SerializerMethodField()
    notes = serializers.ListField(child=serializers.CharField())
    origin = serializers.ChoiceField(Transcript.Origin.choices)

    class Meta:
        model = Transcript
        fields: tuple[str, ...] = (
            "language",
            "language_name",
            "revision",
            "origin",
            "is_current",
            "is_spoken",
            "is_draft",
            "provider",
            "model",
            "notes",
            "job_id",
            "url",
            "captions_url",
            "created_at",
        )
        read_only_fields: tuple[str, ...] = fields

    def get_language_name(self, transcript: Transcript) -> str:
        return tongues.name_of(transcript.language)

    def get_url(self, transcript: Transcript) -> str:
        return f"/api/videos/{transcript.video_id}/transcripts/{transcript.language}"

    def get_captions_url(self, transcript: Transcript) -> str:
        return f"/api/videos/{transcript.video_id}/captions.{transcript.language}.vtt"


class WholeTranscriptSerializer(TranscriptSerializer):
    """A transcript with all that is said. A translation has no words, only segments."""

    segments = serializers.SerializerMethodField()
    words = serializers.SerializerMethodField()

    class Meta(TranscriptSerializer.Meta):
        fields = (*TranscriptSerializer.Meta.fields, "text", "segments", "words")
        read_only_fields = fields

    @extend_schema_field(SegmentSerializer(many=True))
    def get_segments(self, transcript: Transcript) -> list[dict[str, Any]]:
        return list(transcript.segments)

    @extend_schema_field(WordSerializer(many=True))
    def get_words(self, transcript: Transcript) -> list[dict[str, Any]]:
        return list(transcript.words)


class TranscriptListSerializer(serializers.Serializer[Any]):
    transcripts = TranscriptSerializer(many=True)
    job = JobSerializer(allow_null=True, help_text="What is writing down or translating just now.")


class RevisionListSerializer(serializers.Serializer[Any]):
    revisions = TranscriptSerializer(many=True)


class WrittenSegmentSerializer(serializers.Serializer[Any]):
    start = serializers.FloatField(min_value=0, max_value=LATEST)
    end = serializers.FloatField(min_value=0, max_value=LATEST)
    text = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True)
    speaker = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class ReviseSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField(min_value=1, help_text="The one that was changed.")
    segments = WrittenSegmentSerializer(many=True, help_text="All of them; empty ones are left out.")


class RestoreSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField(min_value=1)


class TranslateSerializer(serializers.Serializer[Any]):
    target = serializers.CharField(max_length=40, help_text=LANGUAGE_HELP)
    model = serializers.CharField(required=False, default="", allow_blank=True, max_length=240)


class BringSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(
        help_text=f"WebVTT or SRT, at most {formats.LARGEST_FILE // 1024 // 1024} MB."
    )
    language = serializers.CharField(max_length=40, help_text=LANGUAGE_HELP)


@extend_schema_field(TranscriptSerializer(many=True))
class TranscriptsOfVideo(serializers.Field[Any, Any, Any, Video]):
    """What a video's own answer tells of its transcripts (settings.VIDEO_TOLD_BY)."""

    def to_representation(self, value: Video) -> Any:
        return TranscriptSerializer(reading.listed(video=value), many=True).data
