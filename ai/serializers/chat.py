"""The chat on the wire: messages, plans with their steps, conversations, recipes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from ai.models import ChatMessage, Conversation, Plan, PlanStep
from ai.services.chatting.plans import revision_of
from credits.pricing import to_credits
from jobs.models import Job
from jobs.serializers import JobSerializer

LONGEST_MESSAGE = 4000
SHORT = 300  # characters of an answer on a small screen
FEW = 3


class BeforeSerializer(serializers.Serializer[Any]):
    """What was said before, where the client keeps it."""

    role = serializers.ChoiceField(choices=["user", "assistant"])
    content = serializers.CharField(max_length=LONGEST_MESSAGE, allow_blank=True)


class ContextSerializer(serializers.Serializer[Any]):
    video_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    current_time = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=0, help_text="Second of the film."
    )
    emotion = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    previous_messages = BeforeSerializer(
        many=True, required=False, default=list, help_text="Used in a new conversation only."
    )


class ChatSerializer(serializers.Serializer[Any]):
    message = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_MESSAGE,
        help_text="May be empty when a sound is sent along.",
    )  # fmt: skip
    conversation_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    video_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    context = ContextSerializer(required=False)  # type: ignore[assignment]
    message_type = serializers.ChoiceField(choices=ChatMessage.Kind.choices, required=False, default="text")
    model = serializers.CharField(required=False, default="", allow_blank=True, max_length=240)


class ChatFileSerializer(ChatSerializer):
    """The same as a form, with the file."""

    context = serializers.CharField(  # type: ignore[assignment]
        required=False, default="", allow_blank=True, max_length=100_000, help_text="As JSON."
    )
    file = serializers.FileField(required=False, help_text="A picture (10 MB) or a sound (25 MB, 10 min).")


# -- plans -------------------------------------------------------------------------------------------------


class PriceSerializer(serializers.Serializer[Any]):
    credits = serializers.FloatField(help_text="At most.")
    seconds = serializers.FloatField(help_text="How long it is likely to take.")


class PreviewsSerializer(serializers.Serializer[Any]):
    before = serializers.CharField(help_text="Address of a JPEG.")
    after = serializers.CharField(help_text="Address of a JPEG.")


class ActionSerializer(serializers.ModelSerializer[PlanStep]):
    """One step of a plan."""

    quote = serializers.SerializerMethodField()
    preview = serializers.SerializerMethodField()
    params = serializers.JSONField(read_only=True)
    notes = serializers.ListField(child=serializers.CharField(), read_only=True)
    id = serializers.CharField(read_only=True)
    job_id = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = PlanStep
        fields = (
            "id", "number", "operation", "params", "title", "is_edit", "quote", "preview", "notes",
            "is_chosen", "job_id", "trouble",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PriceSerializer)
    def get_quote(self, step: PlanStep) -> dict[str, float]:
        return {"credits": to_credits(step.quoted), "seconds": step.seconds}

    @extend_schema_field(PreviewsSerializer(allow_null=True))
    def get_preview(self, step: PlanStep) -> dict[str, str] | None:
        if not step.is_edit or step.shown_at is None:
            return None
        address = f"/api/ai/actions/{step.pk}/preview"
        # The plan's hash makes an adjusted step another picture to every cache.
        mark = step.plan.digest[:12]
        return {side: f"{address}?side={side}&of={mark}" for side in ("before", "after")}


class PromiseSerializer(serializers.Serializer[Any]):
    step_id = serializers.CharField(source="stepId", allow_null=True)
    promise = serializers.CharField()
    is_kept = serializers.BooleanField(source="isKept", allow_null=True, help_text="null: cannot be told.")
    measured = serializers.CharField()


@extend_schema_serializer(component_name="ChatPlan")
class PlanSerializer(serializers.ModelSerializer[Plan]):
    """What is proposed. `hash` has to be given back to apply just this."""

    hash = serializers.CharField(source="digest", read_only=True)
    steps = ActionSerializer(many=True, read_only=True)
    quote = serializers.SerializerMethodField()
    notes = serializers.ListField(child=serializers.CharField(), read_only=True)
    verified = PromiseSerializer(many=True, read_only=True)
    state = serializers.SerializerMethodField()
    job_ids = serializers.SerializerMethodField()
    id = serializers.CharField(read_only=True)
    conversation_id = serializers.CharField(read_only=True)
    video_id = serializers.CharField(read_only=True, allow_null=True)
    made_video_id = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Plan
        fields = (
            "id", "hash", "conversation_id", "video_id", "revision", "state", "steps", "quote", "seconds",
            "notes", "verified", "is_verified", "made_video_id", "job_ids", "created_at", "applied_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PriceSerializer)
    def get_quote(self, plan: Plan) -> dict[str, float]:
        return {"credits": to_credits(plan.quoted), "seconds": plan.seconds}

    @extend_schema_field(serializers.ChoiceField(choices=Plan.State.choices))
    def get_state(self, plan: Plan) -> str:
        is_stale = plan.state == Plan.State.PROPOSED and plan.revision != revision_of(plan.video)
        return Plan.State.STALE.value if is_stale else plan.state

    def get_job_ids(self, plan: Plan) -> list[str]:
        return list(dict.fromkeys(str(step.job_id) for step in plan.steps.all() if step.job_id))


class ApplySerializer(serializers.Serializer[Any]):
    hash = serializers.CharField(max_length=64, help_text="Of the plan as the person saw it.")
    steps = serializers.ListField(
        child=serializers.UUIDField(), required=False, allow_null=True, default=None, max_length=50,
        help_text="Ids of the steps that are wished; all when left out.",
    )  # fmt: skip


class AppliedSerializer(serializers.Serializer[Any]):
    plan = PlanSerializer()
    jobs = JobSerializer(many=True)


class AdjustSerializer(serializers.Serializer[Any]):
    """A step by its own id with other `params`, or a plan with only some of its `steps`."""

    params = serializers.DictField(required=False)
    steps = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=50)


# -- answers -----------------------------------------------------------------------------------------------


class UsedTokensSerializer(serializers.Serializer[Any]):
    input = serializers.IntegerField(default=0)
    output = serializers.IntegerField(default=0)


class SourceSerializer(serializers.Serializer[Any]):
    videoId = serializers.CharField()  # noqa: N815 - keys inside metadata go as they are
    startTime = serializers.FloatField()  # noqa: N815
    endTime = serializers.FloatField()  # noqa: N815
    text = serializers.CharField()


class MetadataSerializer(serializers.Serializer[Any]):
    """Who answered, and on what grounds."""

    provider = serializers.CharField()
    model = serializers.CharField()
    isDraft = serializers.BooleanField(source="is_draft")  # noqa: N815 - keys inside metadata go as they are
    tokens = UsedTokensSerializer()
    sources = SourceSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())


class RelatedVideoSerializer(serializers.Serializer[Any]):
    video_id = serializers.CharField(source="videoId")
    title = serializers.CharField()
    reason = serializers.CharField()


class AnswerSerializer(serializers.Serializer[ChatMessage]):
    """The assistant's message as an answer to the person's."""

    conversation_id = serializers.CharField()
    message_id = serializers.CharField(source="id")
    message = serializers.CharField(source="text")
    actions = serializers.SerializerMethodField()
    plan = serializers.SerializerMethodField()
    suggestions = serializers.ListField(child=serializers.CharField())
    video_suggestions = RelatedVideoSerializer(many=True)
    metadata = MetadataSerializer(source="*")
    job_id = serializers.CharField()

    @extend_schema_field(ActionSerializer(many=True))
    def get_actions(self, message: ChatMessage) -> list[dict[str, Any]]:
        plan = plan_of(message)
        return [dict(each) for each in ActionSerializer(plan.steps.all(), many=True).data] if plan else []

    @extend_schema_field(PlanSerializer(allow_null=True))
    def get_plan(self, message: ChatMessage) -> dict[str, Any] | None:
        plan = plan_of(message)
        return dict(PlanSerializer(plan).data) if plan else None


class MobileAnswerSerializer(serializers.Serializer[ChatMessage]):
    """The same for a small screen: short, with three suggestions at most."""

    conversation_id = serializers.CharField()
    message = serializers.SerializerMethodField()
    suggestions = serializers.SerializerMethodField()
    plan = serializers.SerializerMethodField()

    def get_message(self, message: ChatMessage) -> str:
        return shortened(message.text)

    def get_suggestions(self, message: ChatMessage) -> list[str]:
        return [str(each) for each in message.suggestions[:FEW]]

    @extend_schema_field(PlanSerializer(allow_null=True))
    def get_plan(self, message: ChatMessage) -> dict[str, Any] | None:
        plan = plan_of(message)
        return dict(PlanSerializer(plan).data) if plan else None


class MessageSerializer(serializers.ModelSerializer[ChatMessage]):
    """One thing that was said in a conversation."""

    message_type = serializers.CharField(source="kind", read_only=True)
    message = serializers.CharField(source="text", read_only=True)
    metadata = MetadataSerializer(source="*", read_only=True)
    suggestions = serializers.ListField(child=serializers.CharField(), read_only=True)
    video_suggestions = RelatedVideoSerializer(many=True, read_only=True)
    plan = serializers.SerializerMethodField()
    id = serializers.CharField(read_only=True)
    job_id = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = ChatMessage
        fields = (
            "id", "number", "role", "message_type", "message", "heard", "plan", "suggestions",
            "video_suggestions", "metadata", "job_id", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PlanSerializer(allow_null=True))
    def get_plan(self, message: ChatMessage) -> dict[str, Any] | None:
        plan = plan_of(message)
        return dict(PlanSerializer(plan).data) if plan else None


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    id = serializers.CharField(read_only=True)
    video_id = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = Conversation
        fields = ("id", "title", "video_id", "created_at", "updated_at")
        read_only_fields = ("id", "video_id", "created_at", "updated_at")


class TalkSerializer(ConversationSerializer):
    """A conversation with what was said last in it, at most 200 messages."""

    messages = serializers.SerializerMethodField()

    class Meta(ConversationSerializer.Meta):
        fields = (*ConversationSerializer.Meta.fields, "messages")  # type: ignore[assignment]

    @extend_schema_field(MessageSerializer(many=True))
    def get_messages(self, talk: Conversation) -> list[dict[str, Any]]:
        rows = talk.messages.order_by("-number").select_related("plan")
        last = rows.prefetch_related("plan__steps__plan")[:200]
        return [dict(MessageSerializer(each).data) for each in reversed(last)]


def plan_of(message: ChatMessage) -> Plan | None:
    return getattr(message, "plan", None)


def shortened(text: str) -> str:
    """The beginning of a text, up to the end of a sentence where there is one."""
    if len(text) <= SHORT:
        return text
    cut = text[:SHORT]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "\n"))
    return cut[: end + 1].rstrip() if end > SHORT // 3 else f"{cut.rstrip()}…"


def jobs_of(jobs: list[Job]) -> list[dict[str, Any]]:
    return [dict(JobSerializer(job).data) for job in jobs]
