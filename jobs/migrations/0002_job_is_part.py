from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="is_part",
            field=models.BooleanField(
                default=False,
                help_text="Whether it is a piece of its parent's own work, paid with the parent's hold.",
            ),
        ),
    ]
