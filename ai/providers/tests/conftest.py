"""Each vendor's provider speaks through its real SDK with the emulator."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ai.capabilities import Call
from ai.emulator.server import running
from ai.emulator.world import World
from ai.providers import samples


@pytest.fixture(scope="session")
def emulator() -> Iterator[World]:
    with running() as world:
        yield world


@pytest.fixture
def world(emulator: World) -> World:
    emulator.forget()
    return emulator


@pytest.fixture
def call(tmp_path: Path) -> Callable[..., Call]:
    """Makes a call of a model; every test has a key and a folder of its own."""

    def made(model: str, **more: Any) -> Call:
        return Call(
            **{"model": model, "key": f"job-{tmp_path.name}", "folder": tmp_path, "deadline": 20.0, **more}
        )

    return made


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.film(tmp_path_factory.mktemp("film") / "film.mp4", seconds=1, width=320, height=180)


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.picture(tmp_path_factory.mktemp("picture") / "picture.png", width=64, height=36)


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.sound(tmp_path_factory.mktemp("speech") / "speech.wav", seconds=1)
