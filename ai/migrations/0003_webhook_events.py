import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ai", "0002_models")]

    operations = [
        migrations.CreateModel(
            name="WebhookEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=40)),
                (
                    "event_id",
                    models.CharField(help_text="The vendor's, the same at every delivery.", max_length=200),
                ),
                (
                    "remote_id",
                    models.CharField(help_text="What it is about, as the vendor names it.", max_length=200),
                ),
                ("job_id", models.UUIDField()),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("provider", "event_id"), name="ai_webhook_event_once")
                ],
                "indexes": [models.Index(fields=["received_at"], name="ai_webhook_by_age")],
            },
        ),
    ]
