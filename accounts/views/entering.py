"""Ways in that are ours beside django-allauth's: the demo account, and the door of the administration."""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.services import google
from accounts.views.guard import person

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """One of allauth's views, which answers 422 when what was sent is not good."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if (
            request.method == "POST"
            and isinstance(response, TemplateResponse)
            and response.status_code == 200
        ):
            forms = [each for each in (response.context_data or {}).values() if isinstance(each, BaseForm)]
            if response.status_code == 200 and any(form.is_bound and form.errors for form in forms):
                response.status_code = 422
        return response

    return answered


def google_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that is there only where Google's sign-in is."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not google.is_on():
            raise Http404
        return view(request, *args, **kwargs)

    return answered


@require_POST
def try_demo(request: HttpRequest) -> HttpResponse:
    """Signs in as the demo account; its password never leaves the server.

    The account is many people's: each sees it in the language that their own browser speaks.
    """
    if not settings.DEMO.get("email"):
        raise Http404
    try:
        user = services.demo_account()
    except services.WrongCredentials:
        messages.error(request, _("The demo account is not there. Sign in with your own, or create one."))
        return redirect("account_login")
    target = _next(request)
    record_authentication(request, user, method="password")
    login(request, user, backend=BACKEND)
    return redirect(target)


@never_cache
def admin_door(request: HttpRequest) -> HttpResponse:
    """Stands in for the administration's own sign-in, which would know neither limits nor second factors."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.GET.get("next") or resolve_url("admin:index"))
    if not request.user.is_staff:
        raise Http404
    if not services.may_administer(user=person(request)):
        messages.error(request, _("The administration asks for a second factor. Set one up first."))
        return redirect("account-security")
    return redirect("admin:index")


def _next(request: HttpRequest) -> str:
    """Where the person was going, if that is a page of ours."""
    wished = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure()):
        return wished
    return resolve_url(settings.LOGIN_REDIRECT_URL)
