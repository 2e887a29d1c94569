"""Which models end soon, and whom it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from ai.models import ModelSpec
from ai.services import catalogue
from jobs.models import Job

OTHER = gettext_lazy("Choose another one for what is to last.")
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
        told = {"date": formats.date_format(self.spec.ends_on, "SHORT_DATE_FORMAT")}
        if catalogue.has_ended(self.spec, timezone.now().date()):
            return _("Model ended %(date)s") % told
        return _("Model ends %(date)s") % told

    @property
    def notice(self) -> str:
        """One or two whole sentences for the person."""
        spec = self.spec
        if spec.ends_on is None:
            return ""
        told = {"model": spec.name, "date": formats.date_format(spec.ends_on, "DATE_FORMAT")}
        has_ended = catalogue.has_ended(spec, timezone.now().date())
        end = _("%(model)s ended on %(date)s.") if has_ended else _("%(model)s ends on %(date)s.")
        heir = (
            _("%(model)s takes its place.") % {"model": spec.replacement.name} if spec.replacement else OTHER
        )
        return " ".join(part for part in (end % told, _used(self.jobs, self.projects), str(heir)) if part)


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
    told = ngettext(
        "%(count)s of your results was made with it", "%(count)s of your results were made with it", jobs
    ) % {"count": jobs}
    if not projects:
        return f"{told}."
    where = ngettext("in %(count)s project", "in %(count)s projects", projects) % {"count": projects}
    return f"{told}, {where}."
