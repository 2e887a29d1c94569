"""Asks the local engines, each of which works in a locked child process of its own."""

import dataclasses
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from ai.capabilities import Call, ProviderError, Stopped
from videos.media import sandbox
from videos.media.engine import Limits
from videos.media.runner import POLL

HERE = Path(__file__).parent


def listen(
    script: str, question: Mapping[str, Any], call: Call, *, limits: Limits | None = None
) -> Iterator[dict[str, Any]]:
    """Run one of the child scripts beside this module, and give each JSON object that it prints.

    The child may write in the call's folder only. Raises Stopped, and ProviderError: with the code that the
    child prints as `{"failed": code, "message": ...}`, "deadline", or "local_engine_failed".
    """
    asked = {
        **question,
        "folder": str(call.folder.resolve()),
        "limits": dataclasses.asdict(limits or Limits()),
    }
    talk = sandbox.converse(
        script=HERE / script, question=asked, folder=call.folder, seconds=call.deadline, wait=POLL
    )
    try:
        with closing(talk) as lines:
            yield from _words(lines, call)
    except sandbox.AskedTooLong:
        raise ProviderError("deadline", "This took longer than it may, and was stopped.") from None
    except sandbox.ChildFailed as failure:
        raise ProviderError("local_engine_failed", "The local engine ended without an answer.") from failure


def _words(lines: Iterator[str | None], call: Call) -> Iterator[dict[str, Any]]:
    looked = -POLL
    for line in lines:
        if time.monotonic() - looked >= POLL:
            looked = time.monotonic()
            if call.should_stop():
                raise Stopped
        if not line:
            continue
        word: dict[str, Any] = json.loads(line)
        if "failed" in word:
            raise ProviderError(word["failed"], word["message"])
        yield word
