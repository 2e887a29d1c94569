"""Have a transcript translated: the same segments at the same times, in another language."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from ai.capabilities import Capability
from ai.models import Transcript
from ai.services import catalogue, ordering
from ai.services.transcripts import making, reading, tongues
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order

KIND = WORK = "ai.translate"
BATCH_SEGMENTS, BATCH_LETTERS = 60, 4000  # that are translated at once, so that each is seen in its context


@dataclass(frozen=True)
class Draft:
    source: Transcript
    target: str
    model: str
    quote: Quote
    notes: tuple[str, ...]


def draft(*, user: User, video_id: uuid.UUID, language: str, target: str, model: str = "") -> Draft:
    """Checks and prices a translation; raises ValidationError, NoModel or Transcript.DoesNotExist."""
    source = reading.wanted(user=user, video_id=video_id, language=language)
    code = tongues.checked(target, field="target")
    if code == source.language:
        raise _wrong("target", _("The transcript is in this language already."), "same_language")
    if not source.text.strip():
        raise _wrong("language", _("There are no words to translate."), "no_words")
    try:
        choice = catalogue.choose(capability=Capability.TRANSLATION, wish=model)
    except catalogue.UnknownModel as error:
        raise _wrong("model", str(error), "unknown_model") from None
    spec, letters = choice.candidates[0], sum(len(each["text"]) for each in source.segments)
    amount = Decimal(letters if spec.price_unit == "character" else 1)
    quote = credits.quote_for(lines=[Line(spec.price_code, amount, spec.name)])
    return Draft(source, code, model, quote, choice.notes)


def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues the translation."""
    return jobs.submit(user=user, order=order_of(draft), idempotency_key=idempotency_key)


def order_of(draft: Draft) -> Order:
    return ordering.about(
        draft.source.video,
        kind=KIND,
        work=WORK,
        title=_("%(language)s for %(title)s")
        % {"language": tongues.name_of(draft.target), "title": "%(title)s"},
        quote=draft.quote,
        asked={"language": draft.source.language, "target": draft.target, "model": draft.model},
    )


def reorder(job: Job) -> Order:
    """The same again, of the words of today."""
    return order_of(draft(user=job.user, video_id=ordering.film_of(job), **job.params))


def at_work(*, user: User, video_id: uuid.UUID) -> Job | None:
    """The job that writes a video's words down, or translates them, just now."""
    works = (making.WORK, WORK)
    own = Job.objects.for_user(user).active().filter(work__in=works, video_id=video_id)
    return own.order_by("-created_at").first()


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in order, as many at once as a model sees well."""
    batch: list[str] = []
    for text in texts:
        is_full = len(batch) == BATCH_SEGMENTS or sum(map(len, batch)) + len(text) > BATCH_LETTERS
        if batch and is_full:
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def _wrong(name: str, message: str, code: str) -> ValidationError:
    return ValidationError({name: ValidationError(message, code=code)})
