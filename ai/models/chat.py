"""What people say to the assistant, what it proposes, and what they keep of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from videos.models import Video


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def for_user(self, user: User) -> "ConversationQuerySet":
        return self.filter(user=user)


class Conversation(models.Model):
    """A talk between a person and the assistant. `video` is the film that was talked about last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="conversations")
    title = models.CharField(max_length=120)
    video = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-id")
        indexes = (models.Index(fields=("user", "-updated_at"), name="ai_conversations_by_age"),)

    def __str__(self) -> str:
        return self.title


class ChatMessage(models.Model):
    """One thing that was said. `sources` are `{videoId, startTime, endTime, text}`, moments it rests on."""

    class Role(models.TextChoices):
        USER = "user"
        ASSISTANT = "assistant"

    class Kind(models.TextChoices):
        TEXT = "text"
        IMAGE = "image"
        AUDIO = "audio"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField(help_text="Its place in the conversation, from 1.")
    role = models.CharField(max_length=10, choices=Role)
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.TEXT)
    text = models.TextField(blank=True)
    heard = models.TextField(blank=True, help_text="What was said in the sound, or seen in the picture.")
    provider = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=200, blank=True)
    is_draft = models.BooleanField(default=False, help_text="Answered without a vendor, by the platform.")
    tokens = models.JSONField(default=dict, help_text="Counts, by `input` and `output`.")
    sources = models.JSONField(default=list)
    suggestions = models.JSONField(default=list, help_text="What could be said next.")
    video_suggestions = models.JSONField(default=list, help_text="Related films, each with a reason.")
    notes = models.JSONField(default=list, help_text="Whole sentences on how it was answered.")
    job_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("conversation", "number"), name="ai_message_number_once"),
        )
        indexes = (models.Index(fields=("job_id",), name="ai_messages_by_job"),)

    def __str__(self) -> str:
        return f"{self.role}: {self.text[:60]}"


class PlanQuerySet(models.QuerySet["Plan"]):
    def for_user(self, user: User) -> "PlanQuerySet":
        return self.filter(user=user)


class Plan(models.Model):
    """What the assistant proposes to do. Nothing of it is done before the person applies it as it is shown.

    `digest` names exactly what is proposed, `revision` what the film was. `verified` are
    `{stepId, promise, isKept, measured}`: what was promised, held against what came out.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPLIED = "applied"
        DISMISSED = "dismissed"
        STALE = "stale"  # the film is not what it was any more

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="plans")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="plans")
    message = models.OneToOneField(ChatMessage, models.CASCADE, null=True, related_name="plan")
    video = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    revision = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    quoted = models.BigIntegerField(default=0, help_text="Micro-credits: the most that it may cost.")
    seconds = models.FloatField(default=0, help_text="How long it is expected to take.")
    notes = models.JSONField(default=list, help_text="Whole sentences for the person.")
    verified = models.JSONField(default=list)
    is_verified = models.BooleanField(default=False, help_text="Whether its result was looked at.")
    made_video_id = models.UUIDField(null=True, blank=True, help_text="The film that its edits made.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(applied_at__isnull=False) | ~Q(state="applied"), name="ai_plan_applied_at"
            ),
            models.CheckConstraint(condition=Q(quoted__gte=0), name="ai_plan_costs_or_nothing"),
        )
        indexes = (models.Index(fields=("user", "-created_at"), name="ai_plans_by_age"),)

    def __str__(self) -> str:
        return f"{self.state} plan {self.pk}"


class PlanStep(models.Model):
    """One step of a plan: an operation of the catalogue, or something that is a job of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField(help_text="From 1.")
    operation = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    title = models.CharField(max_length=200)
    is_edit = models.BooleanField(help_text="Whether it is done in one recipe with the plan's other edits.")
    quoted = models.BigIntegerField(default=0, help_text="Micro-credits.")
    seconds = models.FloatField(default=0, help_text="How long it is expected to take.")
    shown_at = models.FloatField(null=True, blank=True, help_text="Second of its result that shows it.")
    notes = models.JSONField(default=list)
    is_chosen = models.BooleanField(default=False, help_text="Whether the person applied it.")
    job_id = models.UUIDField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True, help_text="Why it was not done.")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="ai_step_number_once"),)
        indexes = (models.Index(fields=("job_id",), name="ai_steps_by_job"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.operation}"


class RecipeQuerySet(models.QuerySet["SavedRecipe"]):
    def for_user(self, user: User) -> "RecipeQuerySet":
        return self.filter(user=user)


class SavedRecipe(models.Model):
    """Edits that somebody kept under a name, to be done to many videos."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="saved_recipes")
    name = models.CharField(max_length=120)
    operations = models.JSONField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecipeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("user", "-created_at"), name="ai_recipes_by_age"),)

    def __str__(self) -> str:
        return self.name
