from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from credits.pricing import Quote, to_credits
from jobs.models import Job


class OutputSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=["video", "audio", "image", "text", "file"])
    id = serializers.CharField()
    url = serializers.CharField()


class JobErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class JobCreditsSerializer(serializers.Serializer[Any]):
    quoted = serializers.FloatField()
    charged = serializers.FloatField()


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job as clients see it, in answers and in socket events."""

    id = serializers.CharField(read_only=True)
    video_id = serializers.CharField(read_only=True, allow_null=True)
    project_id = serializers.CharField(read_only=True, allow_null=True)
    parent_id = serializers.CharField(read_only=True, allow_null=True)
    attempts = serializers.IntegerField(source="attempt", read_only=True)
    progress = serializers.SerializerMethodField()
    outputs = OutputSerializer(many=True, read_only=True)
    params = serializers.JSONField(read_only=True)
    result = serializers.JSONField(read_only=True)
    error = serializers.SerializerMethodField()
    credits = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "category",
            "title",
            "status",
            "progress",
            "stage",
            "video_id",
            "project_id",
            "parent_id",
            "parts",
            "params",
            "outputs",
            "result",
            "error",
            "credits",
            "provider",
            "model",
            "attempts",
            "created_at",
            "started_at",
            "finished_at",
        )

    def get_progress(self, job: Job) -> float:
        return round(job.progress, 1)

    @extend_schema_field(JobErrorSerializer(allow_null=True))
    def get_error(self, job: Job) -> dict[str, str] | None:
        return {"code": job.error_code, "message": job.error_message} if job.error_code else None

    @extend_schema_field(JobCreditsSerializer)
    def get_credits(self, job: Job) -> dict[str, float]:
        return {"quoted": to_credits(job.quoted), "charged": to_credits(job.charged)}


class QuoteSerializer(serializers.Serializer[Any]):
    credits = serializers.FloatField()
    seconds = serializers.FloatField(help_text="Length of the output.")
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="What will differ from the letter of the request."
    )


class DryRunSerializer(serializers.Serializer[Any]):
    """The answer to `?dryRun=true`: what it would cost, and no job."""

    quote = QuoteSerializer()
    job = JobSerializer(allow_null=True)


def dry_run(quote: Quote, *, seconds: float, notes: Sequence[str]) -> dict[str, Any]:
    priced = {"credits": to_credits(quote.micro), "seconds": round(seconds, 3), "notes": list(notes)}
    return {"quote": priced, "job": None}
