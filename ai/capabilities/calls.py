"""One call of a provider, and what comes back of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Call:
    """One attempt at something: by which model, where files go, and how it is told to stop.

    `key` is our own id of the work, the same at every attempt: vendors that know idempotency keys get it, and
    a submit that was accepted but never answered is found by it. `deadline` is in seconds from now.
    """

    model: str
    key: str
    folder: Path
    # Further parameters, checked by the model's schema.
    options: Mapping[str, Any] = field(default_factory=dict)
    deadline: float = 600.0
    progress: Callable[[float, str], None] = lambda percent, stage: None
    should_stop: Callable[[], bool] = lambda: False
    webhook: str = ""  # where the vendor may call back, when the platform can be reached
    schema: Mapping[str, Any] = field(default_factory=dict)  # the model's parameters, as a JSON Schema
    attempt: int = 1  # from the second on, an earlier submit is looked for before it is submitted anew


@dataclass(frozen=True)
class Usage:
    """What was used: "second", "image", "character", "input_token", "output_token", "megapixel" or "call"."""

    amounts: Mapping[str, float] = field(default_factory=dict)
    vendor_cost: float | None = None  # US dollars, where the vendor tells


@dataclass(frozen=True)
class Started:
    """The vendor works on it under this id."""

    remote_id: str
    poll_after: float = 5.0  # seconds


@dataclass(frozen=True)
class Word:
    """A spoken word: seconds from the beginning, confidence 0-1."""

    text: str
    start: float
    end: float
    confidence: float = 1.0
    speaker: str = ""


@dataclass(frozen=True)
class Media:
    """A file in the call's folder. `duration` is in seconds, sizes are in pixels, 0 where there is none."""

    path: Path
    media_type: str  # "video/mp4", "image/png", "audio/wav", ...
    usage: Usage
    duration: float = 0.0
    width: int = 0
    height: int = 0
    seed: int | None = None
    is_draft: bool = False  # made without a model, by the platform itself
    notes: tuple[str, ...] = ()  # whole sentences for the person
    words: tuple[Word, ...] = ()  # of speech, where the engine tells when each word is said
    details: Mapping[str, Any] = field(default_factory=dict)
    remote_id: str = ""  # by which the vendor removes it, where it keeps it


Outcome = Media | Started
