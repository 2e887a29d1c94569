"""Connect a channel: to Google and back, once, by the same person; and disconnect it."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, User
from accounts.services import trail
from youtube_integration.client import data, oauth
from youtube_integration.client.errors import GoogleError
from youtube_integration.client.wire import Google
from youtube_integration.models import Channel, OAuthState
from youtube_integration.models.channels import ChannelQuerySet
from youtube_integration.services import access

ON_THE_WAY = timedelta(minutes=15)
CALLBACK = "/api/youtube/callback"


class NotConnected(Exception):
    """The way back from Google ends without a channel. The message is for the person."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def begin(*, user: User, manage: bool = False) -> str:
    """Where the person agrees at Google. `manage` also asks for captions and playlists.

    Raises YoutubeOff.
    """
    client, verifier, state = access.client(), oauth.new_verifier(), secrets.token_urlsafe(32)
    scopes = [*oauth.LEAST, oauth.MANAGE] if manage else list(oauth.LEAST)
    OAuthState.objects.create(
        state=state, user=user, verifier=verifier, scopes=scopes, expires_at=timezone.now() + ON_THE_WAY
    )
    return oauth.authorize_url(
        client=client, scopes=scopes, redirect=_redirect(), state=state, verifier=verifier
    )


def finish(*, user: User, state: str, code: str, error: str = "") -> list[Channel]:
    """Takes what Google sent back, and connects the account's channels.

    Raises NotConnected for a refusal, and for a state that is over, used, or another person's.
    """
    verifier = _take(user, state)
    if error:
        raise _refused(error)
    client = access.client()
    try:
        tokens = oauth.exchange(client=client, code=code, verifier=verifier, redirect=_redirect())
        _must_hold(tokens)
        with Google(places=client.places, access=_Just(tokens.access)) as google:
            found = data.own_channels(google)
    except GoogleError as failure:
        raise NotConnected(failure.code, str(failure)) from failure
    if not found:
        raise NotConnected(
            "youtube_no_channel",
            _("This Google account has no YouTube channel yet. Make one on YouTube first."),
        )
    return [_connect(user, each, tokens) for each in found]


def channels_of(*, user: User) -> ChannelQuerySet:
    return Channel.objects.for_user(user)


def disconnect(*, user: User, channel_id: uuid.UUID) -> None:
    """Takes the tokens away here, then withdraws them at Google. What was published stays on YouTube."""
    with transaction.atomic():
        channel = Channel.objects.for_user(user).select_for_update().get(pk=channel_id)
        token = (channel.refresh_token or channel.access_token).reveal()
        Channel.objects.filter(pk=channel.pk).update(
            state=Channel.State.DISCONNECTED, access_token="", refresh_token="", expires_at=None
        )
        trail.record(
            user=user,
            action=AuditEvent.Action.CHANNEL_DISCONNECTED,
            details={"channel": channel.title, "id": channel.google_id},
        )
    if token and access.is_on() and not _is_used_elsewhere(channel):
        oauth.revoke(client=access.client(), token=token)


def forget_states() -> int:
    """Deletes the ways to Google that nobody came back from; how many."""
    return OAuthState.objects.filter(expires_at__lt=Now()).delete()[0]


class _Just:
    """A token that is a moment old: there is no channel yet that could renew it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, *, refused: str = "") -> str:
        return self._token


def _redirect() -> str:
    return f"{settings.PUBLIC_URL}{CALLBACK}"


def _take(user: User, state: str) -> str:
    """Uses the state up and returns its verifier. A stranger's state stays theirs."""
    with transaction.atomic():
        row = OAuthState.objects.select_for_update().filter(state=state, user=user).first()
        if row is None:
            raise NotConnected(
                "bad_state", _("This link was used before, or belongs to somebody else. Connect once more.")
            )
        verifier, ended = row.verifier.reveal(), row.expires_at < timezone.now()
        row.delete()
    if ended:
        raise NotConnected("bad_state", _("That took longer than a quarter of an hour. Connect once more."))
    return verifier


def _refused(error: str) -> NotConnected:
    if error == "access_denied":
        return NotConnected("access_denied", _("You did not agree at Google, so no channel was connected."))
    return NotConnected(
        "google_refused",
        _("Google answered “%(answer)s”, so no channel was connected.") % {"answer": error[:80]},
    )


def _must_hold(tokens: oauth.Tokens) -> None:
    """People can untick rights one by one on Google's page."""
    if missing := [scope for scope in oauth.LEAST if scope not in tokens.scopes]:
        names = ", ".join(scope.rpartition("/")[2] for scope in missing)
        raise NotConnected(
            "scope_missing",
            _("Google gave no right to %(names)s. Connect again and leave every box ticked.")
            % {"names": names},
        )
    if not tokens.refresh:
        raise NotConnected("no_refresh_token", _("Google gave no lasting permission. Connect once more."))


@transaction.atomic
def _connect(user: User, told: dict[str, Any], tokens: oauth.Tokens) -> Channel:
    snippet = told["snippet"]
    picture = snippet.get("thumbnails", {}).get("default", {}).get("url", "")
    uploads = told.get("contentDetails", {}).get("relatedPlaylists", {}).get("uploads", "")
    channel, _ = Channel.objects.update_or_create(
        user=user,
        google_id=str(told["id"]),
        defaults={
            "title": str(snippet["title"])[:200],
            "thumbnail_url": str(picture)[:500],
            "uploads_playlist": str(uploads),
            "scopes": list(tokens.scopes),
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
            "expires_at": _end_of(tokens),
            "state": Channel.State.CONNECTED,
            "connected_at": timezone.now(),
        },
    )
    trail.record(
        user=user,
        action=AuditEvent.Action.CHANNEL_CONNECTED,
        details={"channel": channel.title, "id": channel.google_id},
    )
    return channel


def _end_of(tokens: oauth.Tokens) -> datetime:
    return timezone.now() + timedelta(seconds=tokens.seconds)


def _is_used_elsewhere(channel: Channel) -> bool:
    """Whether another account of ours has the same channel: Google would take its rights away too."""
    others = Channel.objects.filter(google_id=channel.google_id).exclude(pk=channel.pk)
    return others.exclude(state=Channel.State.DISCONNECTED).exists()
