"""What every request gets: an id that answers and log lines carry, and addresses that forgive a slash."""

import logging
import re
import uuid
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
ACCEPTED_ID = re.compile(r"^[A-Za-z0-9._-]{8,128}$")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")

GetResponse = Callable[[HttpRequest], HttpResponse] | Callable[[HttpRequest], Awaitable[HttpResponse]]


def current_request_id() -> str:
    return _request_id.get()


class RequestIdFilter(logging.Filter):
    """Gives every log record the id of the request that it was written for."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class RequestIdMiddleware:
    """Takes the caller's `X-Request-Id` when it is harmless, else makes one, and answers with it."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        if iscoroutinefunction(self.get_response):
            return self._answer_later(request)
        self._begin(request)
        return self._end(self.get_response(request))  # type: ignore[arg-type]

    async def _answer_later(self, request: HttpRequest) -> HttpResponse:
        self._begin(request)
        return self._end(await self.get_response(request))  # type: ignore[misc]

    def _begin(self, request: HttpRequest) -> None:
        given = request.headers.get(HEADER, "")
        _request_id.set(given if ACCEPTED_ID.match(given) else uuid.uuid4().hex)

    def _end(self, response: HttpResponse) -> HttpResponse:
        response.headers[HEADER] = _request_id.get()
        return response


class TrailingSlashMiddleware:
    """`/api/x/` is `/api/x`, without a redirect, which would lose the body of a write."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        path = request.path_info
        if path.startswith("/api/") and path.endswith("/") and path != "/api/":
            request.path_info = path.rstrip("/")
        return self.get_response(request)
