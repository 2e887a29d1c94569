"""The language that the pages speak to a person, kept in a cookie of the browser."""

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.translation import get_supported_language_variant

from accounts.models import User


def speak(response: HttpResponseBase, user: User) -> None:
    """Sets the cookie to a person's own language, if the pages speak it."""
    try:
        language = get_supported_language_variant(user.locale)
    except LookupError:
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def language_of(user: User) -> str:
    """The language in which a person is spoken to where no request of theirs says one."""
    try:
        return get_supported_language_variant(user.locale)
    except LookupError:
        return settings.LANGUAGE_CODE
