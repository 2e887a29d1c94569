import pytest
from pytest_django import Settings

from jobs.tests.broker import Broker
from jobs.tests.names import NAMES


@pytest.fixture(autouse=True)
def works(settings: Settings) -> None:
    """Adds the works of works.py to what jobs may name."""
    settings.JOBS = {**settings.JOBS, "WORKS": {**settings.JOBS["WORKS"], **NAMES}, "LEASE_SECONDS": 2}


@pytest.fixture
def broker() -> Broker:
    return Broker()
