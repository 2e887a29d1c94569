"""What YouTube says of a film, asked once an hour."""

from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from videos.media import sandbox
from youtube_integration.client import downloading, refusals
from youtube_integration.client.addresses import video_id_of, watch_address
from youtube_integration.client.downloading import RuntimeReport, Source
from youtube_integration.client.info import Info, by_data_api, by_oembed, by_yt_dlp, completed
from youtube_integration.client.refusals import Reason, Refused
from youtube_integration.client.wire import Places

PASSING_SECONDS = 60  # how long an answer that may be better soon is kept


@dataclass(frozen=True)
class Found:
    """A film, and why it could not be imported now (None: nothing is known against it)."""

    info: Info
    obstacle: Reason | None = None

    @property
    def url(self) -> str:
        return watch_address(self.info.id)


def info_of(*, url: str) -> Found:
    """What is known of the film at an address, by the Data API, oEmbed and yt-dlp; raises Refused."""
    return known(video_id=video_id_of(url))


def known(*, video_id: str) -> Found:
    """The same by its id."""
    key = f"youtube:info:{video_id}"
    kept: Found | None = cache.get(key)
    if kept is not None:
        return kept
    found = _asked(video_id)
    is_whole = found.obstacle is None and found.info.duration is not None
    cache.set(key, found, settings.YOUTUBE_INFO_SECONDS if is_whole else PASSING_SECONDS)
    return found


def source_of(video_id: str) -> Source:
    """Where a film is downloaded from, and how."""
    site = settings.YOUTUBE_SITE_URL
    return Source(
        address=watch_address(video_id, site=site),
        is_trial=site != settings.YOUTUBE_SITE,
        height=settings.YOUTUBE_IMPORT_HEIGHT,
        runtime=downloading.runtime_of(settings.YOUTUBE_JS_RUNTIME),
    )


def runtime_report() -> RuntimeReport:
    """Whether there is what runs YouTube's JavaScript, without which many films are not given to us."""
    try:
        return downloading.report_of(downloading.runtime_of(settings.YOUTUBE_JS_RUNTIME))
    except (Refused, sandbox.TooWeak) as trouble:
        return RuntimeReport(str(trouble), is_usable=False)


def _asked(video_id: str) -> Found:
    if settings.YOUTUBE_API_KEY:
        with suppress(_Passing):
            return Found(_by_key(video_id))
    first: Info | None = None
    try:
        first = by_oembed(video_id=video_id, site=settings.YOUTUBE_SITE_URL)
    except Refused as refused:
        if refused.reason == refusals.GONE:
            raise
    try:
        second = by_yt_dlp(video_id=video_id, told=downloading.look(source_of(video_id)))
    except Refused as refused:
        if first is None:
            raise
        return Found(first, obstacle=refused.reason)
    return Found(completed(first, second) if first else second)


class _Passing(Exception):
    """The Data API gives no answer now; the other ways may."""


def _by_key(video_id: str) -> Info:
    try:
        return by_data_api(
            video_id=video_id,
            key=settings.YOUTUBE_API_KEY,
            data_url=Places.of(settings.YOUTUBE_BASE_URL).data,
        )
    except Refused as refused:
        if refused.reason.is_passing:
            raise _Passing from refused
        raise
