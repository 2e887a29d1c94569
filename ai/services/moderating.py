"""Looks at words, and at the files that people bring, before anything is made of them and anybody pays."""

import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from ai import registry
from ai.capabilities import Call, Capability, Verdict
from ai.models import Inspection
from ai.services.asking import first_answer
from jobs import outbox
from videos import files, pictures
from videos.models import Video

REFUSED = gettext_lazy("This asks for something that is not made here (%(named)s). Nothing was charged.")
FLAGGED = gettext_lazy(
    "Moderation flagged this (%(named)s), so that nothing is made of it here. Nothing was charged."
)
PATIENCE = 10.0  # seconds for a vendor
TASK, QUEUE = "ai.inspect_upload", "ai"
OURS = "local"
LOOKS, WIDTH = (0.1, 0.5, 0.9), 640  # where in a film, as shares of its length; pixels
Named = Mapping[str, Video]


@dataclass(frozen=True)
class _Looked:
    """The verdicts on one item, and what they are about."""

    verdicts: tuple[Verdict, ...]
    at: str


def must_be_allowed(*, words: Mapping[str, str], is_quote: bool = False) -> None:
    """Raises ValidationError with the code content_refused, naming the field (the key of `words`).

    A mere quote is looked at by our own word list, so that no vendor is asked at every change of a form.
    """
    given = {field: text for field, text in words.items() if text.strip()}
    if not given:
        return
    verdicts = _ours(list(given.values())) if is_quote else _verdicts(list(given.values()))
    for field, verdict in zip(given, verdicts, strict=True):
        if verdict.is_flagged:
            message = REFUSED % {"named": _worst(verdict.categories)}
            raise ValidationError({field: ValidationError(message, code="content_refused")})


def files_must_be_fine(*, items: Named, is_quote: bool = False) -> None:
    """The same for library items, by the field that names each, where uploads are moderated.

    What was not looked at before is looked at now, but for a mere quote.
    """
    if not settings.AI_MODERATE_UPLOADS:
        return
    for field, item in items.items():
        if item.source == Video.Source.GENERATED:
            continue
        known = Inspection.objects.filter(video=item).first()
        found = known if known or is_quote else inspect(video=item)
        if found and found.is_flagged:
            message = FLAGGED % {"named": _worst(found.categories)}
            raise ValidationError({field: ValidationError(message, code="content_refused")})


def want(*, video: Video) -> None:
    """Has a new upload looked at by a worker; call it in the transaction that makes it ready."""
    if settings.AI_MODERATE_UPLOADS and video.source in Video.BROUGHT:
        outbox.post(task=TASK, queue=QUEUE, arguments={"video": str(video.pk)})


def inspect_again(*, video_id: uuid.UUID) -> None:
    """Looks at an upload unless it was looked at, or is gone."""
    video = Video.objects.filter(pk=video_id, inspection=None).first()
    if video:
        inspect(video=video)


def inspect(*, video: Video) -> Inspection:
    """Looks at an item's pictures, where a provider can, and at its words; the verdict is kept.

    It is not kept where a model that should have answered did not: then the next use looks again.
    """
    with tempfile.TemporaryDirectory(prefix="inspection-") as name:
        folder = Path(name)
        shown, said = _pictures_of(video, folder), [f"{video.title}\n{video.description}".strip()]
        answer = first_answer(
            capability=Capability.MODERATION,
            ask=lambda provider, call: _looked(provider, call, said, shown),
            key=f"inspection-{video.pk}",
            folder=folder,
            deadline=PATIENCE,
        )
    found = _inspection(video, answer.value)
    found.provider, found.model = answer.spec.provider, answer.spec.model_id
    if found.is_flagged or not answer.notes:
        return _kept(found)
    return found


def _looked(provider: Any, call: Call, said: list[str], shown: list[Path]) -> _Looked:
    verdicts = list(provider.moderation(said, call))
    if not shown or not hasattr(provider, "image_moderation"):
        return _Looked(tuple(verdicts), "words")
    return _Looked((*verdicts, *provider.image_moderation(shown, call)), "pictures and words")


def _inspection(video: Video, looked: _Looked) -> Inspection:
    scores: dict[str, float] = {}
    for verdict in looked.verdicts:
        for name, score in verdict.categories.items():
            scores[name] = max(score, scores.get(name, 0.0))
    is_flagged = any(verdict.is_flagged for verdict in looked.verdicts)
    return Inspection(video=video, is_flagged=is_flagged, categories=scores, looked_at=looked.at)


@transaction.atomic
def _kept(found: Inspection) -> Inspection:
    told = {
        name: getattr(found, name) for name in ("is_flagged", "categories", "looked_at", "provider", "model")
    }
    return Inspection.objects.get_or_create(video=found.video, defaults=told)[0]


def _pictures_of(video: Video, folder: Path) -> list[Path]:
    if video.media_type == Video.MediaType.AUDIO or not video.thumbnail:
        return []
    keys = [video.thumbnail]
    if video.duration:
        times = [video.duration * share for share in LOOKS]
        keys = [pictures.frame_key(video=video, recipe=[], timestamp=at, width=WIDTH) for at in times]
    return [files.fetch(key=key, folder=folder, name=f"{n}.jpg") for n, key in enumerate(keys)]


def _worst(categories: Mapping[str, float]) -> str:
    worst = max(categories, key=lambda name: categories[name], default="forbidden")
    return worst.replace("/", ", ")


def _ours(texts: list[str]) -> Sequence[Verdict]:
    call = Call(model="", key="", folder=Path())
    return list[Verdict](registry.provider(OURS).moderation(texts, call))


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
