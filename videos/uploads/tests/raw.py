"""Requests as bytes on a socket, to be broken off wherever a test likes."""

import hashlib
import random
import shutil
import socket
import struct
from pathlib import Path

import httpx

from videos.models import Video
from videos.tests.films import a_clip
from videos.uploads.tests.asking import TYPE, told
from videos.uploads.tests.servers import Server

TUS = {"Tus-Resumable": "1.0.0"}


def film_of(folder: Path, size: int, seed: int = 1) -> Path:
    """A film with a box of noise at its end that makes it so large."""
    path = folder / f"film-{size}-{seed}.mp4"
    shutil.copy(a_clip(), path)
    with path.open("r+b") as file:
        noise = size - file.seek(0, 2) - 8
        file.write(struct.pack(">I4s", noise + 8, b"free"))
        file.write(random.Random(seed).randbytes(noise))  # noqa: S311 - noise that can be repeated
    return path


def created(server: Server, headers: dict[str, str], length: int, **metadata: str) -> str:
    sent = {**TUS, **headers, "Upload-Length": str(length), "Upload-Metadata": told(**metadata)}
    answer = httpx.post(server.uploads, headers=sent, timeout=30)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def offset(server: Server, headers: dict[str, str], path: str) -> int:
    answer = httpx.head(f"{server.url}{path}", headers={**TUS, **headers}, timeout=30)
    assert answer.status_code == 200, (answer.status_code, server.log.read_text()[-2000:])
    return int(answer.headers["Upload-Offset"])


def patched(server: Server, headers: dict[str, str], path: str, at: int, body: bytes) -> httpx.Response:
    sent = {**TUS, **headers, "Upload-Offset": str(at), "Content-Type": TYPE}
    return httpx.patch(f"{server.url}{path}", headers=sent, content=body, timeout=60)


def begun(server: Server, headers: dict[str, str], path: str, at: int, length: int) -> socket.socket:
    """A connection on which a PATCH has said its headers, and nothing of its body."""
    line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    sent = {**TUS, **headers, "Upload-Offset": at, "Content-Type": TYPE, "Content-Length": length}
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    line.sendall(f"PATCH {path} HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
    return line


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stored_film(server: Server) -> Path:
    """The one video's file in the server's folder of media."""
    return server.nursery.folder / "media" / Video.objects.get().file
