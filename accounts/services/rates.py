"""How often somebody may ask in a while: counts that every process of the platform shares."""

from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_ratelimit.core import get_usage
from redis.exceptions import RedisError

# A customer of a provider has a network of IPv6 addresses of at least this size, not one address.
IPV6_NETWORK = 64


class CountsUnavailable(Exception):
    """The counts cannot be read, because the cache does not answer."""

    wait = 10  # seconds


class TooMany(Exception):
    """Somebody asks more often than they may; `wait` seconds from now they may again."""

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True)
class Usage:
    """How much of a rate is used up."""

    limit: int
    count: int
    reset: int  # seconds until counting begins anew

    @property
    def exceeded(self) -> bool:
        return self.count > self.limit

    @property
    def remaining(self) -> int:
        return max(self.limit - self.count, 0)


_latest: ContextVar[Usage | None] = ContextVar("rate_usage", default=None)


def latest_usage() -> Usage | None:
    """The rate that was counted last for the request that is answered now."""
    return _latest.get()


def forget_usage() -> None:
    _latest.set(None)


def spend(*, name: str, who: str, told: bool = True) -> Usage | None:
    """Counts one more by a rate of settings.RATES; None when rates are switched off.

    Whoever asks is `told` of it in the answer's headers, unless that would tell about somebody else.
    Raises CountsUnavailable when the shared cache does not answer.
    """
    try:
        counted = get_usage(
            HttpRequest(),  # asked for by the library, which looks at it only for keys that are not ours
            group=f"rate:{name}",
            key=lambda group, request: who,
            rate=settings.RATES[name],
            increment=True,
        )
    except (RedisError, OSError) as error:
        raise CountsUnavailable(
            _("Too little is known to answer this now. Try again in a moment.")
        ) from error
    if counted is None:
        return None
    # The last second of a window still belongs to it.
    usage = Usage(limit=counted["limit"], count=counted["count"], reset=counted["time_left"] + 1)
    if told:
        _latest.set(usage)
    return usage


def spend_or_refuse(*, name: str, who: str) -> None:
    """Counts one more; raises TooMany beyond the rate."""
    usage = spend(name=name, who=who)
    if usage is not None and usage.exceeded:
        raise TooMany(_("You have asked too often. Wait a while."), wait=usage.reset)


def by_address(address: str | None) -> str:
    """What an address is counted by: itself, or its network where one customer has many (IPv6)."""
    if not address:
        return "address:unknown"
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return f"address:{ip_network((int(parsed), IPV6_NETWORK), strict=False)}"
        return f"address:{parsed.ipv4_mapped}"
    return f"address:{parsed}"
