"""Sound: what is to be said, played or written down."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ai.capabilities.calls import Usage, Word


@dataclass(frozen=True)
class SpeechInput:
    text: str
    voice: str = ""
    language: str = "en"
    speed: float = 1.0  # 0.5 - 2


@dataclass(frozen=True)
class Voice:
    id: str
    name: str
    language: str
    gender: Literal["female", "male", ""] = ""
    description: str = ""


@dataclass(frozen=True)
class MusicInput:
    prompt: str
    seconds: float = 30.0
    instrumental: bool = True
    seed: int | None = None


@dataclass(frozen=True)
class SoundInput:
    prompt: str
    seconds: float = 5.0
    seed: int | None = None


@dataclass(frozen=True)
class RecognitionInput:
    """Speech to be written down. `language` empty: to be found out. `script` given: only aligned."""

    source: Path
    language: str = ""
    speakers: bool = False
    script: str = ""


@dataclass(frozen=True)
class Segment:
    text: str
    start: float
    end: float
    speaker: str = ""


@dataclass(frozen=True)
class Transcription:
    text: str
    language: str
    segments: tuple[Segment, ...]
    words: tuple[Word, ...]
    duration: float
    usage: Usage
    is_draft: bool = False
    notes: tuple[str, ...] = ()
