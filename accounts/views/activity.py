"""What happened to my account, in plain sentences."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import services
from accounts.devices import device_name
from accounts.models import AuditEvent
from accounts.services.telling import sentence
from accounts.views.guard import person, signed_in

A_PAGE = 30
LAST_PAGE = 1000
# What its owner might not have done.
WORRYING = frozenset(
    {
        AuditEvent.Action.SIGNED_IN,
        AuditEvent.Action.SIGN_IN_FAILED,
        AuditEvent.Action.TOKEN_REUSED,
        AuditEvent.Action.PASSWORD_CHANGED,
        AuditEvent.Action.PASSWORD_RESET,
        AuditEvent.Action.EMAIL_CHANGED,
        AuditEvent.Action.FACTOR_ADDED,
        AuditEvent.Action.FACTOR_REMOVED,
        AuditEvent.Action.CODE_USED,
        AuditEvent.Action.IDENTITY_LINKED,
        AuditEvent.Action.KEY_MADE,
        AuditEvent.Action.KEY_USED,
    }
)


@dataclass(frozen=True)
class Shown:
    row: AuditEvent
    text: str
    device: str
    worrying: bool


@require_GET
@signed_in
def activity(request: HttpRequest) -> HttpResponse:
    page = _page(request)
    begin = (page - 1) * A_PAGE
    rows = list(services.activity_of(user=person(request))[begin : begin + A_PAGE + 1])
    context = {
        "events": [shown(row) for row in rows[:A_PAGE]],
        "newer": page - 1,
        "older": page + 1 if len(rows) > A_PAGE and page < LAST_PAGE else 0,
    }
    return render(request, "accounts/activity.html", context)


def shown(event: AuditEvent) -> Shown:
    return Shown(
        row=event,
        text=sentence(event),
        device=device_name(event.device) if event.device else "",
        worrying=event.action in WORRYING,
    )


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return min(max(int(asked), 1), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
