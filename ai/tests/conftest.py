"""What AI's tests share: no vendor is switched on unless a test says so."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from ai.emulator.server import running
from ai.emulator.world import World


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
