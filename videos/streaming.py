"""Sends the bytes of a file that a Django view has allowed, with Range, HEAD and ETag.

A view answers with `X-Accel-Redirect`, exactly as it would behind nginx; this ASGI application takes nginx's
part. Django's own FileResponse ignores Range and, under ASGI, reads the whole file into memory.
"""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any

from django.conf import settings

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

REDIRECT = b"X-Accel-Redirect"
PREFIX = "/stored/"
CHUNK = 256 * 1024
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Unsatisfiable(Exception):
    """No byte of the file lies in the range that was asked for."""


@dataclass(frozen=True)
class Span:
    start: int
    length: int


def parse_range(header: str, size: int) -> Span | None:
    """The span that a Range header asks of a file.

    None for what RFC 9110 lets a server ignore: other units, several ranges, nonsense. Unsatisfiable for 416.
    """
    match = RANGE.fullmatch(header.strip())
    if not match or match.group(1) == match.group(2) == "":
        return None
    first, last = match.groups()
    if first == "":
        length = min(int(last), size)
        if length == 0:
            raise Unsatisfiable
        return Span(size - length, length)
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, end - start + 1)


class SendFiles:
    """ASGI application around Django's: answers `X-Accel-Redirect: /stored/<key>` with the file itself."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if settings.MEDIA_SENDER != "self":
            await self.application(scope, receive, send)
            return
        await self.application(scope, receive, _Reply(scope, send).send)


class _Reply:
    """One answer on its way out: passed on as it is, or replaced by the file that it names."""

    def __init__(self, scope: MutableMapping[str, Any], send: Send) -> None:
        self.scope = scope
        self.pass_on = send
        self.path: Path | None = None
        self.start: Message = {}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = {name.title(): value for name, value in message["headers"]}
            if REDIRECT in headers:
                self.path = stored_path(headers.pop(REDIRECT).decode())
                self.start = {**message, "headers": headers}
                return
        if self.path is None:
            await self.pass_on(message)
        elif not message.get("more_body", False):
            await self._send_file(self.path)

    async def _send_file(self, path: Path) -> None:
        headers: dict[bytes, bytes] = self.start["headers"]
        try:
            stat = await asyncio.to_thread(path.stat)
        except FileNotFoundError:
            await self._answer(404, {}, None)
            return
        headers[b"Accept-Ranges"] = b"bytes"
        headers[b"Last-Modified"] = formatdate(stat.st_mtime, usegmt=True).encode()
        etag = headers.setdefault(b"Etag", f'"{stat.st_size:x}-{stat.st_mtime_ns:x}"'.encode())
        if _is_known(self._asked(b"if-none-match"), etag.decode()):
            await self._answer(304, headers, None)
            return
        await self._send_span(path, stat.st_size, headers, etag)

    async def _send_span(self, path: Path, size: int, headers: dict[bytes, bytes], etag: bytes) -> None:
        asked = self._asked(b"range")
        condition = self._asked(b"if-range")
        if condition and condition.encode() not in (etag, headers[b"Last-Modified"]):
            asked = ""
        try:
            span = parse_range(asked, size) if asked else None
        except Unsatisfiable:
            headers[b"Content-Range"] = f"bytes */{size}".encode()
            await self._answer(416, headers, None)
            return
        if span is None:
            await self._answer(200, headers, (path, Span(0, size)))
            return
        headers[b"Content-Range"] = f"bytes {span.start}-{span.start + span.length - 1}/{size}".encode()
        await self._answer(206, headers, (path, span))

    async def _answer(
        self, status: int, headers: dict[bytes, bytes], content: tuple[Path, Span] | None
    ) -> None:
        headers = {name: value for name, value in headers.items() if name.lower() != b"content-length"}
        if status != 304:
            headers[b"Content-Length"] = str(content[1].length if content else 0).encode()
        await self.pass_on(
            {"type": "http.response.start", "status": status, "headers": list(headers.items())}
        )
        if content and self.scope["method"] != "HEAD":
            await self._stream(*content)
        await self.pass_on({"type": "http.response.body", "body": b"", "more_body": False})

    async def _stream(self, path: Path, span: Span) -> None:
        file = await asyncio.to_thread(os.open, path, os.O_RDONLY)
        try:
            position, left = span.start, span.length
            while left > 0:
                chunk = await asyncio.to_thread(os.pread, file, min(CHUNK, left), position)
                if not chunk:
                    break
                position, left = position + len(chunk), left - len(chunk)
                await self.pass_on({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            os.close(file)

    def _asked(self, name: bytes) -> str:
        for header, value in self.scope["headers"]:
            if header == name:
                return str(value.decode("latin-1"))
        return ""


def _is_known(condition: str, etag: str) -> bool:
    """Whether an If-None-Match names this very file; weak tags too, for proxies weaken what they compress."""
    tags = [tag.strip().removeprefix("W/") for tag in condition.split(",")]
    return tags == ["*"] or etag in tags


def stored_path(redirect: str) -> Path:
    """The file that an internal redirect names; it never leaves the media folder."""
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / redirect.removeprefix(PREFIX)).resolve()
    if not path.is_relative_to(root):
        raise ValueError("A redirect left the media folder.")
    return path
