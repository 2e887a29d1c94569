"""Where I am signed in, and the buttons that end it."""

import uuid
from contextlib import suppress
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts import services
from accounts.context import current_session
from accounts.devices import device_name
from accounts.models import Session, User
from accounts.views.guard import person, signed_in


@dataclass(frozen=True)
class Shown:
    row: Session
    device: str
    current: bool


@require_GET
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/sessions.html", {"sessions": shown(person(request))})


@require_POST
@signed_in
def end_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    with suppress(Session.DoesNotExist):  # a second click: it has ended, as was asked
        services.end_session(user=person(request), session_id=session_id)
    return _list(request)


@require_POST
@signed_in
def end_others(request: HttpRequest) -> HttpResponse:
    services.end_all_sessions(user=person(request), but=current_session())
    return _list(request)


def shown(user: User) -> list[Shown]:
    """This very session first, then the one that was seen last."""
    rows = [
        Shown(row=row, device=device_name(row.device), current=row.pk == current_session())
        for row in services.sessions_of(user=user)
    ]
    return sorted(rows, key=lambda row: not row.current)


def _list(request: HttpRequest) -> HttpResponse:
    """Asked by htmx, only the list; else the page again."""
    if "HX-Request" not in request.headers:
        return redirect("account-sessions")
    return render(request, "accounts/sessions_list.html", {"sessions": shown(person(request))})
