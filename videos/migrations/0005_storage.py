import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("videos", "0004_uploads"), ("credits", "0011_default_plans")]

    operations = [
        migrations.AddField(
            model_name="artefact",
            name="size",
            field=models.BigIntegerField(default=0, help_text="Bytes of its files."),
        ),
        migrations.AddField(
            model_name="video",
            name="used_at",
            field=models.DateTimeField(db_default=Now(), editable=False, help_text="To the day."),
        ),
        migrations.AddField(
            model_name="video",
            name="warned_at",
            field=models.DateTimeField(
                editable=False, help_text="When its owner was told that it will be removed.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="video",
            index=models.Index(fields=["owner"], include=("size",), name="videos_bytes_of"),
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        help_text="What was made here (never an upload) and was not looked at for so many days is removed; its owner is told by e-mail a week before.",
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="credits.plan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 14)), name="videos_kept_for_a_while"
                    )
                ],
            },
        ),
    ]
