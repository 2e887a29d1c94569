from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from accounts.views import person, signed_in
from jobs.models import Job

SHOWN = 100


@signed_in
def jobs(request: HttpRequest) -> HttpResponse:
    """My jobs; asked by htmx, only the list of them."""
    active_only = request.GET.get("show") == "active"
    own = Job.objects.for_user(person(request)).listed()
    chosen = own.active() if active_only else own
    context = {
        "jobs": chosen[:SHOWN],
        "active_only": active_only,
        "shown": SHOWN,
        "more": chosen.count() > SHOWN,
    }
    template = "jobs/list.html" if "HX-Request" in request.headers else "jobs/jobs.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
