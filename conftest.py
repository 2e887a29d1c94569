"""What every test may use. PostgreSQL, Valkey, FFmpeg, the web server and the workers are real ones."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from django.core.cache import cache
from django.utils import translation
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.models import User
from accounts.tests.passwords import quick_passwords
from config.tests.emptying import emptied_tables

__all__ = ["emptied_tables", "quick_passwords"]
PASSWORD = "correct-horse-battery-9"  # noqa: S105 - of people who live for one test
PLATFORM_WITHIN_SECONDS = 120.0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long trials run only when asked for; tests of the whole platform share one of xdist's processes."""
    for item in items:
        if "platform" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("platform"))
            # A browser beside a dozen processes on a machine that is shared has its own clock; what was tried
            # twice stands in the summary. Nothing else is.
            item.add_marker(pytest.mark.flaky(reruns=1))
    if "chaos" in (config.option.markexpr or ""):
        return
    chosen = [item for item in items if item.get_closest_marker("chaos") is None]
    if len(chosen) != len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "media" / "incoming")
    settings.WORK_DIR = tmp_path / "work"
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True)
    # Nobody has collected static files for tests inside this process.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def no_limits(settings: Settings) -> None:
    """Tests that are not about plans make what they like."""
    settings.DEFAULT_PLAN = "unlimited"


@pytest.fixture(autouse=True)
def no_rates(settings: Settings) -> None:
    """Tests that are not about rates ask as often as they like."""
    settings.RATELIMIT_ENABLE = False


@pytest.fixture(autouse=True)
def no_credentials(settings: Settings) -> None:
    """Tests that are not about content credentials sign nothing."""
    settings.CONTENT_CREDENTIALS = False


@pytest.fixture(autouse=True)
def english() -> None:
    """A request leaves the language that it was answered in behind in its thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def alice(db: None) -> User:
    return accounts.register(email="alice@example.com", password=PASSWORD, name="Alice")


@pytest.fixture
def bob(db: None) -> User:
    return accounts.register(email="bob@example.com", password=PASSWORD, name="Bob")


@pytest.fixture
def api(alice: User) -> APIClient:
    """Alice's client, signed in by an access token."""
    return client_of(alice)


def client_of(user: User) -> APIClient:
    client = APIClient()
    tokens = accounts.open_session(user=user, client=accounts.Client(device="tests"))
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.access_token}")
    return client


@dataclass
class Platform:
    """The whole platform as `make run` starts it, in a home of its own."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]
    env: dict[str, str]

    def client(self, **options: object) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60, **options)  # type: ignore[arg-type]


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    home = tmp_path_factory.mktemp("platform")
    port, google, tube = free_port(), free_port(), free_port("127.0.0.2")
    env = {**os.environ, "FRAMEWRIGHT_HOME": str(home), "PORT": str(port), "JOB_LEASE_SECONDS": "4"}
    env |= {"MAX_UPLOAD_MB": "64", "DEMO_FILM": "0", "LOG_LEVEL": "INFO", "DEFAULT_PLAN": "unlimited"}
    env |= {"RATELIMIT_ENABLE": "0", "SOCKET_CHECK_SECONDS": "2", "FILM_SHORT_SIDE": "144"}
    # Tests that are about YouTube put somebody there (config/tests/browser/test_youtube.py).
    env |= {"YOUTUBE_CLIENT_ID": "client", "YOUTUBE_CLIENT_SECRET": "secret", "YOUTUBE_JS_RUNTIME": "none"}
    env |= {"YOUTUBE_BASE_URL": f"http://127.0.0.1:{google}/youtube"}
    env |= {"YOUTUBE_SITE_URL": f"http://127.0.0.2:{tube}"}
    for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"):
        env.pop(name, None)
    with (home / "platform.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.local", "run"], env=env, stdout=log, stderr=subprocess.STDOUT
        )
    started = Platform(url=f"http://127.0.0.1:{port}", home=home, process=process, env=env)
    try:
        _await_health(started)
        yield started
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_health(platform: Platform) -> None:
    deadline = time.monotonic() + PLATFORM_WITHIN_SECONDS
    while time.monotonic() < deadline and platform.process.poll() is None:
        try:
            if httpx.get(f"{platform.url}/api/health", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise RuntimeError((platform.home / "platform.log").read_text()[-3000:])
