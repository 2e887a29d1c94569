"""What is on a channel: playlists and films, as YouTube tells them now."""

import uuid
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from youtube_integration.client import data
from youtube_integration.models import Publication
from youtube_integration.services import access, checking


@dataclass(frozen=True)
class Playlist:
    id: str
    title: str
    description: str
    privacy: str
    item_count: int


@dataclass(frozen=True)
class Uploaded:
    """A film on YouTube. The words of its states are YouTube's own.

    `upload_status`: uploaded, processed, failed, rejected, deleted; `reason`: why it failed or was rejected.
    """

    id: str
    title: str
    privacy: str
    upload_status: str
    processing: str
    reason: str
    publish_at: str | None
    published_at: str | None
    thumbnail_url: str
    publication_id: uuid.UUID | None

    @property
    def url(self) -> str:
        return f"https://youtu.be/{self.id}"


def playlists(*, user: User, channel_id: uuid.UUID | None) -> list[Playlist]:
    """Raises GoogleError, YoutubeOff, ChannelUnusable."""
    with access.google_for(checking.chosen(user=user, channel_id=channel_id)) as google:
        return [_playlist(each) for each in data.playlists(google)]


def add_playlist(
    *, user: User, channel_id: uuid.UUID | None, title: str, description: str = "", privacy: str = "private"
) -> Playlist:
    """Raises the same, and ValidationError when the channel was connected without that right."""
    access.client()
    channel = checking.chosen(user=user, channel_id=channel_id)
    checking.must_manage(channel, "channel_id")
    with access.google_for(channel) as google:
        return _playlist(data.add_playlist(google, title=title, description=description, privacy=privacy))


def uploaded(*, user: User, channel_id: uuid.UUID | None, most: int) -> list[Uploaded]:
    """The newest films of the channel, at most fifty."""
    channel = checking.chosen(user=user, channel_id=channel_id)
    with access.google_for(channel) as google:
        ids = data.newest_uploads(google, playlist=channel.uploads_playlist, most=most)
        told = data.videos(google, ids=ids)
    ours = dict(Publication.objects.for_user(user).filter(youtube_id__in=ids).values_list("youtube_id", "pk"))
    return [_uploaded(each, ours.get(str(each["id"]))) for each in told]


def _playlist(told: dict[str, Any]) -> Playlist:
    return Playlist(
        id=str(told["id"]),
        title=str(told["snippet"]["title"]),
        description=str(told["snippet"].get("description", "")),
        privacy=str(told.get("status", {}).get("privacyStatus", "")),
        item_count=int(told.get("contentDetails", {}).get("itemCount", 0)),
    )


def _uploaded(told: dict[str, Any], publication_id: uuid.UUID | None) -> Uploaded:
    snippet, status = told["snippet"], told.get("status", {})
    return Uploaded(
        id=str(told["id"]),
        title=str(snippet["title"]),
        privacy=str(status.get("privacyStatus", "")),
        upload_status=str(status.get("uploadStatus", "")),
        processing=str(told.get("processingDetails", {}).get("processingStatus", "")),
        reason=str(status.get("rejectionReason") or status.get("failureReason") or ""),
        publish_at=status.get("publishAt"),
        published_at=snippet.get("publishedAt"),
        thumbnail_url=str(snippet.get("thumbnails", {}).get("default", {}).get("url", "")),
        publication_id=publication_id,
    )
