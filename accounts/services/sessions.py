"""Sessions of programs: a pair of tokens, of which the refresh token works once."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.context import Client
from accounts.models import Session, User


class SessionEnded(Exception):
    """The refresh token is unknown, was used before, or its session is over."""


@dataclass(frozen=True)
class Tokens:
    access_token: str
    refresh_token: str


def open_session(*, user: User, client: Client) -> Tokens:
    """Starts a session that ends for good after SESSION_LIFETIME, however often it is refreshed."""
    session = Session(
        user=user,
        device=client.device[:300],
        address=client.address,
        expires_at=timezone.now() + settings.SESSION_LIFETIME,
    )
    tokens, session.refresh_hash = _issue(session)
    session.save(force_insert=True)
    return tokens


def refresh_session(*, refresh_token: str) -> Tokens:
    """A new pair for a refresh token that works once. One that was used before ends the whole session."""
    claims = _claims(refresh_token)
    session = Session.objects.live().select_related("user").filter(pk=claims.session_id).first()
    if session is None or not session.user.is_active:
        raise SessionEnded("This session is over. Sign in again.")
    tokens, fresh_hash = _issue(session)
    rotated = (
        Session.objects.live()
        .filter(pk=session.pk, refresh_hash=claims.token_hash)
        .update(refresh_hash=fresh_hash, last_seen_at=timezone.now())
    )
    if not rotated:
        _revoke(session.pk)
        raise SessionEnded("This refresh token was used before; the session has been ended. Sign in again.")
    return tokens


def close_session(*, refresh_token: str) -> None:
    """Ends the session of a refresh token. An unknown or dead token is no error: the session is over."""
    try:
        claims = _claims(refresh_token)
    except SessionEnded:
        return
    _revoke(claims.session_id)


def end_session(*, user: User, session_id: uuid.UUID) -> None:
    Session.objects.for_user(user).filter(pk=session_id, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )


def end_all_sessions(*, user: User) -> None:
    Session.objects.for_user(user).filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def user_of_access_token(*, token: str) -> User:
    """The user that a valid access token of a live session speaks for, else raises SessionEnded."""
    try:
        session_id = AccessToken(token)["sid"]  # type: ignore[arg-type]
    except (TokenError, KeyError) as error:
        raise SessionEnded("The access token is not valid.") from error
    return user_of_session(session_id=session_id)


def user_of_session(*, session_id: str) -> User:
    session = Session.objects.live().select_related("user").filter(pk=session_id).first()
    if session is None or not session.user.is_active:
        raise SessionEnded("This session is over. Sign in again.")
    return session.user


@dataclass(frozen=True)
class _Claims:
    session_id: uuid.UUID
    token_hash: str


def _claims(refresh_token: str) -> _Claims:
    try:
        token = RefreshToken(refresh_token)  # type: ignore[arg-type]
        return _Claims(session_id=uuid.UUID(token["sid"]), token_hash=digest(token["jti"]))
    except (TokenError, KeyError, ValueError) as error:
        raise SessionEnded("The refresh token is not valid.") from error


def _issue(session: Session) -> tuple[Tokens, str]:
    refresh = RefreshToken.for_user(session.user)
    refresh["sid"] = str(session.pk)
    _end_by(refresh, session.expires_at)
    access = refresh.access_token
    return Tokens(access_token=str(access), refresh_token=str(refresh)), digest(refresh["jti"])


def _end_by(token: RefreshToken, moment: datetime) -> None:
    token["exp"] = min(token["exp"], int(moment.timestamp()))


def _revoke(session_id: uuid.UUID) -> None:
    Session.objects.filter(pk=session_id, revoked_at__isnull=True).update(revoked_at=timezone.now())


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
