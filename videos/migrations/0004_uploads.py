import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("videos", "0003_spoken_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ResumableUpload",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("whole", "Whole"), ("partial", "Partial"), ("final", "Final")],
                        default="whole",
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("finishing", "Finishing"),
                            ("done", "Done"),
                            ("rejected", "Rejected"),
                            ("joined", "Joined"),
                            ("expired", "Expired"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "length",
                    models.BigIntegerField(help_text="Bytes; null until the client knows.", null=True),
                ),
                (
                    "reserved",
                    models.BigIntegerField(help_text="Bytes set aside in its owner's storage: its most."),
                ),
                ("told", models.TextField(blank=True, help_text="Upload-Metadata as it came.")),
                ("filename", models.CharField(blank=True, max_length=255)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("description", models.TextField(blank=True, max_length=5000)),
                ("project_id", models.UUIDField(help_text="Where the video shall be put.", null=True)),
                ("concat", models.TextField(blank=True, help_text="Upload-Concat as it came.")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Among the parts of its final upload."),
                ),
                (
                    "claims",
                    models.PositiveIntegerField(
                        default=0, help_text="How often somebody asked for its turn."
                    ),
                ),
                ("video_id", models.UUIDField(default=uuid.uuid4, help_text="Of the video that it becomes.")),
                ("job_id", models.UUIDField(help_text="The job that prepares the video.", null=True)),
                (
                    "error",
                    models.JSONField(help_text="Why nothing was made of it, as the API says it.", null=True),
                ),
                (
                    "error_status",
                    models.PositiveSmallIntegerField(default=0, help_text="The same as a status of HTTP."),
                ),
                (
                    "stored_in",
                    models.CharField(
                        default="disk", help_text="The store that has its bytes.", max_length=10
                    ),
                ),
                ("notes", models.JSONField(default=dict, help_text="What its store must remember of it.")),
                ("expires_at", models.DateTimeField()),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "joined_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="videos.resumableupload",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(fields=["owner", "status"], name="videos_uploads_of"),
                    models.Index(fields=["status", "expires_at"], name="videos_uploads_until"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reserved__gte", 0),
                            models.Q(("length__isnull", True), ("length__gte", 0), _connector="OR"),
                        ),
                        name="videos_upload_sizes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "open"), ("status", "finishing"), ("reserved", 0), _connector="OR"
                        ),
                        name="videos_upload_gives_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), _negated=True),
                            ("job_id__isnull", False),
                            _connector="OR",
                        ),
                        name="videos_upload_made",
                    ),
                ],
            },
        ),
    ]
