"""What is found in films, and indexes over what lies near what, one for each usual length of a vector."""

from typing import Any

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import BtreeGinExtension
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models.functions import Cast
from pgvector.django import HalfVectorField, HnswIndex

DIMENSIONS = (384, 768, 1024, 1536, 3072)
# What the small model that is installed along was trained on, and from which likeness on it means something.
FACTS = {"languages": ["en"], "leastScore": 0.28}


def near(model: str, name: str) -> list[migrations.AddIndex]:
    return [
        migrations.AddIndex(
            model_name=model,
            index=HnswIndex(
                OpClass(Cast("vector", HalfVectorField(dimensions=each)), name="halfvec_cosine_ops"),
                name=f"{name}_near_{each}",
                condition=models.Q(dimensions=each),
                m=16,
                ef_construction=64,
            ),
        )
        for each in DIMENSIONS
    ]


def tell(apps: Any, schema_editor: Any) -> None:
    """An installation that has the row already; a new one reads it from the seed."""
    rows = apps.get_model("ai", "ModelSpec").objects.filter(capability="embeddings", provider="local")
    for row in rows:
        row.limits = {**FACTS, **row.limits}
        row.save(update_fields=["limits"])


class Migration(migrations.Migration):
    dependencies = [
        ("ai", "0007_insights"),
        ("videos", "0003_spoken_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGinExtension(),
        migrations.CreateModel(
            name="IndexedVideo",
            fields=[
                (
                    "video",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="indexed",
                        serialize=False,
                        to="videos.video",
                    ),
                ),
                ("asked", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                (
                    "space",
                    models.CharField(
                        blank=True, help_text="Of its vectors; empty while it has none.", max_length=240
                    ),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("indexed_at", models.DateTimeField(null=True)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["due_at"],
                        name="ai_indexing_due",
                        condition=models.Q(("due_at__isnull", False)),
                    ),
                    models.Index(fields=["user", "space"], name="ai_indexed_by_space"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", models.F("asked"))), name="ai_indexed_what_was_asked"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("speech", "Speech"),
                            ("frame", "Frame"),
                            ("text", "Text"),
                            ("title", "Title"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True, help_text="BCP 47; empty where it cannot be told.", max_length=12
                    ),
                ),
                ("start", models.FloatField(help_text="Seconds.")),
                ("end", models.FloatField(help_text="Seconds.")),
                ("text", models.TextField()),
                (
                    "times",
                    models.JSONField(
                        default=list,
                        help_text="[[letter, second], ...]: when what begins at that letter is said.",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="Of the text: the same text has the same vector.", max_length=32
                    ),
                ),
                (
                    "words",
                    SearchVectorField(help_text="In small letters and without accents, with their places."),
                ),
                (
                    "space",
                    models.CharField(
                        blank=True, help_text="Only vectors of one space can be compared.", max_length=240
                    ),
                ),
                ("dimensions", models.PositiveIntegerField(default=0)),
                ("vector", HalfVectorField(null=True)),
                (
                    "spec",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ai.modelspec",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "video",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="videos.video",
                    ),
                ),
            ],
            options={
                "ordering": ("video", "start", "pk"),
                "indexes": [
                    models.Index(fields=["user", "space"], name="ai_passages_by_space"),
                    models.Index(fields=["user", "digest"], name="ai_passages_by_digest"),
                    GinIndex(fields=["user", "words"], name="ai_passages_words"),
                ],
            },
        ),
        *near("passage", "ai_passages"),
        *near("embeddedtext", "ai_texts"),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
