"""Pages that belong to no single app, and what every page knows of the platform."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from config.api.errors import plain_error
from credits import services as credits
from jobs.models import Job


def platform(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. What costs a query is asked for only where it is shown."""
    context: dict[str, Any] = {"platform_version": settings.VERSION}
    user = getattr(request, "user", None)
    if isinstance(user, User):
        context["balance"] = SimpleLazyObject(lambda: credits.balance(user=user))
        context["active_jobs"] = SimpleLazyObject(lambda: Job.objects.for_user(user).active().count())
    return context


def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "home.html", {"demo": settings.DEMO})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path_info.startswith("/api"):
        return plain_error(code=404, kind="client_error", name="not_found", detail="There is nothing here.")
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without context processors: what broke may be just what they need."""
    if request.path_info.startswith("/api"):
        return plain_error(
            code=500, kind="server_error", name="internal_error", detail="Something went wrong on our side."
        )
    return HttpResponse(render_to_string("500.html"), status=500)
