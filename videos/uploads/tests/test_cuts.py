"""Connections that break, processes that are killed, clients that vanish: nothing of an upload is lost."""

import random
import time
from pathlib import Path

import pytest
from tusclient.client import TusClient

from accounts.models import User
from jobs.models import Job
from videos.models import ResumableUpload, Video
from videos.uploads.tests.chaos import ChaosProxy, Plan
from videos.uploads.tests.raw import begun, created, film_of, offset, patched, sha256, stored_film
from videos.uploads.tests.servers import Server, bearer

MIB = 1024 * 1024
CUTS = 100


@pytest.mark.parametrize("seed", [1, 2, 3, *(pytest.param(n, marks=pytest.mark.chaos) for n in range(4, 21))])
def test_a_hundred_cuts_lose_nothing(alice: User, web: Server, tmp_path: Path, seed: int) -> None:
    film = film_of(tmp_path, 8 * MIB, seed)
    plan = Plan(seed, cuts=CUTS, largest=3 * 8 * MIB // 2 // CUTS)
    with ChaosProxy(server_port=web.port, plan=plan) as proxy:
        client = TusClient(f"http://127.0.0.1:{proxy.port}/api/uploads", headers=bearer(alice))
        url = f"http://127.0.0.1:{proxy.port}" + created(web, bearer(alice), 8 * MIB, title="Cut")
        with film.open("rb") as content:
            again = {"chunk_size": 8 * MIB, "retries": 1000, "retry_delay": 0}
            client.uploader(file_stream=content, url=url, **again).upload()
        assert (seed, proxy.cuts) == (seed, CUTS)
    assert sha256(stored_film(web)) == sha256(film)
    assert (Video.objects.count(), Job.objects.count()) == (1, 1)
    assert list((web.nursery.folder / "media" / "uploads").iterdir()) == []


@pytest.mark.parametrize("kills", [5, pytest.param(100, marks=pytest.mark.chaos)])
def test_a_web_process_killed_in_mid_patch_loses_no_acknowledged_byte(
    alice: User, pair: list[Server], tmp_path: Path, kills: int
) -> None:
    chance = random.Random(kills)  # noqa: S311 - a trial that can be repeated
    size = 16 * MIB
    film, headers = film_of(tmp_path, size), bearer(alice)
    content = film.read_bytes()
    path, at = created(pair[0], headers, size), 0
    for number in range(kills):
        doomed, other = pair[number % 2], pair[(number + 1) % 2]
        acknowledged = patched(doomed, headers, path, at, content[at : at + 4096])
        assert acknowledged.status_code == 204
        at += 4096
        sent = chance.randrange(1, size // kills - 4096)
        with begun(doomed, headers, path, at, size - at) as line:
            line.sendall(content[at : at + sent])
            time.sleep(chance.random() * 0.1)
            doomed.kill()
            # The other process goes on at once: nobody holds the lock of the dead.
            there = offset(other, headers, path)
        assert at <= there <= at + sent
        at = there
        doomed.start()
    assert patched(pair[0], headers, path, at, content[at:]).status_code == 204
    assert sha256(stored_film(pair[0])) == sha256(film)


@pytest.mark.parametrize("trials", [25, pytest.param(500, marks=pytest.mark.chaos)])
def test_parallel_patches_never_mix(alice: User, pair: list[Server], trials: int) -> None:
    headers, length = bearer(alice), 64 * 1024
    for trial in range(trials):
        path = created(pair[0], headers, length + 1)
        lines = [begun(server, headers, path, 0, length) for server in pair]
        for _start in range(0, length, length // 4):
            for number, line in enumerate(lines):
                try:
                    line.sendall(bytes([65 + number]) * (length // 4))
                except (BrokenPipeError, ConnectionResetError):
                    continue
        answers = [line.recv(4096) for line in lines]
        for line in lines:
            line.close()
        codes = sorted(int(answer.split()[1]) for answer in answers)
        content = (pair[0].nursery.folder / "media" / "uploads" / f"{path[-36:]}.part").read_bytes()
        assert (trial, codes) == (trial, [204, 409])
        assert content in (b"A" * length, b"B" * length)


def test_a_dead_connection_makes_room_and_a_living_one_does_not(alice: User, pair: list[Server]) -> None:
    headers = bearer(alice)
    for server in pair:
        path = created(pair[0], headers, 10 * MIB)
        with begun(pair[0], headers, path, 0, 10 * MIB) as silent:
            silent.sendall(b"x" * 5000)
            began = time.monotonic()
            assert offset(server, headers, path) == 5000
            assert time.monotonic() - began < 20
            assert patched(server, headers, path, 5000, b"y" * 10).status_code == 204
            assert silent.recv(100).startswith(b"HTTP/1.1 423")
    assert ResumableUpload.objects.filter(status="open").count() == 2
