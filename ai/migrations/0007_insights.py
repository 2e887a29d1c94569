from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ai", "0006_transcript_details")]

    operations = []
