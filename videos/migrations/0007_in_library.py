from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("videos", "0006_provenance")]

    operations = [
        migrations.AddField(
            model_name="video",
            name="in_library",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Else it is a part of a project, and listed there only.",
            ),
        ),
    ]
