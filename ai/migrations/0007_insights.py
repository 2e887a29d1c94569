import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ai", "0006_transcript_details"),
        ("videos", "0002_artefact"),
    ]

    operations = [
        migrations.CreateModel(
            name="FrameDescription",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("provider", models.CharField(blank=True, max_length=40)),
                ("model", models.CharField(blank=True, max_length=200)),
                (
                    "is_draft",
                    models.BooleanField(
                        default=False, help_text="Made without a vendor, by the platform itself."
                    ),
                ),
                ("job_id", models.UUIDField(blank=True, help_text="The job that made it.", null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("time", models.FloatField(help_text="Seconds.")),
                ("text", models.TextField()),
                ("ocr", models.TextField(blank=True)),
                ("labels", models.JSONField(default=list)),
                ("colours", models.JSONField(default=list)),
                ("faces", models.JSONField(default=list)),
                (
                    "video",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="frame_descriptions",
                        to="videos.video",
                    ),
                ),
            ],
            options={
                "ordering": ("video", "time"),
                "constraints": [
                    models.UniqueConstraint(fields=("video", "time"), name="ai_frame_described_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Highlight",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("provider", models.CharField(blank=True, max_length=40)),
                ("model", models.CharField(blank=True, max_length=200)),
                (
                    "is_draft",
                    models.BooleanField(
                        default=False, help_text="Made without a vendor, by the platform itself."
                    ),
                ),
                ("job_id", models.UUIDField(blank=True, help_text="The job that made it.", null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("start", models.FloatField(help_text="Seconds.")),
                ("end", models.FloatField(help_text="Seconds.")),
                ("title", models.CharField(max_length=120)),
                ("reason", models.CharField(max_length=400)),
                ("score", models.FloatField(help_text="0-1, to be compared within one film only.")),
                (
                    "video",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="highlights",
                        to="videos.video",
                    ),
                ),
            ],
            options={
                "ordering": ("video", "-score", "start"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start")), ("start__gte", 0)),
                        name="ai_highlight_ends_after_its_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Narration",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("provider", models.CharField(blank=True, max_length=40)),
                ("model", models.CharField(blank=True, max_length=200)),
                (
                    "is_draft",
                    models.BooleanField(
                        default=False, help_text="Made without a vendor, by the platform itself."
                    ),
                ),
                ("job_id", models.UUIDField(blank=True, help_text="The job that made it.", null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("voice", models.CharField(blank=True, max_length=120)),
                (
                    "voice_type",
                    models.CharField(
                        choices=[("any", "Any"), ("female", "Female"), ("male", "Male")],
                        default="any",
                        max_length=6,
                    ),
                ),
                ("speed", models.FloatField(default=1.0)),
                (
                    "mix",
                    models.CharField(
                        choices=[("replace", "Replace"), ("duck", "Duck"), ("none", "None")],
                        default="duck",
                        max_length=7,
                    ),
                ),
                ("segments", models.JSONField(default=list)),
                ("words", models.JSONField(default=list)),
                ("audio", models.CharField(help_text="Key in the storage.", max_length=300)),
                (
                    "duration",
                    models.FloatField(help_text="Seconds from the film's start to the voice's end."),
                ),
                ("notes", models.JSONField(default=list, help_text="Whole sentences for the person.")),
                (
                    "result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="videos.video",
                    ),
                ),
                (
                    "video",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="narrations",
                        to="videos.video",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
                "indexes": [models.Index(fields=["video", "-created_at"], name="ai_narrations_by_video")],
            },
        ),
        migrations.CreateModel(
            name="Summary",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("provider", models.CharField(blank=True, max_length=40)),
                ("model", models.CharField(blank=True, max_length=200)),
                (
                    "is_draft",
                    models.BooleanField(
                        default=False, help_text="Made without a vendor, by the platform itself."
                    ),
                ),
                ("job_id", models.UUIDField(blank=True, help_text="The job that made it.", null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("language", models.CharField(help_text="BCP 47, such as en or vi.", max_length=12)),
                (
                    "length",
                    models.CharField(
                        choices=[("short", "Short"), ("medium", "Medium"), ("long", "Long")],
                        default="medium",
                        max_length=6,
                    ),
                ),
                ("overview", models.TextField()),
                ("key_points", models.JSONField(default=list)),
                ("chapters", models.JSONField(default=list)),
                ("notes", models.JSONField(default=list, help_text="Whole sentences for the person.")),
                (
                    "address",
                    models.CharField(
                        help_text="What it was made of: the words and their times, and how.", max_length=64
                    ),
                ),
                (
                    "transcript",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ai.transcript",
                    ),
                ),
                (
                    "video",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="summaries",
                        to="videos.video",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
                "indexes": [
                    models.Index(fields=["video", "-created_at"], name="ai_summaries_by_video"),
                    models.Index(fields=["address"], name="ai_summaries_by_address"),
                ],
            },
        ),
    ]
