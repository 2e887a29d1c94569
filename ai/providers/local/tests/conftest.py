from collections.abc import Callable
from pathlib import Path

import pytest

from ai.capabilities import Call
from ai.providers.local import LocalProvider, provider

SPOKEN = Path(__file__).parent / "data" / "spoken.ogg"  # said by flite's voice slt
SAID = (
    "Welcome to the video platform. Today we are going to talk about making better films with simple tools. "
    "First you should find a quiet room and a good light."
)

Calling = Callable[..., Call]


@pytest.fixture
def local() -> LocalProvider:
    return provider()


@pytest.fixture
def calling(tmp_path: Path) -> Calling:
    """Make a call whose files go into a folder of its own."""

    def make(**fields: object) -> Call:
        return Call(model="local", key="job-7", folder=tmp_path, **fields)  # type: ignore[arg-type]

    return make
