"""The platform's own web server in processes of its own, on the test's database; and ways to end it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from django.conf import settings

from accounts import services as accounts
from accounts.models import User
from jobs.tests.workers import MORTAL, environment

WITHIN_SECONDS = 60.0


class Nursery:
    """Where web processes come from; they end with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        env = environment() | {
            "MEDIA_ROOT": str(folder / "media"),
            "PUBLIC_URL": "https://framewright.example",
        }
        env |= {"RATELIMIT_ENABLE": "0", "DEFAULT_PLAN": "unlimited", "UPLOAD_FSYNC": "0"}
        self.log = folder / "nursery.log"
        with self.log.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-c", MORTAL, "-m", "videos.uploads.tests.nursery"],
                env=env | {"DATABASE_POOL": "1"},
                cwd=settings.BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )

    def bring_up(self, *, port: int, log: Path, env: dict[str, str]) -> int:
        assert self.process.stdin
        assert self.process.stdout
        order = {"port": port, "log": str(log), "env": {"FRAMEWRIGHT_FAILPOINT": ""} | env}
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(self.log.read_text()[-3000:])
        return int(answer)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@dataclass
class Server:
    """One web process; several may share a folder of media, as they do behind a proxy."""

    nursery: Nursery
    name: str
    port: int = 0
    pid: int = 0
    env: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return self.nursery.folder / f"{self.name}.log"

    def start(self, **env: str) -> "Server":
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        self.pid = self.nursery.bring_up(port=self.port, log=self.log, env=env)
        deadline = time.monotonic() + WITHIN_SECONDS
        while time.monotonic() < deadline and self.is_alive:
            with suppress(httpx.TransportError):
                httpx.get(f"{self.url}/health", timeout=5)
                return self
            time.sleep(0.02)
        raise RuntimeError(self.log.read_text()[-3000:])

    @property
    def is_alive(self) -> bool:
        try:
            return bool(self.pid) and "\nState:\tZ" not in Path(f"/proc/{self.pid}/status").read_text()
        except FileNotFoundError:
            return False

    def await_death(self) -> None:
        deadline = time.monotonic() + WITHIN_SECONDS
        while self.is_alive:
            if time.monotonic() > deadline:
                raise AssertionError(f"It lives on.\n{self.log.read_text()[-3000:]}")
            time.sleep(0.01)

    def kill(self) -> None:
        """kill -9."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.await_death()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def uploads(self) -> str:
        return f"{self.url}/api/uploads"


def bearer(user: User) -> dict[str, str]:
    tokens = accounts.open_session(user=user, client=accounts.Client(device="tests"))
    return {"Authorization": f"Bearer {tokens.access_token}"}
