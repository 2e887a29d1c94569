import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0005_storage")]

    operations = [
        migrations.AlterField(
            model_name="artefact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("storyboard", "Storyboard"),
                    ("waveform", "Waveform"),
                    ("scenes", "Scenes"),
                    ("hls", "Hls"),
                    ("signed", "Signed"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Lineage",
            fields=[
                (
                    "video",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="lineage",
                        serialize=False,
                        to="videos.video",
                    ),
                ),
                (
                    "spans",
                    models.JSONField(default=list, help_text="As videos.media.lineage.Span tells them."),
                ),
                (
                    "is_sure",
                    models.BooleanField(default=True, help_text="Every file that took part was known."),
                ),
                (
                    "is_signed",
                    models.BooleanField(default=False, help_text="Its file carries content credentials."),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rights",
            fields=[
                (
                    "video",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="rights",
                        serialize=False,
                        to="videos.video",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "Own"),
                            ("licensed", "Licensed"),
                            ("open_licence", "Open Licence"),
                            ("public_domain", "Public Domain"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "licence",
                    models.CharField(blank=True, help_text="Its name or address.", max_length=500),
                ),
                (
                    "attribution",
                    models.CharField(blank=True, help_text="Whom to name, and how.", max_length=500),
                ),
                (
                    "consent",
                    models.CharField(
                        blank=True,
                        choices=[("given", "Given"), ("nobody", "Nobody"), ("not_needed", "Not Needed")],
                        max_length=10,
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
        ),
    ]
