"""Real Celery workers on the test's own database, broker and folders, and ways to end them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from jobs import sweeping

WITHIN_SECONDS = 60.0
# The kernel kills the worker with us (prctl PR_SET_PDEATHSIG), should these tests be killed themselves.
MORTAL = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


@dataclass
class Worker:
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """kill -9 of the worker with everything in its process group."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def died_by_its_own_hand(self) -> bool:
        return self.process.wait(WITHIN_SECONDS) == -signal.SIGKILL


@contextmanager
def worker(*, queue: str, log: Path, pool: str = "solo", **env: str) -> Iterator[Worker]:
    """A worker for one queue, ended with its children when the block is left."""
    celery = ["-m", "celery", "-A", "config", "worker", "--loglevel", "INFO", "-Q", queue]
    options = ["-n", f"{queue}@{log.stem}", "--pool", pool, "-c", "1", "--without-gossip", "--without-mingle"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", MORTAL, *celery, *options, "--without-heartbeat"],
            env=environment() | env,
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    started = Worker(process, log)
    try:
        yield started
    finally:
        if process.poll() is None:
            started.kill()


def environment() -> dict[str, str]:
    url = urlsplit(os.environ["DATABASE_URL"])
    return {
        **os.environ,
        "DATABASE_URL": url._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "DJANGO_SETTINGS_MODULE": "config.tests.worker_settings",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "WORK_DIR": str(settings.WORK_DIR),
        "JOB_LEASE_SECONDS": "2",
        "OPENBLAS_NUM_THREADS": "1",
    }


def sweep_until(reached: Callable[[], bool], *, what: str, by: Worker | None = None) -> None:
    """Does beat's part until something is so; `by` is the worker that must be alive until then."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while not reached():
        if time.monotonic() > deadline or (by and by.process.poll() is not None):
            raise AssertionError(f"{what} did not happen.\n{by.log.read_text()[-3000:] if by else ''}")
        sweeping.sweep()
        time.sleep(0.1)


def processes_within(folder: Path) -> list[str]:
    """The command lines of the processes that work in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").readlink().is_relative_to(folder):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found
