"""Uploads: bytes per second of tus and of multipart beside a copy and beside a receiver that keeps nothing,
and what five hundred slow uploads do to everybody else. `make bench ONLY=uploads`; BENCH_MB=100 is small.

The bare receiver is the same web server in front of an application that only counts: what is missing to it is
what Django, the disk and the look at the file cost. Run it on a quiet machine.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bench.measuring import Way, ffmpeg, measure
from config.local.smoke import free_port, instance_apart
from config.smoke.client import LONG, Person

MIB = 1024 * 1024
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}
BARE = "from bench.uploads import serve_bare; import sys; serve_bare(int(sys.argv[1]))"


def serve_bare(port: int) -> None:
    """The platform's web server, receiving and forgetting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from daphne import server as daphne_server  # noqa: PLC0415 - installs a reactor, in this process only

    from config import web  # noqa: PLC0415 - needs the settings

    async def application(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        request = scope.pop(web.SCOPE_KEY)
        read, more = request.reader(receive), True
        while more:
            message = await read()
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    daphne_server.HTTPFactory = web.PacedFactory
    web.PacedServer(application=application, endpoints=[f"tcp:port={port}:interface=127.0.0.1"]).run()


@contextmanager
def bare_receiver() -> Iterator[str]:
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", BARE, str(port)]) as process:
        url = f"http://127.0.0.1:{port}"
        while True:
            try:
                httpx.post(f"{url}/api/uploads")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        try:
            yield url
        finally:
            process.kill()


def large_film(path: Path, size: int) -> Path:
    """A film with a box at its end that makes it so large."""
    ffmpeg("-f", "lavfi", "-i", "testsrc2=d=2", "-pix_fmt", "yuv420p", str(path))
    with path.open("ab") as file:
        rest = size - file.tell()
        file.write(struct.pack(">I4sQ", 1, b"free", rest))
        noise = os.urandom(MIB)
        for _ in range((rest - 16) // MIB):
            file.write(noise)
        file.write(noise[: size - file.tell()])
    return path


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(MIB):
            yield piece


def copied(film: Path, to: Path) -> None:
    shutil.copyfile(film, to)
    with to.open("rb+") as file:
        os.fsync(file.fileno())
    to.unlink()


def received(url: str, film: Path) -> None:
    sent = BYTES | {"Content-Length": str(film.stat().st_size)}
    httpx.patch(
        f"{url}/api/uploads/{'0' * 8}-0000-4000-8000-{'0' * 12}",
        content=pieces(film),
        headers=sent,
        timeout=LONG,
    ).raise_for_status()


def by_tus(person: Person, film: Path) -> None:
    size = film.stat().st_size
    told = TUS | {"Upload-Length": str(size)}
    path = person.http.post("/api/uploads", headers=told).raise_for_status().headers["Location"]
    sent = TUS | BYTES | {"Upload-Offset": "0", "Content-Length": str(size)}
    person.http.patch(path, content=pieces(film), headers=sent).raise_for_status()
    video = person.http.get(path).json()["videoId"]
    person.call("DELETE", f"/api/videos/{video}", status=204)


def by_multipart(person: Person, film: Path) -> None:
    with film.open("rb") as content:
        answer = person.http.post("/api/videos/upload", files={"file": ("film.mp4", content)})
    video = answer.raise_for_status().json()["videoId"]
    person.call("DELETE", f"/api/videos/{video}", status=204)


def list_seconds(person: Person, rounds: int) -> float:
    """The median of a request for the library."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        person.call("GET", "/api/videos")
        taken.append(time.perf_counter() - begun)
        time.sleep(0.02)
    return statistics.median(taken)


async def slow_uploads(person: Person, many: int) -> list[asyncio.StreamWriter]:
    """So many PATCHes that have begun; each waits for more bytes."""
    told = TUS | {"Upload-Length": str(10 * MIB)}
    paths = [person.http.post("/api/uploads", headers=told).headers["Location"] for _ in range(many)]
    address = urlsplit(person.url)
    sent = dict(TUS | BYTES | {"Upload-Offset": "0", "Content-Length": str(MIB)})
    sent["Authorization"] = person.http.headers["Authorization"]
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    writers = []
    for path in paths:
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(f"PATCH {path} HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
        writers.append(writer)
    return writers


async def trickle(writers: list[asyncio.StreamWriter], until: asyncio.Event) -> None:
    """A kilobyte a second on each connection, evenly spread over the second."""
    while not until.is_set():
        for writer in writers:
            writer.write(b"x" * 1024)
            await asyncio.sleep(1 / len(writers))


async def beside_slow_ones(person: Person, many: int, rounds: int) -> None:
    before = await asyncio.to_thread(list_seconds, person, rounds)
    writers, done = await slow_uploads(person, many), asyncio.Event()
    trickling = asyncio.create_task(trickle(writers, done))
    await asyncio.sleep(5)
    during = await asyncio.to_thread(list_seconds, person, rounds)
    done.set()
    await trickling
    for writer in writers:
        writer.close()
    print(f"\n### GET /api/videos beside {many} slow uploads (median of {rounds})\n")
    print("| before | during | ratio | aim |\n|---|---|---|---|")
    print(f"| {before * 1000:.1f} ms | {during * 1000:.1f} ms | {during / before:.2f} | 1.5 |")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.uploads")
    parser.add_argument("--mb", type=int, default=int(os.environ.get("BENCH_MB", "1024")))
    parser.add_argument("--slow", type=int, default=500, help="slow uploads at once")
    parser.add_argument("--rounds", type=int, default=5)
    options, _ = parser.parse_known_args()
    os.environ |= {"DEFAULT_PLAN": "unlimited", "MAX_UPLOAD_MB": str(options.mb + 1)}
    with (
        tempfile.TemporaryDirectory(prefix="framewright-bench-") as name,
        instance_apart() as instance,
        bare_receiver() as bare,
        closing(Person(url=instance.url)) as person,
    ):
        person.register()
        film = large_film(Path(name) / "film.mp4", options.mb * MIB)
        ways = [
            Way("tus", lambda: by_tus(person, film)),
            Way("multipart", lambda: by_multipart(person, film)),
            Way("a receiver that keeps nothing", lambda: received(bare, film)),
            Way("cp and fsync", lambda: copied(film, Path(name) / "copy.mp4")),
        ]
        medians = measure(f"{options.mb} MB over loopback", ways, rounds=options.rounds)
        share = medians["a receiver that keeps nothing"] / medians["tus"]
        print(f"\ntus reaches {share:.2f} of the bare receiver (aim: 0.7)")
        asyncio.run(beside_slow_ones(person, options.slow, rounds=60))


if __name__ == "__main__":
    main()
