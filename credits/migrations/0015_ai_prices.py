"""What AI costs on a new installation; staff change it in the admin. Films cost by second of output."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
MICRO = 1_000_000
# code, name, credits, unit, what a unit is
PRICES = [
    ("ai.chat", "Chat", 2, 1, "message"),
    ("ai.vision", "Looking at pictures", 3, 1, "call"),
    ("ai.recognition", "Speech to text", 1, 60, "started minute"),
    ("ai.speech", "Text to speech", 1, 1000, "started 1000 characters"),
    ("ai.embeddings", "Embeddings", 1, 1000, "started 1000 tokens"),
    ("ai.moderation", "Moderation", 0, 1, "call"),
    ("ai.translation", "Translation", 1, 1000, "started 1000 characters"),
    ("ai.image", "Picture", 4, 1, "picture"),
    ("ai.image.fast", "Quick picture", 1, 1, "picture"),
    ("ai.video.seedance-1-pro", "Film by Seedance 1 Pro", 15, 1, "started second"),
    ("ai.video.veo-3-fast", "Film with sound by Veo 3 Fast", 20, 1, "started second"),
    ("ai.video.hailuo-02", "Film by Hailuo 02", 8, 1, "started second"),
    ("ai.video.kling-v2.1", "Film by Kling 2.1", 12, 1, "started second"),
    ("ai.video.wan-2.2", "Film by Wan 2.2", 3, 1, "started second"),
    ("ai.video.compatible", "Film by a compatible server", 10, 1, "started second"),
    ("ai.remix", "Remix", 15, 1, "started second"),
    ("ai.style", "Style transfer", 15, 1, "started second"),
    ("ai.upscale", "Upscaling", 4, 1, "started second"),
    ("ai.lip-sync", "Lip-sync", 5, 1, "started second"),
    ("ai.music", "Music", 3, 10, "started 10 seconds"),
    ("ai.sound", "Sound effect", 2, 10, "started 10 seconds"),
    ("ai.local.video", "Film made here", 1, 10, "started 10 seconds"),
    ("ai.local.image", "Picture made here", 1, 1, "picture"),
    ("ai.local.music", "Music made here", 1, 60, "started minute"),
    ("ai.local.sound", "Sound made here", 1, 60, "started minute"),
    ("ai.local.lip-sync", "Dubbing made here", 1, 60, "started minute"),
    ("ai.local.upscale", "Upscaling made here", 2, 60, "started minute"),
    ("ai.local.style", "Style made here", 2, 60, "started minute"),
]


def add(apps: Any, schema_editor: Any) -> None:
    price = apps.get_model("credits", "Price")
    for code, name, each, unit, unit_name in PRICES:
        fields = {"name": name, "micro": each * MICRO, "unit": unit, "unit_name": unit_name}
        price.objects.get_or_create(code=code, effective_from=BEGINNING, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("credits", "0008_entries_of_lots")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
