"""What every request gets: an id that answers and log lines carry, and addresses that forgive a slash."""

import logging
import re
import uuid
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

from accounts.both_servers import BothServers

HEADER = "X-Request-Id"
ACCEPTED_ID = re.compile(r"^[A-Za-z0-9._-]{8,128}$")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def current_request_id() -> str:
    return _request_id.get()


class RequestIdFilter(logging.Filter):
    """Gives every log record the id of the request that it was written for."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class RequestIdMiddleware(BothServers):
    """Takes the caller's `X-Request-Id` when it is harmless, else makes one, and answers with it."""

    def before(self, request: HttpRequest) -> None:
        given = request.headers.get(HEADER, "")
        _request_id.set(given if ACCEPTED_ID.match(given) else uuid.uuid4().hex)

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers[HEADER] = _request_id.get()
        return response


class TrailingSlashMiddleware(BothServers):
    """`/api/x/` is `/api/x`, without a redirect, which would lose the body of a write."""

    def before(self, request: HttpRequest) -> None:
        path = request.path_info
        if path.startswith("/api/") and path.endswith("/") and path != "/api/":
            request.path_info = path.rstrip("/")
