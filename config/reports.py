"""What browsers report about our pages: each kind of broken content policy is logged once a day."""

import json
import logging
from hashlib import sha256
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError

from accounts.context import client_address
from accounts.services import rates

log = logging.getLogger(__name__)

LARGEST = 16 * 1024  # bytes
LONGEST_WORD = 200
ONCE_IN_SECONDS = 24 * 60 * 60


@csrf_exempt
@require_POST
def policy_report(request: HttpRequest) -> HttpResponse:
    """Takes a report by anybody's browser; what cannot be read, or is too much, is thrown away."""
    try:
        rates.spend_or_refuse(name="reports", who=rates.by_address(client_address(request)))
    except rates.TooMany as refusal:
        return HttpResponse(status=429, headers={"Retry-After": str(refusal.wait)})
    except rates.CountsUnavailable:
        return HttpResponse(status=204)
    if kind := _kind_of(request):
        _log_once(kind)
    return HttpResponse(status=204)


def _kind_of(request: HttpRequest) -> str:
    """What was blocked on which page, without its query; empty when unreadable."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return ""
    try:
        told = json.loads(request.body)["csp-report"]
        page, blocked = urlsplit(str(told["document-uri"])), str(told.get("blocked-uri", ""))
        rule = str(told.get("effective-directive") or told.get("violated-directive", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    return " ".join(_word(each) for each in (rule, blocked.partition("?")[0], page.path))


def _word(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text[:LONGEST_WORD])


def _log_once(kind: str) -> None:
    try:
        new = cache.add(f"policy-report:{sha256(kind.encode()).hexdigest()}", "1", ONCE_IN_SECONDS)
        usage = rates.spend(name="reports", who="log") if new else None
    except (RedisError, rates.CountsUnavailable):
        return
    # Kinds can be made up: all of them together are no more lines than one address may send reports.
    if new and not (usage and usage.exceeded):
        log.warning("A page broke the content policy: %s", kind)
