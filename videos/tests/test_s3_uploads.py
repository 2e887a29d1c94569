"""Resumable uploads (tus) whose bytes lie in a bucket; and a bucket that fails now and then."""

import hashlib
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from django.db import connections
from pytest_django import Settings

from accounts.models import User
from videos import multipart
from videos.bucket import MEGABYTE, Bucket
from videos.models import ResumableUpload, Video
from videos.services import library
from videos.tests.buckets import S3Server, kept, use_bucket
from videos.tests.films import a_clip
from videos.tests.test_direct import big
from videos.uploads import locks, s3
from videos.uploads.store import Busy
from videos.uploads.sweeping import expire, remove_leftovers
from videos.uploads.tests.asking import Client, id_of, told

pytestmark = pytest.mark.django_db(transaction=True)
STORE = s3.S3Store()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def made(remote: Bucket) -> str:
    return sha256(remote.read(key=Video.objects.get().file))


def is_empty(remote: Bucket) -> bool:
    """Nothing of any upload is left in the bucket."""
    left = [key for key in kept(remote) if key.startswith("uploads/")]
    return left == [] == [*multipart.under_way(remote, prefix="")]


def test_pieces_of_any_size_become_the_film(alice: User, in_bucket: Bucket) -> None:
    content, client = big(17 * MEGABYTE), Client(alice)
    path = client.create(len(content), Upload_Metadata=told(filename="a.mp4", title="The sea"))
    assert ResumableUpload.objects.get().stored_in == "s3"
    offset = 0
    for size in (1, 3 * MEGABYTE, 5 * MEGABYTE, 0, 8 * MEGABYTE + 7, len(content)):
        answer = client.send(path, offset, content[offset : offset + size])
        assert answer.status_code == 204, answer.text
        offset = min(offset + size, len(content))
        assert int(answer.headers["Upload-Offset"]) == offset
    assert (Video.objects.get().title, made(in_bucket)) == ("The sea", sha256(content))
    assert is_empty(in_bucket)


def test_a_piece_with_a_checksum_is_kept_as_a_whole_or_not_at_all(alice: User, in_bucket: Bucket) -> None:
    content, client = a_clip().read_bytes(), Client(alice)
    path = client.create(len(content))
    bad = client.send(path, 0, content[:1000], Upload_Checksum="sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")
    assert (bad.status_code, client.offset(path)) == (460, 0)
    client.send(path, 0, content[:1000])
    client.send(path, 1000, content[1000:])
    assert made(in_bucket) == sha256(content)


def test_parts_are_joined(alice: User, in_bucket: Bucket) -> None:
    content, client = big(), Client(alice)
    cut = 8 * MEGABYTE + 5
    parts = [
        client.create(len(each), each, Upload_Concat="partial") for each in (content[:cut], content[cut:])
    ]
    answer = client.ask("POST", Upload_Concat=f"final;{' '.join(parts)}")
    assert answer.status_code == 201, answer.text
    assert made(in_bucket) == sha256(content)
    assert is_empty(in_bucket)


def test_of_unknown_length_it_is_whole_when_that_is_told(alice: User, in_bucket: Bucket) -> None:
    content, client = a_clip().read_bytes(), Client(alice)
    path = client.create(Upload_Defer_Length=1)
    client.send(path, 0, content)
    assert client.send(path, len(content), b"", Upload_Length=len(content)).status_code == 204
    assert made(in_bucket) == sha256(content)


def test_an_ended_upload_leaves_nothing(alice: User, in_bucket: Bucket) -> None:
    client = Client(alice)
    path = client.create(20 * MEGABYTE, bytes(9 * MEGABYTE))
    assert (client.offset(path), library.bytes_stored(alice)) == (9 * MEGABYTE, 20 * MEGABYTE)
    assert client.ask("DELETE", path).status_code == 204
    assert (is_empty(in_bucket), library.bytes_stored(alice)) == (True, 0)


def test_what_is_no_film_is_rejected_and_leaves_nothing(alice: User, in_bucket: Bucket) -> None:
    answer = Client(alice).ask(
        "POST", body=b"words" * 99, Upload_Length=495, Content_Type="application/offset+octet-stream"
    )
    assert answer.status_code == 400, answer.text
    assert is_empty(in_bucket)


def test_another_process_goes_on(alice: User, in_bucket: Bucket) -> None:
    """One that is killed loses only what no client was told to be stored."""
    upload_id = uuid.UUID(id_of(Client(alice).create(30 * MEGABYTE)))
    content = bytes(range(256)) * (10 * 4096)  # 10 MB: one part, and a rest
    first = STORE.open(upload_id=upload_id)
    first.append(buffers=(content,))
    with pytest.raises(Busy):
        STORE.open(upload_id=upload_id)
    assert STORE.size(upload_id=upload_id) == 8 * MEGABYTE  # what is in the bucket without its rest
    assert first.size() == len(content)
    first.append(buffers=(b"never acknowledged",))
    locks.close()  # as the end of its process does
    second = STORE.open(upload_id=upload_id)
    assert second.size() == len(content)
    with pytest.raises(locks.TurnLost):
        first.size()
    first.close()
    second.append(buffers=(content, content))
    assert second.size() == 3 * len(content)
    second.close()
    with STORE.as_file(upload_id=upload_id) as path:
        assert path.read_bytes() == 3 * content
    assert not list(Path(path.parent.parent).glob("upload-*"))


def test_fifty_sweeps_take_nothing_from_an_upload_under_way(
    alice: User, in_bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("videos.uploads.sweeping.UNKNOWN_FOR_SECONDS", -3600.0)
    content, client, stop = big(), Client(alice), threading.Event()
    sweeps, unknown = 0, f"uploads/{uuid.uuid4()}/tail"
    in_bucket.write(key=unknown, content=b"x")

    def send() -> None:
        try:
            path = client.create(len(content))
            for offset in range(0, len(content), MEGABYTE):
                client.send(path, offset, content[offset : offset + MEGABYTE])
        finally:
            connections.close_all()
            stop.set()

    thread = threading.Thread(target=send)
    thread.start()
    while not stop.is_set() or sweeps < 50:
        remove_leftovers()
        expire()
        sweeps += 1
    thread.join()
    assert (made(in_bucket), is_empty(in_bucket)) == (sha256(content), True)


class Trouble(BaseHTTPRequestHandler):
    """Stands before the bucket and does to chosen requests what S3 does now and then."""

    protocol_version = "HTTP/1.1"
    behind: ClassVar[str] = ""
    faults: ClassVar[list[str]] = []  # what is done to the next completions, in order

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        completes = self.command == "POST" and "uploadId=" in self.path
        fault = self.faults.pop(0) if completes and self.faults else ""
        if fault == "busy":
            return self.say(503, b"<Error><Code>SlowDown</Code><Message>Slow</Message></Error>")
        sent = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        got = httpx.request(self.command, self.behind + self.path, headers=sent, content=body, timeout=60)
        if fault == "lost":
            return self.say(500, b"<Error><Code>InternalError</Code><Message>Lost</Message></Error>")
        if fault == "200":
            return self.say(200, b"<Error><Code>InternalError</Code><Message>Lost</Message></Error>")
        return self.say(got.status_code, got.content, dict(got.headers))

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer  # noqa: N815 - as the library calls them

    def say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            if name.lower() not in {"content-length", "connection", "server", "date", "transfer-encoding"}:
                self.send_header(name, value)
        told = (headers or {}).get("content-length", "0") if self.command == "HEAD" else str(len(body))
        self.send_header("Content-Length", told)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def troubled(s3_server: S3Server, settings: Settings) -> Iterator[Bucket]:
    Trouble.behind = s3_server.url
    server = ThreadingHTTPServer(("127.0.0.1", 0), Trouble)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield use_bucket(settings, S3Server(f"http://127.0.0.1:{server.server_port}"))
    Trouble.faults.clear()
    server.shutdown()
    server.server_close()


def test_a_part_that_the_bucket_lost_is_sent_again(alice: User, in_bucket: Bucket) -> None:
    content, client = big(25 * MEGABYTE), Client(alice)
    path = client.create(len(content), content[: 24 * MEGABYTE])
    arrived = s3.Arrived(in_bucket, uuid.UUID(id_of(path)))
    begun = arrived.begun()
    begun.abort()
    again = multipart.begin(in_bucket, key=begun.key)
    for number in (1, 3):
        first = (number - 1) * 8 * MEGABYTE
        again.send(number=number, content=content[first : first + 8 * MEGABYTE], size=8 * MEGABYTE)
    ResumableUpload.objects.update(notes={"multipart": again.id, "part": 8 * MEGABYTE})
    assert client.offset(path) == 8 * MEGABYTE
    client.send(path, 8 * MEGABYTE, content[8 * MEGABYTE :])
    assert (made(in_bucket), is_empty(in_bucket)) == (sha256(content), True)


@pytest.mark.parametrize("faults", [["lost"], ["200"], ["busy", "lost"]])
def test_a_completion_that_seems_to_fail_is_looked_at(
    alice: User, troubled: Bucket, faults: list[str]
) -> None:
    content = a_clip().read_bytes()
    client = Client(alice)
    path = client.create(len(content))
    Trouble.faults[:] = faults
    assert client.send(path, 0, content).status_code == 204
    assert (Trouble.faults, made(troubled), is_empty(troubled)) == ([], sha256(content), True)


def test_a_bucket_that_made_something_else_is_not_believed(in_bucket: Bucket) -> None:
    begun = multipart.begin(in_bucket, key="uploads/x/whole")
    part = begun.send(number=1, content=b"1234", size=4)
    with pytest.raises(multipart.Damaged):
        begun.complete([multipart.Part(1, part.etag, 5)])
