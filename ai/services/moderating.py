"""Looks at words before anything is made of them, and before anybody pays."""

import tempfile
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.core.exceptions import ValidationError

from ai.capabilities import Capability, Verdict
from ai.services.asking import first_answer

REFUSED = "This asks for something that is not made here ({named}). Nothing was charged."
PATIENCE = 10.0  # seconds for a vendor


def must_be_allowed(*, words: Mapping[str, str]) -> None:
    """Raises ValidationError with the code content_refused, naming the field (the key of `words`)."""
    given = {field: text for field, text in words.items() if text.strip()}
    if not given:
        return
    for field, verdict in zip(given, _verdicts(list(given.values())), strict=True):
        if verdict.is_flagged:
            worst = max(verdict.categories, key=lambda name: verdict.categories[name], default="forbidden")
            message = REFUSED.format(named=worst.replace("/", ", "))
            raise ValidationError({field: ValidationError(message, code="content_refused")})


def _verdicts(texts: list[str]) -> Sequence[Verdict]:
    """Of the first model that answers; the last one is our own, which needs nobody."""
    with tempfile.TemporaryDirectory(prefix="moderation-") as folder:
        found = first_answer(
            capability=Capability.MODERATION,
            ask=lambda provider, call: list[Verdict](provider.moderation(texts, call)),
            key=uuid.uuid4().hex,
            folder=Path(folder),
            deadline=PATIENCE,
        )
    return found.value
