"""Who opens a socket: by a ticket, an access token, or the dashboard's session with its own origin."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from asgiref.sync import sync_to_async
from channels.auth import get_user

from accounts import services as accounts
from accounts.models import User
from accounts.services import SocketPass

SUBPROTOCOL = "bearer"


async def pass_of_socket(scope: Mapping[str, Any]) -> SocketPass | None:
    """What opens a connection, or None. Whatever is presented decides alone: no falling back."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    if "ticket" in query:
        return await sync_to_async(accounts.redeem_socket_ticket)(ticket=query["ticket"][0])
    token = query["token"][0] if "token" in query else _subprotocol_token(scope["subprotocols"])
    if token is not None:
        return await sync_to_async(_pass_of_token)(token)
    if not same_origin(scope):
        return None
    user = await get_user(scope)
    return await sync_to_async(_pass_of_cookie)(user, scope) if isinstance(user, User) else None


def same_origin(scope: Mapping[str, Any]) -> bool:
    """A cookie speaks only for pages of this very host: other sites' pages send it along too."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    origin, host = headers.get(b"origin", ""), headers.get(b"host", "")
    return bool(host) and urlsplit(origin).netloc == host


def _subprotocol_token(subprotocols: list[str]) -> str | None:
    if len(subprotocols) == 2 and subprotocols[0] == SUBPROTOCOL:
        return subprotocols[1]
    return None


def _pass_of_token(token: str) -> SocketPass | None:
    """The socket lives as long as the token's session does, not only as long as the token."""
    try:
        session = accounts.session_of_access_token(token=token)
    except accounts.SessionEnded:
        return None
    return SocketPass(user=session.user, session_id=session.pk)


def _pass_of_cookie(user: User, scope: Mapping[str, Any]) -> SocketPass | None:
    try:
        session = accounts.browser_session(user=user, store=scope["session"])
    except accounts.SessionEnded:
        return None
    return SocketPass(user=user, session_id=session.pk)
