"""Recipes that a person keeps, on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ai.models import SavedRecipe
from ai.services.chatting import recipes
from videos.services.batching import MOST_VIDEOS


class RecipeFieldSerializer(serializers.Serializer[Any]):
    """Something that may be changed when the recipe is run."""

    name = serializers.CharField(help_text="Such as 0.startTime: the step's place and its field.")
    operation = serializers.CharField()
    title = serializers.CharField()
    schema = serializers.JSONField(help_text="JSON Schema of its values.")
    value = serializers.JSONField(allow_null=True)


class SavedRecipeSerializer(serializers.ModelSerializer[SavedRecipe]):
    fields_to_change = serializers.SerializerMethodField(method_name="get_changeable")
    operations = serializers.JSONField(read_only=True)

    class Meta:
        model = SavedRecipe
        fields = ("id", "name", "operations", "fields_to_change", "created_at")
        read_only_fields = fields

    @extend_schema_field(RecipeFieldSerializer(many=True))
    def get_changeable(self, recipe: SavedRecipe) -> list[dict[str, Any]]:
        return [dict(vars(each)) for each in recipes.fields_of(recipe)]


class KeepRecipeSerializer(serializers.Serializer[Any]):
    plan_id = serializers.UUIDField()
    name = serializers.CharField(max_length=120)


class RunRecipeSerializer(serializers.Serializer[Any]):
    videoIds = serializers.ListField(  # noqa: N815 - read as it is sent: the keys of values are fields' names
        source="video_ids", child=serializers.UUIDField(), min_length=1, max_length=MOST_VIDEOS
    )
    values = serializers.DictField(required=False, default=dict)
