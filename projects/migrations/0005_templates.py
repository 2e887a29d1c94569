from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_reviews")]

    operations: list[migrations.operations.base.Operation] = []
