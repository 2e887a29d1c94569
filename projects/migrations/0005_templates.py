import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0004_reviews"),
        ("videos", "0007_in_library"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProjectTemplate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=100)),
                ("description", models.TextField(blank=True, max_length=500)),
                ("timeline", models.JSONField(blank=True, default=dict)),
                (
                    "film",
                    models.JSONField(blank=True, default=dict, help_text="A film's wish, words and shots."),
                ),
                (
                    "fields",
                    models.JSONField(blank=True, default=list, help_text="What is filled in, in its order."),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: it is for everybody, and looked after by the staff.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="project_templates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "picture",
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
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(fields=["owner", "-created_at"], name="projects_templates_by_owner")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="projects_templates_have_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("timeline", {}), models.Q(("film", {}), _negated=True)),
                            models.Q(models.Q(("timeline", {}), _negated=True), ("film", {})),
                            _connector="OR",
                        ),
                        name="projects_templates_of_one_kind",
                    ),
                ],
            },
        ),
    ]
