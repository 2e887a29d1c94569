"""Who may try a password: strangers seldom, people on devices of their own whatever strangers do.

Attempts are counted before a password is looked at, so that a thousand at once are no more than one after the
other. Nothing here asks whether there is such an account: unknown addresses cost and answer the same.
"""

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from redis.exceptions import RedisError

from accounts.context import current_client
from accounts.known_devices import account_key, current_device, remember_device
from accounts.models import Session, User
from accounts.services.rates import CountsUnavailable, TooMany, by_address, spend_or_refuse

log = logging.getLogger(__name__)

WINDOW_SECONDS = 15 * 60
FIRST_LOCK_SECONDS, LONGEST_LOCK_SECONDS = 60, 60 * 60
LEVEL_KEPT_SECONDS = 24 * 60 * 60
KNOWN_ADDRESS = timedelta(days=30)
LOCKED = gettext_lazy(
    "Too many attempts have failed. Wait a while, use a device on which you have signed in before, "
    "or reset your password."
)


@dataclass(frozen=True)
class Attempt:
    """An attempt that was let through; `counted` names the count that a success takes back."""

    counted: str = ""


def begin_attempt(*, email: str) -> Attempt:
    """Lets an attempt to sign in through, or raises TooMany or CountsUnavailable."""
    if not settings.RATELIMIT_ENABLE:
        return Attempt()
    account, device, address = account_key(email), current_device(), current_client().address
    if account in device.accounts:
        spend_or_refuse(name="sign_in", who=f"device:{device.name}:{account}")
        return Attempt()
    spend_or_refuse(name="sign_in", who=by_address(address))
    if _entered_from(address, email):
        return Attempt()
    with _counts():
        return Attempt(counted=_count_stranger(account))


def succeeded(attempt: Attempt) -> None:
    """Takes an attempt that did not fail back from the failures."""
    if attempt.counted:
        with _counts():
            _add(attempt.counted, -1)


def forgive(*, user: User) -> None:
    """Lifts an account's lock, whose owner has shown who they are by other means than the password.

    From now on the browser that asks is known, so that whoever goes on guessing cannot lock it out again.
    """
    remember_device(user=user)
    account = account_key(user.email)
    with _counts():
        cache.delete_many([_key("lock", account), _key("level", account), _tries_key(account, 0)])


def count_proof(*, user: User) -> None:
    """Counts one more try of a code or a password by somebody whose account is known; raises TooMany."""
    spend_or_refuse(name="codes", who=f"user:{user.pk}")


def _entered_from(address: str | None, email: str) -> bool:
    """Whether the account was entered from this address lately: a program has no cookie to be known by."""
    since = timezone.now() - KNOWN_ADDRESS
    rows = Session.objects.filter(user__email=email, address=address, created_at__gte=since)
    return address is not None and rows.exists()


def _count_stranger(account: str) -> str:
    """Counts an attempt from nowhere known; the name of its count."""
    # The level before the lock: who reads the new level of a lock that was just set sees the lock as well.
    level: int = cache.get(_key("level", account)) or 0
    if (until := cache.get(_key("lock", account))) is not None and until > time.time():
        raise _locked(until)
    tries = _tries_key(account, level)
    # After a lock there is one try until the next, longer one.
    if _add(tries, 1) > (settings.LOGIN_FAILURES if level == 0 else 1):
        raise _lock(account, level)
    return tries


def _lock(account: str, level: int) -> TooMany:
    seconds = min(FIRST_LOCK_SECONDS * 2**level, LONGEST_LOCK_SECONDS)
    until = time.time() + seconds
    if cache.add(_key("lock", account), until, seconds):
        # Counts carry their level in their names, so that those of the old one are done with at once.
        cache.set(_key("level", account), level + 1, LEVEL_KEPT_SECONDS)
        log.warning("An account is locked for unknown devices for %s s after failed sign-ins.", seconds)
    return _locked(cache.get(_key("lock", account)) or until)


def _locked(until: float) -> TooMany:
    return TooMany(str(LOCKED), wait=max(math.ceil(until - time.time()), 1))


def _add(key: str, number: int) -> int:
    """Adds to a count that lasts a window from its first attempt."""
    if number > 0 and cache.add(key, number, WINDOW_SECONDS):
        return number
    try:
        return int(cache.incr(key, number))
    except ValueError:  # its window has just ended
        return number


def _tries_key(account: str, level: int) -> str:
    return _key(f"tries:{level}", account)


def _key(what: str, account: str) -> str:
    return f"guard:{what}:{account}"


@contextmanager
def _counts() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise CountsUnavailable(_("Signing in is not possible at the moment. Try again soon.")) from error
