"""Pages that may be sent only so often."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from accounts.context import client_address
from accounts.services import rates

Page = Callable[..., HttpResponseBase]


def rated(name: str) -> Callable[[Page], Page]:
    """Counts what is sent to a page by a rate of settings.RATES, for the address that it comes from."""

    def of(page: Page) -> Page:
        @wraps(page)
        def counted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method != "POST":
                return page(request, *args, **kwargs)
            try:
                rates.spend_or_refuse(name=name, who=rates.by_address(client_address(request)))
            except rates.TooMany as refusal:
                return _refused(request, status=429, wait=refusal.wait)
            except rates.CountsUnavailable as refusal:
                return _refused(request, status=503, wait=refusal.wait)
            return page(request, *args, **kwargs)

        return counted

    return of


def _refused(request: HttpRequest, *, status: int, wait: int) -> HttpResponseBase:
    answer = render(request, "429.html", {"minutes": -(-wait // 60)}, status=status)
    answer.headers["Retry-After"] = str(wait)
    return answer
