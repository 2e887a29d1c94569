"""Addresses that carry their own right: what opens them, what does not, and who sends the bytes."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from config.tests.serving import Person, signed_up, small_film
from conftest import Platform, client_of
from projects.models import Membership, Role
from projects.tests.people import a_project, let_in
from videos import files, signing
from videos.delivery import deliver
from videos.media.engine import engine
from videos.models import Video
from videos.tests.films import a_video

NGINX = shutil.which("nginx")


def path_of(url: str) -> str:
    return url.removeprefix(configured.PUBLIC_URL)


def link_of(user: User, video: Video, *, seconds: int = 60) -> str:
    answer = client_of(user).get(f"/api/videos/{video.pk}/links?seconds={seconds}")
    assert answer.headers["Cache-Control"] == "no-store"
    return path_of(answer.json()["fileUrl"])


def status(path: str) -> int:
    return int(Client().get(path).status_code)


@pytest.fixture
def film(alice: User) -> Video:
    return a_video(alice, ready=False)


@pytest.mark.django_db(transaction=True)
class TestWhatOpensAnAddress:
    def test_no_byte_of_it_can_be_changed(self, alice: User, film: Video) -> None:
        path = link_of(alice, film)
        assert status(path) == 200
        begins = len(signing.PREFIX)
        for at in range(begins, len(path)):
            for other in (chr(ord(path[at]) ^ 1), "A"):
                changed = path[:at] + other + path[at + 1 :]
                # An upper-case id or a dot segment never reaches the view, or reaches another one.
                assert changed == path or status(changed) == 404, changed
        for changed in (path[:-1], f"{path}x", f"{path}/", path.replace("/media/", "/media//")):
            assert status(changed) == 404, changed

    def test_it_opens_one_name_of_one_video_for_one_person(self, alice: User, bob: User, film: Video) -> None:
        other = a_video(alice, ready=False)
        path, foreign = link_of(alice, film), link_of(alice, other)
        token = path.split("/")[2]
        for changed in (
            path.replace(str(film.pk), str(other.pk)),
            path.replace("file.mp4", "thumbnail.jpg"),
            path.replace("file.mp4", "hls/master.m3u8"),
            path.replace(token, foreign.split("/")[2]),
            path.replace(alice.pk.hex, bob.pk.hex),
            path.replace("file.mp4", "..%2f" + str(other.pk) + "/file.mp4"),
            path.replace("file.mp4", "%2e%2e/file.mp4"),
            path.replace("file.mp4", "hls/..%2ffile.mp4"),
            path.replace("file.mp4", "file.mp4%00"),
        ):
            assert status(changed) == 404, changed
        assert client_of(bob).get(f"/api/videos/{film.pk}/links").status_code == 404

    def test_a_folder_opens_nothing_but_what_was_made_in_it(self, alice: User, film: Video) -> None:
        def signed(name: str) -> str:
            end = int(time.time()) + 60
            return signing.sign(video_id=film.pk, name=name, user_id=alice.pk, end=end)

        for name in ("hls/../file.mp4", "hls//etc/passwd", "hls/", "hls/180p/../../original/film.mp4", "x"):
            assert status(signed(name)) == 404, name

    def test_it_ends_to_the_second(self, alice: User, film: Video) -> None:
        def ending(end: int) -> int:
            return status(signing.sign(video_id=film.pk, name="file.mp4", user_id=alice.pk, end=end))

        now = int(time.time())
        assert [ending(now + 5), ending(now), ending(now - 1)] == [200, 403, 403]
        path = link_of(alice, film, seconds=1)
        time.sleep(1.1)
        answer = Client().get(path)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "link_expired")
        for seconds in (0, -1, signing.LONGEST + 1, "x"):
            assert client_of(alice).get(f"/api/videos/{film.pk}/links?seconds={seconds}").status_code == 400

    def test_it_ends_at_once_with_what_it_rests_on(self, alice: User, bob: User, film: Video) -> None:
        project = a_project(alice, film)
        let_in(project, bob, Role.VIEWER)
        mine, shared = link_of(alice, film), link_of(bob, film)
        assert (status(mine), status(shared)) == (200, 200)
        Membership.objects.all().delete()
        assert (status(mine), status(shared)) == (200, 404)
        User.objects.filter(pk=alice.pk).update(is_active=False)
        assert status(mine) == 404
        User.objects.filter(pk=alice.pk).update(is_active=True)
        assert status(mine) == 200
        client_of(alice).delete(f"/api/videos/{film.pk}")
        assert status(mine) == 404

    def test_keys_are_changed_without_a_break(self, alice: User, film: Video, settings: Settings) -> None:
        old = link_of(alice, film)
        settings.MEDIA_SIGNING_KEYS = ["n" * 40, *settings.MEDIA_SIGNING_KEYS]
        new = link_of(alice, film)
        assert (status(old), status(new)) == (200, 200)
        settings.MEDIA_SIGNING_KEYS = ["n" * 40]
        assert (status(old), status(new)) == (404, 200)

    def test_players_on_other_sites_may_read_it_and_nothing_else(self, alice: User, film: Video) -> None:
        origin = {"Origin": "https://elsewhere.example"}
        answer = Client().get(link_of(alice, film), headers=origin)
        assert answer.headers["Access-Control-Allow-Origin"] in {origin["Origin"], "*"}
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert int(re.findall(r"max-age=(\d+)", answer.headers["Cache-Control"])[0]) <= 60
        asked = {**origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "range"}
        preflight = Client().options(link_of(alice, film), headers=asked)
        assert "range" in preflight.headers["Access-Control-Allow-Headers"]
        api = Client().get(f"/api/videos/{film.pk}/download", headers=origin)
        assert "Access-Control-Allow-Origin" not in api.headers


@pytest.mark.parametrize(
    "name", ["page.html", "drawing.svg", "feed.xml", "paper.pdf", "script.js", "data.bin", "none", "a.htm"]
)
def test_what_a_browser_might_run_is_saved_and_never_guessed(name: str) -> None:
    key = f"users/x/{name}"
    default = deliver(key=key, filename=name, as_attachment=False, etag="e")
    for answer in (
        default,
        deliver(key=key, filename=name, as_attachment=False, etag="e", content_type="text/html"),
        deliver(key=key, filename=name, as_attachment=False, etag="e", content_type="image/svg+xml"),
    ):
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert default.headers["Content-Type"] == "application/octet-stream"


@pytest.fixture(scope="module")
def visitor(platform: Platform) -> Iterator[Person]:
    with signed_up(platform, "linker@example.com") as person:
        yield person


def test_a_player_without_a_credential_plays_the_stream_and_the_file(visitor: Person, tmp_path: Path) -> None:
    video = visitor.upload(small_film(tmp_path))["videoId"]
    job = visitor.http.post(f"/api/videos/{video}/hls").json()
    deadline = time.monotonic() + 120
    while visitor.http.get(f"/api/jobs/{job['id']}").json()["status"] != "completed":
        assert time.monotonic() < deadline
        time.sleep(0.3)
    links = visitor.http.get(f"/api/videos/{video}/links").json()
    for url in (links["hlsUrl"], links["fileUrl"]):
        here = visitor.platform.url + url[url.index("/media/") :]
        command = [engine().ffmpeg, "-v", "error", "-i", here, "-map", "0:v:0", "-f", "null", "-"]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, b""), here
    whole = httpx.get(here)
    assert whole.content == visitor.stored(video).read_bytes()
    many = ",".join(["0-0"] * 1000)
    for asked, expected in (
        ("bytes=0-0", 206), ("bytes=-1", 206), (f"bytes={len(whole.content)}-", 416), ("bytes=5-1", 200),
        (f"bytes={many}", 200), (f"bytes=0-{'9' * 5000}", 200), ("bytes=\u0661-\u0662", 200),
    ):  # fmt: skip
        answer = httpx.get(here, headers=[(b"Range", asked.encode())])
        assert (asked, answer.status_code) == (asked, expected)
    head = httpx.head(here)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])


# --- nginx sends the bytes -----------------------------------------------------------------------------


@pytest.fixture
def behind_nginx(live_server: LiveServer, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """The address of a real nginx, set up as docs/nginx.conf says, before this process's own server."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    settings.MEDIA_SENDER = "nginx"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = (Path(configured.BASE_DIR) / "docs" / "nginx.conf").read_text()
    server = server.replace("127.0.0.1:8000", live_server.url.removeprefix("http://"))
    server = server.replace("listen 80;", f"listen 127.0.0.1:{port};")
    server = server.replace("/var/lib/framewright/media/", f"{settings.MEDIA_ROOT}/")
    places = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    around = f"daemon off; pid {tmp_path}/pid; error_log stderr crit; user root; events {{}} http {{"
    whole = f"{around} access_log off; {places}\n{server}}}"
    (tmp_path / "nginx.conf").write_text(whole)
    process = subprocess.Popen([NGINX, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)])
    try:
        _await_port(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx does not answer.")


@pytest.mark.django_db(transaction=True)
def test_nginx_sends_what_we_have_allowed_and_nothing_else(
    behind_nginx: str, alice: User, film: Video, settings: Settings
) -> None:
    content = Path(settings.MEDIA_ROOT, film.file).read_bytes()
    here = behind_nginx + link_of(alice, film)

    def get(**headers: str) -> httpx.Response:
        return httpx.get(here, headers={name.replace("_", "-"): value for name, value in headers.items()})

    whole = get(Origin="https://elsewhere.example")
    assert (whole.status_code, whole.content) == (200, content)
    kept: dict[str, Any] = {
        "Content-Type": "video/mp4",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "https://elsewhere.example",
    }
    assert {name: whole.headers.get(name) for name in kept} == kept
    assert whole.headers["Content-Disposition"].startswith("inline")
    assert whole.headers["Cache-Control"].startswith("private")
    many = ",".join(["0-0"] * 1000)
    size = len(content)
    for asked, code, sent in (
        ("bytes=0-0", 206, content[:1]), ("bytes=-1", 206, content[-1:]), (f"bytes={size}-", 416, None),
        ("bytes=10-19", 206, content[10:20]), (f"bytes={many}", 200, content),
    ):  # fmt: skip
        answer = get(Range=asked)
        assert (asked, answer.status_code) == (asked, code)
        assert sent is None or answer.content == sent
    etag = whole.headers["ETag"]
    assert get(If_None_Match=etag).status_code == 304
    assert get(Range="bytes=0-9", If_Range=etag).status_code == 206
    assert get(Range="bytes=0-9", If_Range='"other"').status_code == 200
    head = httpx.head(here)
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(size), b"")
    assert httpx.get(f"{behind_nginx}/stored/{film.file}").status_code == 404
    assert httpx.get(here.replace("file.mp4", "file.mp5")).status_code == 404
    files.delete(key=film.file)
    assert get().status_code == 404
