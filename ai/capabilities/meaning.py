"""Meaning: vectors of texts, verdicts on them, and translations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ai.capabilities.calls import Usage


@dataclass(frozen=True)
class Embeddings:
    """One vector per text, each of length one. Only vectors of one `space` can be compared."""

    vectors: tuple[tuple[float, ...], ...]
    dimensions: int
    usage: Usage
    is_draft: bool = False
    space: str = ""  # the model that laid them, where it is not the call's


@dataclass(frozen=True)
class Verdict:
    """Whether content may be made; `categories` are those it falls under, with their scores 0-1."""

    is_flagged: bool
    categories: Mapping[str, float]
    usage: Usage


@dataclass(frozen=True)
class TranslationInput:
    texts: Sequence[str]
    target: str
    source: str = ""


@dataclass(frozen=True)
class Translation:
    texts: tuple[str, ...]
    usage: Usage
    is_draft: bool = False
