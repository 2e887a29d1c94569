"""The end of an upload: once, whoever asks and whatever is killed; and the uploads that never end."""

import os
import resource
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from credits import services as credits
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.models import ResumableUpload, Video
from videos.tests.films import a_clip
from videos.uploads import finishing, store, sweeping
from videos.uploads.tests.asking import TYPE, Client, id_of
from videos.uploads.tests.raw import TUS, created, film_of, offset, patched, sha256, stored_film
from videos.uploads.tests.servers import Server, bearer

pytestmark = pytest.mark.django_db(transaction=True)

FAILPOINTS = (
    "upload-appended", "upload-noted", "upload-whole", "upload-joined", "upload-examined", "upload-placed",
    "upload-made",
)  # fmt: skip


def once() -> tuple[int, int, int]:
    """How many videos, jobs and holds there are; the ledger itself is asked for the last."""
    job = Job.objects.get()
    return Video.objects.count(), 1, round(ledger_of(job.user).held * 1_000_000 / job.quoted)


def test_twenty_who_ask_at_once_get_one_video(alice: User, pair: list[Server], tmp_path: Path) -> None:
    film, headers = film_of(tmp_path, 1_000_000), bearer(alice)
    path = created(pair[0], headers, 1_000_000)
    assert patched(pair[0], headers, path, 0, film.read_bytes()[:-1]).status_code == 204
    last = film.read_bytes()[-1:]

    def ask(number: int) -> int:
        return patched(pair[number % 2], headers, path, 999_999, last).status_code

    with ThreadPoolExecutor(20) as many:
        codes = sorted(many.map(ask, range(20)))
    assert codes == [204] + [409] * 19
    with ThreadPoolExecutor(20) as many:
        again = set(
            many.map(lambda n: patched(pair[n % 2], headers, path, 1_000_000, b"").status_code, range(20))
        )
    assert again == {204}
    assert once() == (1, 1, 1)
    assert sha256(stored_film(pair[0])) == sha256(film)


def send_whole(doomed: Server, other: Server, headers: dict[str, str], film: bytes, *, in_parts: bool) -> str:
    """Sends all of a film to a process that dies of the end of it; returns the upload's path."""
    if not in_parts:
        path = created(other, headers, len(film))
        with pytest.raises(httpx.TransportError):
            patched(doomed, headers, path, 0, film)
        return path
    told = {**TUS, **headers, "Upload-Concat": "partial", "Content-Type": TYPE}
    parts = [
        httpx.post(other.uploads, headers=told | {"Upload-Length": str(len(part))}, content=part)
        for part in (film[:1000], film[1000:])
    ]
    wished = "final;" + " ".join(part.headers["Location"] for part in parts)
    with pytest.raises(httpx.TransportError):
        httpx.post(doomed.uploads, headers={**TUS, **headers, "Upload-Concat": wished})
    return f"/api/uploads/{ResumableUpload.objects.get(kind='final').pk}"


def await_end(server: Server, headers: dict[str, str], path: str) -> None:
    deadline = time.monotonic() + 30
    while httpx.get(f"{server.url}{path}", headers=headers).json()["status"] != "done":
        assert time.monotonic() < deadline, server.log.read_text()[-2000:]
        time.sleep(0.05)


@pytest.mark.parametrize("name", FAILPOINTS)
def test_a_process_killed_on_the_way_finishes_nothing_twice(
    alice: User, pair: list[Server], tmp_path: Path, name: str
) -> None:
    film, headers = film_of(tmp_path, 1_000_000), bearer(alice)
    doomed, other = pair
    doomed.kill()
    doomed.start(FRAMEWRIGHT_FAILPOINT=name)
    path = send_whole(doomed, other, headers, film.read_bytes(), in_parts=name == "upload-joined")
    doomed.await_death()
    assert offset(other, headers, path) == 1_000_000
    await_end(other, headers, path)
    assert once() == (1, 1, 1)
    assert sha256(stored_film(other)) == sha256(film)
    for upload_id in sweeping.sweep():
        finishing.finish(upload_id=upload_id)
    assert once() == (1, 1, 1)


def finish_in_turn(upload_id: uuid.UUID) -> None:
    """What a worker does that the sweeper has asked, as soon as nobody else is at it: GET and HEAD are."""
    deadline = time.monotonic() + 30
    while True:
        try:
            finishing.finish(upload_id=upload_id)
        except store.Busy:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


def test_what_stands_in_the_way_is_told_and_the_bytes_wait(alice: User) -> None:
    client, film = Client(alice), a_clip().read_bytes()
    credits.hold(user=alice, micro=credits.balance(user=alice).available, reference="all")
    path = client.create(len(film))
    answer = client.send(path, 0, film)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (402, "insufficient_credits")
    seen = client.ask("GET", path).json()
    assert (seen["status"], seen["error"]["code"]) == ("finishing", "insufficient_credits")
    assert client.offset(path) == len(film)
    credits.grant(user=alice, micro=50_000_000, reason="More", key="more")
    (upload_id,) = sweeping.sweep()
    finish_in_turn(upload_id)
    assert client.ask("GET", path).json()["status"] == "done"
    assert (Video.objects.count(), Job.objects.count()) == (1, 1)


def test_the_sweeper_takes_what_is_over_and_leaves_what_is_not(alice: User) -> None:
    client = Client(alice)
    old, fresh = client.create(10, b"01"), client.create(10, b"01")
    ResumableUpload.objects.filter(pk=id_of(old)).update(expires_at=timezone.now() - timedelta(hours=1))
    folder = store.DiskStore().folder
    orphan = folder / "11111111-1111-4111-8111-111111111111.part"
    orphan.write_bytes(b"x")
    young = folder / "22222222-2222-4222-8222-222222222222.part"
    young.write_bytes(b"x")
    os.utime(orphan, (1, 1))
    os.utime(folder / f"{id_of(fresh)}.part", (1, 1))
    sweeping.sweep()
    assert {path.name for path in folder.iterdir()} == {f"{id_of(fresh)}.part", young.name}
    assert client.ask("HEAD", old).status_code == 410
    assert client.offset(fresh) == 2
    assert ResumableUpload.objects.get(pk=id_of(old)).reserved == 0
    ResumableUpload.objects.filter(pk=id_of(old)).update(expires_at=timezone.now() - timedelta(days=8))
    sweeping.sweep()
    assert client.ask("HEAD", old).status_code == 404


@pytest.mark.parametrize("trials", [50, pytest.param(500, marks=pytest.mark.chaos)])
def test_an_upload_that_goes_on_is_never_swept(alice: User, trials: int) -> None:
    disk, swept = store.DiskStore(), []
    for trial in range(trials):
        row = ResumableUpload.objects.create(
            owner=alice, length=10, reserved=10, expires_at=timezone.now() - timedelta(hours=1)
        )
        disk.create(upload_id=row.pk)
        ready = threading.Barrier(2)

        def go_on() -> bool:
            ready.wait()  # noqa: B023 - joined below
            try:
                turn = disk.open(upload_id=row.pk)  # noqa: B023
            except (store.Busy, FileNotFoundError):
                return False
            try:
                alive = ResumableUpload.objects.filter(pk=row.pk, status="open")  # noqa: B023
                if not alive.update(expires_at=timezone.now() + timedelta(hours=1)):
                    return False
                turn.append(buffers=[b"01234"])
                return True
            finally:
                turn.close()
                connection.close()

        with ThreadPoolExecutor(1) as one:
            going = one.submit(go_on)
            ready.wait()
            if trial % 2:
                time.sleep(0.001)
            sweeping.expire()
        row.refresh_from_db()
        assert row.status == ("open" if going.result() else "expired")
        assert disk.size(upload_id=row.pk) == (5 if going.result() else 0)
        swept.append(not going.result())
        disk.remove(upload_id=row.pk)
    assert len(swept) == trials


def test_a_full_disk_is_told_and_survived(alice: User, settings: Settings, tmp_path: Path) -> None:
    client = Client(alice)
    path = client.create(3_000_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        answer = client.send(path, 0, iter([b"x" * 600_000] * 2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (507, "disk_full")
    at = client.offset(path)
    assert at == 1_000_000
    assert client.send(path, at, b"y" * 10).headers["Upload-Offset"] == str(at + 10)
