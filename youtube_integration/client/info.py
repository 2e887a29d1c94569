"""What YouTube says of a film: by the Data API with a key, else by oEmbed and yt-dlp."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx

from youtube_integration.client import refusals
from youtube_integration.client.addresses import seconds_of, watch_address
from youtube_integration.client.refusals import Refused

PATIENCE = httpx.Timeout(10.0)
MOST_BYTES = 1024 * 1024
PARTS = "snippet,contentDetails,status"
PICTURES = ("maxres", "standard", "high", "medium", "default")
BEGUN = frozenset({"live", "upcoming", "is_live", "is_upcoming", "post_live"})
CREATIVE_COMMONS, USUAL = "creative_commons", "youtube"


@dataclass(frozen=True, kw_only=True)
class Info:
    """A film on YouTube. `duration` in seconds, None when nobody says; `told_by` names who said all this."""

    id: str
    title: str
    channel: str
    told_by: str
    channel_url: str = ""
    description: str = ""
    duration: float | None = None
    thumbnail_url: str = ""
    published_at: datetime | None = None
    is_live: bool = False
    licence: str = ""


def by_data_api(*, video_id: str, key: str, data_url: str) -> Info:
    """By the Data API. Raises Refused; a passing one when the key, its quota or the line fails."""
    asked = {"part": PARTS, "id": video_id, "key": key}
    answer = _asked(f"{data_url}/videos", asked)
    if answer.status_code != httpx.codes.OK:
        raise Refused(refusals.NETWORK)
    items = _read(answer).get("items")
    if not isinstance(items, list):
        raise Refused(refusals.NETWORK)
    if not items:
        raise Refused(refusals.GONE)
    return _of_item(video_id, _dict(items[0]))


def by_oembed(*, video_id: str, site: str) -> Info:
    """Title, channel and picture, which YouTube tells everybody. Raises Refused."""
    asked = {"url": watch_address(video_id), "format": "json"}
    answer = _asked(f"{site}/oembed", asked)
    if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise Refused(refusals.PRIVATE)
    if answer.status_code in {httpx.codes.NOT_FOUND, httpx.codes.BAD_REQUEST}:
        raise Refused(refusals.GONE)
    if answer.status_code != httpx.codes.OK:
        raise Refused(refusals.NETWORK)
    told = _read(answer)
    return Info(
        id=video_id,
        title=_text(told, "title"),
        channel=_text(told, "author_name"),
        channel_url=_text(told, "author_url"),
        thumbnail_url=_text(told, "thumbnail_url"),
        told_by="oembed",
    )


def by_yt_dlp(*, video_id: str, told: Mapping[str, Any]) -> Info:
    """What yt-dlp has found (`downloading.look`)."""
    seconds = told.get("duration")
    return Info(
        id=video_id,
        title=_text(told, "title"),
        channel=_text(told, "channel") or _text(told, "uploader"),
        channel_url=_text(told, "channel_url") or _text(told, "uploader_url"),
        description=_text(told, "description"),
        duration=float(seconds) if isinstance(seconds, int | float) else None,
        thumbnail_url=_text(told, "thumbnail"),
        published_at=_moment(told.get("timestamp")) or _day(_text(told, "upload_date")),
        is_live=told.get("live_status") in BEGUN or told.get("is_live") is True,
        licence=CREATIVE_COMMONS if "creative commons" in _text(told, "license").casefold() else USUAL,
        told_by="yt-dlp",
    )


def completed(first: Info, second: Info) -> Info:
    """The first, with what it leaves out taken from the second."""
    empty = {name: value for name, value in vars(second).items() if not getattr(first, name)}
    return replace(first, **empty)


def _asked(url: str, asked: Mapping[str, str]) -> httpx.Response:
    try:
        answer = httpx.get(url, params=asked, timeout=PATIENCE, follow_redirects=False)
    except httpx.HTTPError:
        raise Refused(refusals.NETWORK) from None
    if len(answer.content) > MOST_BYTES:
        raise Refused(refusals.NETWORK)
    return answer


def _of_item(video_id: str, item: Mapping[str, Any]) -> Info:
    snippet, details, status = (_dict(item.get(part)) for part in PARTS.split(","))
    pictures = _dict(snippet.get("thumbnails"))
    picture = next((_dict(pictures[size]) for size in PICTURES if size in pictures), {})
    channel_id = _text(snippet, "channelId")
    return Info(
        id=video_id,
        title=_text(snippet, "title"),
        channel=_text(snippet, "channelTitle"),
        channel_url=f"https://www.youtube.com/channel/{channel_id}" if channel_id else "",
        description=_text(snippet, "description"),
        duration=seconds_of(_text(details, "duration")) or None,
        thumbnail_url=_text(picture, "url"),
        published_at=_iso(_text(snippet, "publishedAt")),
        is_live=_text(snippet, "liveBroadcastContent") in BEGUN,
        licence=CREATIVE_COMMONS if _text(status, "license") == "creativeCommon" else USUAL,
        told_by="data-api",
    )


def _read(answer: httpx.Response) -> dict[str, Any]:
    try:
        return _dict(answer.json())
    except ValueError:
        raise Refused(refusals.NETWORK) from None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    return datetime.fromtimestamp(value, tz=UTC) if isinstance(value, int | float) else None


def _day(word: str) -> datetime | None:
    return _iso(f"{word[:4]}-{word[4:6]}-{word[6:]}") if len(word) == 8 else None


def _iso(word: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(word)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
