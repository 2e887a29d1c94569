import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from djangorestframework_camel_case.util import camelize_re, underscore_to_camel
from rest_framework import serializers

from ai.models import ModelSpec
from ai.services.generation import MOST
from credits.pricing import to_credits

SIZE = re.compile(r"(\d{2,4})\s*[x×*]\s*(\d{2,4})")  # noqa: RUF001 - people write the sign as well
LONGEST_PROMPT, LONGEST_TEXT = 4000, 100_000
SEEDS = 2**31 - 1


def _on_the_wire(name: str) -> str:
    return str(camelize_re.sub(underscore_to_camel, name))


class SizeField(serializers.CharField):
    """`1280x720`, as a pair."""

    def to_internal_value(self, data: Any) -> Any:
        found = SIZE.fullmatch(str(super().to_internal_value(data)).strip())
        if not found:
            raise serializers.ValidationError("Write a size as 1280x720.")
        return int(found[1]), int(found[2])


class WishSerializer(serializers.Serializer[Any]):
    """What every generation knows. `fields_of` gives what the capability's input takes."""

    model = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=240,
        help_text="`provider/model` or a model's id, of GET /api/ai/models; none: the default.",
    )  # fmt: skip
    options = serializers.DictField(
        required=False, default=dict, help_text="Further parameters of the model, as its schema names them."
    )
    count = serializers.IntegerField(required=False, default=1, min_value=1, max_value=MOST)
    title = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    project_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="The project that it is for, and whose budget it counts for.",
    )
    # The fields that go into the capability's input, by its names.
    passed: tuple[str, ...] = ()
    # Fields with ids of library items, and the input's field that each is.
    sources: Mapping[str, str] = MappingProxyType({})
    usual_size = (1280, 720)

    def validate(self, attrs: Any) -> Any:
        """A field that nobody knows is told: what it asks for would be paid for and not be made."""
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            message = f"This field is not known here. Known: {', '.join(map(_on_the_wire, self.fields))}."
            raise serializers.ValidationError(dict.fromkeys(unknown, message), code="unknown_field")
        return attrs

    def fields_of(self, given: dict[str, Any]) -> dict[str, Any]:
        passed = {name: given[name] for name in self.passed if given.get(name) is not None}
        if "size" in self.fields:
            passed["width"], passed["height"] = given.get("size") or self.usual_size
        return passed


class PromptedSerializer(WishSerializer):
    prompt = serializers.CharField(max_length=LONGEST_PROMPT)
    seed = serializers.IntegerField(required=False, min_value=0, max_value=SEEDS)
    negative_prompt = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_PROMPT
    )
    enhance_prompt = serializers.BooleanField(
        required=False, default=False, help_text="Have the prompt written out first."
    )
    passed: tuple[str, ...] = ("prompt", "seed", "negative_prompt")


class VideoGenerateSerializer(PromptedSerializer):
    size = SizeField(required=False, help_text="1280x720 where nothing is said.")
    seconds = serializers.FloatField(required=False, min_value=0.5, max_value=120)
    reference_image_id = serializers.UUIDField(
        required=False, help_text="A picture of the library that the film begins with."
    )
    passed = (*PromptedSerializer.passed, "seconds")
    sources: Mapping[str, str] = MappingProxyType({"reference_image_id": "image"})


class ImageToVideoSerializer(PromptedSerializer):
    image_id = serializers.UUIDField()
    prompt = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_PROMPT)
    size = SizeField(required=False, help_text="1280x720 where nothing is said.")
    seconds = serializers.FloatField(required=False, min_value=0.5, max_value=120)
    passed = (*PromptedSerializer.passed, "seconds")
    sources: Mapping[str, str] = MappingProxyType({"image_id": "image"})


class RemixSerializer(PromptedSerializer):
    passed = PromptedSerializer.passed


class ExtendSerializer(PromptedSerializer):
    prompt = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_PROMPT)
    seconds = serializers.FloatField(required=False, min_value=0.5, max_value=120)
    passed = (*PromptedSerializer.passed, "seconds")


class ImageGenerateSerializer(PromptedSerializer):
    size = SizeField(required=False, help_text="1024x1024 where nothing is said.")
    reference_image_id = serializers.UUIDField(required=False)
    usual_size = (1024, 1024)
    sources: Mapping[str, str] = MappingProxyType({"reference_image_id": "reference"})


class SoundingSerializer(WishSerializer):
    prompt = serializers.CharField(max_length=LONGEST_PROMPT)
    seconds = serializers.FloatField(required=False, min_value=0.5, max_value=600)
    seed = serializers.IntegerField(required=False, min_value=0, max_value=SEEDS)
    enhance_prompt = serializers.BooleanField(required=False, default=False)
    passed: tuple[str, ...] = ("prompt", "seconds", "seed")


class MusicGenerateSerializer(SoundingSerializer):
    instrumental = serializers.BooleanField(required=False, default=True)
    passed = (*SoundingSerializer.passed, "instrumental")


class SoundEffectSerializer(SoundingSerializer):
    pass


class SpeechSerializer(WishSerializer):
    text = serializers.CharField(max_length=LONGEST_TEXT)
    voice = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    language = serializers.CharField(required=False, default="en", max_length=20)
    speed = serializers.FloatField(required=False, default=1.0, min_value=0.5, max_value=2.0)
    passed = ("text", "voice", "language", "speed")


class LipSyncSerializer(WishSerializer):
    video_id = serializers.UUIDField()
    audio_id = serializers.UUIDField(help_text="A sound, or a film with sound, of the library.")
    sources: Mapping[str, str] = MappingProxyType({"video_id": "source", "audio_id": "audio"})


class UpscaleSerializer(WishSerializer):
    video_id = serializers.UUIDField(help_text="A film or a picture of the library.")
    scale_factor = serializers.ChoiceField(choices=[2, 4], required=False, default=2)
    sources: Mapping[str, str] = MappingProxyType({"video_id": "source"})

    def fields_of(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"scale": given["scale_factor"]}


class StyleTransferSerializer(WishSerializer):
    video_id = serializers.UUIDField(help_text="A film or a picture of the library.")
    style_type = serializers.ChoiceField(choices=["cartoon", "sketch", "oil", "pixel", "vintage", "neon"])
    intensity = serializers.FloatField(required=False, default=1.0, min_value=0, max_value=1)
    prompt = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_PROMPT)
    sources: Mapping[str, str] = MappingProxyType({"video_id": "source"})

    def fields_of(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"style": given["style_type"], "intensity": given["intensity"], "prompt": given["prompt"]}


class ModelSpecSerializer(serializers.ModelSerializer[ModelSpec]):
    """A model that can be chosen now."""

    id = serializers.SerializerMethodField(help_text="What `model` takes.")
    price = serializers.SerializerMethodField(help_text="Credits for each started `priceUnit`.")
    params_schema = serializers.JSONField(read_only=True)
    limits = serializers.JSONField(read_only=True)
    replacement = serializers.SerializerMethodField()
    is_local = serializers.SerializerMethodField(help_text="Made by the platform itself, as a draft.")

    class Meta:
        model = ModelSpec
        fields = (
            "id", "capability", "provider", "model_id", "name", "params_schema", "limits", "price",
            "price_unit", "is_enabled", "is_default", "ends_on", "replacement", "is_local",
        )  # fmt: skip
        read_only_fields = fields

    def get_id(self, spec: ModelSpec) -> str:
        return f"{spec.provider}/{spec.model_id}"

    def get_price(self, spec: ModelSpec) -> dict[str, Any] | None:
        rate = self.context["rates"].get(spec.price_code)
        if rate is None:
            return None
        return {"code": spec.price_code, "credits": to_credits(rate.micro), "per": float(rate.unit)}

    def get_replacement(self, spec: ModelSpec) -> str | None:
        heir = spec.replacement
        return f"{heir.provider}/{heir.model_id}" if heir else None

    def get_is_local(self, spec: ModelSpec) -> bool:
        return spec.provider == "local"


class VoiceSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    language = serializers.CharField()
    gender = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    provider = serializers.CharField()
