"""Pictures and films: what is wished for, and what is seen in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ai.capabilities.calls import Usage


@dataclass(frozen=True)
class VideoInput:
    """A film from words. `image` is its first picture, `source` the film to remix or extend."""

    prompt: str
    seconds: float = 5.0
    width: int = 1280
    height: int = 720
    seed: int | None = None
    negative_prompt: str = ""
    image: Path | None = None
    source: Path | None = None


@dataclass(frozen=True)
class ImageInput:
    prompt: str
    width: int = 1024
    height: int = 1024
    seed: int | None = None
    negative_prompt: str = ""
    reference: Path | None = None


@dataclass(frozen=True)
class UpscaleInput:
    source: Path
    scale: int = 2  # 2 or 4


@dataclass(frozen=True)
class StyleInput:
    source: Path
    style: str  # "cartoon", "sketch", "oil", "pixel", "vintage", "neon"
    intensity: float = 1.0
    prompt: str = ""


@dataclass(frozen=True)
class LipSyncInput:
    """A film whose speaker is to say what `audio` says."""

    source: Path
    audio: Path


@dataclass(frozen=True)
class VisionInput:
    images: Sequence[Path]
    prompt: str = ""


@dataclass(frozen=True)
class Box:
    """A place in a picture, as shares (0-1) of its width and height."""

    label: str
    x: float
    y: float
    width: float
    height: float
    confidence: float = 1.0


@dataclass(frozen=True)
class VisionResult:
    text: str
    labels: tuple[str, ...]
    objects: tuple[Box, ...]
    usage: Usage
    is_draft: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)
