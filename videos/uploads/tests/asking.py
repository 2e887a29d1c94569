"""A client of the tus protocol inside the test's own process, which sends just the headers it is told to."""

import base64
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import httpx
from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils.module_loading import import_string

from accounts import services as accounts
from accounts.models import User
from videos.models import ResumableUpload

TYPE = "application/offset+octet-stream"


def told(**metadata: str) -> str:
    """Upload-Metadata."""
    return ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in metadata.items())


class Client:
    """Asks as one person; every request goes through the whole ASGI application."""

    def __init__(self, user: User | None) -> None:
        self.headers = {"Tus-Resumable": "1.0.0"}
        if user:
            tokens = accounts.open_session(user=user, client=accounts.Client(device="tests"))
            self.headers["Authorization"] = f"Bearer {tokens.access_token}"

    def ask(
        self, method: str, path: str = "/api/uploads", body: bytes | Iterable[bytes] = b"", **headers: Any
    ) -> httpx.Response:
        """A header's name is written with _ for -; None leaves out what is sent otherwise."""
        sent: dict[str, Any] = {**self.headers}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: str(value) for name, value in sent.items() if value is not None}
        return async_to_sync(self._ask)(method, path, body, sent)

    async def _ask(
        self, method: str, path: str, body: bytes | Iterable[bytes], headers: dict[str, str]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=import_string(settings.ASGI_APPLICATION))
        content = body if isinstance(body, bytes) else _chunks(body)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
            # Bytes: httpx itself refuses to write what a hostile client would.
            encoded = {name.encode(): value.encode() for name, value in headers.items()}
            return await http.request(method, path, headers=encoded, content=content)

    def create(self, length: int | None = None, body: bytes = b"", **headers: Any) -> str:
        """Begins an upload; returns its path."""
        if length is not None:
            headers["Upload_Length"] = length
        answer = self.ask("POST", body=body, **({"Content_Type": TYPE} if body else {}), **headers)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    def send(self, path: str, offset: int, body: bytes | Iterable[bytes], **headers: Any) -> httpx.Response:
        return self.ask("PATCH", path, body, Upload_Offset=offset, **{"Content_Type": TYPE, **headers})

    def offset(self, path: str) -> int:
        answer = self.ask("HEAD", path)
        assert answer.status_code == 200, answer.text
        return int(answer.headers["Upload-Offset"])


async def _chunks(body: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in body:
        yield chunk


def id_of(path: str) -> str:
    return path.rpartition("/")[2]


def stored(path: str) -> bytes:
    """What lies on the disk of an upload."""
    return (Path(settings.MEDIA_ROOT) / "uploads" / f"{id_of(path)}.part").read_bytes()


def state() -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Everything there is of uploads: rows but for the moments they were touched at, and files."""
    ignored = {"updated_at", "expires_at", "claims"}
    rows = [
        {name: value for name, value in row.items() if name not in ignored}
        for row in ResumableUpload.objects.order_by("pk").values()
    ]
    folder = Path(settings.MEDIA_ROOT) / "uploads"
    return rows, {path.name: path.read_bytes() for path in folder.glob("*")}
