import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="revision",
            field=models.PositiveIntegerField(
                db_default=0, default=0, help_text="Which one of its timeline's revisions counts."
            ),
        ),
        migrations.CreateModel(
            name="TimelineRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "parent",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The number that it was made from, where undo goes.",
                        null=True,
                    ),
                ),
                (
                    "onward",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The number that was made of it last, where redo goes.",
                        null=True,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="Those with a name are always kept.", max_length=100
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=200)),
                ("timeline", models.JSONField(blank=True, default=dict)),
                ("clips", models.PositiveIntegerField(default=0)),
                ("duration", models.FloatField(default=0, help_text="Seconds.")),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="projects.project",
                    ),
                ),
            ],
            options={"ordering": ("-number",)},
        ),
        migrations.AddConstraint(
            model_name="timelinerevision",
            constraint=models.UniqueConstraint(fields=("project", "number"), name="projects_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="timelinerevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), ("parent__lt", models.F("number")), _connector="OR"
                ),
                name="projects_revision_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="timelinerevision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("onward__isnull", True), ("onward__gt", models.F("number")), _connector="OR"
                ),
                name="projects_revision_before",
            ),
        ),
    ]
