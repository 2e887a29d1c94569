"""Asks models within a job: what goes wrong ends the job as it should, what was used is charged."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ai.capabilities import Call, Capability, ProviderError, Stopped, Usage
from ai.models import ModelSpec
from ai.services.asking import Answer, T, first_answer
from ai.services.catalogue import NoModel, UnknownModel
from credits import services as credits
from credits.pricing import Line
from jobs.work import Cancelled, JobFailed, Run, TryLater

BUSY_SECONDS = 5.0
DEADLINE = 3600.0  # seconds


@dataclass
class Consulting:
    """One attempt at a job that asks several models. `lines` is what has to be charged so far."""

    run: Run
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def ask(
        self,
        capability: Capability,
        ask: Callable[[Any, Call], T],
        *,
        share: tuple[float, float],
        model: str = "",
        is_maker: bool = False,
        name: str = "",
    ) -> Answer[T]:
        """The first model's answer; its progress moves the job's bar from and to the per cent of `share`.

        `is_maker`: the job is shown as this model's work. `name` tells apart what one job asks of one
        capability several times. Raises JobFailed, TryLater and Cancelled.
        """
        step = name or capability.value
        with self._ended_by_name():
            found = first_answer(
                capability=capability,
                ask=ask,
                key=f"{self.run.job.pk}.{step}",
                folder=self.folder(step),
                model=model,
                deadline=DEADLINE,
                progress=self._bar(*share),
                should_stop=self.run.should_stop,
                attempt=self.run.job.attempt,
            )
        self.notes += [note for note in found.notes if note not in self.notes]
        if is_maker:
            made_by = {"provider": found.spec.provider, "model": found.spec.model_id[:120]}
            self.run.remember(self.run.job.memory, **made_by)
        self.run.progress(share[1])
        return found

    def folder(self, name: str) -> Path:
        """A place of one step's own, so that no step finds another's files."""
        place = self.run.folder / name
        place.mkdir(exist_ok=True)
        return place

    def used(self, spec: ModelSpec, usage: Usage, *, otherwise: float) -> None:
        """Charges by what a model says it used, else by `otherwise` of its price's unit."""
        amount = usage.amounts.get(spec.price_unit, otherwise)
        self.lines.append(Line(spec.price_code, Decimal(str(round(amount, 3))), spec.name))

    def charge(self) -> int:
        return credits.quote_for(lines=self.lines).micro

    def _bar(self, begin: float, end: float) -> Callable[[float, str], None]:
        """Moves the job's bar within a step's share of it, in per cent."""

        def progress(percent: float, stage: str) -> None:
            self.run.progress(begin + (end - begin) * min(percent, 100) / 100, stage[:60].capitalize())

        return progress

    @contextmanager
    def _ended_by_name(self) -> Iterator[None]:
        """Turns the ways in which asking ends early into those of a job."""
        try:
            yield
        except Stopped:
            self.run.progress(0)  # says whether the user or a lost lease stopped it
            raise Cancelled from None
        except (NoModel, UnknownModel) as error:
            raise JobFailed("no_model", _("%(error)s Nothing was charged.") % {"error": error}) from None
        except ProviderError as error:
            raise self._ending(error) from None

    def _ending(self, error: ProviderError) -> JobFailed | TryLater:
        if not error.permanent and self.run.job.attempt < self.run.job.max_attempts:
            return TryLater(error.code, seconds=error.retry_after or BUSY_SECONDS)
        return JobFailed(error.code, _("%(message)s Nothing was charged.") % {"message": error.message})
