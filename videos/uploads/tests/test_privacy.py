"""Whose an upload is, what it may cost, and that what a client writes is never a path."""

import threading
from pathlib import Path
from posixpath import normpath
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.client import AsyncClient

from accounts.models import User
from credits import plans
from credits.limits import LimitReached
from credits.plan_models import Plan, Subscription
from videos.models import ResumableUpload, Video
from videos.services import library
from videos.uploads import accepting, protocol
from videos.uploads.tests.asking import TYPE, Client, id_of, state, told

pytestmark = pytest.mark.django_db(transaction=True)

STRANGE = (
    "..", "../..", "....//", "%2e%2e", "..%2f..%2fetc%2fpasswd", "..\\..", "/etc/passwd", "//etc", "~root",
    "%00", ".staged", "*", "CON", "x" * 300, "file:///etc/passwd", "\u202e", "0000-0000-00000000000g", "a\0b",
    "{id}.part", "{id}/..", "{id}%00", "../uploads/{id}", "{ID}", "{id}%20", "+{id}", "{id};x", "{hex}",
)  # fmt: skip
PREFIXES = ("", "/", "./", "../", "..%2f", "%2e%2e/", "x/", "//")


def test_somebody_elses_upload_does_not_exist(alice: User, bob: User) -> None:
    mine, stranger, nobody = Client(alice), Client(bob), Client(None)
    path = mine.create(10, b"01234")
    part = mine.create(5, b"01234", Upload_Concat="partial")
    before = state()
    unknown = "/api/uploads/00000000-0000-4000-8000-000000000000"
    for method in ("HEAD", "PATCH", "DELETE", "GET"):
        sent: dict[str, Any] = {"Upload_Offset": 5, "Content_Type": TYPE}
        answer = stranger.ask(method, path, b"5" if method == "PATCH" else b"", **sent)
        assert (method, answer.status_code) == (method, 404)
        assert answer.content == stranger.ask(method, unknown, **sent).content
        assert nobody.ask(method, path, **sent).status_code == 401
    assert stranger.ask("POST", Upload_Concat=f"final;{part}").status_code == 404
    assert stranger.ask("GET").json()["results"] == []
    assert state() == before


def test_nothing_that_a_client_writes_is_a_path(alice: User) -> None:
    client = Client(alice)
    path = client.create(10, b"01234")
    known = id_of(path)
    before, tried = state(), 0
    for prefix in PREFIXES:
        for text in STRANGE:
            strange = prefix + text.replace("{id}", known).replace("{ID}", known.upper())
            strange = strange.replace("{hex}", known.replace("-", ""))
            with_id = f"final;/api/uploads/{strange}"
            sent = with_id.encode("utf-8", "surrogateescape").decode("latin-1").replace("\0", "%00")
            answer = client.ask("POST", Upload_Concat=sent)
            assert (strange, answer.status_code in {400, 404}) == (strange, True)
            # A client's library resolves dots itself; what it makes this very address of, its owner may end.
            is_own = "./" in strange and normpath(f"/api/uploads/{strange}") == path
            if "\0" not in strange and not is_own:
                answer = client.ask("DELETE", f"/api/uploads/{strange}")
                assert (strange, answer.status_code in {403, 404, 405}) == (strange, True), answer.status_code
            tried += 1
    assert tried > 200
    assert state() == before


def test_known_metadata_counts_and_names_no_file(alice: User) -> None:
    client = Client(alice)
    for name in ("x.m3u8", "../../a", "a\0b", "\u202egpj.exe", "\n", "é" * 4000):
        path = client.create(10, Upload_Metadata=told(filename=name, stagingKey="k", path="/etc", owner="1"))
        client.send(path, 0, b"0")
    rows = ResumableUpload.objects.all()
    assert {row.owner_id for row in rows} == {alice.pk}
    assert all("/" not in row.filename and "\0" not in row.filename for row in rows)
    names = {f"{row.pk}.part" for row in rows}
    assert {path.name for path in (Path(settings.MEDIA_ROOT) / "uploads").iterdir()} == names
    assert [path.name for path in Path(settings.MEDIA_ROOT).parent.rglob("*.m3u8")] == []


def test_a_cookie_needs_the_csrf_token_whatever_the_method_is_called(alice: User) -> None:
    path = Client(alice).create(10, b"01234")
    browser = AsyncClient(enforce_csrf_checks=True)
    browser.force_login(alice)
    cookie = "; ".join(f"{name}={value.value}" for name, value in browser.cookies.items())
    client, before = Client(None), state()
    sent = {"Cookie": cookie, "Upload_Offset": 5, "Content_Type": TYPE}
    assert client.ask("GET", path, Cookie=cookie).status_code == 200
    assert client.ask("POST", Upload_Length=5, Cookie=cookie).status_code == 403
    assert client.ask("PATCH", path, b"5", **sent).status_code == 403
    for method in ("PATCH", "DELETE"):
        answer = client.ask("POST", path, b"5", X_HTTP_Method_Override=method, **sent)
        assert (method, answer.status_code) == (method, 403)
    assert state() == before


def test_an_address_is_never_what_a_client_calls_us(alice: User) -> None:
    spoofed: dict[str, Any] = {
        "Host": "evil.example",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Proto": "gopher",
    }
    answer = Client(alice).ask("POST", Upload_Length=5, Forwarded="host=evil.example", **spoofed)
    assert answer.headers["Location"].startswith("/api/uploads/")


def small_plan(user: User, **allowed: int) -> None:
    plans.subscription_of(user=user)
    Plan.objects.filter(code="free").update(**allowed)
    Subscription.objects.filter(user=user).update(plan=Plan.objects.get(code="free"))


def test_a_plan_speaks_before_a_byte_is_taken(alice: User) -> None:
    small_plan(alice, storage_bytes=1000, upload_bytes=600, videos=5)
    client = Client(alice)
    assert client.ask("POST", Upload_Length=601).status_code == 413
    path = client.create(600)
    refused = client.ask("POST", Upload_Length=401)
    assert (refused.status_code, refused.json()["limit"]) == (403, "storage_bytes")
    deferred = client.create(Upload_Defer_Length=1)
    assert ResumableUpload.objects.get(pk=id_of(deferred)).reserved == 400
    assert client.ask("POST", Upload_Defer_Length=1).status_code == 403
    assert client.send(deferred, 0, b"x", Upload_Length=401).status_code == 403
    assert client.send(deferred, 0, b"x", Upload_Length=100).status_code == 204
    assert library.bytes_stored(alice) == 700
    client.ask("DELETE", path)
    assert library.bytes_stored(alice) == 100


def test_fifty_at_once_never_set_aside_more_than_there_is(alice: User) -> None:
    small_plan(alice, storage_bytes=1000, upload_bytes=600, videos=1000)
    accepting.begin(user=alice, creation=protocol.creation({"Upload-Length": "600"}))
    accepting.begin(user=alice, creation=protocol.creation({"Upload-Length": "300"}))
    begun, refused = [], []

    def begin() -> None:
        try:
            begun.append(accepting.begin(user=alice, creation=protocol.creation({"Upload-Length": "20"})))
        except LimitReached:
            refused.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(begun), len(refused)) == (5, 45)
    assert library.bytes_stored(alice) == 1000
    assert not Video.objects.exists()
