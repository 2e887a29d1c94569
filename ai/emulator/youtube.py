"""YouTube at /youtube (Data API v3, OAuth), uploads also at /upload/youtube and /resumable/upload/youtube.

Settings: `youtube_quota`: how many more calls are let through; `youtube_uploads_left`: how many uploads.
`youtube_consent`: "agree" (at once), "page" (with a link for each of `youtube_channels`) or "deny";
`youtube_channel`: who agrees; `youtube_scopes`: what is really granted; `youtube_no_channel`.
`youtube_token_seconds`: how long an access token is said to be good.
`youtube_cut`: the next pieces of an upload are kept up to so many bytes, then the connection breaks;
`youtube_lose_final`: how many answers to a last piece are lost; `youtube_sessions_end`: a session is
forgotten with its last piece; `youtube_hide_uploads`: the list of uploads lags behind; `youtube_locks`:
films stay private, as those of a project that was not audited.
"""

from collections.abc import Callable
from typing import Any

from ai.emulator.wire import Reply, Request
from ai.emulator.world import World
from ai.emulator.youtube_people import ALL, channels, consent, error, known, revoke, token
from ai.emulator.youtube_uploads import (
    add_captions,
    begin_upload,
    captions,
    end_session,
    take_piece,
    thumbnail,
)

DONE = {"processingStatus": "succeeded"}
API = r"(?:/youtube)?/v3"
UPLOAD = r"(?:/resumable)?/upload/youtube/v3"


def videos(world: World, request: Request) -> Reply:
    known(world, request)
    kept = world.drawer("youtube-videos")
    for row in kept.values():  # it has had time to work on them
        row["status"]["uploadStatus"], row["processingDetails"] = "processed", DONE
    wanted = request.query.get("id", "").split(",") if request.query.get("id") else list(kept)
    return _page(request, "youtube#videoListResponse", [kept[each] for each in wanted if each in kept])


def change_video(world: World, request: Request) -> Reply:
    known(world, request)
    told = request.json()
    kept = world.drawer("youtube-videos").get(str(told.get("id")))
    if kept is None:
        return error(404, "videoNotFound", "The video cannot be found.")
    for part in ("snippet", "status"):
        kept[part] = {**kept.get(part, {}), **told.get(part, {})}
    return Reply(200, kept)


def delete_video(world: World, request: Request) -> Reply:
    known(world, request)
    if world.drawer("youtube-videos").pop(request.query.get("id", ""), None) is None:
        return error(404, "videoNotFound", "The video cannot be found.")
    return Reply(204, b"")


def playlists(world: World, request: Request) -> Reply:
    channel, rows = known(world, request), world.drawer("playlists").values()
    own = [row for row in rows if row["snippet"].get("channelId") == channel]
    return _page(request, "youtube#playlistListResponse", own)


def add_playlist(world: World, request: Request) -> Reply:
    channel = known(world, request, rights=ALL)
    made = {"kind": "youtube#playlist", "id": world.new_id("PL"), **request.json()}
    made["snippet"] = {**made.get("snippet", {}), "channelId": channel}
    made["contentDetails"] = {"itemCount": 0}
    world.drawer("playlists")[made["id"]] = made
    return Reply(200, made)


def playlist_items(world: World, request: Request) -> Reply:
    known(world, request)
    asked, video = request.query.get("playlistId", ""), request.query.get("videoId")
    rows = world.drawer("playlist-items").values()
    wanted = [row for row in rows if row["snippet"]["playlistId"] == asked]
    if video:
        wanted = [row for row in wanted if row["snippet"]["resourceId"]["videoId"] == video]
    if asked.startswith("UU"):
        wanted = _uploads(world, f"UC{asked[2:]}")
    return _page(request, "youtube#playlistItemListResponse", wanted)


def _uploads(world: World, channel: str) -> list[dict[str, Any]]:
    """The channel's own list of its films, the newest first."""
    if world.setting("youtube_hide_uploads", usual=False):
        return []
    kept = reversed(list(world.drawer("youtube-videos").values()))
    own = [row["id"] for row in kept if row["snippet"].get("channelId") == channel]
    return [{"kind": "youtube#playlistItem", "contentDetails": {"videoId": each}} for each in own]


def add_playlist_item(world: World, request: Request) -> Reply:
    known(world, request, rights=ALL)
    told = request.json()
    if told["snippet"]["playlistId"] not in world.drawer("playlists"):
        return error(404, "playlistNotFound", "The playlist cannot be found.")
    made = {"kind": "youtube#playlistItem", "id": world.new_id("UExM"), **told}
    world.drawer("playlist-items")[made["id"]] = made
    world.bill("youtube", "playlist-item", id=made["id"])
    return Reply(200, made)


def _page(request: Request, kind: str, rows: list[dict[str, Any]]) -> Reply:
    size, start = int(request.query.get("maxResults") or 5), int(request.query.get("pageToken") or 0)
    told: dict[str, Any] = {"kind": kind, "items": rows[start : start + size]}
    told["pageInfo"] = {"totalResults": len(rows), "resultsPerPage": size}
    if start + size < len(rows):
        told["nextPageToken"] = str(start + size)
    return Reply(200, told)


ROUTES: list[tuple[str, str, Callable[..., Reply]]] = [
    ("GET", r"/o/oauth2/v2/auth", consent),
    ("POST", r"/token", token),
    ("POST", r"/revoke", revoke),
    ("GET", rf"{API}/channels", channels),
    ("GET", rf"{API}/videos", videos),
    ("PUT", rf"{API}/videos", change_video),
    ("DELETE", rf"{API}/videos", delete_video),
    ("GET", rf"{API}/playlists", playlists),
    ("POST", rf"{API}/playlists", add_playlist),
    ("GET", rf"{API}/playlistItems", playlist_items),
    ("POST", rf"{API}/playlistItems", add_playlist_item),
    ("POST", rf"{UPLOAD}/videos", begin_upload),
    ("PUT", r"/upload/youtube/session/(?P<id>\w+)", take_piece),
    ("DELETE", r"/upload/youtube/session/(?P<id>\w+)", end_session),
    ("GET", rf"{API}/captions", captions),
    ("POST", rf"{UPLOAD}/captions", add_captions),
    ("POST", rf"{UPLOAD}/thumbnails/set", thumbnail),
]
