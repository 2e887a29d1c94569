from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="auto_transcribe",
            field=models.BooleanField(
                default=False, help_text="Write down what is said in each new upload, at the usual price."
            ),
        ),
    ]
