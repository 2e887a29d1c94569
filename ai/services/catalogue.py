"""Which models are there for a wish, best first, and why the others are not."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from ai import registry
from ai.capabilities import Capability
from ai.models import ModelSpec
from ai.services import circuit

SOON = timedelta(days=90)


@dataclass(frozen=True)
class Skipped:
    """A model that should have come, and a whole sentence on why it does not."""

    spec: ModelSpec
    reason: str


@dataclass(frozen=True)
class Choice:
    """`candidates` are tried in this order. `skipped` is what a person may wonder about."""

    candidates: tuple[ModelSpec, ...]
    skipped: tuple[Skipped, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(each.reason for each in self.skipped)


class UnknownModel(LookupError):
    """The person wished for a model that the catalogue does not have for this."""


class NoModel(Exception):
    """Nothing can do it here now; the message says why."""


def choose(*, capability: Capability, wish: str = "", today: date | None = None) -> Choice:
    """Candidates for the capability: the wish (`provider/model`, or a model's id), the default, the others.

    A model that has ended gives its place to its replacement. Raises UnknownModel and NoModel.
    """
    day = today or timezone.now().date()
    rows = list(ModelSpec.objects.filter(capability=capability).select_related("replacement"))
    ordered = _wished_first(rows, wish) if wish else rows
    candidates: list[ModelSpec] = []
    skipped: list[Skipped] = []
    switched_on = registry.available()
    for spec in ordered:
        reason = _why_not(spec, day, switched_on)
        if not reason:
            candidates.append(spec)
        elif _is_news(spec, ordered[0], wish, switched_on):
            skipped.append(Skipped(spec, reason))
    if not candidates:
        told = " ".join(each.reason for each in skipped)
        nothing = _("Nothing here can do %(capability)s at the moment.") % {"capability": capability}
        raise NoModel(f"{nothing} {told}".strip())
    return Choice(_replacements_first(candidates, skipped), tuple(skipped))


def open_models(*, capability: Capability | None = None) -> list[ModelSpec]:
    """What a person can choose from now: enabled, not ended, switched on."""
    rows = ModelSpec.objects.filter(_of(capability), is_enabled=True, provider__in=registry.available())
    day = timezone.now().date()
    return [spec for spec in rows.select_related("replacement") if not has_ended(spec, day)]


def ending_soon() -> list[ModelSpec]:
    """Enabled models of switched-on providers whose end is known and near."""
    near = timezone.now().date() + SOON
    rows = ModelSpec.objects.filter(is_enabled=True, ends_on__lte=near, provider__in=registry.available())
    return list(rows.select_related("replacement").order_by("ends_on", "pk"))


def mark_gone(*, spec: ModelSpec) -> bool:
    """The vendor said that it no longer has the model: it has ended today. True when that was news."""
    today = timezone.now().date()
    still = ModelSpec.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), pk=spec.pk)
    return bool(still.update(ends_on=today))


@transaction.atomic
def make_default(*, spec: ModelSpec) -> None:
    """It is tried first from now on, instead of the one that was."""
    ModelSpec.objects.filter(capability=spec.capability, is_default=True).update(is_default=False)
    ModelSpec.objects.filter(pk=spec.pk).update(is_default=True, is_enabled=True)


def has_ended(spec: ModelSpec, day: date) -> bool:
    return spec.ends_on is not None and spec.ends_on <= day


def _of(capability: Capability | None) -> Q:
    return Q(capability=capability) if capability else Q()


def _wished_first(rows: list[ModelSpec], wish: str) -> list[ModelSpec]:
    named = [spec for spec in rows if wish in {spec.model_id, f"{spec.provider}/{spec.model_id}"}]
    if not named:
        raise UnknownModel(_("There is no model %(wish)s for this.") % {"wish": f"“{wish}”"})
    return [named[0], *(spec for spec in rows if spec.pk != named[0].pk)]


def _is_news(spec: ModelSpec, first: ModelSpec, wish: str, switched_on: frozenset[str]) -> bool:
    """What should have come first needs an excuse, and what has trouble; a vendor without a key does not."""
    if spec.pk == first.pk:
        return bool(wish) or spec.provider in switched_on
    return spec.is_enabled and spec.provider in switched_on and circuit.state(spec) is circuit.State.OPEN


def _why_not(spec: ModelSpec, day: date, switched_on: frozenset[str]) -> str:
    """A sentence, or nothing when it can be used."""
    if not registry.has(provider=spec.provider, capability=Capability(spec.capability)):
        return _("%(provider)s cannot do this.") % {"provider": spec.provider}
    if spec.ends_on and has_ended(spec, day):
        return _("%(model)s ended on %(ends_on)s.") % {
            "model": spec.name,
            "ends_on": formats.date_format(spec.ends_on, "DATE_FORMAT"),
        }
    if not spec.is_enabled:
        return _("%(model)s is switched off.") % {"model": spec.name}
    if spec.provider not in switched_on:
        return _("%(model)s needs a key for %(provider)s.") % {"model": spec.name, "provider": spec.provider}
    if circuit.state(spec) is circuit.State.OPEN:
        return _("%(model)s has trouble at the moment.") % {"model": spec.name}
    return ""


def _replacements_first(candidates: list[ModelSpec], skipped: list[Skipped]) -> tuple[ModelSpec, ...]:
    """What an ended model named as its replacement comes before the order of the catalogue."""
    ended = [each.spec.replacement_id for each in skipped if each.spec.replacement_id]
    return tuple(sorted(candidates, key=lambda spec: spec.pk not in ended))
