"""Timelines for tests, in few words."""

from typing import Any
from uuid import UUID

from projects.timeline.checking import read
from projects.timeline.schema import Timeline

FILM = UUID(int=1)


def a_clip(name: str, start: float, duration: float, /, **fields: Any) -> dict[str, Any]:
    return {"id": name, "start": start, "duration": duration, "videoId": str(FILM), **fields}


def a_text(name: str, start: float, duration: float, /, **fields: Any) -> dict[str, Any]:
    return {"id": name, "start": start, "duration": duration, "text": name, **fields}


def a_track(kind: str, *clips: dict[str, Any], name: str = "", **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "id": name or kind, "clips": list(clips), **fields}


def raw(*tracks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"tracks": list(tracks), **fields}


def a_timeline(*tracks: dict[str, Any], **fields: Any) -> Timeline:
    return read(raw(*tracks, **fields))
