"""The page of one's own data: take it along, close the account for a while, or have it deleted."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.services import leaving, rates
from accounts.views import person, signed_in
from config.privacy import exporting
from config.privacy.forms import ProofForm

GUESSED = (rates.TooMany, rates.CountsUnavailable)


@require_GET
@signed_in
def data(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    exporting.order_export(user=person(request))
    return redirect("account-data")


@require_POST
@signed_in
def send_code(request: HttpRequest) -> HttpResponse:
    try:
        leaving.send_code(user=person(request))
    except GUESSED as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("We have sent a code to %(email)s.") % {"email": person(request).email})
    return redirect("account-data")


@require_POST
@signed_in
def deactivate(request: HttpRequest) -> HttpResponse:
    def close(user: User, proof: dict[str, str]) -> HttpResponse:
        leaving.deactivate(user=user, **proof)
        logout(request)
        return redirect("home")

    return _proven(request, "deactivate", close)


@require_POST
@signed_in
def ask_deletion(request: HttpRequest) -> HttpResponse:
    def ask(user: User, proof: dict[str, str]) -> HttpResponse:
        leaving.ask_deletion(user=user, **proof)
        return redirect("account-data")

    return _proven(request, "delete", ask)


@require_POST
@signed_in
def call_off_deletion(request: HttpRequest) -> HttpResponse:
    leaving.call_off_deletion(user=person(request))
    return redirect("account-data")


def _proven(
    request: HttpRequest, prefix: str, act: Callable[[User, dict[str, str]], HttpResponse]
) -> HttpResponse:
    """Acts once the person has shown who they are; else the page again with what was wrong, 422."""
    user = person(request)
    form = ProofForm(request.POST, user=user, prefix=prefix)
    if form.is_valid():
        try:
            return act(user, form.cleaned_data)
        except ValidationError as error:
            form.add_error(
                None, [message for messages_ in error.message_dict.values() for message in messages_]
            )
        except GUESSED as error:
            form.add_error(None, str(error))
    return _page(request, form)


def _page(request: HttpRequest, wrong: ProofForm | None = None) -> HttpResponse:
    user = person(request)
    forms = {prefix: ProofForm(user=user, prefix=prefix) for prefix in ("deactivate", "delete")}
    if wrong is not None and wrong.prefix:
        forms[wrong.prefix] = wrong
    context = {
        "export": exporting.latest_export(user=user),
        "forms": forms,
        "grace_days": settings.ERASURE_GRACE_DAYS,
    }
    return render(request, "accounts/data.html", context, status=422 if wrong else 200)
