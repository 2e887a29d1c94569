"""Films in the making, as clients see them and ask for them."""

from typing import Any

from rest_framework import serializers

from ai.capabilities import CAMERAS
from ai.models import Narration
from jobs.serializers import QuoteSerializer
from projects.models import LONGEST_SHOT, SHORTEST_SHOT, Film, Shot
from projects.services.film.ordering import Change, Scope
from projects.services.film.wishes import ASPECTS, LONGEST, MODELS, SHORTEST, USUAL, FilmWish

LONGEST_PROMPT, LONGEST_TEXT = 4000, 2000


class ModelsField(serializers.DictField):
    """Which model is to make what, by `chat`, `image`, `video`, `speech` and `music`."""

    child = serializers.CharField(max_length=240, allow_blank=True)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        given: dict[str, str] = super().to_internal_value(data)
        unknown = sorted(set(given) - set(MODELS))
        if unknown:
            known = ", ".join(MODELS)
            raise serializers.ValidationError(f"No {unknown[0]} is made; known: {known}.", code="invalid")
        return given


SHOT_PARTS = ["image", "video", "speech"]


class FilmWishSerializer(serializers.Serializer[Any]):
    """What a film is to be about, and how it is to be made."""

    prompt = serializers.CharField(max_length=LONGEST_PROMPT)
    style = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)  # type: ignore[assignment] # a field
    seconds = serializers.FloatField(
        required=False, default=USUAL, min_value=SHORTEST, max_value=LONGEST, help_text="About."
    )
    voice = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=120, help_text="Of GET /api/ai/voices."
    )
    voice_type = serializers.ChoiceField(
        choices=Narration.VoiceType.choices, required=False, default=Narration.VoiceType.ANY
    )
    music = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=1000,
        help_text="Words for a composer; `none` for no music; empty: what suits the story.",
    )
    aspect = serializers.ChoiceField(choices=list(ASPECTS), required=False, default="16:9")
    language = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=20, help_text="Empty: that of the prompt."
    )
    captions = serializers.BooleanField(required=False, default=True)
    use_library = serializers.BooleanField(
        required=False, default=False, help_text="Shots from my own films, where some suit."
    )
    gates = serializers.ListField(
        child=serializers.ChoiceField(choices=Film.Gate.choices),
        required=False,
        default=list,
        max_length=2,
        help_text="Where it waits for a person's approval (`continue`).",
    )
    models = ModelsField(required=False, default=dict)

    def validate(self, attrs: Any) -> Any:
        """A field that nobody knows is told: what it asks for would not be made."""
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError(
                dict.fromkeys(unknown, "This field is not known here."), code="unknown_field"
            )
        return attrs

    def change(self) -> Change:
        """Call it after `is_valid`."""
        given = dict(self.validated_data)
        return Change(wish=FilmWish(**{**given, "gates": tuple(dict.fromkeys(given["gates"]))}))


class RegenerateSerializer(serializers.Serializer[Any]):
    scope = serializers.ChoiceField(choices=[each.value for each in Scope])
    shot_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Needed for `shot`; of `narration`, that shot's only."
    )

    def change(self) -> Change:
        given = self.validated_data
        return Change(scope=Scope(given["scope"]), shot_id=given.get("shot_id"))


class ScriptShotSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(required=False, allow_null=True, help_text="None: a new shot.")
    text = serializers.CharField(allow_blank=True, max_length=LONGEST_TEXT)


class ScriptSerializer(serializers.Serializer[Any]):
    """What is said. A shot that is left out is removed; the order is the order of the film."""

    title = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    logline = serializers.CharField(required=False, default="", allow_blank=True, max_length=1000)
    music = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    shots = ScriptShotSerializer(many=True)


class StoryboardShotSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(required=False, allow_null=True, help_text="None: a new shot.")
    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    picture = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    camera = serializers.ChoiceField(choices=CAMERAS, required=False)
    seconds = serializers.FloatField(required=False, min_value=SHORTEST_SHOT, max_value=LONGEST_SHOT)
    source = serializers.ChoiceField(choices=Shot.Source.choices, required=False)  # type: ignore[assignment] # a field
    video_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="A film or picture of mine, for `own` and `library`."
    )
    begin = serializers.FloatField(
        required=False, min_value=0, help_text="The second of that film with which the shot begins."
    )


class StoryboardSerializer(serializers.Serializer[Any]):
    """What is seen. A shot that is left out is removed; the order is the order of the film."""

    shots = StoryboardShotSerializer(many=True)


class LineSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field
    credits = serializers.FloatField()


class FilmQuoteSerializer(serializers.Serializer[Any]):
    credits = serializers.FloatField()
    lines = LineSerializer(many=True)


class ShotStepSerializer(serializers.Serializer[Any]):
    """A job that makes a part of a shot now."""

    job_id = serializers.CharField()
    part = serializers.ChoiceField(choices=SHOT_PARTS)


class ShotSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    text = serializers.CharField()
    picture = serializers.CharField()
    camera = serializers.ChoiceField(choices=CAMERAS)
    seconds = serializers.FloatField()
    source = serializers.ChoiceField(choices=Shot.Source.choices)  # type: ignore[assignment] # a field
    begin = serializers.FloatField()
    video_id = serializers.UUIDField(allow_null=True)
    image_id = serializers.UUIDField(allow_null=True)
    speech_id = serializers.UUIDField(allow_null=True)
    status = serializers.ChoiceField(choices=["missing", "working", "ready", "failed"])
    at_work = ShotStepSerializer(many=True)
    stale = serializers.ListField(child=serializers.ChoiceField(choices=SHOT_PARTS))
    error = serializers.CharField(allow_null=True)


class WordsSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    logline = serializers.CharField()
    language = serializers.CharField()
    music = serializers.CharField()
    is_draft = serializers.BooleanField(help_text="It was written without a model.")


class MusicSerializer(serializers.Serializer[Any]):
    prompt = serializers.CharField()
    video_id = serializers.UUIDField(allow_null=True)
    stale = serializers.BooleanField()


class FilmSerializer(serializers.Serializer[Any]):
    """The film of a project with all its parts, and what is stale of them."""

    wish = FilmWishSerializer(allow_null=True)
    state = serializers.ChoiceField(choices=Film.State.choices)
    waiting_for = serializers.ChoiceField(choices=Film.Gate.choices, allow_null=True)
    job_id = serializers.UUIDField(allow_null=True)
    error = serializers.CharField(allow_null=True)
    notes = serializers.ListField(child=serializers.CharField())
    script = WordsSerializer()
    shots = ShotSerializer(many=True)
    music = MusicSerializer(allow_null=True)
    captions = serializers.BooleanField()
    seconds = serializers.FloatField(help_text="How long the film is, about.")
    video_id = serializers.UUIDField(allow_null=True, help_text="The newest rendered film.")
    stale = serializers.ListField(child=serializers.CharField())
    quote = FilmQuoteSerializer(
        allow_null=True, help_text="What making all that is stale would cost; null: not possible here now."
    )


class FilmDryQuoteSerializer(QuoteSerializer):
    lines = LineSerializer(many=True)


class FilmDryRunSerializer(serializers.Serializer[Any]):
    """The answer to `?dryRun=true`: the price of each part that would be made, and no job."""

    quote = FilmDryQuoteSerializer()
    job = serializers.JSONField(allow_null=True, help_text="Always null.")
