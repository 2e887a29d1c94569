"""YouTube's addresses in all their forms, and the lengths that its API writes as ISO 8601."""

import re
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from jobs.fetching.words import gettext_noop
from youtube_integration.client.refusals import Reason, Refused

VIDEO_ID = re.compile(r"[0-9A-Za-z_-]{11}")
HOSTS = ("youtube.com", "youtube-nocookie.com", "youtube.googleapis.com")
SHORT = "youtu.be"
# What stands before the id of a video in a path.
BEFORE_ID = frozenset({"shorts", "live", "embed", "v", "vi", "e", "video", "watch"})
CHANNELS = frozenset({"channel", "c", "user"})
LONGEST = 2048
LEADS_ON = {"/attribution_link": "u", "/redirect": "q", "/oembed": "url", "/signin": "next"}
DEEPEST = 3  # links within links
DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
SECONDS = {"weeks": 604_800, "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}

NOT_YOUTUBE = Reason(
    "not_youtube",
    gettext_noop("This is no address of YouTube. Paste the link of a film there, such as https://youtu.be/…"),
)
NO_VIDEO = Reason(
    "no_video",
    gettext_noop("This address of YouTube names no film. Open the film and copy its link."),
)
PLAYLIST = Reason(
    "playlist",
    gettext_noop("This is a playlist. Open the film that you want in it, and copy the link of that film."),
)
CHANNEL = Reason(
    "channel", gettext_noop("This is a channel. Open one of its films, and copy the link of that film.")
)
CLIP = Reason(
    "clip", gettext_noop("This is a clip. Open the whole film from it, and copy the link of that film.")
)


def video_id_of(url: str) -> str:
    """The eleven characters that name a video; raises Refused with a code and words when none is named."""
    return _id_in(_parts(url), depth=0)


def watch_address(video_id: str, *, site: str = "https://www.youtube.com") -> str:
    """The address of the video's page: the only one that we ever ask for."""
    return f"{site}/watch?v={video_id}"


def seconds_of(duration: str) -> float | None:
    """Seconds of an ISO 8601 duration ("PT1H2M3S"); None for anything else. A live stream's is "P0D": 0."""
    found = DURATION.fullmatch(duration)
    if found is None or not any(found.groupdict().values()):
        return None
    return sum(float(amount) * SECONDS[unit] for unit, amount in found.groupdict().items() if amount)


def _parts(url: str) -> SplitResult:
    text = url.strip()
    if not text or len(text) > LONGEST or not text.isprintable() or " " in text or "\\" in text:
        raise Refused(NOT_YOUTUBE)
    if "://" not in text:
        text = f"https://{text.removeprefix('//')}"
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise Refused(NOT_YOUTUBE) from None
    if parts.scheme.lower() not in {"http", "https"} or parts.username is not None:
        raise Refused(NOT_YOUTUBE)
    return parts


def _id_in(parts: SplitResult, *, depth: int) -> str:
    host = (parts.hostname or "").rstrip(".").lower()
    words = [unquote(word) for word in parts.path.split("/") if word]
    if host in {SHORT, f"www.{SHORT}"}:
        return _checked(words[0] if words else "")
    if not any(host == site or host.endswith(f".{site}") for site in HOSTS):
        raise Refused(NOT_YOUTUBE)
    asked = parse_qs(parts.query)
    inner = asked.get(LEADS_ON.get(parts.path.rstrip("/"), ""), [""])[0]
    if inner:
        return _id_within(inner, depth=depth)
    return _id_of_page(words, asked)


def _id_within(inner: str, *, depth: int) -> str:
    """The id that the address inside of another one names."""
    if depth >= DEEPEST:
        raise Refused(NO_VIDEO)
    is_path = inner.startswith("/") and not inner.startswith("//")
    return _id_in(_parts(f"https://www.youtube.com{inner}" if is_path else inner), depth=depth + 1)


def _id_of_page(words: list[str], asked: dict[str, list[str]]) -> str:
    named = (asked.get("v") or asked.get("vi") or [""])[0]
    if named:
        return _checked(named)
    first = words[0].lower() if words else ""
    if first == "clip":
        raise Refused(CLIP)
    if first in {"playlist", "show"} or (first == "embed" and words[1:2] == ["videoseries"]):
        raise Refused(PLAYLIST)
    if first in CHANNELS or first.startswith("@"):
        raise Refused(CHANNEL)
    if first in BEFORE_ID and len(words) > 1:
        return _checked(words[1])
    raise Refused(PLAYLIST if "list" in asked else NO_VIDEO)


def _checked(word: str) -> str:
    """An id as people paste it: some links go on behind it with an `&` where a `?` should be."""
    found = VIDEO_ID.match(word)
    if found is None or (len(word) > found.end() and word[found.end()] not in "&?#/"):
        raise Refused(NO_VIDEO)
    return found.group()
