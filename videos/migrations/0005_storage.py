from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("videos", "0004_uploads")]

    operations = []
