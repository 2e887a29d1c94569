"""What AI's tests share: no vendor is switched on unless a test says so."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from ai.emulator.server import running
from ai.emulator.world import World
from ai.tests.doomed import Doomed, doomed
from ai.tests.vendors import environment_of


@pytest.fixture(autouse=True)
def no_keys(settings: Settings) -> None:
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = settings.ELEVENLABS_API_KEY = ""
    settings.REPLICATE_API_TOKEN = settings.REPLICATE_BASE_URL = settings.ELEVENLABS_BASE_URL = ""
    settings.AI_FAKE, settings.AI_WEBHOOKS = False, False


@pytest.fixture(scope="session")
def emulator() -> Iterator[World]:
    with running() as world:
        yield world


@pytest.fixture
def world(emulator: World) -> World:
    emulator.forget()
    return emulator


@pytest.fixture
def vendors(settings: Settings, world: World, no_keys: None) -> dict[str, str]:
    """All vendors are the emulator; gives the environment in which a worker finds them too."""
    env = environment_of(world)
    for name, value in env.items():
        setattr(settings, name, value)
    settings.AI_POLL_SECONDS = 3600
    return {**env, "AI_POLL_SECONDS": "3600"}


@pytest.fixture(scope="session")
def killer(django_db_setup: None, emulator: World) -> Iterator[Doomed]:
    """Does jobs and errands in processes that are killed at a named place."""
    with doomed(**environment_of(emulator), AI_POLL_SECONDS="3600") as process:
        yield process
