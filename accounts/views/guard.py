"""Who may see a page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.views.decorators.cache import never_cache

from accounts.models import User

Rest = ParamSpec("Rest")
Page = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def signed_in(page: Page[Rest]) -> Page[Rest]:
    """Lets only signed-in people see a page; others sign in first and come back."""

    @never_cache
    @wraps(page)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return page(request, *args, **kwargs)
        if "HX-Request" in request.headers:
            # A redirect would be followed silently and put the sign-in page into a corner of this one.
            return HttpResponse(status=204, headers={"HX-Redirect": resolve_url("account_login")})
        return redirect_to_login(request.get_full_path())

    return guarded


def person(request: HttpRequest) -> User:
    """The user of a page that `signed_in` guards."""
    return cast(User, request.user)
