"""What every middleware of ours begins with: it works under synchronous and asynchronous servers alike."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class BothServers:
    """Does `before` the request is answered, and `after` it, without waiting for anything itself."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        self.before(request)
        if iscoroutinefunction(self.get_response):
            return self._answer_later(request)
        return self.after(request, self.get_response(request))  # type: ignore[arg-type]

    async def _answer_later(self, request: HttpRequest) -> HttpResponseBase:
        return self.after(request, await self.get_response(request))  # type: ignore[misc]

    def before(self, request: HttpRequest) -> None:
        """Nothing, unless a middleware says so."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer as it goes on."""
        return response
