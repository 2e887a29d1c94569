"""Addresses of a video's media for players outside of the dashboard, and what they open."""

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from videos import signing
from videos.media.derived import hls
from videos.models import Artefact, Video
from videos.services import deriving, library
from videos.signing import Audience

FILE, SAVED, THUMBNAIL, STREAM = "file", "saved", "thumbnail.jpg", f"hls/{hls.MASTER}"


@dataclass(frozen=True)
class Links:
    """Whole addresses, good until `expires_at`; None for what the video does not have."""

    file_url: str
    thumbnail_url: str | None
    hls_url: str | None
    expires_at: datetime
    saved_url: str | None = None  # the file again, to be kept and not shown


@dataclass(frozen=True)
class Opened:
    """A stored file that an address opens for now, and for how many more seconds it does."""

    video: Video
    key: str
    filename: str
    seconds: int
    is_to_save: bool = False


def links(*, user: User, video_id: uuid.UUID, seconds: int) -> Links:
    """Addresses that let whoever has them play the video as this person; raises Video.DoesNotExist."""
    video = library.see(user=user, video_id=video_id)
    return _links(video, who=user.pk, audience=Audience.PERSON, end=int(time.time()) + seconds)


def links_for_guests(*, video: Video, admission_id: uuid.UUID, until: datetime, may_save: bool) -> Links:
    """Addresses of a video for people without an account, whom something with this id lets in until then.

    Each request asks `settings.MEDIA_GUESTS_LET_IN_BY` whether it still does. The caller has checked that it
    does now.
    """
    end = min(int(time.time()) + signing.LONGEST, int(until.timestamp()))
    return _links(video, who=admission_id, audience=Audience.GUESTS, end=end, may_save=may_save)


def _links(video: Video, *, who: uuid.UUID, audience: Audience, end: int, may_save: bool = False) -> Links:
    def address(name: str) -> str:
        path = signing.sign(video_id=video.pk, name=name, user_id=who, end=end, audience=audience)
        return settings.PUBLIC_URL + path

    return Links(
        file_url=address(f"{FILE}.{video.extension}"),
        thumbnail_url=address(THUMBNAIL) if video.thumbnail else None,
        hls_url=address(STREAM) if deriving.current(video=video, kind=Artefact.Kind.HLS) else None,
        expires_at=datetime.fromtimestamp(end, UTC),
        saved_url=address(f"{SAVED}.{video.extension}") if may_save else None,
    )


def follow(*, token: str, video_id: uuid.UUID, name: str) -> Opened:
    """What an address opens now: its person must still be active, and must still see the video; or what let
    guests in must still do so.

    Raises signing.BadLink, signing.LinkExpired, User.DoesNotExist or Video.DoesNotExist.
    """
    link = signing.opened(token=token, video_id=video_id, name=name)
    video = _seen_by(link)
    key = _key(video, name)
    if not key:
        raise Video.DoesNotExist
    left = max(link.end - int(time.time()), 0)
    return Opened(
        video, key, filename=_filename(video, name), seconds=left, is_to_save=name.startswith(SAVED)
    )


def _seen_by(link: signing.Link) -> Video:
    if link.audience is Audience.GUESTS:
        lets_in = import_string(settings.MEDIA_GUESTS_LET_IN_BY)
        if not lets_in(admission_id=link.who, video_id=link.video_id):
            raise Video.DoesNotExist
        return Video.objects.get(pk=link.video_id)
    user = User.objects.get(pk=link.who, is_active=True)
    return library.see(user=user, video_id=link.video_id)


def _key(video: Video, name: str) -> str | None:
    """Where a name lies in the storage. Names are looked up, and never become part of a path."""
    if name in {f"{FILE}.{video.extension}", f"{SAVED}.{video.extension}"}:
        return video.file
    if name == THUMBNAIL:
        return video.thumbnail
    folder, _, inner = name.partition("/")
    return deriving.stream_key(video=video, name=inner) if folder == "hls" else None


def _filename(video: Video, name: str) -> str:
    return video.filename if name.startswith((FILE, SAVED)) else name.rpartition("/")[2]
