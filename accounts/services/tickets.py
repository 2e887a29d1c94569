"""Tickets for the socket, so that no token stands in an address."""

import secrets

from django.core.cache import cache

from accounts.models import User
from accounts.services.sessions import digest

TICKET_SECONDS = 30


def issue_socket_ticket(*, user: User) -> str:
    """A secret that opens one socket within TICKET_SECONDS, so that no token stands in an address."""
    ticket = secrets.token_urlsafe(32)
    cache.set(_ticket_key(ticket), str(user.pk), TICKET_SECONDS)
    return ticket


def redeem_socket_ticket(*, ticket: str) -> User | None:
    """The ticket's user, once: of two sockets with one ticket only the first is let in."""
    key = _ticket_key(ticket)
    user_id = cache.get(key)
    if user_id is None or not cache.delete(key):
        return None
    return User.objects.filter(pk=user_id, is_active=True).first()


def _ticket_key(ticket: str) -> str:
    return f"socket-ticket:{digest(ticket)}"
