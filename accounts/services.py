"""What a person can ask of their account: sign up, prove who they are, hold sessions, change it."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.models import Session, User, normalise_email
from accounts.signals import signed_up

TICKET_SECONDS = 30


class WrongCredentials(Exception):
    """The e-mail address and the password do not belong together."""


class SessionEnded(Exception):
    """The refresh token is unknown, was used before, or its session is over."""


@dataclass(frozen=True)
class Client:
    """The program or browser that asks: what it calls itself and where it comes from."""

    device: str = ""
    address: str | None = None


@dataclass(frozen=True)
class Tokens:
    access_token: str
    refresh_token: str


def register(*, email: str, password: str, name: str = "") -> User:
    """Makes a user, or raises ValidationError by field (`email`, `password`)."""
    email = normalise_email(email)
    validate_email(email)
    user = User(email=email, name=name.strip())
    try:
        validate_password(password, user=user)
    except ValidationError as error:
        raise ValidationError({"password": error.error_list}) from None
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            signed_up.send(sender=User, user=user)
    except IntegrityError:
        taken = ValidationError("An account with this e-mail address exists already.", code="email_taken")
        raise ValidationError({"email": taken}) from None
    return user


def check_credentials(*, email: str, password: str) -> User:
    """The user with this address and password; the same error and the same work for an unknown address."""
    user = authenticate(username=normalise_email(email), password=password)
    if not isinstance(user, User):
        raise WrongCredentials("The e-mail address or the password is wrong.")
    return user


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


def update_profile(*, user: User, changes: dict[str, Any]) -> User:
    """Changes the given profile fields (`name`, `locale`, `auto_transcribe`)."""
    for field in ("name", "locale", "auto_transcribe"):
        if field in changes:
            setattr(user, field, changes[field])
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "locale", "auto_transcribe", "updated_at"])
    return user


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
        return _Claims(session_id=uuid.UUID(token["sid"]), token_hash=_digest(token["jti"]))
    except (TokenError, KeyError, ValueError) as error:
        raise SessionEnded("The refresh token is not valid.") from error


def _issue(session: Session) -> tuple[Tokens, str]:
    refresh = RefreshToken.for_user(session.user)
    refresh["sid"] = str(session.pk)
    _end_by(refresh, session.expires_at)
    access = refresh.access_token
    return Tokens(access_token=str(access), refresh_token=str(refresh)), _digest(refresh["jti"])


def _end_by(token: RefreshToken, moment: datetime) -> None:
    token["exp"] = min(token["exp"], int(moment.timestamp()))


def _revoke(session_id: uuid.UUID) -> None:
    Session.objects.filter(pk=session_id, revoked_at__isnull=True).update(revoked_at=timezone.now())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _ticket_key(ticket: str) -> str:
    return f"socket-ticket:{_digest(ticket)}"
