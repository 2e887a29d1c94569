"""Servers of an earlier run that are still on their way out."""

import os
import signal
import time
from pathlib import Path

PROCESSES = Path("/proc")


def leftovers(*, mark: str, command: str) -> set[int]:
    """The ids of processes of that command that wear the mark; empty where there is no /proc."""
    return {
        int(folder.name)
        for folder in PROCESSES.glob("[0-9]*")
        if _read(folder / "comm").strip() == command.encode() and mark.encode() in _read(folder / "cmdline")
    }


def evict(*, mark: str, command: str, signal_number: signal.Signals, patience: float = 10.0) -> None:
    """Asks such processes to end, waits until none is left, and kills those that do not go by themselves."""
    asked: set[int] = set()
    deadline = time.monotonic() + patience
    while found := leftovers(mark=mark, command=command):
        late = time.monotonic() > deadline
        for pid in found if late else found - asked:
            _send(pid, signal.SIGKILL if late else signal_number)
        asked |= found
        time.sleep(0.05)


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""  # it ended while we looked
