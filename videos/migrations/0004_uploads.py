from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("videos", "0003_spoken_words")]

    operations = []
