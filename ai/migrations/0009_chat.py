import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ai", "0008_moments"),
        ("videos", "0002_artefact"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=120)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("updated_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conversations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "video",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="videos.video",
                    ),
                ),
            ],
            options={
                "ordering": ("-updated_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ChatMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField(help_text="Its place in the conversation, from 1.")),
                (
                    "role",
                    models.CharField(choices=[("user", "User"), ("assistant", "Assistant")], max_length=10),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "Text"), ("image", "Image"), ("audio", "Audio")],
                        default="text",
                        max_length=5,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "heard",
                    models.TextField(
                        blank=True, help_text="What was said in the sound, or seen in the picture."
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=40)),
                ("model", models.CharField(blank=True, max_length=200)),
                (
                    "is_draft",
                    models.BooleanField(
                        default=False, help_text="Answered without a vendor, by the platform."
                    ),
                ),
                ("tokens", models.JSONField(default=dict, help_text="Counts, by `input` and `output`.")),
                ("sources", models.JSONField(default=list)),
                ("suggestions", models.JSONField(default=list, help_text="What could be said next.")),
                (
                    "video_suggestions",
                    models.JSONField(default=list, help_text="Related films, each with a reason."),
                ),
                (
                    "notes",
                    models.JSONField(default=list, help_text="Whole sentences on how it was answered."),
                ),
                ("job_id", models.UUIDField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="ai.conversation",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("revision", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("applied", "Applied"),
                            ("dismissed", "Dismissed"),
                            ("stale", "Stale"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "quoted",
                    models.BigIntegerField(default=0, help_text="Micro-credits: the most that it may cost."),
                ),
                ("seconds", models.FloatField(default=0, help_text="How long it is expected to take.")),
                ("notes", models.JSONField(default=list, help_text="Whole sentences for the person.")),
                ("verified", models.JSONField(default=list)),
                (
                    "is_verified",
                    models.BooleanField(default=False, help_text="Whether its result was looked at."),
                ),
                (
                    "made_video_id",
                    models.UUIDField(blank=True, help_text="The film that its edits made.", null=True),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="ai.conversation",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan",
                        to="ai.chatmessage",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "video",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="videos.video",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="From 1.")),
                ("operation", models.CharField(max_length=40)),
                ("params", models.JSONField(default=dict)),
                ("title", models.CharField(max_length=200)),
                (
                    "is_edit",
                    models.BooleanField(
                        help_text="Whether it is done in one recipe with the plan's other edits."
                    ),
                ),
                ("quoted", models.BigIntegerField(default=0, help_text="Micro-credits.")),
                ("seconds", models.FloatField(default=0, help_text="How long it is expected to take.")),
                (
                    "shown_at",
                    models.FloatField(blank=True, help_text="Second of its result that shows it.", null=True),
                ),
                ("notes", models.JSONField(default=list)),
                ("is_chosen", models.BooleanField(default=False, help_text="Whether the person applied it.")),
                ("job_id", models.UUIDField(blank=True, null=True)),
                ("trouble", models.CharField(blank=True, help_text="Why it was not done.", max_length=500)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="ai.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="SavedRecipe",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120)),
                ("operations", models.JSONField()),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_recipes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["user", "-updated_at"], name="ai_conversations_by_age"),
        ),
        migrations.AddIndex(
            model_name="chatmessage",
            index=models.Index(fields=["job_id"], name="ai_messages_by_job"),
        ),
        migrations.AddConstraint(
            model_name="chatmessage",
            constraint=models.UniqueConstraint(
                fields=("conversation", "number"), name="ai_message_number_once"
            ),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["user", "-created_at"], name="ai_plans_by_age"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("applied_at__isnull", False),
                    models.Q(("state", "applied"), _negated=True),
                    _connector="OR",
                ),
                name="ai_plan_applied_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("quoted__gte", 0)), name="ai_plan_costs_or_nothing"
            ),
        ),
        migrations.AddIndex(
            model_name="planstep",
            index=models.Index(fields=["job_id"], name="ai_steps_by_job"),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="ai_step_number_once"),
        ),
        migrations.AddIndex(
            model_name="savedrecipe",
            index=models.Index(fields=["user", "-created_at"], name="ai_recipes_by_age"),
        ),
    ]
