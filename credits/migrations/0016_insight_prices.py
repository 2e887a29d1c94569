"""What understanding a film costs on a new installation; staff change it in the admin."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
MICRO = 1_000_000
# code, name, credits, unit, what a unit is
PRICES = [
    ("ai.summary", "Summary", 3, 600, "started 10 minutes of film"),
    ("ai.local.summary", "Summary made here", 1, 3600, "started hour of film"),
    ("ai.highlights", "Highlights", 1, 1800, "started half hour of film"),
    ("ai.describe", "Looking at a film's pictures", 1, 1, "picture"),
    ("ai.local.describe", "Looking at a film's pictures here", 1, 10, "started 10 pictures"),
]


def add(apps: Any, schema_editor: Any) -> None:
    price = apps.get_model("credits", "Price")
    for code, name, each, unit, unit_name in PRICES:
        fields = {"name": name, "micro": each * MICRO, "unit": unit, "unit_name": unit_name}
        price.objects.get_or_create(code=code, effective_from=BEGINNING, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("credits", "0011_default_plans"), ("credits", "0015_ai_prices")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
