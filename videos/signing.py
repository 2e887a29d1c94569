"""Addresses of media that carry their own right: for players that can send neither a token nor a cookie.

    /media/<end>.<audience>.<signature>/<video>/<name>

The signature is an HMAC-SHA256 over the path it opens, for whom, and until when (docs/decisions/0011). A name
that ends in a slash opens what lies below it, so that the relative names in an HLS playlist work.
"""

import hmac
import re
import time
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from django.conf import settings

PREFIX = "/media/"
LONGEST = 24 * 3600  # seconds
# What a whole folder is signed for; all else is signed name by name.
FOLDERS = ("hls/",)
TOKEN = re.compile(r"([1-9][0-9]{0,11})\.([ug])([0-9a-f]{32})\.([A-Za-z0-9_-]{43})", re.ASCII)


class Audience(StrEnum):
    """Whose right an address carries; the id after the letter says which one's."""

    PERSON = "u"
    GUESTS = "g"  # whoever came by an address that shows the video to people without an account


class BadLink(Exception):
    """The address was not made by us, or was changed since."""


class LinkExpired(Exception):
    """The address is ours, and was good until a while ago."""


@dataclass(frozen=True)
class Link:
    """A right that an address carries: for an audience, to one name of one video, until `end` (Unix time)."""

    audience: Audience
    who: uuid.UUID
    video_id: uuid.UUID
    name: str
    end: int


def sign(
    *, video_id: uuid.UUID, name: str, user_id: uuid.UUID, end: int, audience: Audience = Audience.PERSON
) -> str:
    """The path of a name of a video's media, good for that person until `end` (Unix time, seconds).

    For another audience `user_id` is the id of what lets it in.
    """
    about = f"{end}.{audience}{user_id.hex}"
    signature = _signature(about, f"{video_id}/{_scope(name)}", settings.MEDIA_SIGNING_KEYS[0])
    return f"{PREFIX}{about}.{signature}/{video_id}/{quote(name)}"


def opened(*, token: str, video_id: uuid.UUID, name: str) -> Link:
    """What an address opens; raises BadLink or, only for an address of ours, LinkExpired."""
    found = TOKEN.fullmatch(token)
    if found is None:
        raise BadLink
    end, audience, who, signature = found.groups()
    path = f"{video_id}/{_scope(name)}"
    # The text is compared, not what it decodes to: there is one way only to write a signature.
    keys = settings.MEDIA_SIGNING_KEYS
    expected = [_signature(f"{end}.{audience}{who}", path, key) for key in keys]
    if not any([hmac.compare_digest(signature, each) for each in expected]):  # noqa: C419 - in constant time
        raise BadLink
    if time.time() >= int(end):
        raise LinkExpired("This address was good for a while only. Ask for a new one.")
    return Link(Audience(audience), uuid.UUID(who), video_id, name, int(end))


def _scope(name: str) -> str:
    """What the signature of a name covers: the name, or the folder that is signed as a whole."""
    return next((folder for folder in FOLDERS if name.startswith(folder)), name)


def _signature(about: str, path: str, key: str) -> str:
    signed = hmac.digest(key.encode(), f"{about}\n{path}".encode(), "sha256")
    return urlsafe_b64encode(signed).decode().rstrip("=")
