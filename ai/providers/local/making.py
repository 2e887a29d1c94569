"""Has the drawing and composing child work, and looks at what it made."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ai.capabilities import Call, ProviderError
from ai.providers.local.children import listen
from videos.media.checks import ResultRefused, verify
from videos.media.command import Expectation
from videos.media.probe import MediaInfo

SCRIPT = "making_child.py"
DRAFT = (
    "This is a local draft, made by the platform itself without a model; choose another model for the "
    "real thing."
)
SEEDS = 2**31


def chosen_seed(seed: int | None) -> int:
    """Give the wished seed, or a new one."""
    return secrets.randbelow(SEEDS) if seed is None else abs(int(seed)) % SEEDS


def make(work: str, question: Mapping[str, Any], call: Call) -> dict[str, Any]:
    """Have one piece of work done in the call's folder. Gives what the child says about it."""
    for word in listen(SCRIPT, {"work": work, **question}, call):
        if "done" in word:
            done: dict[str, Any] = word["done"]
            return done
        call.progress(float(word["percent"]), str(word["stage"]))
    raise ProviderError("local_engine_failed", "The local engine ended without a result.")


def checked(output: Path, expects: Expectation) -> MediaInfo:
    """Look at a finished film or sound. Raises ProviderError when it is not what was ordered."""
    try:
        return verify(output, replace(expects, may_be_black=True), went_in_black=lambda: True)
    except ResultRefused as refusal:
        raise ProviderError(
            "wrong_result", "What was made is not what was ordered.", permanent=False
        ) from refusal


def within(call: Call, start: float, end: float) -> Call:
    """Give the same call for a part of the work, whose progress lies between two percentages."""

    def progress(percent: float, stage: str) -> None:
        call.progress(start + (end - start) * percent / 100, stage)

    return replace(call, progress=progress)
