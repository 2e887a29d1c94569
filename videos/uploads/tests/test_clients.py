"""Other people's clients: tuspy, and tus-js-client in Node."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tusclient.client import TusClient

from accounts.models import User
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.models import ResumableUpload, Video
from videos.uploads.tests.raw import film_of, sha256, stored_film
from videos.uploads.tests.servers import Server, bearer

MIB = 1024 * 1024
SCRIPT = Path(__file__).with_name("tus_client.mjs")
needs_node = pytest.mark.skipif(
    not (shutil.which("node") and (settings.BASE_DIR / "node_modules/tus-js-client").is_dir()),
    reason="tus-js-client is not installed: `npm ci` in the project's folder does that",
)


class Node:
    """One run of tus-js-client."""

    def __init__(self, server: Server, user: User, film: Path, **order: Any) -> None:
        order |= {"endpoint": server.uploads, "headers": bearer(user), "file": str(film)}
        order.setdefault("title", "From Node")
        self.process = subprocess.Popen(
            ["node", str(SCRIPT), json.dumps(order)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def events(self) -> Iterator[dict[str, Any]]:
        assert self.process.stdout
        for line in self.process.stdout:
            yield dict(json.loads(line)) if line.startswith("{") else {"event": "noise", "text": line}

    def until(self, event: str) -> dict[str, Any]:
        seen = []
        for told in self.events():
            seen.append(told)
            if told["event"] == event:
                return told
        raise AssertionError(f"No {event}: {seen}")

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def must_be_one_video(server: Server, film: Path) -> None:
    job = Job.objects.get()
    assert (Video.objects.get().job_id, ledger_of(job.user).held * 1_000_000) == (job.pk, job.quoted)
    assert sha256(stored_film(server)) == sha256(film)
    assert list((server.nursery.folder / "media" / "uploads").iterdir()) == []


@pytest.mark.parametrize("checked", [False, True])
def test_tuspy_uploads_in_chunks_and_resumes(alice: User, web: Server, tmp_path: Path, checked: bool) -> None:
    film = film_of(tmp_path, 3 * MIB)
    client = TusClient(web.uploads, headers=bearer(alice))
    with film.open("rb") as content:
        options = {"file_stream": content, "chunk_size": MIB, "upload_checksum": checked}
        first = client.uploader(metadata={"title": "From Python"}, **options)
        first.upload(stop_at=MIB)
        client.uploader(url=first.url, **options).upload()
    assert Video.objects.get().title == "From Python"
    must_be_one_video(web, film)


@needs_node
@pytest.mark.parametrize(
    "order",
    [
        {"chunkSize": MIB},
        {"chunkSize": MIB, "mode": "pause"},
        {"chunkSize": MIB, "deferred": True},
        {"parallel": 4},
        {"duringCreation": True},
    ],
    ids="-".join,
)
def test_tus_js_client_uploads(alice: User, web: Server, tmp_path: Path, order: dict[str, Any]) -> None:
    film = film_of(tmp_path, 3 * MIB + 12345)
    node = Node(web, alice, film, **order)
    try:
        node.until("done")
    finally:
        node.end()
    assert Video.objects.get().title == "From Node"
    must_be_one_video(web, film)


@needs_node
def test_tus_js_client_killed_resumes_from_its_stored_address(
    alice: User, web: Server, tmp_path: Path
) -> None:
    film = film_of(tmp_path, 8 * MIB)
    stored = {"urls": str(tmp_path / "urls.json"), "fingerprint": "film", "chunkSize": MIB}
    killed = Node(web, alice, film, **stored)
    assert killed.until("chunk")["accepted"] == MIB
    killed.end()
    node = Node(web, alice, film, mode="resume", **stored)
    try:
        node.until("resumed")
        assert node.until("chunk")["accepted"] > MIB
        node.until("done")
    finally:
        node.end()
    must_be_one_video(web, film)


@needs_node
def test_tus_js_client_terminates_and_is_told_of_no_film(alice: User, web: Server, tmp_path: Path) -> None:
    film = film_of(tmp_path, 3 * MIB)
    node = Node(web, alice, film, chunkSize=MIB, mode="terminate")
    node.until("terminated")
    node.end()
    assert not ResumableUpload.objects.exists()
    assert list((web.nursery.folder / "media" / "uploads").iterdir()) == []
    text = tmp_path / "film.txt"
    text.write_text("no film\n" * 1000)
    node = Node(web, alice, text)
    error = node.until("error")
    node.end()
    assert error["status"] in {400, 415}
    assert json.loads(error["body"])["errors"][0]["code"]
    assert not Video.objects.exists()
