"""A media server of this machine in YouTube's place, and imports from it, for tests."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler
from json import dumps
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from rest_framework.test import APIClient

from jobs.models import Job
from jobs.tests.canary import Site, drip, send, serving
from videos.media.engine import engine
from videos.tests.films import a_clip, finished

FILM, SLOW, WORDS, MISSING, ELSEWHERE, TRACKS = (
    "filmfilm-00", "slowslow-00", "wordwords00", "missing-000", "elsewhere00", "trackstra00",
)  # fmt: skip
FLAKY = "flakyflaky0"
LIVE, LONG, GONE, SPENT = "livelive000", "longlong000", "gonegone000", "spentspent0"  # by the Data API
TITLE = "At sea & back"
OEMBED = {"title": TITLE, "author_name": "Sailor", "author_url": "https://www.youtube.com/@sailor"}
SNIPPET = {
    "title": "By the API",
    "description": "Words",
    "channelTitle": "Sailor",
    "channelId": "UC1",
    "publishedAt": "2026-05-04T03:02:01Z",
    "liveBroadcastContent": "none",
    "thumbnails": {
        "default": {"url": "https://i.example/d.jpg"},
        "maxres": {"url": "https://i.example/max.jpg"},
    },
}


def of_data_api(video_id: str) -> dict[str, Any]:
    """What the Data API answers about a video."""
    live = {"liveBroadcastContent": "live"} if video_id == LIVE else {}
    item = {
        "id": video_id,
        "snippet": SNIPPET | live,
        "contentDetails": {"duration": "P2DT1S" if video_id == LONG else "PT1H2M3S"},
        "status": {"license": "creativeCommon", "privacyStatus": "public"},
    }
    return {"kind": "youtube#videoListResponse", "items": [] if video_id == GONE else [item]}


@dataclass
class Tube:
    """The media server that stands in YouTube's place."""

    site: Site
    leads_to: str = ""
    stalls: bool = True
    is_mended: bool = False  # FLAKY is a film from then on

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        asked = parse_qs(parts.query)
        if parts.path.endswith(".m4s"):
            send(handler, (dash() / parts.path[1:]).read_bytes())
        elif parts.path == "/youtube/v3/videos":
            named = asked["id"][0]
            told = dumps(of_data_api(named)).encode()
            send(handler, told, 403 if named == SPENT else 200, Content_Type="application/json")
        elif parts.path == "/oembed":
            is_there = not asked["url"][0].endswith(MISSING)
            send(handler, dumps(OEMBED).encode(), 200 if is_there else 404, Content_Type="application/json")
        else:
            self.show(handler, asked["v"][0])

    def show(self, handler: BaseHTTPRequestHandler, video_id: str) -> None:
        if video_id == ELSEWHERE:
            send(handler, b"", 302, Location=self.leads_to)
        elif video_id == SLOW:
            film = a_clip(6.0).read_bytes()
            send(handler, film[: len(film) // 2], Content_Length=str(len(film)))
            if self.stalls:
                drip(handler, b"x")
            handler.wfile.write(film[len(film) // 2 :])
        elif video_id == TRACKS:
            send(handler, (dash() / "film.mpd").read_bytes(), Content_Type="application/dash+xml")
        else:
            is_film = video_id != WORDS and (video_id != FLAKY or self.is_mended)
            send(handler, a_clip().read_bytes() if is_film else b"just words\n" * 99)


@contextmanager
def opened() -> Iterator[Tube]:
    made = Tube(Site("", 0))
    with serving(made.answer) as site:
        made.site = site
        yield made


@cache
def dash() -> Path:
    """A folder with a film whose picture and sound are streams of their own."""
    folder = Path(mkdtemp(prefix="dash-", dir=settings.HOME_DIR))
    argv = ["-i", str(a_clip()), "-map", "0", "-c", "copy", "-f", "dash", str(folder / "film.mpd")]
    subprocess.run([engine().ffmpeg, "-v", "error", *argv], check=True)
    return folder


def link(video_id: str = FILM) -> str:
    return f"https://youtu.be/{video_id}?si=share"


def ask(client: APIClient, video_id: str = FILM, *, key: str = "", **more: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    wish = {"url": link(video_id), "rights": True, "transcribe": False, "summarize": False, **more}
    return client.post("/api/videos/youtube", wish, headers=headers)


def ordered(client: APIClient, video_id: str = FILM, **more: Any) -> Job:
    answer = ask(client, video_id, **more)
    assert answer.status_code == 202, answer.content
    return Job.objects.get(pk=answer.json()["jobId"])


def done(whole: Job) -> Job:
    """The import after every job that it leads to, each by one attempt of this process."""
    for _ in range(20):
        whole.refresh_from_db()
        if not whole.is_active:
            return whole
        finished(whole)
        for step in whole.children.active():
            finished(step)
    raise AssertionError(f"{whole} does not end: {whole.status} {whole.stage}")
