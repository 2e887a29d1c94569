from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from videos.media.lineage import KINDS
from videos.models import Rights, Video
from videos.services import crediting, provenance
from videos.services.provenance import Provenance


class RightsSerializer(serializers.ModelSerializer[Rights]):
    """Whose a video is, as its owner says."""

    class Meta:
        model = Rights
        fields = ("basis", "licence", "attribution", "consent", "updated_at")
        read_only_fields = ("updated_at",)


class SyntheticSpanSerializer(serializers.Serializer[Any]):
    start = serializers.FloatField(help_text="Seconds.")
    end = serializers.FloatField(help_text="Seconds.")
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=KINDS))
    models = serializers.ListField(child=serializers.CharField(), help_text="`provider/model`.")


class RelativeSerializer(serializers.ModelSerializer[Video]):
    """A film that went into another."""

    class Meta:
        model = Video
        fields = ("id", "title", "source", "ai_generated")
        read_only_fields = fields


class VideoOriginSerializer(serializers.ModelSerializer[Video]):
    """A file from outside that went into a film."""

    rights = serializers.SerializerMethodField()

    class Meta:
        model = Video
        fields = ("id", "title", "source", "rights")
        read_only_fields = fields

    @extend_schema_field(RightsSerializer(allow_null=True))
    def get_rights(self, video: Video) -> dict[str, Any] | None:
        said = provenance.rights_of(video)
        return dict(RightsSerializer(said).data) if said else None


class CredentialsSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(
        choices=crediting.STATES,
        help_text="`signed`: the file carries them. `available`: a download may be asked to.",
    )
    reason = serializers.CharField()
    is_self_made = serializers.BooleanField(help_text="The certificate is this platform's own.")


class ProvenanceSerializer(serializers.Serializer[Provenance]):
    """What of a video is AI's, and where it comes from."""

    video_id = serializers.UUIDField(source="video.pk")
    duration = serializers.FloatField(source="video.duration")
    is_synthetic = serializers.BooleanField()
    ai_seconds = serializers.FloatField()
    is_complete = serializers.BooleanField(source="is_sure", help_text="No file that took part is gone.")
    spans = SyntheticSpanSerializer(many=True)
    line = RelativeSerializer(many=True, help_text="From its first ancestor to the video itself.")
    origins = VideoOriginSerializer(many=True, help_text="Files from outside that went into it.")
    credentials = serializers.SerializerMethodField()

    @extend_schema_field(CredentialsSerializer)
    def get_credentials(self, known: Provenance) -> dict[str, Any]:
        return dict(CredentialsSerializer(crediting.state_of(video=known.video)).data)
