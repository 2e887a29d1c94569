"""Who we are to Google, and the token of a channel: renewed once, whoever needs it at the same moment."""

import uuid
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from youtube_integration.client import oauth
from youtube_integration.client.errors import NeedsReconnect
from youtube_integration.client.wire import Google, Places
from youtube_integration.models import Channel

# A token is renewed so long before its end, so that none ends on the way.
SPARE = timedelta(seconds=60)


class YoutubeOff(Exception):
    """The operator has not said who this platform is to Google."""

    def __init__(self) -> None:
        super().__init__(
            _("YouTube is not set up on this platform: it needs YOUTUBE_CLIENT_ID and YOUTUBE_CLIENT_SECRET.")
        )


class ChannelUnusable(Exception):
    """The channel must be connected again before anything can be done on it."""

    code = "needs_reconnect"

    def __init__(self, channel: Channel) -> None:
        super().__init__(
            _("Google no longer lets us use the channel “%(channel)s”. Connect it again.")
            % {"channel": channel.title}
        )


def client() -> oauth.Client:
    """Raises YoutubeOff."""
    if not settings.YOUTUBE_CLIENT_ID:
        raise YoutubeOff
    places = Places.of(settings.YOUTUBE_BASE_URL)
    return oauth.Client(id=settings.YOUTUBE_CLIENT_ID, secret=settings.YOUTUBE_CLIENT_SECRET, places=places)


def is_on() -> bool:
    return bool(settings.YOUTUBE_CLIENT_ID)


def google_for(channel: Channel) -> Google:
    """YouTube in the name of the channel, to be closed; raises YoutubeOff or ChannelUnusable.

    A token that ends meanwhile is renewed by itself; NeedsReconnect comes out when it cannot be.
    """
    if channel.state != Channel.State.CONNECTED:
        raise ChannelUnusable(channel)
    return Google(places=client().places, access=partial(token_of, channel.pk))


def token_of(channel_id: uuid.UUID, *, refused: str = "") -> str:
    """An access token of the channel, of another than `refused`; raises NeedsReconnect.

    The row's lock makes everybody who needs a new one wait for the first, and take what that one got.
    """
    channel = Channel.objects.get(pk=channel_id)
    if _is_good(channel, refused):
        return channel.access_token.reveal()
    try:
        with transaction.atomic():
            channel = Channel.objects.select_for_update().get(pk=channel_id)
            return channel.access_token.reveal() if _is_good(channel, refused) else _renew(channel)
    except NeedsReconnect:
        Channel.objects.filter(pk=channel_id, state=Channel.State.CONNECTED).update(
            state=Channel.State.NEEDS_RECONNECT, access_token="", refresh_token="", expires_at=None
        )
        raise


def _is_good(channel: Channel, refused: str) -> bool:
    if channel.state != Channel.State.CONNECTED or not channel.expires_at:
        return False
    ends_soon = channel.expires_at - SPARE <= timezone.now()
    return not ends_soon and channel.access_token.reveal() != refused


def _renew(channel: Channel) -> str:
    if not channel.refresh_token:
        raise NeedsReconnect
    tokens = oauth.refresh(client=client(), token=channel.refresh_token.reveal())
    keep(channel, tokens)
    return tokens.access


def keep(channel: Channel, tokens: oauth.Tokens) -> None:
    """Writes down what Google gave; it gives a new refresh token or scopes only now and then."""
    changes = {
        "access_token": tokens.access,
        "expires_at": timezone.now() + timedelta(seconds=tokens.seconds),
    }
    if tokens.refresh:
        changes["refresh_token"] = tokens.refresh
    if tokens.scopes:
        changes["scopes"] = list(tokens.scopes)
    Channel.objects.filter(pk=channel.pk).update(**changes)
