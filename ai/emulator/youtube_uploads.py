"""What is sent to YouTube: films in pieces, thumbnails, captions."""

import email
import email.policy
import hashlib
import json
import re
from typing import Any

from ai.emulator.wire import Broken, Reply, Request
from ai.emulator.world import World
from ai.emulator.youtube_people import ALL, UPLOADS, error, known

RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")
LARGEST_THUMBNAIL = 2 * 1024 * 1024
LONGEST_TAGS = 500
PICTURES = (b"\xff\xd8\xff", b"\x89PNG")


def begin_upload(world: World, request: Request) -> Reply:
    channel, meta = known(world, request, rights=UPLOADS), request.json()
    if refusal := _refused(world, meta):
        return refusal
    session = world.new_id("s")
    total = int(request.headers.get("x-upload-content-length") or 0)
    begun = {"meta": meta, "total": total, "bytes": bytearray(), "channel": channel}
    world.drawer("uploads")[session] = begun
    return Reply(200, {}, {"Location": f"{request.address}/upload/youtube/session/{session}"})


def _refused(world: World, meta: dict[str, Any]) -> Reply | None:
    """What YouTube checks before it takes a byte."""
    snippet, status = meta.get("snippet", {}), meta.get("status", {})
    title, tags = str(snippet.get("title", "")), [str(tag) for tag in snippet.get("tags", [])]
    left = world.setting("youtube_uploads_left", None)
    if left is not None and left <= 0:
        return error(
            400, "uploadLimitExceeded", "The user has exceeded the number of videos they may upload."
        )
    if left is not None:
        world.settings["youtube_uploads_left"] = left - 1
    if not title or len(title) > 100 or "<" in title or ">" in title:
        return error(400, "invalidTitle", "The request metadata specifies an invalid or empty video title.")
    if len(str(snippet.get("description", "")).encode()) > 5000:
        return error(400, "invalidDescription", "The request metadata specifies an invalid description.")
    if sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(len(tags) - 1, 0) > LONGEST_TAGS:
        return error(400, "invalidTags", "The request metadata specifies invalid video keywords.")
    if status.get("publishAt") and status.get("privacyStatus") != "private":
        return error(400, "invalidPublishAt", "The request metadata specifies an invalid publishing time.")
    return None


def take_piece(world: World, request: Request, id: str) -> Reply:
    """A piece of a film, or the question how far it has come (`bytes */TOTAL`)."""
    with world.lock:
        return _take_piece(world, request, id)


def _take_piece(world: World, request: Request, id: str) -> Reply:
    if request.headers.get("authorization"):
        known(world, request)
    upload = world.drawer("uploads").get(id)
    if upload is None:
        return error(404, "notFound", "The upload session has expired.")
    found = RANGE.fullmatch(request.headers.get("content-range", ""))
    if found and found[1] and int(found[1]) != len(upload["bytes"]):
        return error(400, "invalidRange", "This piece does not follow the last one.")
    if not found or found[1]:
        _keep(world, upload, request.body)
    if found and found[3] != "*":
        upload["total"] = int(found[3])
    if len(upload["bytes"]) < upload["total"]:
        have = {"Range": f"bytes=0-{len(upload['bytes']) - 1}"} if upload["bytes"] else {}
        return Reply(308, b"", have)
    if "video" not in upload:
        upload["video"] = _published(world, upload)
        _lose(world, id)
    return Reply(200, upload["video"])


def _keep(world: World, upload: dict[str, Any], piece: bytes) -> None:
    cuts = world.setting("youtube_cut", [])
    if cuts:
        upload["bytes"] += piece[: cuts.pop(0)]
        raise Broken
    upload["bytes"] += piece


def _lose(world: World, session: str) -> None:
    """The film is there; its answer may be lost, and its session forgotten."""
    if world.setting("youtube_sessions_end", usual=False):
        del world.drawer("uploads")[session]
    left = world.setting("youtube_lose_final", 0)
    if left:
        world.settings["youtube_lose_final"] = left - 1
        raise Broken


def end_session(world: World, request: Request, id: str) -> Reply:
    known(world, request)
    if world.drawer("uploads").pop(id, None) is None:
        return error(404, "notFound", "The upload session has expired.")
    return Reply(499, {})


def _published(world: World, upload: dict[str, Any]) -> dict[str, Any]:
    made = {"kind": "youtube#video", "id": world.new_id("v")[:11], **upload["meta"]}
    status = {"privacyStatus": "private", **made.get("status", {}), "uploadStatus": "uploaded"}
    if world.setting("youtube_locks", usual=False):
        status["privacyStatus"] = "private"
    made["snippet"] = {**made.get("snippet", {}), "channelId": upload["channel"]}
    made |= {"status": status, "statistics": {"viewCount": "0"}}
    made["fileDetails"] = {"fileSize": str(len(upload["bytes"]))}
    made["processingDetails"] = {"processingStatus": "processing"}
    world.drawer("youtube-videos")[made["id"]] = made
    digest = hashlib.sha256(upload["bytes"]).hexdigest()
    world.bill("youtube", "upload", id=made["id"], sha256=digest, channel=upload["channel"])
    return made


def thumbnail(world: World, request: Request) -> Reply:
    known(world, request, rights=UPLOADS)
    kept = world.drawer("youtube-videos").get(request.query.get("videoId", ""))
    if kept is None:
        return error(404, "videoNotFound", "The video cannot be found.")
    if len(request.body) > LARGEST_THUMBNAIL:
        return error(413, "mediaTooLarge", "The provided image is too large.")
    if not request.body.startswith(PICTURES):
        return error(400, "invalidImage", "The provided image content is invalid.")
    kept.setdefault("snippet", {})["thumbnails"] = {"default": {"url": f"{request.address}/thumbnail"}}
    world.bill("youtube", "thumbnail", id=kept["id"], size=len(request.body))
    told = json.dumps({"kind": "youtube#thumbnailSetResponse", "items": [kept["snippet"]["thumbnails"]]})
    return Reply(200, told.encode())


def captions(world: World, request: Request) -> Reply:
    known(world, request, rights=ALL)
    rows = world.drawer("captions").values()
    wanted = [row for row in rows if row["snippet"]["videoId"] == request.query.get("videoId")]
    return Reply(200, {"kind": "youtube#captionListResponse", "items": wanted})


def add_captions(world: World, request: Request) -> Reply:
    known(world, request, rights=ALL)
    kind = request.headers.get("content-type", "")
    whole = b"Content-Type: " + kind.encode() + b"\r\n\r\n" + request.body
    parts = list(email.message_from_bytes(whole, policy=email.policy.HTTP).iter_parts())
    if len(parts) != 2:
        return error(400, "contentRequired", "The request does not contain the caption track contents.")
    described, text = (part.get_payload(decode=True) for part in parts)
    snippet = json.loads(described if isinstance(described, bytes) else b"{}")["snippet"]
    if snippet["videoId"] not in world.drawer("youtube-videos"):
        return error(404, "videoNotFound", "The video cannot be found.")
    for row in world.drawer("captions").values():
        if all(row["snippet"].get(name) == snippet.get(name) for name in ("videoId", "language", "name")):
            return error(409, "captionExists", "The video already has a track of this language and name.")
    made = {"kind": "youtube#caption", "id": world.new_id("AUieDa"), "snippet": snippet}
    world.drawer("captions")[made["id"]] = made
    told = text.decode() if isinstance(text, bytes) else ""
    world.bill("youtube", "captions", id=made["id"], language=snippet["language"], text=told)
    return Reply(200, made)
