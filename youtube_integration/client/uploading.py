"""Resumable uploads: https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol

A session is begun once; then each piece is answered by 308 with the bytes that YouTube has, and the last one
by the video. After an interruption the session itself is asked how far it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from jobs.fetching.words import gettext_noop
from youtube_integration.client.errors import GoogleError, Kind, error_of
from youtube_integration.client.wire import PIECE_PATIENCE, Google, read

INCOMPLETE = 308
RANGE = re.compile(r"bytes=0-(\d+)")
PARTS = "snippet,status"


@dataclass(frozen=True)
class Progress:
    """How many bytes YouTube has; with the last of them, the id of the video that they became."""

    sent: int
    youtube_id: str = ""


def begin(google: Google, *, resource: Mapping[str, Any], size: int, media_type: str, notify: bool) -> str:
    """Begins an upload of `size` bytes and returns its session's address; raises GoogleError."""
    answer = google.send(
        "POST",
        f"{google.places.upload}/videos",
        params={"uploadType": "resumable", "part": PARTS, "notifySubscribers": str(notify).lower()},
        json=resource,
        headers={"X-Upload-Content-Length": str(size), "X-Upload-Content-Type": media_type},
    )
    if not answer.is_success:
        raise error_of(answer)
    address = answer.headers.get("Location", "")
    if not address:
        raise GoogleError("youtube_unavailable", gettext_noop("YouTube began no upload."), kind=Kind.LATER)
    return str(address)


def send_piece(google: Google, *, session: str, piece: bytes, offset: int, size: int) -> Progress:
    """Sends the bytes from `offset`; raises GoogleError, and Gone when the session is over."""
    told = f"bytes {offset}-{offset + len(piece) - 1}/{size}"
    return _put(google, session, told, size, piece)


def ask(google: Google, *, session: str, size: int) -> Progress:
    """How far the session is; raises GoogleError, and Gone when it is over."""
    return _put(google, session, f"bytes */{size}", size, b"")


def stop(google: Google, *, session: str) -> None:
    """Gives the session up; one that is over is no trouble."""
    answer = google.send("DELETE", session)
    if not answer.is_success and answer.status_code not in {404, 410, 499}:
        raise error_of(answer)


def _put(google: Google, session: str, told: str, size: int, piece: bytes) -> Progress:
    answer = google.send(
        "PUT", session, content=piece, headers={"Content-Range": told}, patience=PIECE_PATIENCE
    )
    if answer.status_code == INCOMPLETE:
        return Progress(sent=_bytes_of(answer))
    return Progress(sent=size, youtube_id=str(read(answer)["id"]))


def _bytes_of(answer: httpx.Response) -> int:
    """Without a Range, YouTube has nothing yet."""
    found = RANGE.fullmatch(answer.headers.get("Range", ""))
    return int(found[1]) + 1 if found else 0
