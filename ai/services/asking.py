"""Asks the models of a capability in turn, until one answers at once: for what nobody has to wait for."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from ai import registry
from ai.capabilities import Call, Capability, ProviderError, Refused
from ai.models import ModelSpec
from ai.services import catalogue, circuit

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What was answered, by which model, and (in whole sentences) why not by another."""

    value: T
    spec: ModelSpec
    notes: tuple[str, ...]


def first_answer(
    *,
    capability: Capability,
    ask: Callable[[Any, Call], T],
    key: str,
    folder: Path,
    model: str = "",
    **call: Any,
) -> Answer[T]:
    """`ask` is given the provider and the call; `call` are further fields of it.

    Raises NoModel, Refused, or the last model's ProviderError when none could answer.
    """
    choice = catalogue.choose(capability=capability, wish=model)
    notes, last = list(choice.notes), None
    for spec in choice.candidates:
        if not circuit.admit(spec):
            continue
        try:
            own = {"model": spec.model_id, "key": f"{key}.{spec.pk}", "schema": spec.params_schema}
            value = ask(registry.provider(spec.provider), Call(folder=folder, **own, **call))
        except Refused:
            circuit.succeeded(spec)
            raise
        except ProviderError as error:
            _failed(spec, error)
            notes.append(
                _("%(model)s could not do it: %(message)s") % {"model": spec.name, "message": error.message}
            )
            last = error
            continue
        circuit.succeeded(spec)
        return Answer(value, spec, tuple(notes))
    raise last or catalogue.NoModel(
        _("Nothing here can do %(capability)s at the moment.") % {"capability": capability}
    )


def _failed(spec: ModelSpec, error: ProviderError) -> None:
    log.warning("%s could not answer: %s", spec, error.message)
    circuit.failed(spec, error)
    if error.model_gone:
        catalogue.mark_gone(spec=spec)
