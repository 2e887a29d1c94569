"""A person who uses the platform through its API."""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.sync.client import ClientConnection, connect

ENDED = ("completed", "failed", "cancelled")
PATIENCE_SECONDS = 900.0
LONG = httpx.Timeout(60.0, read=PATIENCE_SECONDS, write=PATIENCE_SECONDS)


class Unexpected(Exception):
    """The platform did something else than it promises; the message says what was seen."""


def expect(truth: bool, seen: object) -> None:  # noqa: FBT001 - reads as a sentence
    if not truth:
        raise Unexpected(str(seen))


@dataclass(frozen=True)
class Done:
    """A finished job, the video that it made (its id, empty when it made none), and the quoted credits."""

    job: dict[str, Any]
    video_id: str
    quoted: float


class Person:
    """Somebody with an account of their own and a client that is signed in."""

    def __init__(self, *, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=LONG)
        self.email = f"smoke-{uuid.uuid4().hex[:12]}@example.com"
        self.password = uuid.uuid4().hex
        self.refresh_token = ""

    def close(self) -> None:
        self.http.close()

    def call(self, method: str, path: str, *, status: int = 200, **options: Any) -> Any:
        """The answer's JSON (None when it is empty); any other status than expected is Unexpected."""
        answer = self.http.request(method, path, **options)
        while answer.status_code == 429 and status != 429:
            # A running platform limits how often one person asks, and says when to come again.
            time.sleep(float(answer.headers["Retry-After"]))
            answer = self.http.request(method, path, **options)
        expect(answer.status_code == status, f"{method} {path}: {_said(answer)}, not {status}")
        return answer.json() if answer.content and "json" in answer.headers.get("content-type", "") else None

    def refused(self, method: str, path: str, *, status: int, code: str, **options: Any) -> dict[str, Any]:
        """The one error with which the platform refuses this call."""
        body = self.call(method, path, status=status, **options)
        error: dict[str, Any] = body["errors"][0]
        expect(error["code"] == code, f"{method} {path}: {error}, not {code}")
        return error

    def register(self) -> dict[str, Any]:
        body = {"email": self.email, "password": self.password, "name": "Smoke"}
        return self._signed_in(self.call("POST", "/api/auth/register", status=201, json=body))

    def login(self) -> dict[str, Any]:
        body = {"email": self.email, "password": self.password}
        return self._signed_in(self.call("POST", "/api/auth/login", json=body))

    def refresh(self) -> None:
        """A new pair of tokens for the one that this person holds."""
        self._signed_in(self.call("POST", "/api/auth/refresh", json={"refreshToken": self.refresh_token}))

    def balance(self) -> dict[str, float]:
        answer: dict[str, float] = self.call("GET", "/api/credits/balance")
        return answer

    def upload(self, path: Path, *, status: int = 201, **fields: str) -> Any:
        with path.open("rb") as content:
            files = {"file": (path.name, content, "video/mp4")}
            return self.call("POST", "/api/videos/upload", status=status, data=fields, files=files)

    def edit(self, path: str, body: dict[str, Any]) -> Done:
        """Asks what an edit costs, runs it, waits; Unexpected unless it is completed at that price."""
        quoted = self.price_of(path, body)
        job = self.finished(self.call("POST", path, status=202, json=body)["id"])
        return checked(job, quoted=quoted)

    def price_of(self, path: str, body: dict[str, Any]) -> float:
        answer = self.call("POST", f"{path}?dryRun=true", json=body)
        expect(answer["job"] is None, f"a dry run made a job: {answer}")
        return float(answer["quote"]["credits"])

    def finished(self, job_id: str) -> dict[str, Any]:
        """The job once it has ended, however it ended."""
        return self.until(job_id, ENDED)

    def until(self, job_id: str, states: tuple[str, ...]) -> dict[str, Any]:
        """The job once it is in one of the states, or has ended."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            job: dict[str, Any] = self.call("GET", f"/api/jobs/{job_id}")
            if job["status"] in states or job["status"] in ENDED:
                return job
            expect(time.monotonic() < deadline, f"still not {' or '.join(states)}: {job}")
            time.sleep(0.1)

    def download(self, video_id: str, *, to: Path) -> Path:
        with self.http.stream("GET", f"/api/videos/{video_id}/download") as answer, to.open("wb") as file:
            expect(answer.status_code == 200, f"the download of {video_id} answers {answer.status_code}")
            for piece in answer.iter_bytes():
                file.write(piece)
        return to

    @contextmanager
    def socket(self) -> Iterator[ClientConnection]:
        """A socket that was opened with a ticket and has said what runs."""
        ticket = self.call("POST", "/api/auth/ws-ticket")["ticket"]
        place = urlsplit(self.url)
        scheme = "wss" if place.scheme == "https" else "ws"
        with connect(f"{scheme}://{place.netloc}/ws?ticket={ticket}") as socket:
            first = json.loads(socket.recv(timeout=PATIENCE_SECONDS))
            expect(first["type"] == "snapshot", f"the socket's first frame is {first}")
            yield socket

    def _signed_in(self, answer: dict[str, Any]) -> dict[str, Any]:
        self.refresh_token = answer["refreshToken"]
        self.http.headers["Authorization"] = f"Bearer {answer['accessToken']}"
        return answer


def events_of(socket: ClientConnection, *, job_id: str) -> Iterator[dict[str, Any]]:
    """The job as the socket tells of it, again and again, until it has ended."""
    while True:
        frame = json.loads(socket.recv(timeout=PATIENCE_SECONDS))
        if frame["type"] != "job" or frame["payload"]["id"] != job_id:
            continue
        yield frame["payload"]
        if frame["payload"]["status"] in ENDED:
            return


def checked(job: dict[str, Any], *, quoted: float) -> Done:
    """A job that is completed and was charged as quoted, else Unexpected."""
    expect(job["status"] == "completed", f"the job is {job['status']}: {job['error']}")
    expect(job["progress"] == 100, f"a completed job is at {job['progress']} %")
    expect(job["credits"]["charged"] == quoted, f"quoted {quoted}, charged {job['credits']}")
    return Done(job=job, video_id=job["outputs"][0]["id"], quoted=quoted)


def _said(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.text[:500]}"
