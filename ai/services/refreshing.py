"""Asks the vendors, every night, which of our models they still have and what they tell of them."""

import logging
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from ai import registry
from ai.capabilities import ProviderError, VendorModel
from ai.models import ModelSpec

log = logging.getLogger(__name__)

OURS = "x-"  # keys of a schema that no vendor tells


def refresh() -> dict[str, int]:
    """By provider, how many of the catalogue's models it has. A vendor that fails is left for tomorrow."""
    wanted: dict[str, set[str]] = defaultdict(set)
    rows = ModelSpec.objects.filter(provider__in=registry.available(), is_enabled=True)
    for provider, model in rows.values_list("provider", "model_id"):
        wanted[provider].add(model)
    seen = {}
    for name, models in wanted.items():
        vendor = registry.provider(name)
        if not hasattr(vendor, "known_models"):
            continue
        try:
            known = vendor.known_models(sorted(models))
        except ProviderError as error:
            log.warning("The models of %s were not refreshed: %s", name, error.message)
            continue
        _write_down(name, known)
        seen[name] = len(known)
    return seen


def _write_down(provider: str, known: Sequence[VendorModel]) -> None:
    for model in known:
        for spec in ModelSpec.objects.filter(provider=provider, model_id=model.id):
            _update(spec, model)


def _update(spec: ModelSpec, model: VendorModel) -> None:
    """Changes what the vendor tells, and nothing that staff or we know better."""
    row = ModelSpec.objects.filter(pk=spec.pk)
    row.update(seen_at=Now())
    if model.ends_on and model.ends_on != spec.ends_on:
        # A vendor may bring an end forward or put it off; what has ended today stays so.
        row.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=timezone.now().date())).update(
            ends_on=model.ends_on
        )
        log.warning("%s of %s ends on %s.", model.id, spec.provider, model.ends_on)
    if model.replacement and spec.replacement_id is None:
        heirs = ModelSpec.objects.filter(
            capability=spec.capability, provider=spec.provider, model_id=model.replacement
        )
        if heir := heirs.first():
            row.filter(replacement__isnull=True).update(replacement=heir)
    if model.schema:
        ours = {key: value for key, value in spec.params_schema.items() if key.startswith(OURS)}
        row.exclude(params_schema=ours | dict(model.schema)).update(params_schema=ours | dict(model.schema))
