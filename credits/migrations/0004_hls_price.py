"""What a stream costs on a new installation; staff change it in the admin."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
MICRO = 1_000_000


def add(apps: Any, schema_editor: Any) -> None:
    fields = {"name": "Stream (HLS)", "micro": MICRO, "unit": 60, "unit_name": "started minute of the film"}
    price = apps.get_model("credits", "Price")
    price.objects.get_or_create(code="hls", effective_from=BEGINNING, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("credits", "0003_default_prices")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
