"""Addresses of a video's media for players outside of the dashboard, and what they open."""

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from accounts.models import User
from videos import signing
from videos.media.derived import hls
from videos.models import Artefact, Video
from videos.services import deriving, library

FILE, THUMBNAIL, STREAM = "file", "thumbnail.jpg", f"hls/{hls.MASTER}"


@dataclass(frozen=True)
class Links:
    """Whole addresses, good until `expires_at`; None for what the video does not have."""

    file_url: str
    thumbnail_url: str | None
    hls_url: str | None
    expires_at: datetime


@dataclass(frozen=True)
class Opened:
    """A stored file that an address opens for now, and for how many more seconds it does."""

    video: Video
    key: str
    filename: str
    seconds: int


def links(*, user: User, video_id: uuid.UUID, seconds: int) -> Links:
    """Addresses that let whoever has them play the video as this person; raises Video.DoesNotExist."""
    video = library.see(user=user, video_id=video_id)
    end = int(time.time()) + seconds

    def address(name: str) -> str:
        return settings.PUBLIC_URL + signing.sign(video_id=video.pk, name=name, user_id=user.pk, end=end)

    return Links(
        file_url=address(f"{FILE}.{video.extension}"),
        thumbnail_url=address(THUMBNAIL) if video.thumbnail else None,
        hls_url=address(STREAM) if deriving.current(video=video, kind=Artefact.Kind.HLS) else None,
        expires_at=datetime.fromtimestamp(end, UTC),
    )


def follow(*, token: str, video_id: uuid.UUID, name: str) -> Opened:
    """What an address opens now: its person must still be active, and must still see the video.

    Raises signing.BadLink, signing.LinkExpired, User.DoesNotExist or Video.DoesNotExist.
    """
    link = signing.opened(token=token, video_id=video_id, name=name)
    user = User.objects.get(pk=link.user_id, is_active=True)
    video = library.see(user=user, video_id=video_id)
    key = _key(video, name)
    if not key:
        raise Video.DoesNotExist
    left = max(link.end - int(time.time()), 0)
    return Opened(video, key, filename=_filename(video, name), seconds=left)


def _key(video: Video, name: str) -> str | None:
    """Where a name lies in the storage. Names are looked up, and never become part of a path."""
    if name == f"{FILE}.{video.extension}":
        return video.file
    if name == THUMBNAIL:
        return video.thumbnail
    folder, _, inner = name.partition("/")
    return deriving.stream_key(video=video, name=inner) if folder == "hls" else None


def _filename(video: Video, name: str) -> str:
    return video.filename if name.startswith(FILE) else name.rpartition("/")[2]
