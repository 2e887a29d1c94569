from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_timelines")]

    operations: list[migrations.operations.base.Operation] = []
