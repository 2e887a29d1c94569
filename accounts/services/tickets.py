"""Who a socket speaks for, and tickets for it, so that no token stands in an address."""

import secrets
import uuid
from dataclasses import dataclass

from django.core.cache import cache

from accounts.context import current_api_key, current_session, speak_for, use_api_key
from accounts.models import ApiKey, Session, User
from accounts.services import scopes
from accounts.services.sessions import digest

TICKET_SECONDS = 30


@dataclass(frozen=True)
class SocketPass:
    """What opened a socket. The socket may stay as long as this counts."""

    user: User
    session_id: uuid.UUID | None = None
    key_id: uuid.UUID | None = None


def issue_socket_ticket(*, user: User) -> str:
    """A secret that opens one socket within TICKET_SECONDS, in the name of who asks for it and by what."""
    ticket = secrets.token_urlsafe(32)
    held = {"user": user.pk, "session": current_session(), "key": current_api_key()}
    cache.set(_ticket_key(ticket), held, TICKET_SECONDS)
    return ticket


def redeem_socket_ticket(*, ticket: str) -> SocketPass | None:
    """What the ticket stands for, once: of two sockets with one ticket only the first is let in."""
    key = _ticket_key(ticket)
    held = cache.get(key)
    if held is None or not cache.delete(key):
        return None
    user = User.objects.filter(pk=held["user"]).first()
    if user is None:
        return None
    opened_by = SocketPass(user=user, session_id=held["session"], key_id=held["key"])
    return opened_by if pass_counts(opened_by=opened_by) else None


def pass_counts(*, opened_by: SocketPass) -> bool:
    """Whether the person is active, and the session or the API key that opened the socket lives."""
    user = opened_by.user
    if opened_by.session_id is not None:
        return (
            Session.objects.live()
            .filter(pk=opened_by.session_id, user_id=user.pk, user__is_active=True)
            .exists()
        )
    if opened_by.key_id is not None:
        return (
            ApiKey.objects.live().filter(pk=opened_by.key_id, user_id=user.pk, user__is_active=True).exists()
        )
    return User.objects.filter(pk=user.pk, is_active=True).exists()


def speak_by(*, opened_by: SocketPass, scope: str | None) -> None:
    """Tells the services who asks; raises Refused or ScopeMissing where an API key may not ask it."""
    speak_for(opened_by.user, session_id=opened_by.session_id)
    use_api_key(opened_by.key_id)
    if opened_by.key_id is None:
        return
    if scope is None:
        raise scopes.Refused
    held = ApiKey.objects.live().filter(pk=opened_by.key_id).values_list("scopes", flat=True).first()
    scopes.must_have(scopes=held or [], needed=scope)


def _ticket_key(ticket: str) -> str:
    return f"socket-ticket:{digest(ticket)}"
