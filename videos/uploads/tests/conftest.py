import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from videos.uploads.tests.servers import Nursery, Server


@pytest.fixture(scope="session")
def web_processes(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[list[Server]]:
    """Two web processes that share their folder of media."""
    nursery = Nursery(tmp_path_factory.mktemp("web"))
    try:
        yield [Server(nursery, name) for name in "ab"]
    finally:
        nursery.close()


@pytest.fixture
def pair(web_processes: list[Server], settings: Settings, transactional_db: None) -> list[Server]:
    """Both of them, running."""
    settings.MEDIA_ROOT = web_processes[0].nursery.folder / "media"
    (Path(settings.MEDIA_ROOT) / "incoming").mkdir(parents=True, exist_ok=True)
    # What a failed test left behind is no affair of the next one.
    shutil.rmtree(Path(settings.MEDIA_ROOT) / "uploads", ignore_errors=True)
    return [server if server.is_alive else server.start() for server in web_processes]


@pytest.fixture
def web(pair: list[Server]) -> Server:
    return pair[0]
