"""What a heavy operation costs besides the edit, on a new installation; staff change it in the admin."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
MICRO = 1_000_000


def add(apps: Any, schema_editor: Any) -> None:
    fields = {
        "name": "Heavy operation",
        "micro": 2 * MICRO,
        "unit": 60,
        "unit_name": "started minute it works on",
    }
    price = apps.get_model("credits", "Price")
    price.objects.get_or_create(code="edit.heavy", effective_from=BEGINNING, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("credits", "0004_hls_price")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
