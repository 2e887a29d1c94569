"""What the pages of projects have in common: who may see them, and how refusals become words in a form."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse

from accounts.views import signed_in
from projects.services.roles import RoleMissing
from videos.services import library

UNPROCESSABLE = 422

Rest = ParamSpec("Rest")
T = TypeVar("T")
Page = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def guarded(page: Page[Rest]) -> Page[Rest]:
    """For signed-in people: 404 for what they may not see, 403 for what they may only look at."""

    @signed_in
    @wraps(page)
    def answered(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            return page(request, *args, **kwargs)
        except ObjectDoesNotExist:
            raise Http404 from None
        except (RoleMissing, library.NotYours) as refused:
            raise PermissionDenied(str(refused)) from None

    return answered


def tried(form: Form, wish: Callable[[], T]) -> T | None:
    """What a service answers; None, with its words at the form's fields, when it refuses the input."""
    try:
        return wish()
    except ValidationError as refused:
        fields = refused.error_dict if hasattr(refused, "error_dict") else {None: refused.error_list}
        for name, errors in fields.items():
            form.add_error(name if name in form.fields else None, errors)
    return None


def is_partial(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page, and not for the page (to go back to, say)."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
