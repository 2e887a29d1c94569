"""The calls of YouTube's Data API that we make, each a page: https://developers.google.com/youtube/v3/docs"""

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from youtube_integration.client.wire import PIECE_PATIENCE, Google, read

PAGE = 50
Resource = dict[str, Any]


def own_channels(google: Google) -> list[Resource]:
    """The channel that the token is for; none when the account has no channel."""
    asked = {"part": "snippet,contentDetails", "mine": "true", "maxResults": str(PAGE)}
    return list(google.ask("GET", "channels", params=asked).get("items", []))


def videos(
    google: Google, *, ids: list[str], parts: str = "snippet,status,processingDetails"
) -> list[Resource]:
    """Those of the videos that are there, of at most fifty."""
    if not ids:
        return []
    asked = {"part": parts, "id": ",".join(ids[:PAGE]), "maxResults": str(PAGE)}
    return list(google.ask("GET", "videos", params=asked).get("items", []))


def newest_uploads(google: Google, *, playlist: str, most: int = PAGE) -> list[str]:
    """The ids of the newest films of a channel, by its playlist of uploads."""
    found = _pages(google, "playlistItems", {"part": "contentDetails", "playlistId": playlist}, most)
    return [str(item["contentDetails"]["videoId"]) for item in found]


def video_tagged(google: Google, *, playlist: str, tag: str) -> str:
    """The id of the film among the channel's newest that carries the tag; empty when there is none."""
    for video in videos(google, ids=newest_uploads(google, playlist=playlist), parts="snippet"):
        if tag in video["snippet"].get("tags", ()):
            return str(video["id"])
    return ""


def playlists(google: Google, *, most: int = 200) -> list[Resource]:
    return list(_pages(google, "playlists", {"part": "snippet,status,contentDetails", "mine": "true"}, most))


def add_playlist(google: Google, *, title: str, description: str, privacy: str) -> Resource:
    made = {
        "snippet": {"title": title, "description": description},
        "status": {"privacyStatus": privacy},
    }
    return google.ask("POST", "playlists", params={"part": "snippet,status"}, json=made)


def playlist_item(google: Google, *, playlist: str, video: str) -> str:
    """The id of the entry that has the video in the playlist; empty when it is not in it."""
    asked = {"part": "snippet", "playlistId": playlist, "videoId": video}
    items = google.ask("GET", "playlistItems", params=asked).get("items", [])
    return str(items[0]["id"]) if items else ""


def add_to_playlist(google: Google, *, playlist: str, video: str) -> str:
    """Puts the video at the end; the id of its entry."""
    item = {"playlistId": playlist, "resourceId": {"kind": "youtube#video", "videoId": video}}
    made = google.ask("POST", "playlistItems", params={"part": "snippet"}, json={"snippet": item})
    return str(made["id"])


def set_thumbnail(google: Google, *, video: str, picture: bytes, media_type: str) -> None:
    read(
        google.send(
            "POST",
            f"{google.places.upload}/thumbnails/set",
            params={"videoId": video, "uploadType": "media"},
            content=picture,
            headers={"Content-Type": media_type},
            patience=PIECE_PATIENCE,
        )
    )


def captions(google: Google, *, video: str) -> list[Resource]:
    asked = {"part": "snippet", "videoId": video}
    return list(google.ask("GET", "captions", params=asked).get("items", []))


def add_captions(google: Google, *, video: str, language: str, name: str, text: str) -> str:
    """Adds a track of captions, written as SubRip; its id."""
    snippet = {"videoId": video, "language": language, "name": name, "isDraft": False}
    edge = uuid.uuid4().hex
    body = _related(edge, {"snippet": snippet}, text.encode())
    answer = google.send(
        "POST",
        f"{google.places.upload}/captions",
        params={"uploadType": "multipart", "part": "snippet"},
        content=body,
        headers={"Content-Type": f"multipart/related; boundary={edge}"},
        patience=PIECE_PATIENCE,
    )
    return str(read(answer)["id"])


def _related(edge: str, resource: Mapping[str, Any], content: bytes) -> bytes:
    """multipart/related, as Google takes a resource and its content in one request."""
    told = json.dumps(resource).encode()
    return b"".join(
        (
            f"--{edge}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n".encode(),
            told,
            f"\r\n--{edge}\r\nContent-Type: application/octet-stream\r\n\r\n".encode(),
            content,
            f"\r\n--{edge}--\r\n".encode(),
        )
    )


def _pages(google: Google, name: str, asked: Mapping[str, str], most: int) -> Iterator[Resource]:
    told, page = 0, ""
    while told < most:
        params = {**asked, "maxResults": str(PAGE), **({"pageToken": page} if page else {})}
        answer = google.ask("GET", name, params=params)
        for item in answer.get("items", [])[: most - told]:
            told += 1
            yield item
        page = str(answer.get("nextPageToken", ""))
        if not page:
            return
