"""Who asks, and from where: set once for each request, read by services that write it down."""

from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User


@dataclass(frozen=True)
class Client:
    """The program or browser that asks: what it calls itself and where it comes from."""

    device: str = ""
    address: str | None = None


_client: ContextVar[Client | None] = ContextVar("client", default=None)
_api_key: ContextVar[UUID | None] = ContextVar("api_key", default=None)
_person: ContextVar[User | None] = ContextVar("person", default=None)
_session: ContextVar[UUID | None] = ContextVar("session", default=None)


def current_client() -> Client:
    """Whoever's request is answered now; an empty one in workers and commands."""
    return _client.get() or Client()


def current_api_key() -> UUID | None:
    """The API key by which the current request is made, whose scopes and budget bind it."""
    return _api_key.get()


def use_api_key(key_id: UUID | None) -> None:
    _api_key.set(key_id)


def current_person() -> User | None:
    """Who the current request has proved to come from, as far as anything has asked for it yet."""
    return _person.get()


def current_session() -> UUID | None:
    """The session by which the current request is made; none for API keys."""
    return _session.get()


def speak_for(user: User, *, session_id: UUID | None) -> None:
    _person.set(user)
    _session.set(session_id)


def begin_request(request: HttpRequest) -> None:
    """Forgets whoever asked before, and remembers who asks now."""
    end_request()
    _client.set(Client(device=request.headers.get("User-Agent", "")[:300], address=client_address(request)))


def end_request() -> None:
    for told in (_client, _api_key, _person, _session):
        told.set(None)


def client_address(request: HttpRequest) -> str | None:
    """Where a request comes from, behind TRUSTED_PROXIES of our own proxies.

    Each proxy adds to X-Forwarded-For the address that it heard from; so the client is as many entries from
    the right as there are proxies, and whatever a client wrote there itself stands further to the left.
    """
    heard_from = request.META.get("REMOTE_ADDR") or None
    if settings.TRUSTED_PROXIES == 0:
        return heard_from
    forwarded = [
        entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()
    ]
    if len(forwarded) < settings.TRUSTED_PROXIES:
        return heard_from
    told = forwarded[-settings.TRUSTED_PROXIES]
    return told if is_address(told) else heard_from


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
