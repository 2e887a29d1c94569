from typing import Any

from rest_framework import serializers

from ai.models import EmbeddedText
from ai.services.embedding import LARGEST_DELETE

LONGEST_TEXT, LONGEST_QUERY = 200_000, 2000


class SpeechToTextSerializer(serializers.Serializer[Any]):
    audio = serializers.FileField(help_text="A sound or a film, at most 25 MB and 10 minutes.")
    language = serializers.CharField(required=False, default="", allow_blank=True, max_length=20)
    speakers = serializers.BooleanField(required=False, default=False)
    model = serializers.CharField(required=False, default="", allow_blank=True, max_length=240)


class AnalyzeImageSerializer(serializers.Serializer[Any]):
    image = serializers.FileField(help_text="PNG, JPEG, WebP or GIF, at most 10 MB.")
    prompt = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
    model = serializers.CharField(required=False, default="", allow_blank=True, max_length=240)


class SegmentSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    start = serializers.FloatField()
    end = serializers.FloatField()
    speaker = serializers.CharField(allow_blank=True)


class WordSerializer(SegmentSerializer):
    confidence = serializers.FloatField()


class MadeBySerializer(serializers.Serializer[Any]):
    """Who answered."""

    job_id = serializers.UUIDField()
    provider = serializers.CharField()
    model = serializers.CharField()
    is_draft = serializers.BooleanField(source="isDraft")


class TranscriptionSerializer(MadeBySerializer):
    text = serializers.CharField()
    language = serializers.CharField()
    duration = serializers.FloatField()
    segments = SegmentSerializer(many=True)
    words = WordSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())


class SeenObjectSerializer(serializers.Serializer[Any]):
    """A place in the picture, as shares (0-1) of its width and height."""

    label = serializers.CharField()  # type: ignore[assignment]
    x = serializers.FloatField()
    y = serializers.FloatField()
    width = serializers.FloatField()
    height = serializers.FloatField()
    confidence = serializers.FloatField()


class SeenSerializer(MadeBySerializer):
    text = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField())
    objects = SeenObjectSerializer(many=True)
    details = serializers.JSONField()


class EmbeddingCreateSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_TEXT)
    auto_chunk = serializers.BooleanField(
        required=False, default=False, help_text="In pieces of whole sentences, each found by itself."
    )
    metadata = serializers.DictField(required=False, default=dict)


class EmbeddingMadeSerializer(MadeBySerializer):
    document_id = serializers.UUIDField(source="documentId")
    ids = serializers.ListField(child=serializers.UUIDField())
    dimensions = serializers.IntegerField()


class EmbeddingSearchSerializer(serializers.Serializer[Any]):
    query = serializers.CharField(max_length=LONGEST_QUERY)
    limit = serializers.IntegerField(required=False, default=10, min_value=1, max_value=100)
    threshold = serializers.FloatField(required=False, default=0.0, min_value=-1, max_value=1)


class EmbeddingSerializer(serializers.ModelSerializer[EmbeddedText]):
    metadata = serializers.JSONField(read_only=True)

    class Meta:
        model = EmbeddedText
        fields = (
            "id", "document_id", "number", "text", "metadata", "space", "dimensions", "created_at"
        )  # fmt: skip
        read_only_fields = fields


class EmbeddingFoundSerializer(EmbeddingSerializer):
    score = serializers.FloatField(read_only=True, help_text="1 is the same, 0 has nothing in common.")

    class Meta(EmbeddingSerializer.Meta):
        fields = (*EmbeddingSerializer.Meta.fields, "score")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class EmbeddingResultsSerializer(serializers.Serializer[Any]):
    results = EmbeddingFoundSerializer(many=True)


class SpaceSerializer(serializers.Serializer[Any]):
    space = serializers.CharField()
    dimensions = serializers.IntegerField()
    count = serializers.IntegerField()


class EmbeddingStatsSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    documents = serializers.IntegerField()
    characters = serializers.FloatField(help_text="Of one text, on the average.")
    newest = serializers.DateTimeField(allow_null=True)
    spaces = SpaceSerializer(many=True)


class EmbeddingBulkDeleteSerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=LARGEST_DELETE)


class EmbeddingDeletedSerializer(serializers.Serializer[Any]):
    deleted = serializers.IntegerField()
