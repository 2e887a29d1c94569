"""Templates, variants and files of projects, as clients see them."""

from typing import Any

from rest_framework import serializers

from credits.pricing import to_credits
from jobs.serializers import JobSerializer, QuoteSerializer
from projects.models import ProjectTemplate
from projects.services.film.wishes import ASPECTS, LONGEST, SHORTEST
from projects.services.reuse.filling import LONGEST_VALUE, FieldKind
from projects.services.reuse.listing import ProjectFile, Use
from projects.services.reuse.varying import Grid, Made, Variant

LONGEST_LABEL = 80


class DuplicateSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(required=False, max_length=100, help_text="Default: its name and (copy).")


class SaidOfFieldSerializer(serializers.Serializer[Any]):
    """How a field of a template is told; those that are not named are told as they were found."""

    name = serializers.CharField(max_length=40)
    label = serializers.CharField(required=False, max_length=LONGEST_LABEL)  # type: ignore[assignment] # a field
    default = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_VALUE)
    required = serializers.BooleanField(required=False)  # type: ignore[assignment] # a field


class TemplateFieldSerializer(SaidOfFieldSerializer):
    kind = serializers.ChoiceField(choices=[each.value for each in FieldKind])
    clips = serializers.ListField(child=serializers.CharField(), help_text="Whose file is filled in.")


class SlotSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=40, help_text="Of the field: letters, digits and _.")


class TemplateSerializer(serializers.ModelSerializer[ProjectTemplate]):
    """What can be made again: a timeline, or a film's wish and storyboard, with fields to be filled in."""

    kind = serializers.SerializerMethodField()
    is_mine = serializers.SerializerMethodField(help_text="Else it is for everybody.")
    picture_id = serializers.UUIDField(allow_null=True, help_text="A video of mine whose thumbnail shows it.")

    class Meta:
        model = ProjectTemplate
        fields: tuple[str, ...] = (
            "id", "name", "description", "kind", "is_mine", "picture_id", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_fields(self) -> dict[str, Any]:
        # Not by their name in the class, where `fields` are those of the serializer itself.
        return {**super().get_fields(), "fields": TemplateFieldSerializer(many=True)}

    def get_kind(self, template: ProjectTemplate) -> str:
        return "film" if template.film else "timeline"

    def get_is_mine(self, template: ProjectTemplate) -> bool:
        return template.owner_id is not None


class TemplateDetailSerializer(TemplateSerializer):
    class Meta(TemplateSerializer.Meta):
        fields = (*TemplateSerializer.Meta.fields, "timeline")
        read_only_fields = fields


class TemplateChangesSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    description = serializers.CharField(required=False, allow_blank=True, max_length=500)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "fields": SaidOfFieldSerializer(many=True, required=False)}


class NewTemplateSerializer(TemplateChangesSerializer):
    project_id = serializers.UUIDField()
    slots = serializers.DictField(
        child=SlotSerializer(),
        required=False,
        help_text="Clips whose file is a field, by clip id; also those whose `meta.slot` names one.",
    )


class UseTemplateSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    values = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=2000),
        required=False,
        default=dict,
        help_text="By the names of the fields: words, or the id of a video that I may use.",
    )


class VariantsSerializer(serializers.Serializer[Any]):
    aspects = serializers.ListField(
        child=serializers.ChoiceField(choices=list(ASPECTS)), required=False, default=list, max_length=24
    )
    languages = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, default=list, max_length=24
    )
    lengths = serializers.ListField(
        child=serializers.FloatField(min_value=SHORTEST, max_value=LONGEST),
        required=False,
        default=list,
        max_length=24,
        help_text="Seconds.",
    )
    render = serializers.BooleanField(
        required=False, default=True, help_text="false: the projects only, and no films of them."
    )

    def grid(self) -> Grid:
        """Call it after `is_valid`."""
        given = self.validated_data
        axes = {name: tuple(given[name]) for name in ("aspects", "languages", "lengths")}
        return Grid(**axes, render=given["render"])


class VariantSerializer(serializers.Serializer[Variant]):
    aspect = serializers.CharField(source="cell.aspect")
    language = serializers.CharField(source="cell.language")
    seconds = serializers.FloatField(source="cell.seconds", allow_null=True)
    name = serializers.CharField(source="project.name")
    credits = serializers.SerializerMethodField()
    length = serializers.FloatField(source="seconds", help_text="About how long it will be, seconds.")

    def get_credits(self, variant: Variant) -> float:
        return to_credits(variant.quote.micro)


class MadeVariantSerializer(VariantSerializer):
    project_id = serializers.UUIDField(source="project.pk")


class VariantsQuoteSerializer(QuoteSerializer):
    cells = VariantSerializer(many=True)


class VariantsDryRunSerializer(serializers.Serializer[Any]):
    """The answer to `?dryRun=true`: the price of all and of each, and nothing made."""

    quote = VariantsQuoteSerializer()
    job = serializers.JSONField(allow_null=True, help_text="Always null.")


class MadeVariantsSerializer(serializers.Serializer[Made]):
    """The answer without `render`: the projects."""

    projects = MadeVariantSerializer(source="variants", many=True)
    job = JobSerializer(allow_null=True)


class FileUseSerializer(serializers.Serializer[Use]):
    kind = serializers.ChoiceField(choices=["clip", "shot", "image", "speech", "music", "film"])
    id = serializers.CharField()
    name = serializers.CharField()
    start = serializers.FloatField(allow_null=True)


class ProjectFileSerializer(serializers.Serializer[ProjectFile]):
    video_id = serializers.UUIDField(source="video.pk")
    title = serializers.CharField(source="video.title")
    media_type = serializers.CharField(source="video.media_type")
    duration = serializers.FloatField(source="video.duration")
    size = serializers.IntegerField(source="video.size")
    is_placed = serializers.BooleanField(help_text="It is one of the project's videos.")
    uses = FileUseSerializer(many=True, help_text="Empty: nothing here uses it.")


class ProjectFilesSerializer(serializers.Serializer[Any]):
    files = ProjectFileSerializer(many=True)


class TakeSerializer(serializers.Serializer[Any]):
    force = serializers.BooleanField(
        required=False, default=False, help_text="Also when clips of the timeline show it."
    )
