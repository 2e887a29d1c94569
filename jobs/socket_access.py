"""Who opens a socket: by a ticket, an access token, or the dashboard's session with its own origin."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from asgiref.sync import sync_to_async
from channels.auth import get_user

from accounts import services as accounts
from accounts.models import User

SUBPROTOCOL = "bearer"


async def user_of_socket(scope: Mapping[str, Any]) -> User | None:
    """The person behind a connection, or None. Whatever is presented decides alone: no falling back."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    if "ticket" in query:
        return await sync_to_async(accounts.redeem_socket_ticket)(ticket=query["ticket"][0])
    token = query["token"][0] if "token" in query else _subprotocol_token(scope["subprotocols"])
    if token is not None:
        return await _user_of_token(token)
    if not same_origin(scope):
        return None
    user = await get_user(scope)
    return user if isinstance(user, User) else None


def same_origin(scope: Mapping[str, Any]) -> bool:
    """A cookie speaks only for pages of this very host: other sites' pages send it along too."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    origin, host = headers.get(b"origin", ""), headers.get(b"host", "")
    return bool(host) and urlsplit(origin).netloc == host


def _subprotocol_token(subprotocols: list[str]) -> str | None:
    if len(subprotocols) == 2 and subprotocols[0] == SUBPROTOCOL:
        return subprotocols[1]
    return None


async def _user_of_token(token: str) -> User | None:
    try:
        return await sync_to_async(accounts.user_of_access_token)(token=token)
    except accounts.SessionEnded:
        return None
