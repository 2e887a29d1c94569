"""The prices that a new installation starts with; staff change them in the admin."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
MICRO = 1_000_000
# code, name, credits, unit, what a unit is
DEFAULTS = [
    ("ingest", "Video processing", 5, 1, "video"),
    ("edit", "Edit", 1, 60, "started minute of output"),
]


def add(apps: Any, schema_editor: Any) -> None:
    price = apps.get_model("credits", "Price")
    for code, name, each, unit, unit_name in DEFAULTS:
        fields = {"name": name, "micro": each * MICRO, "unit": unit, "unit_name": unit_name}
        price.objects.get_or_create(code=code, effective_from=BEGINNING, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("credits", "0002_ledger_rules")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
