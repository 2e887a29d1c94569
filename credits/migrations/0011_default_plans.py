"""Plans and packs of a new installation; staff change them in the admin."""

from typing import Any

from django.db import migrations

MICRO = 1_000_000
GIGABYTE = 1024**3
LIMITED = {"videos": 5, "summaries": 10, "narration_minutes": 30, "chat_messages": 50}
# code, name, description, credits a month, cents, limits
PLANS = [
    (
        "free",
        "Free",
        "Everything to try it out.",
        100,
        0,
        {**LIMITED, "storage_bytes": 10 * GIGABYTE, "upload_bytes": 2 * GIGABYTE, "concurrent_jobs": 10},
    ),
    (
        "creator",
        "Creator",
        "For people who publish every week.",
        1000,
        1900,
        {"storage_bytes": 250 * GIGABYTE, "concurrent_jobs": 30},
    ),
    (
        "studio",
        "Studio",
        "For teams and for much material.",
        5000,
        7900,
        {"storage_bytes": 2048 * GIGABYTE, "concurrent_jobs": 100},
    ),
    ("unlimited", "Unlimited", "For the operator's own people; nobody sees it.", 100, 0, {}),
]
# code, name, credits, cents
PACKS = [
    ("small", "Small pack", 200, 500),
    ("medium", "Medium pack", 1000, 2000),
    ("large", "Large pack", 5000, 8000),
]


def add(apps: Any, schema_editor: Any) -> None:
    plan, pack = apps.get_model("credits", "Plan"), apps.get_model("credits", "Pack")
    for position, (code, name, description, monthly, price, limits) in enumerate(PLANS):
        fields = {"name": name, "description": description, "monthly": monthly * MICRO, "price": price}
        fields |= {"position": position, "is_public": code != "unlimited"}
        plan.objects.get_or_create(code=code, defaults={**fields, **limits})
    for position, (code, name, each, price) in enumerate(PACKS):
        fields = {"name": name, "micro": each * MICRO, "price": price, "position": position}
        pack.objects.get_or_create(code=code, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("credits", "0010_plans_and_payments")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
