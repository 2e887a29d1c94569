"""The models that a new installation knows; staff change them, and vendors by the nightly refresh."""

import json
from pathlib import Path
from typing import Any

from django.db import migrations

SEED = Path(__file__).with_name("models_2026_11.json")


def add(apps: Any, schema_editor: Any) -> None:
    spec = apps.get_model("ai", "ModelSpec")
    rows = json.loads(SEED.read_text())
    for row in rows:
        spec.objects.create(
            capability=row["capability"],
            provider=row["provider"],
            model_id=row["model"],
            name=row["name"],
            params_schema=row["schema"],
            price_code=row["price_code"],
            price_unit=row["price_unit"],
            limits=row["limits"],
            is_enabled=row["is_enabled"],
            is_default=row["is_default"],
            fallback_order=row["fallback_order"],
            ends_on=row["ends_on"],
        )
    for row in rows:
        if row["replacement"]:
            same = spec.objects.filter(capability=row["capability"], provider=row["provider"])
            same.filter(model_id=row["model"]).update(replacement=same.get(model_id=row["replacement"]))


class Migration(migrations.Migration):
    dependencies = [("ai", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
