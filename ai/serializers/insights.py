from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ai.models import FrameDescription, Highlight, Narration, Summary
from ai.services.insights import describing, narrations, summaries
from jobs.models import Job
from videos.models import Video
from videos.serializers import VideoSerializer

MOST_MOBILE_POINTS = 3


class SummarizeSerializer(serializers.Serializer[Any]):
    language = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=20,
        help_text="Of the summary, such as en or vi; none: as it is spoken.",
    )  # fmt: skip
    include_timestamps = serializers.BooleanField(
        required=False, default=True, help_text="Whether the answer tells when each key point is made."
    )
    length = serializers.ChoiceField(Summary.Length.choices, required=False, default=Summary.Length.MEDIUM)
    model = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=240,
        help_text="`provider/model` or a model's id, of GET /api/ai/models with the capability chat.",
    )  # fmt: skip


class SummaryMomentSerializer(serializers.Serializer[Any]):
    time = serializers.FloatField(help_text="Seconds.")
    content = serializers.CharField()


class ChapterSerializer(serializers.Serializer[Any]):
    start_time = serializers.FloatField(source="startTime")
    end_time = serializers.FloatField(source="endTime")
    title = serializers.CharField()


class SummarySerializer(serializers.Serializer[Any]):
    video_id = serializers.UUIDField(source="videoId")
    overview = serializers.CharField()
    key_points = serializers.ListField(child=serializers.CharField(), source="keyPoints")
    timestamps = SummaryMomentSerializer(many=True)
    chapters = ChapterSerializer(many=True)
    language = serializers.CharField()
    length = serializers.ChoiceField(Summary.Length.choices)
    model_used = serializers.CharField(source="modelUsed")
    provider = serializers.CharField()
    is_draft = serializers.BooleanField(source="isDraft")
    notes = serializers.ListField(child=serializers.CharField())


class SummaryStatusSerializer(serializers.Serializer[Any]):
    job_id = serializers.UUIDField(source="pk")
    status = serializers.ChoiceField(Job.Status.choices)
    progress = serializers.FloatField()
    stage = serializers.CharField()
    error = serializers.CharField(source="error_message")


class SummaryAskedSerializer(serializers.Serializer[Any]):
    """What a GET may ask for."""

    language = serializers.CharField(required=False, default="", max_length=20)
    include_timestamps = serializers.BooleanField(required=False, default=True)


def told(summary: Summary, *, with_times: bool = True) -> dict[str, Any]:
    result = summaries.result_of(summary)
    return result if with_times else {**result, "timestamps": []}


# -- highlights --------------------------------------------------------------------------------------------


class HighlightsWishSerializer(serializers.Serializer[Any]):
    seconds = serializers.FloatField(
        required=False, default=30.0, min_value=15, max_value=90, help_text="The most of one moment."
    )
    count = serializers.IntegerField(required=False, default=3, min_value=1, max_value=20)


class HighlightSerializer(serializers.ModelSerializer[Highlight]):
    """One of the best moments; scores are to be compared within one film only."""

    start_time = serializers.FloatField(source="start")
    end_time = serializers.FloatField(source="end")

    class Meta:
        model = Highlight
        fields = ("id", "start_time", "end_time", "title", "reason", "score", "is_draft")
        read_only_fields = fields


class HighlightsSerializer(serializers.Serializer[Any]):
    highlights = HighlightSerializer(many=True)


class ClipsSerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=20)
    aspect = serializers.ChoiceField(
        ["16:9", "9:16", "1:1", "4:5"], required=False, default="", allow_blank=True
    )
    captions = serializers.BooleanField(
        required=False, default=False, help_text="Draw what is said into the picture."
    )


# -- pictures ----------------------------------------------------------------------------------------------


class DescribeSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(
        required=False, default=12, min_value=1, max_value=describing.MOST, help_text="Pictures at most."
    )
    prompt = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
    model = serializers.CharField(required=False, default="", allow_blank=True, max_length=240)


class FrameDescriptionSerializer(serializers.ModelSerializer[FrameDescription]):
    """What is to be seen at one moment. Faces are shares (0-1) of the picture's width and height."""

    class Meta:
        model = FrameDescription
        fields = ("time", "text", "ocr", "labels", "colours", "faces", "provider", "model", "is_draft")
        read_only_fields = fields


class FrameDescriptionsSerializer(serializers.Serializer[Any]):
    frames = FrameDescriptionSerializer(many=True)


# -- narration ---------------------------------------------------------------------------------------------


class NarrateSerializer(serializers.Serializer[Any]):
    language = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=20, help_text="None: as it is spoken."
    )
    voice_type = serializers.ChoiceField(
        Narration.VoiceType.choices, required=False, default=Narration.VoiceType.ANY
    )
    voice = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=120, help_text="Of GET /api/ai/voices."
    )
    speed = serializers.FloatField(
        required=False, default=1.0, min_value=narrations.SLOWEST, max_value=narrations.FASTEST
    )
    script = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=narrations.LONGEST_SCRIPT,
        help_text="What is said; a line may begin with its time, such as [1:05]. None: the summary.",
    )  # fmt: skip
    mix = serializers.ChoiceField(
        Narration.Mix.choices, required=False, default=Narration.Mix.DUCK,
        help_text="The film's own sound: dropped, stepping back for the voice; none: only the voice is made.",
    )  # fmt: skip
    model = serializers.CharField(required=False, default="", allow_blank=True, max_length=240)


class SpokenSerializer(serializers.Serializer[Any]):
    start_time = serializers.FloatField(source="startTime")
    end_time = serializers.FloatField(source="endTime")
    text = serializers.CharField()


class NarrationSerializer(serializers.Serializer[Any]):
    """A narration that is made."""

    narration_id = serializers.UUIDField(source="narrationId")
    audio_url = serializers.CharField(source="audioUrl", allow_null=True)
    video_id = serializers.UUIDField(source="videoId", allow_null=True, help_text="The film with the voice.")
    language = serializers.CharField()
    voice = serializers.CharField()
    duration = serializers.FloatField()
    transcript = SpokenSerializer(many=True)
    provider = serializers.CharField()
    model_used = serializers.CharField(source="modelUsed")
    is_draft = serializers.BooleanField(source="isDraft")
    notes = serializers.ListField(child=serializers.CharField())


class NarrationStatusSerializer(serializers.Serializer[Any]):
    """The newest narration of a film: how far it is, and what is there of it already."""

    narration_id = serializers.UUIDField(source="narrationId")
    job_id = serializers.UUIDField(source="jobId")
    status = serializers.ChoiceField(Job.Status.choices)
    progress = serializers.FloatField()
    stage = serializers.CharField()
    error = serializers.CharField()
    audio_url = serializers.CharField(source="audioUrl", allow_null=True)
    video_id = serializers.UUIDField(source="videoId", allow_null=True)
    transcript = SpokenSerializer(many=True)


def narration_status(job: Job) -> dict[str, Any]:
    made = {"audioUrl": None, "videoId": None, "transcript": [], **job.result}
    return {
        **made,
        "narrationId": job.params["narrationId"],
        "jobId": job.pk,
        "status": job.status,
        "progress": round(job.progress, 1),
        "stage": job.stage,
        "error": job.error_message,
    }


# -- the library of a small screen -------------------------------------------------------------------------


class MobileVideoSerializer(VideoSerializer):
    """A video as a small screen shows it, with at most three key points of its newest summary."""

    key_points = serializers.SerializerMethodField()

    class Meta:
        model = Video
        fields = (
            "id", "title", "media_type", "duration", "width", "height", "status", "source", "thumbnail_url",
            "file_url", "hls_url", "key_points", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_key_points(self, video: Video) -> list[str]:
        summary = self.context["summaries"].get(video.pk)
        return [point["text"] for point in summary.key_points[:MOST_MOBILE_POINTS]] if summary else []


# -- of a video's own answer (settings.VIDEO_TOLD_BY) --------------------------------------------------------


@extend_schema_field(SummarySerializer(allow_null=True))
class SummaryOfVideo(serializers.Field[Any, Any, Any, Video]):
    """A video's newest summary, or null."""

    def to_representation(self, value: Video) -> Any:
        found = summaries.current(video=value)
        return SummarySerializer(told(found)).data if found else None


@extend_schema_field(NarrationSerializer(many=True))
class NarrationsOfVideo(serializers.Field[Any, Any, Any, Video]):
    """A video's narrations, the newest first."""

    def to_representation(self, value: Video) -> Any:
        rows = [narrations.result_of(each) for each in Narration.objects.filter(video=value)]
        return NarrationSerializer(rows, many=True).data
