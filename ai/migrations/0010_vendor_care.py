from typing import Any

import django.db.models.deletion
import django.db.models.functions.datetime
from django.apps.registry import Apps
from django.db import migrations, models

# The formats of speech that a player knows, by provider: the parameter, and its choices.
FORMATS = {
    "openai": ("response_format", ["mp3", "wav", "flac", "aac", "opus"]),
    "elevenlabs": (
        "output_format",
        ["mp3_44100_128", "mp3_44100_64", "mp3_22050_32", "wav_44100", "wav_24000", "opus_48000_64"],
    ),
}


def tell_formats(apps: Apps, schema_editor: object) -> None:
    """What staff have written there stays."""
    models = apps.get_model("ai", "ModelSpec")
    for provider, (name, choices) in FORMATS.items():
        for spec in models.objects.filter(capability="text-to-speech", provider=provider):
            properties = spec.params_schema.get("properties", {})
            if name not in properties:
                told = {**properties, name: {"type": "string", "enum": choices}}
                spec.params_schema = {"type": "object", **spec.params_schema, "properties": told}
                spec.save(update_fields=["params_schema"])


def _id() -> Any:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("ai", "0009_chat"), ("videos", "0002_artefact")]

    operations = [
        migrations.CreateModel(
            name="Errand",
            fields=[
                ("id", _id()),
                (
                    "kind",
                    models.CharField(choices=[("cancel", "Cancel"), ("forget", "Forget")], max_length=6),
                ),
                ("provider", models.CharField(max_length=40)),
                ("model", models.CharField(blank=True, max_length=200)),
                (
                    "remote_id",
                    models.CharField(
                        blank=True, help_text="The vendor's; empty: not heard yet.", max_length=500
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        blank=True, help_text="Ours, by which it is found there then.", max_length=200
                    ),
                ),
                ("job_id", models.UUIDField()),
                ("made_at", models.DateTimeField(help_text="When the vendor took the work.")),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "not_before",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Open"),
                            ("told", "Told"),
                            ("unknown", "Unknown"),
                            ("given up", "Given Up"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("trouble", models.CharField(blank=True, max_length=300)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "provider", "job_id", "remote_id", "key"), name="ai_errand_once"
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("end", "")), fields=["not_before"], name="ai_errands_due"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", _id()),
                ("is_flagged", models.BooleanField()),
                (
                    "categories",
                    models.JSONField(default=dict, help_text="What it falls under, with scores from 0 to 1."),
                ),
                (
                    "looked_at",
                    models.CharField(
                        help_text="What was looked at: pictures and words, or words.", max_length=40
                    ),
                ),
                ("provider", models.CharField(max_length=40)),
                ("model", models.CharField(max_length=200)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "video",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inspection",
                        to="videos.video",
                    ),
                ),
            ],
        ),
        migrations.RunPython(tell_formats, migrations.RunPython.noop, elidable=False),
    ]
