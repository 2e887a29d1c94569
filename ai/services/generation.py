"""Have something generated: check the wish, choose a model, price it, and queue it as one job or several."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ai.capabilities import Capability
from ai.models import ModelSpec
from ai.services import catalogue, moderating, prompting
from ai.services.kinds import (
    FILM,
    HAS_SECONDS,
    KINDS,
    NEEDS_EVERY_FILE,
    PICTURE,
    SOUND,
    quantity,
    seconds_promised,
)
from ai.services.suiting import Misfit, misfit, usual_seconds
from credits import services as credits
from credits.pricing import Line, Quote
from jobs import services as jobs
from jobs.models import Job
from jobs.work import Order
from videos.models import Video
from videos.services import library

MOST = 4  # of one batch
CATEGORY, QUEUE, WORK = "ai", "ai", "ai.generate"
# The input's fields of files, as clients name them.
NEEDED = {
    (FILM,): gettext_lazy("Choose a film."),
    (PICTURE,): gettext_lazy("Choose a picture."),
    (SOUND, FILM): gettext_lazy("Choose a sound, or a film with sound."),
    (FILM, PICTURE): gettext_lazy("Choose a film or a picture."),
}
NAMED = {"source": "videoId", "image": "imageId", "reference": "referenceImageId", "audio": "audioId"}


@dataclass(frozen=True)
class Wish:
    """What a person wants made. `fields` are those of the capability's input but for its files.

    `sources` are the files: items of the library. `options` are the model's own further parameters.
    """

    capability: Capability
    fields: Mapping[str, Any]
    sources: Mapping[str, uuid.UUID] = field(default_factory=dict)
    model: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    count: int = 1
    title: str = ""
    is_enhanced: bool = False  # the prompt is to be written out by a model first
    project_id: uuid.UUID | None = None  # whose budget it counts for
    in_library: bool = True  # else it becomes a part of that project, and is listed there only


@dataclass(frozen=True)
class Draft:
    """A wish that makes sense: checked, moderated and priced, not yet ordered."""

    wish: Wish
    spec: ModelSpec
    quote: Quote  # of one
    seconds: float
    notes: tuple[str, ...]
    is_quote: bool = False

    @property
    def total(self) -> Quote:
        return Quote(lines=self.quote.lines * self.wish.count)


def draft(*, user: User, wish: Wish, is_quote: bool = False) -> Draft:
    """Checks, moderates and prices a wish. One for a quote is not asked of vendors, and cannot be ordered.

    Raises ValidationError naming the field, NoModel, or Video.DoesNotExist for a source that is not there.
    """
    kind = KINDS[wish.capability]
    sources = sources_of(user=user, wish=wish)
    words = {kind.words: str(wish.fields.get(kind.words, ""))} if kind.words else {}
    words["negativePrompt"] = str(wish.fields.get("negative_prompt", ""))
    words |= {f"options.{name}": value for name, value in wish.options.items() if isinstance(value, str)}
    moderating.must_be_allowed(words=words, is_quote=is_quote)
    named = {NAMED[name]: item for name, item in sources.items()}
    moderating.files_must_be_fine(items=named, is_quote=is_quote)
    choice = _chosen(wish)
    spec, wish = _first_fit(choice.candidates, wish, sources)
    lines = [line_for(spec, wish, sources)]
    if wish.is_enhanced:
        lines += prompting.lines()
    seconds = seconds_promised(wish.capability, wish.fields, sources) or 0.0
    return Draft(wish, spec, credits.quote_for(lines=lines), seconds, choice.notes, is_quote)


def order(*, user: User, draft: Draft, idempotency_key: str = "") -> Job:
    """Queues the wish, as a batch when more than one is wished, and sets the credits of all aside."""
    if draft.wish.count == 1:
        return jobs.submit(user=user, order=order_of(draft), idempotency_key=idempotency_key)
    whole = order_of(draft)
    parts = [_numbered(draft, number) for number in range(draft.wish.count)]
    whole = replace(whole, quote=Quote(lines=()), title=f"{draft.wish.count} x {whole.title}"[:200])
    return jobs.submit_many(user=user, order=whole, parts=parts, idempotency_key=idempotency_key)


def reorder(job: Job) -> Order:
    """The same again at today's price, with a model of today."""
    wish = replace(wish_of(job.params), project_id=job.project_id)
    return order_of(draft(user=job.user, wish=wish))


def order_of(draft: Draft) -> Order:
    if draft.is_quote:
        raise ValueError("This is a quote only, which no vendor has moderated.")
    wish = draft.wish
    asked = {
        "capability": wish.capability.value,
        "input": dict(wish.fields),
        "sources": {name: str(each) for name, each in wish.sources.items()},
        "model": wish.model,
        "options": dict(wish.options),
        "title": wish.title,
        "enhancePrompt": wish.is_enhanced,
    }
    subject = wish.sources.get("source") or wish.sources.get("image")
    return Order(
        kind=f"ai.{wish.capability}",
        work=WORK,
        category=CATEGORY,
        queue=QUEUE,
        quote=draft.quote,
        title=title_of(wish),
        video_id=subject,
        project_id=wish.project_id,
        params={**asked, "outputVideoId": str(uuid.uuid4()), "inLibrary": wish.in_library},
        request={**asked, "count": wish.count, "project": wish.project_id},
        keeps_file=True,
    )


def wish_of(params: Mapping[str, Any]) -> Wish:
    """The wish that a job's parameters hold."""
    return Wish(
        capability=Capability(params["capability"]),
        fields=params["input"],
        sources={name: uuid.UUID(each) for name, each in params["sources"].items()},
        model=params["model"],
        options=params["options"],
        title=params["title"],
        is_enhanced=params["enhancePrompt"],
        in_library=params.get("inLibrary", True),  # jobs of earlier versions do not say
    )


def sources_of(*, user: User, wish: Wish) -> dict[str, Video]:
    """The library's items that the wish names; ValidationError where one is missing or of another kind."""
    kind = KINDS[wish.capability]
    found: dict[str, Video] = {}
    for name, allowed in kind.files.items():
        if name not in wish.sources:
            if wish.capability in NEEDS_EVERY_FILE:
                raise _wrong(NAMED[name], _("This is needed."), "required")
            continue
        item = library.get(user=user, video_id=wish.sources[name])
        if item.media_type not in allowed:
            raise _wrong(NAMED[name], str(NEEDED[allowed]), "wrong_media_type")
        if name == "audio" and item.media_info.audio is None:
            raise _wrong("audioId", _("This has no sound."), "no_audio")
        found[name] = item
    return found


def line_for(spec: ModelSpec, wish: Wish, sources: Mapping[str, Video]) -> Line:
    amount = quantity(spec.price_unit, wish.capability, wish.fields, sources)
    return Line(spec.price_code, Decimal(str(round(amount, 3))), spec.name)


def title_of(wish: Wish) -> str:
    kind = KINDS[wish.capability]
    said = " ".join(str(wish.fields.get(kind.words) or "").split())
    return (wish.title.strip() or f"{kind.title}: {said}".rstrip(": "))[:120]


def fitted(spec: ModelSpec, wish: Wish) -> Wish:
    """The wish with a length, where none was said."""
    if wish.capability not in HAS_SECONDS or wish.fields.get("seconds") is not None:
        return wish
    return replace(wish, fields={**wish.fields, "seconds": usual_seconds(spec)})


def _chosen(wish: Wish) -> catalogue.Choice:
    try:
        return catalogue.choose(capability=wish.capability, wish=wish.model)
    except catalogue.UnknownModel as error:
        raise _wrong("model", str(error), "unknown_model") from None


def _first_fit(
    candidates: tuple[ModelSpec, ...], wish: Wish, sources: Mapping[str, Video]
) -> tuple[ModelSpec, Wish]:
    """The first model that can do it. The one that was wished for is not passed over for another."""
    first: Misfit | None = None
    for spec in candidates:
        tried = fitted(spec, wish)
        wrong = misfit(spec, tried.fields, sources, tried.options)
        if wrong is None:
            return spec, tried
        first = first or wrong
        if wish.model in {spec.model_id, f"{spec.provider}/{spec.model_id}"}:
            break
    if first is None:
        raise catalogue.NoModel(_("Nothing here can do this at the moment."))
    raise _wrong(first.field, first.message, first.code)


def _numbered(draft: Draft, number: int) -> Order:
    """One of a batch: with a seed of its own where one was given."""
    seed = draft.wish.fields.get("seed")
    fields = {**draft.wish.fields, **({} if seed is None else {"seed": seed + number})}
    return order_of(replace(draft, wish=replace(draft.wish, fields=fields)))


def _wrong(name: str, message: str, code: str) -> ValidationError:
    return ValidationError({name: ValidationError(message, code=code)})
