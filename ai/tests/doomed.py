"""Processes of the platform that die by kill -9 at a named place, each in a fraction of a second.

One process (`doomed_child`) loads Django once and forks for every order: a death costs no start of a worker.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from jobs.tests.workers import MORTAL, environment

CHILD = "ai.tests.doomed_child"


class Doomed:
    """Orders to that process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, *, place: str, **what: str | int) -> bool:
        """Does a job (`job`) or an errand (`errand`) in a process of its own; whether it died there."""
        assert self._process.stdin
        assert self._process.stdout
        here = {name: str(getattr(settings, name)) for name in ("MEDIA_ROOT", "WORK_DIR")}
        order = {"place": place, "settings": here, **what}
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert answer["code"] in {0, -9}, answer
        return bool(answer["signal"])


@contextmanager
def doomed(**env: str) -> Iterator[Doomed]:
    process = subprocess.Popen(
        [sys.executable, "-c", MORTAL, "-m", CHILD],
        env=environment() | env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Doomed(process)
    finally:
        process.kill()
        process.communicate()
