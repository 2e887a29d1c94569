"""Browsers in which somebody has signed in before: known by a cookie, never locked out by strangers."""

import secrets
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from accounts.both_servers import BothServers
from accounts.models import User, normalise_email

SALT = "accounts.known_devices"
MOST_ACCOUNTS = 8


@dataclass(frozen=True)
class KnownDevice:
    """A browser by a name of its own, and the accounts (by `account_key`) that were entered with it."""

    name: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    accounts: tuple[str, ...] = ()

    def after_entering(self, account: str) -> "KnownDevice":
        others = [each for each in self.accounts if each != account]
        return KnownDevice(self.name, (account, *others)[:MOST_ACCOUNTS])


_current: ContextVar[KnownDevice | None] = ContextVar("known_device", default=None)
_entered: ContextVar[str] = ContextVar("entered_account", default="")


def current_device() -> KnownDevice:
    """The browser whose request is answered now; one without accounts when it is unknown."""
    return _current.get() or KnownDevice()


def account_key(email: str) -> str:
    """What an account is called where its address must not be read: in cookies and in the cache."""
    return salted_hmac(SALT, normalise_email(email), algorithm="sha256").hexdigest()[:32]


def remember_device(*, user: User) -> None:
    """Makes the browser that asks now a known one of this person, who has just shown who they are."""
    _entered.set(account_key(user.email))


@receiver(user_logged_in)
def _remember(sender: type[User], user: User, **_: Any) -> None:
    remember_device(user=user)


class KnownDevices(BothServers):
    """Reads the cookie for whoever asks now, and writes it when somebody has signed in."""

    def before(self, request: HttpRequest) -> None:
        _entered.set("")
        _current.set(_read(request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE, "")))

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return _written(response)


def _read(cookie: str) -> KnownDevice | None:
    try:
        name, *accounts = signing.loads(cookie, salt=SALT, max_age=settings.KNOWN_DEVICE_SECONDS)
    except signing.BadSignature:
        return None
    return KnownDevice(name, tuple(accounts))


def _written(response: HttpResponseBase) -> HttpResponseBase:
    if account := _entered.get():
        device = current_device().after_entering(account)
        response.set_cookie(
            settings.KNOWN_DEVICE_COOKIE,
            signing.dumps([device.name, *device.accounts], salt=SALT),
            max_age=settings.KNOWN_DEVICE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
