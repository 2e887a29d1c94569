"""What the Studio's pages show: the form's content for its script, and the results."""

import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import User
from ai.capabilities import Capability
from ai.forms import BY_CAPABILITY, Maker
from ai.models import ModelSpec
from ai.services import catalogue, ending, sampling, speaking
from ai.services.ending import Ending
from ai.services.generation import wish_of
from ai.services.suiting import OURS, usual_seconds
from credits import services as credits
from credits.pricing import MICRO, to_credits
from jobs.models import Job, JobQuerySet
from videos.models import Video

PROVIDERS = {
    "local": lazy("This platform"),
    "openai": "OpenAI",
    "replicate": "Replicate",
    "elevenlabs": "ElevenLabs",
    "fake": lazy("Trial vendor"),
}
# What of a model's price stands for one of its units, and for many.
ONE = {
    "second": lazy("%(credits)s a second"),
    "character": lazy("%(credits)s a character"),
    "image": lazy("%(credits)s a picture"),
}
MANY = {
    "second": lazy("%(credits)s for %(count)s seconds"),
    "character": lazy("%(credits)s for %(count)s characters"),
    "image": lazy("%(credits)s for %(count)s pictures"),
}
# Parameters of models that the page's own fields fill in.
ASKED_BEFORE = OURS | {
    "negative_prompt", "duration", "seconds", "duration_seconds", "video_length", "num_frames", "seed",
    "aspect_ratio", "width", "height", "resolution", "scale", "scale_factor", "upscale_factor",
    "instrumental", "force_instrumental", "num_outputs",
}  # fmt: skip
# The field of the page, by the name of the capability's input.
FIELD_NAMES = {
    "prompt": "prompt",
    "negative_prompt": "negativePrompt",
    "seed": "seed",
    "seconds": "seconds",
    "width": "width",
    "height": "height",
    "text": "text",
    "voice": "voice",
    "language": "language",
    "speed": "speed",
    "instrumental": "instrumental",
    "scale": "scaleFactor",
    "style": "styleType",
    "intensity": "intensity",
}
FILE_NAMES = {
    "image": "referenceImageId",
    "reference": "referenceImageId",
    "source": "videoId",
    "audio": "audioId",
}


@dataclass(frozen=True)
class Card:
    """A generation: its job, where it was asked for, and what it made (None until it is done)."""

    job: Job
    maker: Maker
    item: Video | None
    ending: Ending | None = None  # where the model that made it has a near end

    @property
    def prompt(self) -> str:
        asked = self.job.params.get("input", {})
        return str(asked.get("prompt") or asked.get("text") or "")

    @property
    def charged(self) -> str:
        return credit_words(self.job.charged)

    @property
    def held(self) -> str:
        return _("%(credits)s held") % {"credits": credit_words(self.job.quoted)}

    @property
    def is_draft(self) -> bool:
        return bool(self.job.result.get("isDraft"))

    @property
    def model_name(self) -> str:
        return short_name(str(self.job.result.get("modelName") or self.job.model))


def page_content(*, user: User, maker: Maker, values: Mapping[str, Any]) -> dict[str, Any]:
    """All that the page's script needs to draw the form."""
    sizes = maker.sizes
    return {
        "slug": maker.slug,
        "owner": str(user.pk),
        "hints": [{"name": each.name, "words": each.words} for each in maker.hints],
        "capability": maker.capability.value,
        "moving": maker.moving.value if maker.moving else None,
        "path": maker.path,
        "main": {"properties": maker.main, "required": maker.required},
        "more": {"properties": maker.more},
        "sizes": sizes and {"shapes": sizes.shapes, "lines": sizes.lines, "usual": sizes.usual},
        "models": {each.value: models_of(each, user=user) for each in maker.capabilities},
        "voices": voices() if maker.capability is Capability.TEXT_TO_SPEECH else None,
        "available": to_credits(credits.balance(user=user).available),
        "values": values,
    }


def models_of(capability: Capability, *, user: User) -> list[dict[str, Any]]:
    """The models that can be chosen now, in the order in which they are tried, as the picker shows them."""
    rates = credits.current_rates()
    endings = {key: each for key, each in ending.of_user(user=user).items() if key[2] == capability}
    return [
        {
            "id": f"{spec.provider}/{spec.model_id}",
            "name": short_name(spec.name),
            "provider": spec.provider,
            "by": PROVIDERS.get(spec.provider, spec.provider),
            "price": _price_words(spec, rates),
            "isDefault": spec.is_default,
            "isLocal": spec.provider == "local",
            **_ending_of(endings.get((spec.provider, spec.model_id, spec.capability))),
            "limits": spec.limits,
            "usualSeconds": usual_seconds(spec),
            "options": options_of(spec),
            "shapes": _choices(spec, "aspect_ratio"),
        }
        for spec in catalogue.open_models(capability=capability)
    ]


def _ending_of(found: Ending | None) -> dict[str, str | None]:
    if found is None or found.spec.ends_on is None:
        return {"endsOn": None, "ending": None}
    return {"endsOn": formats.date_format(found.spec.ends_on, "DATE_FORMAT"), "ending": found.notice}


def short_name(name: str) -> str:
    """Without what the label beside it says."""
    return name.removesuffix(" (local draft)")


def options_of(spec: ModelSpec) -> dict[str, Any]:
    """The parameters that only this model has, as schemas."""
    known: Mapping[str, Mapping[str, Any]] = spec.params_schema.get("properties", {})
    return {
        name: {"title": name.replace("_", " ").capitalize(), "anyOf": [schema, {"type": "null"}]}
        for name, schema in known.items()
        if name not in ASKED_BEFORE and schema.get("format") != "uri"
    }


def voices() -> list[dict[str, Any]]:
    """Every voice, and where it can be listened to."""
    return [
        {**voice, "sample": sampling.can_sample(voice["provider"])}
        for voice in sorted(
            speaking.voices(), key=lambda voice: not voice["language"].startswith(get_language() or "en")
        )
    ]


def values_given(*, user: User, maker: Maker, given: Mapping[str, str]) -> dict[str, str]:
    """What an address fills into the form: its own fields, and of the library what is the user's."""
    known = {name: value for name, value in given.items() if name in maker.main}
    named = [name for name in known if "picks" in maker.main[name]]
    own = {str(item) for item in _own_ids(user, [known[name] for name in named])}
    return {name: value for name, value in known.items() if name not in named or value in own}


def values_again(*, user: User, job_id: uuid.UUID) -> tuple[Maker, dict[str, Any]]:
    """The page and the fields of an earlier generation; Job.DoesNotExist when there is none."""
    job = generations(user).get(pk=job_id)
    wish = wish_of(job.params)
    values = {name: wish.fields[field] for field, name in FIELD_NAMES.items() if field in wish.fields}
    values |= {FILE_NAMES[name]: str(item) for name, item in wish.sources.items()}
    values |= {"model": wish.model, "options": dict(wish.options), "enhancePrompt": wish.is_enhanced}
    return BY_CAPABILITY[wish.capability], values


def generations(user: User) -> JobQuerySet:
    """The user's generations, newest first; of a batch its parts."""
    kinds = [f"ai.{capability}" for capability in BY_CAPABILITY]
    # A batch is told by its parts: they are the ones that make something.
    # What is made for a project is seen there.
    return Job.objects.for_user(user).filter(kind__in=kinds, parts=0).exclude(params__inLibrary=False)


def of_maker(jobs: JobQuerySet, maker: Maker) -> JobQuerySet:
    return jobs.filter(kind__in=[f"ai.{capability}" for capability in maker.capabilities])


def with_results(user: User, jobs: JobQuerySet) -> JobQuerySet:
    """Without those whose result was deleted from the library."""
    there = Video.objects.for_user(user).filter(source=Video.Source.GENERATED).values("job_id")
    return jobs.filter(~Q(status=Job.Status.COMPLETED) | Q(pk__in=there))


def cards_of(user: User, jobs: Iterable[Job]) -> list[Card]:
    rows = list(jobs)
    made = {
        item.job_id: item for item in Video.objects.for_user(user).filter(job_id__in=[r.pk for r in rows])
    }
    endings = ending.of_user(user=user)
    cards = []
    for job in rows:
        capability = _capability_of(job)
        ends = endings.get((job.provider, job.model, capability)) if job.pk in made else None
        cards.append(Card(job, BY_CAPABILITY[capability], made.get(job.pk), ends))
    return cards


def _own_ids(user: User, names: Iterable[str]) -> Iterable[uuid.UUID]:
    ids: list[uuid.UUID] = []
    for name in names:
        with suppress(ValueError):
            ids.append(uuid.UUID(name))
    return Video.objects.for_user(user).filter(pk__in=ids).values_list("pk", flat=True)


def _capability_of(job: Job) -> Capability:
    return Capability(job.kind.removeprefix("ai."))


def _price_words(spec: ModelSpec, rates: Mapping[str, Any]) -> str:
    rate = rates.get(spec.price_code)
    if rate is None:
        return ""
    if not rate.micro:
        return _("free")
    told = {"credits": credit_words(rate.micro), "count": f"{rate.unit.normalize():f}"}
    if rate.unit == 1:
        return ONE.get(spec.price_unit, lazy("%(credits)s each")) % told
    return MANY.get(spec.price_unit, lazy("%(credits)s for %(count)s of them")) % told


def credit_words(micro: int) -> str:
    """An amount with its unit, as the language writes both."""
    value = round(to_credits(micro), 2)
    written = (
        formats.number_format(value, use_l10n=True).rstrip("0").rstrip(".,") if value % 1 else f"{value:.0f}"
    )
    count = 1 if micro == MICRO else 2
    return ngettext("%(amount)s credit", "%(amount)s credits", count) % {"amount": written}


def _choices(spec: ModelSpec, name: str) -> list[str] | None:
    """What a model restricts a parameter to, unless it takes sizes in pixels as well."""
    known = spec.params_schema.get("properties", {})
    return None if "width" in known else known.get(name, {}).get("enum")
