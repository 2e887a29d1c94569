from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_job_is_part")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="is_parked",
            field=models.BooleanField(
                default=False,
                help_text="Whether somebody else works on it, and a worker looks after it now and then.",
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="looks",
            field=models.PositiveIntegerField(
                default=0, help_text="How often it was looked after while parked."
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="memory",
            field=models.JSONField(
                blank=True, default=dict, help_text="What its work must know at the next attempt or look."
            ),
        ),
        migrations.RemoveConstraint(model_name="job", name="jobs_lease_while_processing"),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(lease_token__isnull=False) | Q(parts__gt=0) | Q(is_parked=True), status="processing"
                )
                | (~Q(status="processing") & Q(lease_token__isnull=True)),
                name="jobs_lease_while_processing",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=Q(is_parked=False) | Q(status="processing", lease_token__isnull=True),
                name="jobs_parked_in_nobodys_hands",
            ),
        ),
    ]
