from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_films")]

    operations: list[migrations.operations.base.Operation] = []
