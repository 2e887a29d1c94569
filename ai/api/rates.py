"""How often somebody may ask in a while: django-ratelimit's counts, with the headers of the contract."""

import math
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import get_usage
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

USAGE = "_rate_usage"


class PersonRate(BaseThrottle):
    """Counts a person's requests to a view by its `rate`, a name in settings.RATES. Only writing counts."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        name = getattr(view, "rate", "")
        if not name or request.method in {"GET", "HEAD", "OPTIONS"}:
            return True
        usage = get_usage(
            request._request,  # noqa: SLF001 - django-ratelimit knows Django's requests only
            group=f"rate:{name}",
            key=lambda group, asked: str(request.user.pk),
            rate=settings.RATES[name],
            increment=True,
        )
        setattr(request, USAGE, usage)
        self._usage = usage
        return usage is None or not usage["should_limit"]

    def wait(self) -> float | None:
        return float(self._usage["time_left"]) if self._usage else None


class RatedView(APIView):
    """A view whose `rate` is named in settings.RATES; answers to counted requests tell what is left."""

    throttle_classes = (PersonRate,)
    rate = ""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        usage = getattr(request, USAGE, None)
        if usage:
            answer.headers["RateLimit-Limit"] = str(usage["limit"])
            answer.headers["RateLimit-Remaining"] = str(max(usage["limit"] - usage["count"], 0))
            answer.headers["RateLimit-Reset"] = str(math.ceil(usage["time_left"]))
        return answer


def spent(*, request: HttpRequest, name: str, person: str) -> bool:
    """Counts one more for somebody who asks over a socket; whether it is too much."""
    usage = get_usage(
        request,
        group=f"rate:{name}",
        key=lambda group, asked: person,
        rate=settings.RATES[name],
        increment=True,
    )
    return bool(usage and usage["should_limit"])
