"""YouTube's people: consent, tokens and channels; who asks, and whether they may."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlencode

from ai.emulator.wire import Refusal, Reply, Request
from ai.emulator.world import World

LIFETIME = 3599
AUTH = "https://www.googleapis.com/auth/"
SCOPE = f"{AUTH}youtube"
CHANNEL = "UCemulator"
ALL = ("youtube", "youtube.force-ssl")
UPLOADS = (*ALL, "youtube.upload")


def error(status: int, reason: str, message: str) -> Reply:
    """A refusal in Google's own shape."""
    told = [{"reason": reason, "domain": "youtube", "message": message}]
    return Reply(status, {"error": {"code": status, "message": message, "errors": told}})


def consent(world: World, request: Request) -> Reply:
    asked = request.query
    answer = world.setting("youtube_consent", "agree")
    chosen = asked.get("channel")
    if answer == "page" and not chosen:
        return _page(world, request)
    if answer == "deny":
        return _back(asked, {"error": "access_denied"})
    code = world.new_id("4/")
    channel = chosen or world.setting("youtube_channel", CHANNEL)
    world.drawer("codes")[code] = {**asked, "channel": channel}
    scope = world.setting("youtube_scopes", asked.get("scope", SCOPE))
    return _back(asked, {"code": code, "scope": scope})


def _page(world: World, request: Request) -> Reply:
    """Who shall it be? A link for each channel, and one to say no."""
    links = ""
    for channel in world.setting("youtube_channels", [CHANNEL]):
        there = urlencode({**request.query, "channel": channel})
        links += f'<p><a href="?{there}">Agree as {title_of(channel)}</a></p>'
    refusal = urlencode({"error": "access_denied", "state": request.query.get("state", "")})
    links += f'<p><a href="{request.query["redirect_uri"]}?{refusal}">Cancel</a></p>'
    return Reply(200, f"<!doctype html><h1>Google, emulated</h1>{links}".encode(), media_type="text/html")


def _back(asked: dict[str, str], told: dict[str, str]) -> Reply:
    query = urlencode({**told, "state": asked.get("state", "")})
    there = f"{asked['redirect_uri']}?{query}"
    return Reply(302, b"", {"Location": there}, media_type="text/plain")


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
    scope = world.setting("youtube_scopes", asked.get("scope", SCOPE))
    world.drawer("refresh")[refresh] = {"scope": scope, "channel": asked["channel"]}
    return Reply(200, {**_access(world, refresh), "refresh_token": refresh})


def _access(world: World, refresh: str) -> dict[str, Any]:
    access = world.new_id("ya29.")
    world.drawer("access")[access] = refresh
    scope = world.drawer("refresh")[refresh]["scope"]
    seconds = world.setting("youtube_token_seconds", LIFETIME)
    return {"access_token": access, "expires_in": seconds, "token_type": "Bearer", "scope": scope}


def revoke(world: World, request: Request) -> Reply:
    given = str(request.fields().get("token") or request.query.get("token"))
    refresh = world.drawer("access").pop(given, given)
    if world.drawer("refresh").pop(refresh, None) is None:
        return Reply(400, {"error": "invalid_token"})
    return Reply(200, {})


def known(world: World, request: Request, *, rights: tuple[str, ...] = ()) -> str:
    """The channel that asks: by a token that was given for one of the rights, or by an API key (then "").

    Only while there is quota.
    """
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    grant = world.drawer("refresh").get(world.drawer("access").get(bearer, ""))
    if grant is None and not request.query.get("key"):
        raise Refusal(error(401, "authError", "Invalid Credentials"))
    left = world.setting("youtube_quota", None)
    if left is not None:
        if left <= 0:
            raise Refusal(error(403, "quotaExceeded", "The request cannot be completed: quota exceeded."))
        world.settings["youtube_quota"] = left - 1
    given = grant["scope"] if grant else ""
    # Scopes of a name of somebody's own, as short tests use, are not looked at.
    if rights and AUTH in given and not {f"{AUTH}{right}" for right in rights} & set(given.split()):
        raise Refusal(error(403, "insufficientPermissions", "Request had insufficient scopes."))
    return str(grant["channel"]) if grant else ""


def title_of(channel: str) -> str:
    return "The emulated channel" if channel == CHANNEL else f"Channel {channel.removeprefix('UC')}"


def channels(world: World, request: Request) -> Reply:
    channel = known(world, request) or CHANNEL
    told = {"kind": "youtube#channelListResponse"}
    if world.setting("youtube_no_channel", usual=False):
        return Reply(200, told)
    row: dict[str, Any] = {"kind": "youtube#channel", "id": channel, "statistics": {"videoCount": "0"}}
    row["snippet"] = {"title": title_of(channel), "thumbnails": {}, "customUrl": "@emulated"}
    row["contentDetails"] = {"relatedPlaylists": {"uploads": f"UU{channel[2:]}"}}
    return Reply(200, {**told, "items": [row]})
