"""The page of one's jobs: found by state, kind and words, a page of them at a time."""

from dataclasses import dataclass
from typing import Any, Self

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from accounts.views import person, signed_in
from jobs import kinds
from jobs.models import Job, JobQuerySet

PER_PAGE = 50
ALL = ""
STATES = {
    ALL: _("All"),
    "active": _("Running"),
    Job.Status.COMPLETED.value: _("Completed"),
    Job.Status.FAILED.value: _("Failed"),
    Job.Status.CANCELLED.value: _("Cancelled"),
}


@dataclass(frozen=True)
class Search:
    """What the address asks for; what it asks for amiss is not asked for."""

    state: str
    kind: str
    words: str

    @classmethod
    def of(cls, asked: QueryDict) -> Self:
        state, words = asked.get("show", ALL), asked.get("q", "").replace("\x00", "").strip()
        return cls(
            state if state in STATES else ALL, asked.get("kind", "")[:60].replace("\x00", ""), words[:200]
        )

    def apply(self, jobs: JobQuerySet) -> JobQuerySet:
        if self.state:
            jobs = jobs.active() if self.state == "active" else jobs.filter(status=self.state)
        if self.kind:
            jobs = jobs.filter(kind=self.kind)
        return jobs.filter(title__icontains=self.words) if self.words else jobs

    @property
    def address(self) -> str:
        """As it stands in an address, behind the question mark."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in self.fields.items() if value})
        return query.urlencode()

    @property
    def fields(self) -> dict[str, str]:
        return {"show": self.state, "kind": self.kind, "q": self.words}


@signed_in
def jobs(request: HttpRequest) -> HttpResponse:
    """My jobs; asked by htmx, only the list of them."""
    search = Search.of(request.GET)
    own = Job.objects.for_user(person(request)).listed()
    page = Paginator(search.apply(own).order_by("-created_at"), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page, "jobs": page.object_list, "search": search}
    if "HX-Request" in request.headers:
        response = render(request, "jobs/list.html", context)
    else:
        context |= {"states": STATES.items(), "kinds": _kinds(own)}
        response = render(request, "jobs/jobs.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _kinds(own: JobQuerySet) -> list[tuple[str, str]]:
    """The kinds that the person has jobs of, by their names."""
    found = own.order_by().values_list("kind", flat=True).distinct()
    return sorted(((kind, kinds.name_of(kind)) for kind in found), key=lambda each: each[1].casefold())
