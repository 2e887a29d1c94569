from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ai", "0009_chat")]

    operations = []
