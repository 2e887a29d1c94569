from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ai.services.transcripts import cutting
from credits.pricing import to_credits
from jobs.serializers import QuoteSerializer
from videos.media.recipe import to_json

MOST_STRIKES = 20_000
HIGHEST = 1_000_000  # of a word's number
KINDS = ("words", "filler", "stutter", "pause")


@extend_schema_field(
    {
        "oneOf": [
            {"type": "integer", "minimum": 0},
            {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
        ]
    }
)
class RunField(serializers.Field[Any, Any, Any, Any]):
    """A word by its number, or the first and the last of several."""

    default_error_messages = {  # noqa: RUF012 - DRF's own way to name them
        "invalid": gettext_lazy("Give the number of a word, or the first and the last: [4, 7].")
    }

    def to_internal_value(self, data: Any) -> tuple[int, int]:
        run = data if isinstance(data, list) else [data, data]
        whole = [number for number in run if isinstance(number, int) and not isinstance(number, bool)]
        if len(run) != 2 or len(whole) != 2 or not 0 <= whole[0] <= whole[1] <= HIGHEST:
            self.fail("invalid")
        return whole[0], whole[1]

    def to_representation(self, value: Any) -> Any:
        return value


class PausesSerializer(serializers.Serializer[Any]):
    minimum = serializers.FloatField(
        required=False, default=cutting.MINIMUM, min_value=0.2, max_value=60, help_text="Seconds."
    )
    leave = serializers.FloatField(
        required=False,
        default=cutting.LEAVE,
        min_value=0,
        max_value=10,
        help_text="Seconds of each that stay.",
    )
    before = serializers.ListField(
        child=serializers.IntegerField(min_value=0),
        required=False,
        default=None,
        allow_null=True,
        max_length=MOST_STRIKES,
        help_text="Only the pauses before the words with these numbers.",
    )


class TranscriptCutSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField(min_value=1, help_text="Of the transcript whose words are counted.")
    strike = serializers.ListField(
        child=RunField(),
        required=False,
        default=list,
        max_length=MOST_STRIKES,
        help_text="What goes: numbers of words from 0, or [first, last].",
    )
    fillers = serializers.BooleanField(required=False, default=False, help_text="All fillers go, too.")
    pauses = PausesSerializer(required=False, default=None, allow_null=True)
    title = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Show and price only, as `?dryRun=true` does."
    )

    def validate_strike(self, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        if sum(last - first + 1 for first, last in runs) > MOST_STRIKES:
            message = _("At most %(most)s words.") % {"most": MOST_STRIKES}
            raise serializers.ValidationError(message, code="too_many")
        return runs


class StrikeSerializer(serializers.Serializer[Any]):
    start_time = serializers.FloatField(source="start")
    end_time = serializers.FloatField(source="end")
    text = serializers.CharField(help_text="What is said there; nothing in a pause.")
    kind = serializers.ChoiceField(KINDS)
    words = serializers.ListField(
        child=serializers.IntegerField(), help_text="Their numbers; of a pause, the one behind it."
    )


class SuggestionsSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField()
    fillers = StrikeSerializer(many=True)
    pauses = StrikeSerializer(many=True)


class PartSerializer(serializers.Serializer[Any]):
    start_time = serializers.FloatField()
    end_time = serializers.FloatField()


class RemovePartsSerializer(serializers.Serializer[Any]):
    operation = serializers.CharField()
    parts = PartSerializer(many=True)


class TranscriptCutPreviewSerializer(serializers.Serializer[Any]):
    strikes = StrikeSerializer(many=True)
    operations = RemovePartsSerializer(many=True, help_text="The edit, as POST /api/video/edit takes it.")
    seconds_removed = serializers.FloatField()
    quote = QuoteSerializer()


class PausesAskedSerializer(serializers.Serializer[Any]):
    """What a GET may ask for."""

    minimum = serializers.FloatField(required=False, default=cutting.MINIMUM, min_value=0.2, max_value=60)
    leave = serializers.FloatField(required=False, default=cutting.LEAVE, min_value=0, max_value=10)


def wish_of(given: dict[str, Any]) -> cutting.Wish:
    """The wish that a checked body holds."""
    words = [number for first, last in given["strike"] for number in range(first, last + 1)]
    pauses = given["pauses"]
    return cutting.Wish(
        revision=given["revision"],
        words=tuple(words),
        fillers=given["fillers"],
        pauses=None if pauses is None else _pauses(pauses),
    )


def previewed(cut: cutting.Cut) -> dict[str, Any]:
    """What a cut would do, as TranscriptCutPreviewSerializer tells it."""
    (step,) = to_json(cut.draft.recipe)
    parts = [{"start_time": part["startTime"], "end_time": part["endTime"]} for part in step["parts"]]
    quote = cut.draft.quote
    return {
        "strikes": cut.strikes,
        "operations": [{"operation": step["operation"], "parts": parts}],
        "seconds_removed": round(cut.removed, 3),
        "quote": {
            "credits": to_credits(quote.micro),
            "seconds": round(cut.draft.seconds, 3),
            "notes": list(cut.draft.notes),
        },
    }


def _pauses(given: dict[str, Any]) -> cutting.Pauses:
    before = given["before"]
    return cutting.Pauses(given["minimum"], given["leave"], None if before is None else frozenset(before))
