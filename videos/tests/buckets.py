"""A server that speaks S3, for tests: moto's, in a process of its own."""

import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pytest_django import Settings

from videos.bucket import Bucket, bucket

WITHIN_SECONDS = 60.0
KEYS = {"access_key": "testing", "secret_key": "testing"}


@dataclass(frozen=True)
class S3Server:
    url: str


def serving(folder: Path) -> Iterator[S3Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(Path(sys.executable).with_name("moto_server"))
    with (folder / "moto.log").open("wb") as log:
        process = subprocess.Popen([program, "-p", str(port)], stdout=log, stderr=subprocess.STDOUT)
    try:
        _await(f"http://127.0.0.1:{port}/moto-api/", process, folder / "moto.log")
        yield S3Server(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(url, timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(log.read_text()[-3000:])


def options(endpoint: str, name: str, **others: Any) -> dict[str, Any]:
    """The entry of STORAGES for a bucket there."""
    told = {"bucket_name": name, "endpoint_url": endpoint, "region_name": "us-east-1"} | KEYS
    told |= {"addressing_style": "path", "location": "media"} | others
    return {"BACKEND": "videos.bucket.BucketStorage", "OPTIONS": told}


def use_bucket(settings: Settings, server: S3Server, **others: Any) -> Bucket:
    """From now on the media lie in a new and empty bucket."""
    name = f"films-{uuid.uuid4().hex[:12]}"
    settings.STORAGES = {**settings.STORAGES, "default": options(server.url, name, **others)}
    settings.S3_PUBLIC_ENDPOINT_URL = server.url
    made = bucket()
    assert made
    made.client.create_bucket(Bucket=name)
    return made


def kept(made: Bucket) -> list[str]:
    """Every key in the bucket."""
    return [each.key for each in made.listing(prefix="")]
