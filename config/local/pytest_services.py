"""A pytest plugin: real PostgreSQL and Valkey for the tests, started before Django reads its settings.

With DATABASE_URL and REDIS_URL set, those are used instead. Loaded by `-p` in pytest.ini, because
pytest-django reads the settings before any conftest.py is.
"""

import os
import tempfile
from pathlib import Path

import pytest

from config.local.home import Home
from config.local.services import Services, start_services

_started: list[tuple[Services, tempfile.TemporaryDirectory[str]]] = []


def _start() -> None:
    folder = tempfile.TemporaryDirectory(prefix="framewright-tests-")
    home = Home(Path(folder.name))
    services = start_services(home, fast=True)
    _started.append((services, folder))
    os.environ |= {
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "FRAMEWRIGHT_HOME": folder.name,
    }


def pytest_unconfigure(config: pytest.Config) -> None:
    while _started:
        services, folder = _started.pop()
        services.stop()
        folder.cleanup()


def _own_redis_database(worker: str) -> None:
    """Each of xdist's processes gets a database of its own, as it does in PostgreSQL."""
    number = 1 + int(worker.removeprefix("gw") or 0) % 14
    url = os.environ["REDIS_URL"]
    os.environ["REDIS_URL"] = f"{url.partition('?')[0]}?db={number}" if url.startswith("unix") else url


os.environ["FRAMEWRIGHT_ENV_FILE"] = os.devnull
# Letters are written in tests, though none is sent.
os.environ.setdefault("EMAIL_VERIFICATION", "optional")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if WORKER:
    _own_redis_database(WORKER)
elif not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
    _start()
