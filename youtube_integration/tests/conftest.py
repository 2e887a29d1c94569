"""YouTube for tests: the emulator in a thread, and channels connected through its OAuth."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from accounts.models import User
from ai.emulator.server import running
from ai.emulator.world import World
from videos.models import Video
from videos.tests.films import a_video
from youtube_integration.models import Channel
from youtube_integration.tests.channels import connected
from youtube_integration.tests.tube import Tube, opened


@pytest.fixture(scope="session")
def emulator() -> Iterator[World]:
    with running() as world:
        yield world


@pytest.fixture
def google(emulator: World, settings: Settings) -> Iterator[World]:
    """The emulator as this platform's Google, and nothing in it yet."""
    settings.YOUTUBE_CLIENT_ID, settings.YOUTUBE_CLIENT_SECRET = "client", "secret"
    settings.YOUTUBE_BASE_URL = f"{emulator.address}/youtube"
    settings.YOUTUBE_PAUSE_SECONDS = 0.01
    settings.YOUTUBE_PIECE_BYTES = 24 * 1024
    yield emulator
    emulator.forget()


@pytest.fixture
def channel(google: World, alice: User) -> Channel:
    """Alice's, with every right."""
    return connected(alice, manage=True)


@pytest.fixture
def film(alice: User) -> Video:
    return a_video(alice, ready=False)


@pytest.fixture
def tube(settings: Settings) -> Iterator[Tube]:
    """A media server of this machine in YouTube's place; no vendor is switched on."""
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = settings.ELEVENLABS_API_KEY = ""
    settings.REPLICATE_API_TOKEN = settings.YOUTUBE_API_KEY = ""
    settings.YOUTUBE_JS_RUNTIME = "none"
    with opened() as made:
        settings.YOUTUBE_SITE_URL = made.site.url("")
        yield made
