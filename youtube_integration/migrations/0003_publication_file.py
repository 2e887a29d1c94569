from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("youtube_integration", "0002_imports")]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="file",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Key of what is sent: the same until the end.",
                max_length=300,
            ),
        ),
    ]
