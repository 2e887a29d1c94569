"""Pages to sign up, in and out: a Django session for a person, by the services that programs use too."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import SignInForm, SignUpForm
from accounts.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
def sign_up(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = services.register(**form.cleaned_data)
        except ValidationError as error:
            _show(form, error)
        else:
            return _enter(request, user)
    return _page(request, "accounts/sign_up.html", form)


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = services.check_credentials(**form.cleaned_data)
        except services.WrongCredentials as error:
            form.add_error(None, str(error))
        else:
            return _enter(request, user)
    return _page(request, "accounts/sign_in.html", form)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_POST
def try_demo(request: HttpRequest) -> HttpResponse:
    """Signs in as the demo account; its password never leaves the server."""
    if not settings.DEMO.get("email"):
        raise Http404
    try:
        user = services.check_credentials(**settings.DEMO)
    except services.WrongCredentials:
        form = SignInForm()
        return _page(request, "accounts/sign_in.html", form, {"demo_missing": True})
    return _enter(request, user)


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    target = _next(request)
    login(request, user, backend=BACKEND)
    return redirect(target)


def _next(request: HttpRequest) -> str:
    """Where the person was going, if that is a page of ours."""
    wished = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure()):
        return wished
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _show(form: Form, error: ValidationError) -> None:
    """Puts what a service refused beside the fields; what names no field stands above them."""
    problems = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for field, errors in problems.items():
        form.add_error(field if field in form.fields else None, errors)


def _page(
    request: HttpRequest, template: str, form: Form, more: dict[str, bool] | None = None
) -> HttpResponse:
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", ""), **(more or {})}
    return render(request, template, context, status=422 if form.errors else 200)
