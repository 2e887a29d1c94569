"""`make smoke`: the whole platform in a throw-away home, started as a person would, visited, stopped."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.local.home import PROJECT, Home, running

READY_WITHIN_SECONDS = 180.0
PAGES = ("/", "/health", "/api/health", "/api/schema", "/admin/login/")


class NotWell(Exception):
    """The platform did not start, answer or stop as it should."""


def smoke(home: Home) -> str:
    """Drives the instance that runs in this home, else starts, drives and stops one of its own.

    Returns one sentence, raises NotWell.
    """
    record = running(home)
    if record is not None and record["port"] is not None:
        _drive(f"http://127.0.0.1:{record['port']}")
        return "smoke: the running platform does what it promises."
    return _smoke_apart()


def _smoke_apart() -> str:
    with instance_apart() as instance:
        sizes = [_visit(f"{instance.url}{page}") for page in PAGES]
        _drive(instance.url)
    return f"smoke: ready after {instance.ready_after:.1f} s, {len(sizes)} pages answered, stopped."


@dataclass(frozen=True)
class Instance:
    """A platform that runs in a home of its own."""

    url: str
    ready_after: float  # seconds
    process: int


@contextmanager
def instance_apart() -> Iterator[Instance]:
    """The whole platform in a throw-away home, stopped at the end; raises NotWell if it ends badly."""
    with tempfile.TemporaryDirectory(prefix="framewright-smoke-") as folder:
        home, port = Home(Path(folder)), free_port()
        env = {**os.environ, "FRAMEWRIGHT_HOME": folder, "PORT": str(port), "FRAMEWRIGHT_HOST": "127.0.0.1"}
        env["DEMO_FILM"] = "0"  # it would be rendered beside what the caller wants to see
        env["RATELIMIT_ENABLE"] = "0"  # everything at once, from one address
        for name in ("DATABASE_URL", "REDIS_URL"):  # not the services of whoever calls us
            env.pop(name, None)
        began = time.monotonic()
        platform = subprocess.Popen([sys.executable, "-m", "config.local", "run"], cwd=PROJECT, env=env)
        try:
            _await_ready(home, platform)
            yield Instance(f"http://127.0.0.1:{port}", time.monotonic() - began, platform.pid)
            platform.send_signal(signal.SIGINT)
            code = platform.wait(60)
        finally:
            platform.kill()
            platform.wait()
        if code != 0:
            raise NotWell(f"It stopped with exit code {code}.")


def _drive(url: str) -> None:
    """Does what a client does (config.smoke), with the video that FILE names if it does."""
    command = [sys.executable, "-m", "config.smoke", "--url", url, "--file", os.environ.get("FILE", "")]
    if subprocess.run(command, cwd=PROJECT, check=False).returncode != 0:
        raise NotWell("It did not do what it promises; the line above says what was seen.")


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_ready(home: Home, platform: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while (record := running(home)) is None or record["port"] is None:
        if platform.poll() is not None:
            raise NotWell(f"It ended with exit code {platform.returncode} before it was ready.")
        if time.monotonic() > deadline:
            raise NotWell(f"It was not ready after {READY_WITHIN_SECONDS:.0f} s.")
        time.sleep(0.1)


def _visit(url: str) -> int:
    """The size of a page; raises NotWell when it does not answer 200 with something."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own address # nosec B310
            size = len(answer.read())
    except OSError as failure:
        raise NotWell(f"{url}: {failure}") from failure
    if size == 0:
        raise NotWell(f"{url} is empty.")
    return size
