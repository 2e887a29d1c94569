from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_parked_jobs")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="api_key_id",
            field=models.UUIDField(
                null=True, blank=True, help_text="The API key that asked for it, whose budget it counts to."
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                fields=["api_key_id"],
                name="jobs_by_key",
                condition=models.Q(("api_key_id__isnull", False)),
            ),
        ),
    ]
