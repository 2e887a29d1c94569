"""Rate limits of the API: every view has one, and every answer tells what is left of it.

Not below accounts.api: REST framework reads its throttles before it has a view that others could extend.
"""

from django.http import HttpRequest, HttpResponseBase
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException, Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.both_servers import BothServers
from accounts.context import client_address
from accounts.services import rates

GENERAL, MEDIA, PIECES = "general", "media", "pieces"
# The dashboard's own pages ask more often than a program needs to, and people drop many files at once.
OF_THE_DASHBOARD = {GENERAL: "dashboard", "uploads": "dashboard_uploads"}
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Without counts nobody may guess; everything else is worth more than its count.
CLOSED_WITHOUT_COUNTS = frozenset({"sign_in"})


class ViewRate(BaseThrottle):
    """Counts a request by its view's `rate` when it writes, `read_rate` when it reads; else as general.

    A dry run counts by the view's `quote_rate` where it has one: forms ask for the price at every change.
    """

    def allow_request(self, request: Request, view: object) -> bool:
        name = rate_name(request, view)
        try:
            self._usage = rates.spend(name=name, who=who_asks(request))
        except rates.CountsUnavailable:
            if name in CLOSED_WITHOUT_COUNTS:
                raise
            self._usage = None
        return self._usage is None or not self._usage.exceeded

    def wait(self) -> float | None:
        return self._usage.reset if self._usage else None


def rate_name(request: Request, view: object) -> str:
    if request.method in READING:
        name = getattr(view, "read_rate", GENERAL)
        return PIECES if name == MEDIA and _goes_on(request) else name_for(request, name)
    name = getattr(view, "rate", GENERAL)
    return name_for(request, getattr(view, "quote_rate", name) if is_dry_run(request) else name)


def is_dry_run(request: Request) -> bool:
    """Whether only the price is asked for. Views that know no dry runs must not have a `quote_rate`."""
    return request.query_params.get("dryRun", "").lower() in {"1", "true"}


def name_for(request: Request, name: str) -> str:
    by_cookie = isinstance(request.successful_authenticator, SessionAuthentication)
    return OF_THE_DASHBOARD.get(name, name) if by_cookie else name


def _goes_on(request: Request) -> bool:
    """Whether a download that began before goes on: players ask for a film in many pieces."""
    asked = request.headers.get("Range", "").replace(" ", "")
    return asked.startswith("bytes=") and not asked.startswith("bytes=0-")


def who_asks(request: Request) -> str:
    """A person, by whichever credential or API key they ask; else an address."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return rates.by_address(client_address(request))


def counted_refusal(request: Request, refusal: APIException) -> APIException:
    """Requests without a good credential never reach their view's rate: they count for their address."""
    try:
        usage = rates.spend(name=GENERAL, who=rates.by_address(client_address(request)))
    except rates.CountsUnavailable:
        return refusal
    return Throttled(wait=usage.reset) if usage is not None and usage.exceeded else refusal


class RateHeaders(BothServers):
    """Tells in every counted answer how much of its rate is left."""

    def before(self, request: HttpRequest) -> None:
        rates.forget_usage()

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if usage := rates.latest_usage():
            response.headers["RateLimit-Limit"] = str(usage.limit)
            response.headers["RateLimit-Remaining"] = str(usage.remaining)
            response.headers["RateLimit-Reset"] = str(usage.reset)
        return response
