"""What the emulator knows and how it is told to misbehave."""

import json
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ai.emulator.wire import Refusal, Reply
from ai.providers import samples

SEED = Path(__file__).parents[1] / "migrations" / "models_2026_11.json"


@dataclass
class Rule:
    """What happens to the next `times` requests whose "METHOD /path" the pattern matches in full.

    `delay` seconds first, and `pause` seconds before each piece of a stream. `reset` "before": the connection
    breaks and nothing was done; "after": it breaks when everything was done, as if the answer were lost.
    `status` (with body, headers) instead of an answer.
    """

    match: str
    times: int = 1
    delay: float = 0.0
    pause: float = 0.0
    status: int = 0
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    reset: str = ""


@dataclass
class World:
    """Everything of one emulator; each vendor keeps its things under its own name in `things`."""

    folder: Path
    address: str = ""
    epoch: int = 0  # raised by `forget`: what was asked before then is not answered any more
    lock: threading.RLock = field(default_factory=threading.RLock)
    log: list[dict[str, Any]] = field(default_factory=list)
    billed: list[dict[str, Any]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    callbacks: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)

    def script(self, told: dict[str, Any]) -> None:
        """`rules`: a list of `Rule` fields. `callbacks`: what happens to the next ones, in order: "send",
        "twice", "lose", or "later" (after the next one). `settings`: see the vendors' modules.
        """
        with self.lock:
            self.rules += [Rule(**each) for each in told.get("rules", ())]
            self.callbacks += told.get("callbacks", ())
            self.settings |= told.get("settings", {})

    def forget(self) -> None:
        with self.lock:
            self.epoch += 1
            for kept in (self.log, self.billed, self.rules, self.callbacks, self.settings, self.things):
                kept.clear()

    def rule_for(self, method: str, path: str) -> Rule | None:
        with self.lock:
            for rule in self.rules:
                if re.fullmatch(rule.match, f"{method} {path}"):
                    rule.times -= 1
                    if rule.times <= 0:
                        self.rules.remove(rule)
                    return rule
        return None

    def bill(self, vendor: str, what: str, **details: Any) -> None:
        """Writes down that the vendor would charge for this."""
        with self.lock:
            self.billed.append({"vendor": vendor, "what": what, "at": time.time(), **details})

    def drawer(self, name: str) -> dict[str, Any]:
        with self.lock:
            return self.things.setdefault(name, {})

    def new_id(self, start: str) -> str:
        return f"{start}{uuid.uuid4().hex[:20]}"

    def setting(self, name: str, usual: Any) -> Any:
        return self.settings.get(name, usual)

    # -- media, made once ------------------------------------------------------------------------------

    def film(self, *, seconds: float, width: int, height: int) -> bytes:
        path = self.folder / f"film-{seconds:g}-{width}x{height}.mp4"
        with self.lock:
            if not path.exists():
                samples.film(path, seconds=seconds, width=width, height=height)
        return path.read_bytes()

    def picture(self, *, width: int, height: int) -> bytes:
        path = self.folder / f"picture-{width}x{height}.png"
        with self.lock:
            if not path.exists():
                samples.picture(path, width=width, height=height)
        return path.read_bytes()

    def sound(self, *, seconds: float, suffix: str = ".mp3") -> bytes:
        path = self.folder / f"sound-{seconds:g}{suffix}"
        with self.lock:
            if not path.exists():
                samples.sound(path, seconds=seconds)
        return path.read_bytes()

    # -- the models it pretends to have: those of the catalogue's seed -----------------------------------

    def models_of(self, provider: str) -> list[dict[str, Any]]:
        retired = self.setting("retired", [])
        rows: list[dict[str, Any]] = json.loads(SEED.read_text()) + self.setting("extra_models", [])
        return [row for row in rows if row["provider"] == provider and row["model"] not in retired]

    def must_have(self, provider: str, model: str, otherwise: Reply) -> None:
        if model in self.setting("retired", []):
            raise Refusal(otherwise)
