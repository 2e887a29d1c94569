from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ai", "0005_transcripts"), ("videos", "0003_spoken_words")]

    operations = [
        migrations.AddField(
            model_name="transcript",
            name="is_spoken",
            field=models.BooleanField(default=True, help_text="What is said, not a translation of it."),
        ),
        migrations.AddIndex(
            model_name="transcript",
            index=models.Index(
                condition=models.Q(("address", ""), _negated=True),
                fields=["address"],
                name="ai_transcripts_by_address",
            ),
        ),
    ]
