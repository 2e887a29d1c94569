"""OAuth 2 with Google: PKCE, offline access, least scopes.

https://developers.google.com/identity/protocols/oauth2/web-server
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from jobs.fetching.words import gettext_noop
from youtube_integration.client.errors import GoogleError, NeedsReconnect, error_of, unreachable
from youtube_integration.client.wire import PATIENCE, Places

UPLOAD = "https://www.googleapis.com/auth/youtube.upload"
READ = "https://www.googleapis.com/auth/youtube.readonly"
MANAGE = "https://www.googleapis.com/auth/youtube.force-ssl"
LEAST = (UPLOAD, READ)
VERIFIER_BYTES = 48


@dataclass(frozen=True)
class Client:
    """Who we are to Google."""

    id: str
    secret: str
    places: Places


@dataclass(frozen=True, repr=False)
class Tokens:
    """What Google gave. `refresh` is empty when it gave none anew; `seconds`: how long `access` is good."""

    access: str
    refresh: str
    seconds: int
    scopes: tuple[str, ...]


def new_verifier() -> str:
    return secrets.token_urlsafe(VERIFIER_BYTES)


def challenge_of(verifier: str) -> str:
    """S256, as RFC 7636 says."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def authorize_url(*, client: Client, scopes: Iterable[str], redirect: str, state: str, verifier: str) -> str:
    """Where somebody agrees. Consent is asked for each time: else Google gives no refresh token again."""
    asked = {
        "client_id": client.id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": " ".join(scopes),
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
        "access_type": "offline",
        "include_granted_scopes": "true",
        "prompt": "consent select_account",
    }
    return f"{client.places.authorize}?{urlencode(asked)}"


def exchange(*, client: Client, code: str, verifier: str, redirect: str) -> Tokens:
    """The tokens for a code; raises GoogleError when the code is not (or no longer) good."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": redirect,
    }
    try:
        return _tokens(_post(client, form))
    except NeedsReconnect as refused:
        raise GoogleError(
            "code_refused",
            gettext_noop("Google did not confirm the connection. Begin again."),
            reason=refused.reason,
        ) from refused


def refresh(*, client: Client, token: str) -> Tokens:
    """A new access token; raises NeedsReconnect when the refresh token is dead."""
    return _tokens(_post(client, {"grant_type": "refresh_token", "refresh_token": token}))


def revoke(*, client: Client, token: str) -> None:
    """Withdraws everything that was granted. A token that is dead already is no trouble."""
    answer = _send(client.places.revoke, {"token": token})
    if not answer.is_success and answer.status_code != 400:
        raise error_of(answer)


def _post(client: Client, form: dict[str, str]) -> dict[str, Any]:
    answer = _send(client.places.token, {**form, "client_id": client.id, "client_secret": client.secret})
    if answer.is_success:
        try:
            found = answer.json()
        except ValueError as error:
            raise unreachable(error) from error
        return found if isinstance(found, dict) else {}
    failure = error_of(answer)
    if failure.reason == "invalid_grant":
        raise NeedsReconnect(failure.reason)
    raise failure


def _send(url: str, form: dict[str, str]) -> httpx.Response:
    try:
        return httpx.post(url, data=form, timeout=PATIENCE, follow_redirects=False)
    except httpx.HTTPError as error:
        raise unreachable(error) from error


def _tokens(told: dict[str, Any]) -> Tokens:
    return Tokens(
        access=str(told.get("access_token", "")),
        refresh=str(told.get("refresh_token", "")),
        seconds=int(told.get("expires_in", 0)),
        scopes=tuple(str(told.get("scope", "")).split()),
    )
