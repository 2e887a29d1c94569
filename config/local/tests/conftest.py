"""Homes for real servers, apart from those the test run itself uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.home import Home
from config.local.leftovers import leftovers


@pytest.fixture(autouse=True)
def own_services(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test run's own services must not stand in for the ones under test."""
    for name in ("DATABASE_URL", "REDIS_URL", "FRAMEWRIGHT_HOME", "PORT", "FRAMEWRIGHT_HOST"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A home of which no server is left when the test ends."""
    place = Home(tmp_path / "home")
    yield place
    assert not servers(place)


def servers(home: Home) -> set[int]:
    """The processes of both servers of a home."""
    return leftovers(mark=home.mark, command="postgres") | leftovers(mark=home.mark, command="valkey-server")
