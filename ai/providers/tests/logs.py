"""What the emulator was asked, for tests to look at."""

import json
from typing import Any

from ai.emulator.world import World


def asked(world: World, end: str, method: str = "POST") -> list[dict[str, Any]]:
    """Requests whose path ends so, oldest first."""
    return [row for row in list(world.log) if row["method"] == method and row["path"].endswith(end)]


def body_of(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row["body"])
    return found
