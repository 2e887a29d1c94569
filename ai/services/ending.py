"""Which models end soon, and whom it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from ai.models import ModelSpec
from ai.services import catalogue
from jobs.models import Job

OTHER = "Choose another one for what is to last."
DONE = Q(status=Job.Status.COMPLETED)


@dataclass(frozen=True)
class Ending:
    """A model with a near end, and how much a person made with it."""

    spec: ModelSpec
    jobs: int
    projects: int

    @property
    def short(self) -> str:
        if self.spec.ends_on is None:
            return ""
        has_ended = catalogue.has_ended(self.spec, timezone.now().date())
        return f"Model {'ended' if has_ended else 'ends'} {self.spec.ends_on:%-d %b %Y}"

    @property
    def notice(self) -> str:
        """One or two whole sentences for the person."""
        spec = self.spec
        if spec.ends_on is None:
            return ""
        verb = "ended" if catalogue.has_ended(spec, timezone.now().date()) else "ends"
        heir = f"{spec.replacement.name} takes its place." if spec.replacement else OTHER
        return f"{spec.name} {verb} on {spec.ends_on:%-d %B %Y}{_used(self.jobs, self.projects)}. {heir}"


def of_user(*, user: User) -> Mapping[tuple[str, str, str], Ending]:
    """By provider, model and capability: what ends soon, and what the person made with it."""
    specs = catalogue.ending_soon()
    made = (
        Job.objects.for_user(user)
        .filter(DONE, model__in={spec.model_id for spec in specs})
        .order_by()
        .values_list("provider", "model", "kind")
        .annotate(jobs=Count("pk"), projects=Count("project_id", distinct=True))
    )
    counts = {(provider, model, kind): (jobs, projects) for provider, model, kind, jobs, projects in made}
    return {
        (spec.provider, spec.model_id, spec.capability): Ending(
            spec, *counts.get((spec.provider, spec.model_id, f"ai.{spec.capability}"), (0, 0))
        )
        for spec in specs
    }


def _used(jobs: int, projects: int) -> str:
    if not jobs:
        return ""
    told = f"; {jobs} of your results {'was' if jobs == 1 else 'were'} made with it"
    return f"{told}, in {projects} project{'' if projects == 1 else 's'}" if projects else told
