"""The real web server sends real files: ranges, conditions, names, and what that costs in memory."""

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from config.tests.serving import MIB, Person, growth, padded, signed_up, small_film, web_process
from conftest import Platform

LARGEST_GROWTH = 60 * MIB


@pytest.fixture(scope="module")
def visitor(platform: Platform) -> Iterator[Person]:
    with signed_up(platform, "visitor@example.com") as person:
        yield person


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_film(tmp_path_factory.mktemp("films"))


@pytest.fixture(scope="module")
def video(visitor: Person, film: Path) -> str:
    return str(visitor.upload(film)["videoId"])


@pytest.fixture(scope="module")
def content(film: Path) -> bytes:
    return film.read_bytes()


def get(visitor: Person, video: str, **headers: str) -> httpx.Response:
    return visitor.http.get(
        f"/api/videos/{video}/download", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def test_the_whole_file_comes_as_it_was_sent(visitor: Person, video: str, content: bytes) -> None:
    answer = get(visitor, video)
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Type"] == "video/mp4"
    assert int(answer.headers["Content-Length"]) == len(content)
    assert "X-Accel-Redirect" not in answer.headers
    assert answer.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("0-0", 0, 1), ("0-99", 0, 100), ("100-", 100, None), ("-1", -1, None), ("-500", -500, None),
     ("5-5", 5, 6), ("0-99999999999", 0, None), ("-99999999999", 0, None)],
)  # fmt: skip
def test_a_range_is_answered_exactly(
    visitor: Person, video: str, content: bytes, asked: str, first: int, last: int | None
) -> None:
    answer = get(visitor, video, Range=f"bytes={asked}")
    part = content[first:last]
    begins = first if first >= 0 else len(content) + first
    assert (answer.status_code, answer.content) == (206, part)
    assert answer.headers["Content-Range"] == f"bytes {begins}-{begins + len(part) - 1}/{len(content)}"
    assert int(answer.headers["Content-Length"]) == len(part)


def test_a_range_outside_the_file_is_416(visitor: Person, video: str, content: bytes) -> None:
    for asked in (f"{len(content)}-", f"{len(content)}-{len(content) + 5}", "-0", "99999999999-"):
        answer = get(visitor, video, Range=f"bytes={asked}")
        assert (asked, answer.status_code, answer.content) == (asked, 416, b"")
        assert answer.headers["Content-Range"] == f"bytes */{len(content)}"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-6",
        "bytes=5-1",
        "bytes=-",
        "bytes=a-b",
        "items=0-1",
        "bytes",
        "bytes=0-1;",
        "",
        "bytes=--1",
    ],
)
def test_a_range_that_may_be_ignored_is(visitor: Person, video: str, content: bytes, asked: str) -> None:
    answer = get(visitor, video, Range=asked)
    assert (answer.status_code, answer.content) == (200, content)


def test_if_range_sends_a_part_only_of_the_same_file(visitor: Person, video: str, content: bytes) -> None:
    whole = get(visitor, video)
    for condition, status in (
        (whole.headers["ETag"], 206),
        (whole.headers["Last-Modified"], 206),
        ('"another"', 200),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
        (f"W/{whole.headers['ETag']}", 200),
    ):
        answer = get(visitor, video, Range="bytes=0-9", If_Range=condition)
        assert (condition, answer.status_code) == (condition, status)
        assert answer.content == (content[:10] if status == 206 else content)


def test_what_the_client_has_is_not_sent_again(visitor: Person, video: str) -> None:
    etag = get(visitor, video).headers["ETag"]
    for condition in (etag, f'"x", {etag}', f"W/{etag}", "*"):
        answer = get(visitor, video, If_None_Match=condition)
        assert (condition, answer.status_code, answer.content) == (condition, 304, b"")
        assert answer.headers["ETag"] == etag
    assert get(visitor, video, If_None_Match='"x"').status_code == 200


def test_head_says_everything_but_the_content(visitor: Person, video: str, content: bytes) -> None:
    path = f"/api/videos/{video}/download"
    answer = visitor.http.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(content)
    assert answer.headers["ETag"] == get(visitor, video).headers["ETag"]


@pytest.mark.parametrize(
    "title",
    [
        "plain",
        'a "quoted" \\ one',
        "Überraschung 映画 🎬",
        "two\r\nlines: X-Evil: 1",
        "a/b;c=d",
        "%41 100%",
        "x" * 200,
    ],
)
def test_a_download_is_named_after_its_title(visitor: Person, video: str, title: str) -> None:
    assert visitor.http.patch(f"/api/videos/{video}", json={"title": title}).status_code == 200
    answer = get(visitor, video)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert "X-Evil" not in answer.headers
    assert not set(disposition) & set("\r\n")
    if title.isascii() and not set(title) & set("\r\n"):
        escaped = title.replace("\\", "\\\\").replace('"', '\\"')
        assert disposition == f'attachment; filename="{escaped}.mp4"'
    elif not title.isascii():
        assert f"filename*=utf-8''{quote(title)}.mp4" in disposition
    inline = visitor.http.get(f"/api/videos/{video}/download?inline=1").headers["Content-Disposition"]
    assert inline.startswith("inline")


def test_a_stranger_gets_no_byte_and_no_hint(platform: Platform, video: str) -> None:
    with signed_up(platform, "stranger@example.com") as stranger:
        answer = get(stranger, video, Range="bytes=0-9")
        assert (answer.status_code, "Content-Range" in answer.headers) == (404, False)
        assert stranger.http.get("/stored/users/x").status_code == 404
    with platform.client() as nobody:
        assert nobody.get(f"/api/videos/{video}/download").status_code == 401


def test_a_file_that_is_gone_from_the_storage_is_404(visitor: Person, film: Path) -> None:
    video = str(visitor.upload(film)["videoId"])
    visitor.stored(video).unlink()
    answer = get(visitor, video)
    assert answer.status_code == 404
    assert "Content-Disposition" not in answer.headers


def test_a_large_file_for_a_slow_reader_costs_little_memory(visitor: Person, film: Path) -> None:
    video = str(visitor.upload(film)["videoId"])
    os.truncate(visitor.stored(video), 300 * MIB)
    pid = web_process(visitor.platform)
    with growth(pid) as grown, visitor.http.stream("GET", f"/api/videos/{video}/download") as answer:
        assert int(answer.headers["Content-Length"]) == 300 * MIB
        chunks = answer.iter_raw(64 * 1024)
        for _ in range(40):
            next(chunks)
            time.sleep(0.05)
    assert grown[-1] < LARGEST_GROWTH


def test_a_large_file_for_a_quick_reader_comes_whole(visitor: Person, film: Path) -> None:
    video = str(visitor.upload(film)["videoId"])
    os.truncate(visitor.stored(video), 300 * MIB)
    received = 0
    with (
        growth(web_process(visitor.platform)) as grown,
        visitor.http.stream("GET", f"/api/videos/{video}/download") as answer,
    ):
        for chunk in answer.iter_raw(MIB):
            received += len(chunk)
    assert received == 300 * MIB
    assert grown[-1] < LARGEST_GROWTH


def test_a_large_upload_costs_little_memory(visitor: Person, film: Path) -> None:
    large = padded(film, size=63 * MIB)
    visitor.upload(film)
    with growth(web_process(visitor.platform)) as grown:
        assert visitor.upload(large)["size"] == 63 * MIB
    assert grown[-1] < LARGEST_GROWTH


def test_an_upload_over_the_limit_is_refused_at_its_first_bytes(visitor: Person, film: Path) -> None:
    host, port = visitor.platform.url.removeprefix("http://").split(":")
    head = (
        f"POST /api/videos/upload HTTP/1.1\r\nHost: {host}:{port}\r\n"
        f"Authorization: {visitor.http.headers['Authorization']}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {10**11}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(head.encode())
        said = line.recv(65536).decode()
    assert said.startswith("HTTP/1.1 413")
    assert '"code": "too_large"' in said
    assert list((visitor.platform.home / "media" / "incoming").iterdir()) == []


def test_an_upload_a_little_over_the_limit_leaves_nothing(visitor: Person, film: Path) -> None:
    before = sorted((visitor.platform.home / "media").rglob("*.mp4"))
    with padded(film, size=65 * MIB).open("rb") as content:
        answer = visitor.http.post("/api/videos/upload", files={"file": ("film.mp4", content)})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "too_large")
    assert sorted((visitor.platform.home / "media").rglob("*.mp4")) == before
    assert list((visitor.platform.home / "media" / "incoming").iterdir()) == []
