import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
import pgvector.django.vector
from django.conf import settings
from django.db import migrations, models
from pgvector.django import VectorExtension


class Migration(migrations.Migration):
    dependencies = [
        ("ai", "0003_webhook_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        VectorExtension(),
        migrations.CreateModel(
            name="EmbeddedText",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("document_id", models.UUIDField(help_text="What it is a piece of.")),
                ("number", models.PositiveIntegerField(help_text="Which piece, from 0.")),
                ("text", models.TextField()),
                ("letters", models.PositiveIntegerField()),
                ("metadata", models.JSONField(blank=True, default=dict)),
                (
                    "space",
                    models.CharField(help_text="Only vectors of one space can be compared.", max_length=240),
                ),
                ("dimensions", models.PositiveIntegerField()),
                ("vector", pgvector.django.vector.VectorField()),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "spec",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ai.modelspec",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="embedded_texts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "document_id", "number"),
                "indexes": [
                    models.Index(fields=["user", "space"], name="ai_texts_by_space"),
                    models.Index(fields=["user", "-created_at"], name="ai_texts_by_age"),
                ],
            },
        ),
    ]
