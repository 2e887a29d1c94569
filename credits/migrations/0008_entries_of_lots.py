"""Every entry that moves available credits names its lot, now that the old ones do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credits", "0007_ledger_functions")]

    operations = [
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bucket__in", ("available", "lapsed")), ("lot__isnull", False)),
                    models.Q(
                        models.Q(("bucket__in", ("available", "lapsed")), _negated=True),
                        ("lot__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="credits_entry_of_lot",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("transaction", "bucket", "lot"), name="credits_entry_once", nulls_distinct=False
            ),
        ),
    ]
