"""YouTube at /youtube (Data API v3, OAuth), uploads also at /upload/youtube and /resumable/upload/youtube.

Setting `youtube_quota`: how many more calls are let through. The consent page agrees at once.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from ai.emulator.wire import Refusal, Reply, Request
from ai.emulator.world import World

LIFETIME = 3599
SCOPE = "https://www.googleapis.com/auth/youtube"
RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


def _error(status: int, reason: str, message: str) -> Reply:
    told = [{"reason": reason, "domain": "youtube", "message": message}]
    return Reply(status, {"error": {"code": status, "message": message, "errors": told}})


# -- OAuth -----------------------------------------------------------------------------------------------


def consent(world: World, request: Request) -> Reply:
    asked = request.query
    code = world.new_id("4/")
    world.drawer("codes")[code] = asked
    back = urlencode({"code": code, "state": asked.get("state", ""), "scope": asked.get("scope", SCOPE)})
    return Reply(302, b"", {"Location": f"{asked['redirect_uri']}?{back}"}, media_type="text/plain")


def token(world: World, request: Request) -> Reply:
    told = request.fields()
    if told.get("grant_type") == "refresh_token":
        if told.get("refresh_token") not in world.drawer("refresh"):
            return Reply(400, {"error": "invalid_grant", "error_description": "Token has been revoked."})
        return Reply(200, _access(world, told["refresh_token"]))
    asked = world.drawer("codes").pop(str(told.get("code")), None)
    if asked is None or asked.get("redirect_uri") != told.get("redirect_uri"):
        return Reply(400, {"error": "invalid_grant", "error_description": "Bad Request"})
    digest = hashlib.sha256(str(told.get("code_verifier", "")).encode()).digest()
    proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if asked.get("code_challenge") and asked["code_challenge"] != proof:
        return Reply(400, {"error": "invalid_grant", "error_description": "Invalid code verifier."})
    refresh = world.new_id("1//")
    world.drawer("refresh")[refresh] = asked.get("scope", SCOPE)
    return Reply(200, {**_access(world, refresh), "refresh_token": refresh})


def _access(world: World, refresh: str) -> dict[str, Any]:
    access = world.new_id("ya29.")
    world.drawer("access")[access] = refresh
    scope = world.drawer("refresh")[refresh]
    return {"access_token": access, "expires_in": LIFETIME, "token_type": "Bearer", "scope": scope}


def revoke(world: World, request: Request) -> Reply:
    given = str(request.fields().get("token") or request.query.get("token"))
    refresh = world.drawer("access").pop(given, given)
    if world.drawer("refresh").pop(refresh, None) is None:
        return Reply(400, {"error": "invalid_token"})
    return Reply(200, {})


def _known(world: World, request: Request) -> None:
    """Only with a token that it gave, or an API key; and only while there is quota."""
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    refresh = world.drawer("access").get(bearer)
    if refresh not in world.drawer("refresh") and not request.query.get("key"):
        raise Refusal(_error(401, "authError", "Invalid Credentials"))
    left = world.setting("youtube_quota", None)
    if left is not None:
        if left <= 0:
            raise Refusal(_error(403, "quotaExceeded", "The request cannot be completed: quota exceeded."))
        world.settings["youtube_quota"] = left - 1


# -- data ------------------------------------------------------------------------------------------------


def channels(world: World, request: Request) -> Reply:
    _known(world, request)
    channel = {"kind": "youtube#channel", "id": "UCemulator", "statistics": {"videoCount": "0"}}
    channel["snippet"] = {"title": "The emulated channel", "thumbnails": {}, "customUrl": "@emulated"}
    channel["contentDetails"] = {"relatedPlaylists": {"uploads": "UUemulator"}}
    return Reply(200, {"kind": "youtube#channelListResponse", "items": [channel]})


def videos(world: World, request: Request) -> Reply:
    _known(world, request)
    kept = world.drawer("youtube-videos")
    wanted = request.query.get("id", "").split(",") if request.query.get("id") else list(kept)
    return _page(request, "youtube#videoListResponse", [kept[each] for each in wanted if each in kept])


def change_video(world: World, request: Request) -> Reply:
    _known(world, request)
    told = request.json()
    kept = world.drawer("youtube-videos").get(str(told.get("id")))
    if kept is None:
        return _error(404, "videoNotFound", "The video cannot be found.")
    for part in ("snippet", "status"):
        kept[part] = {**kept.get(part, {}), **told.get(part, {})}
    return Reply(200, kept)


def delete_video(world: World, request: Request) -> Reply:
    _known(world, request)
    if world.drawer("youtube-videos").pop(request.query.get("id", ""), None) is None:
        return _error(404, "videoNotFound", "The video cannot be found.")
    return Reply(204, b"")


def playlists(world: World, request: Request) -> Reply:
    _known(world, request)
    return _page(request, "youtube#playlistListResponse", list(world.drawer("playlists").values()))


def add_playlist(world: World, request: Request) -> Reply:
    _known(world, request)
    made = {"kind": "youtube#playlist", "id": world.new_id("PL"), **request.json()}
    made["contentDetails"] = {"itemCount": 0}
    world.drawer("playlists")[made["id"]] = made
    return Reply(200, made)


def playlist_items(world: World, request: Request) -> Reply:
    _known(world, request)
    rows = world.drawer("playlist-items").values()
    wanted = [row for row in rows if row["snippet"]["playlistId"] == request.query.get("playlistId")]
    return _page(request, "youtube#playlistItemListResponse", wanted)


def add_playlist_item(world: World, request: Request) -> Reply:
    _known(world, request)
    told = request.json()
    if told["snippet"]["playlistId"] not in world.drawer("playlists"):
        return _error(404, "playlistNotFound", "The playlist cannot be found.")
    made = {"kind": "youtube#playlistItem", "id": world.new_id("UExM"), **told}
    world.drawer("playlist-items")[made["id"]] = made
    return Reply(200, made)


def _page(request: Request, kind: str, rows: list[dict[str, Any]]) -> Reply:
    size, start = int(request.query.get("maxResults") or 5), int(request.query.get("pageToken") or 0)
    told: dict[str, Any] = {"kind": kind, "items": rows[start : start + size]}
    told["pageInfo"] = {"totalResults": len(rows), "resultsPerPage": size}
    if start + size < len(rows):
        told["nextPageToken"] = str(start + size)
    return Reply(200, told)


# -- uploads ---------------------------------------------------------------------------------------------


def begin_upload(world: World, request: Request) -> Reply:
    _known(world, request)
    session = world.new_id("s")
    total = int(request.headers.get("x-upload-content-length") or 0)
    world.drawer("uploads")[session] = {"meta": request.json(), "total": total, "bytes": bytearray()}
    return Reply(200, {}, {"Location": f"{request.address}/upload/youtube/session/{session}"})


def take_piece(world: World, request: Request, id: str) -> Reply:
    """A piece of a film, or the question how far it has come (`bytes */TOTAL`)."""
    upload = world.drawer("uploads").get(id)
    if upload is None:
        return _error(404, "notFound", "The upload session has expired.")
    found = RANGE.fullmatch(request.headers.get("content-range", ""))
    if found and found[1] and int(found[1]) != len(upload["bytes"]):
        return _error(400, "invalidRange", "This piece does not follow the last one.")
    if not found or found[1]:
        upload["bytes"] += request.body
    if found and found[3] != "*":
        upload["total"] = int(found[3])
    if len(upload["bytes"]) < upload["total"]:
        have = {"Range": f"bytes=0-{len(upload['bytes']) - 1}"} if upload["bytes"] else {}
        return Reply(308, b"", have)
    if "video" not in upload:
        upload["video"] = _published(world, upload)
    return Reply(200, upload["video"])


def _published(world: World, upload: dict[str, Any]) -> dict[str, Any]:
    made = {"kind": "youtube#video", "id": world.new_id("v")[:11], **upload["meta"]}
    status = {"privacyStatus": "private", **made.get("status", {}), "uploadStatus": "uploaded"}
    made |= {"status": status, "statistics": {"viewCount": "0"}}
    made["fileDetails"] = {"fileSize": str(len(upload["bytes"]))}
    world.drawer("youtube-videos")[made["id"]] = made
    digest = hashlib.sha256(upload["bytes"]).hexdigest()
    world.bill("youtube", "upload", id=made["id"], sha256=digest)
    return made


def thumbnail(world: World, request: Request) -> Reply:
    _known(world, request)
    kept = world.drawer("youtube-videos").get(request.query.get("videoId", ""))
    if kept is None:
        return _error(404, "videoNotFound", "The video cannot be found.")
    kept.setdefault("snippet", {})["thumbnails"] = {"default": {"url": f"{request.address}/thumbnail"}}
    told = json.dumps({"kind": "youtube#thumbnailSetResponse", "items": [kept["snippet"]["thumbnails"]]})
    return Reply(200, told.encode())


API = r"(?:/youtube)?/v3"
UPLOAD = r"(?:/resumable)?/upload/youtube/v3"
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
    ("POST", rf"{UPLOAD}/thumbnails/set", thumbnail),
]
