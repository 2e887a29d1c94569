"""Sessions: what programs hold is a pair of tokens, of which the refresh token works once; and how any ends.

A lost answer to a refresh is no excuse: the old token that a client sends again cannot be told from one that
was stolen, so the session ends and the person signs in again (docs/api.md, "Sessions").
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session as Cookie
from django.db import transaction
from django.utils import timezone
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.context import Client, current_client, current_person
from accounts.devices import device_name
from accounts.models import AuditEvent, Session, SessionQuerySet, User
from accounts.services import new_devices, trail
from accounts.signals import session_ended

Action = AuditEvent.Action
SEEN_EVERY = timedelta(minutes=1)
MOST_LISTED = 200


class SessionEnded(Exception):
    """The token is unknown, was used before, or its session is over."""


@dataclass(frozen=True)
class Tokens:
    access_token: str
    refresh_token: str


@transaction.atomic
def open_session(*, user: User, client: Client, method: str = "password") -> Tokens:
    """Starts a session that ends for good after SESSION_LIFETIME, however often it is refreshed."""
    session = Session(
        user=user,
        device=client.device[:300],
        address=client.address,
        expires_at=timezone.now() + settings.SESSION_LIFETIME,
        mail_due=new_devices.is_news(user=user, device=client.device[:300]),
    )
    tokens, session.refresh_hash = _issue(session)
    session.save(force_insert=True)
    details = {"kind": session.kind, "method": method}
    trail.record(user=user, action=Action.SIGNED_IN, client=client, details=details)
    return tokens


def refresh_session(*, refresh_token: str) -> Tokens:
    """A new pair for a refresh token that works once. One that was used before ends the whole session."""
    claims = _claims(refresh_token)
    session = live_session(session_id=claims.session_id)
    tokens, fresh_hash = _issue(session)
    rotated = (
        Session.objects.live()
        .filter(pk=session.pk)
        .waiting_for(claims.token_hash)
        .update(refresh_hash=fresh_hash, last_seen_at=timezone.now())
    )
    if not rotated:
        _end_reused(session)
        raise SessionEnded("This refresh token was used before; the session has been ended. Sign in again.")
    return tokens


def close_session(*, refresh_token: str) -> None:
    """Ends the session of a refresh token. An unknown or dead token is no error: the session is over."""
    try:
        claims = _claims(refresh_token)
    except SessionEnded:
        return
    with transaction.atomic():
        for session in end(Session.objects.filter(pk=claims.session_id)):
            trail.record(user=session.user, action=Action.SIGNED_OUT, details={"kind": session.kind})


@transaction.atomic
def end_session(*, user: User, session_id: uuid.UUID) -> None:
    """Ends one session of a person; raises Session.DoesNotExist when no such session of theirs lives."""
    ended = end(Session.objects.for_user(user).filter(pk=session_id))
    if not ended:
        raise Session.DoesNotExist("There is no such session.")
    details = {"session": device_name(ended[0].device), "kind": ended[0].kind}
    trail.record(user=user, action=Action.SESSION_ENDED, actor=current_person(), details=details)


@transaction.atomic
def end_all_sessions(*, user: User, but: uuid.UUID | None = None) -> int:
    """Ends every session of a person except the given one; how many."""
    own = Session.objects.for_user(user)
    number = len(end(own.exclude(pk=but) if but else own))
    if number:
        details = {"sessions": number}
        trail.record(user=user, action=Action.SESSION_ENDED, actor=current_person(), details=details)
    return number


def sessions_of(*, user: User) -> list[Session]:
    """Where a person is signed in now, the newest first; programs can have opened very many."""
    return list(Session.objects.for_user(user).live()[:MOST_LISTED])


def end(sessions: SessionQuerySet) -> list[Session]:
    """Ends those that live still, within the caller's transaction: of two at the same time one gets each row.

    Their cookies and tokens are worth nothing from then on, and their sockets close.
    """
    ended = list(sessions.live().select_related("user").select_for_update(of=("self",)).order_by("pk"))
    Session.objects.filter(pk__in=[session.pk for session in ended]).update(revoked_at=timezone.now())
    Cookie.objects.filter(session_key__in=[row.session_key for row in ended if row.session_key]).delete()
    for user_id in {session.user_id for session in ended}:
        session_ended.send(sender=Session, user_id=user_id)
    return ended


def user_of_access_token(*, token: str) -> User:
    """The user that a valid access token of a live session speaks for, else raises SessionEnded."""
    return session_of_access_token(token=token).user


def session_of_access_token(*, token: str) -> Session:
    try:
        session_id = AccessToken(token)["sid"]  # type: ignore[arg-type]
    except (TokenError, KeyError) as error:
        raise SessionEnded("The access token is not valid.") from error
    return live_session(session_id=session_id)


def user_of_session(*, session_id: str) -> User:
    return live_session(session_id=session_id).user


def live_session(*, session_id: uuid.UUID | str) -> Session:
    """A session that counts, of a person who is not deactivated; raises SessionEnded."""
    try:
        key = uuid.UUID(str(session_id))
    except ValueError:
        raise SessionEnded("There is no such session.") from None
    session = Session.objects.live().select_related("user").filter(pk=key, user__is_active=True).first()
    if session is None:
        raise SessionEnded("This session is over. Sign in again.")
    return session


def saw(session: Session) -> None:
    """Notes that the session was used, and from where, at most once in SEEN_EVERY."""
    now = timezone.now()
    if session.last_seen_at > now - SEEN_EVERY:
        return
    address = current_client().address or session.address
    long_ago = Session.objects.filter(pk=session.pk, last_seen_at__lte=now - SEEN_EVERY)
    long_ago.update(last_seen_at=now, address=address)


def forget_sessions() -> int:
    """Deletes the sessions that were over AUDIT_RETENTION_DAYS ago, and Django's own that are; how many."""
    now = timezone.now()
    Cookie.objects.filter(expire_date__lt=now).delete()
    return Session.objects.filter(
        expires_at__lt=now - timedelta(days=settings.AUDIT_RETENTION_DAYS)
    ).delete()[0]


@transaction.atomic
def _end_reused(session: Session) -> None:
    details = {"session": device_name(session.device)}
    for ended in end(Session.objects.filter(pk=session.pk)):
        trail.record(user=ended.user, action=Action.TOKEN_REUSED, actor=trail.NOBODY, details=details)


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


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
