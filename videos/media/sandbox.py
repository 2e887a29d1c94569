"""Starts every process that touches a stranger's file, if enough walls stand around it, and ends it again.

The proof is in `selftest`; `python -m videos.media.selftest` prints it.
"""

import functools
import json
import logging
import math
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from videos.media import processes
from videos.media.engine import Limits, least_layers
from videos.media.launcher import LAYERS, OFF
from videos.media.processes import AskedTooLong, ChildFailed, has_ended, outputs, stop
from videos.media.selftest import standing_layers

__all__ = ["AskedTooLong", "ChildFailed", "has_ended", "outputs", "stop"]

log = logging.getLogger(__name__)

LAST_WORDS = 4096  # bytes of a failed child's stderr that are kept
MAX_LINE = 65536  # bytes of a child's line that are read
DEFAULT_LIMITS = Limits()
TOO_WEAK = "Videos cannot be processed here at the moment: this server's sandbox is not complete."


class TooWeak(Exception):
    """Fewer layers hold here than are demanded. The text is for people, `operator` for the operator."""

    def __init__(self, held: Sequence[str], least: int) -> None:
        super().__init__(TOO_WEAK)
        missing = ", ".join(layer for layer in LAYERS if layer not in held)
        self.operator = (
            f"Only {len(held)} of the sandbox's layers hold ({', '.join(held) or 'none'}; not {missing}), "
            f"and {least} are demanded. `python -m videos.media.selftest` shows each wall. Allow what is "
            "missing, or lower SANDBOX_LAYERS if every uploader is trusted."
        )


def held_layers() -> tuple[str, ...]:
    """Name the layers that hold here, by a trial that each process makes once."""
    return _held_layers(os.environ.get(OFF, ""))


@functools.cache
def _held_layers(off: str) -> tuple[str, ...]:
    return standing_layers()


def require_layers() -> None:
    """Raise TooWeak unless as many layers hold as SANDBOX_LAYERS demands."""
    least = least_layers()
    if least == 0:
        return
    try:
        held = held_layers()
    except (AskedTooLong, ChildFailed):
        held = ()  # what was not proved does not count
    if len(held) < least:
        weak = TooWeak(held, least)
        log.error("%s", weak.operator)
        raise weak


def start(
    argv: Sequence[str],
    *,
    folder: Path,
    read: Sequence[Path] = (),
    execute: Sequence[Path] = (),
    limits: Limits = DEFAULT_LIMITS,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a program inside the walls, with `folder` as its only writable place and its working directory.

    It leads its own process group and dies with the thread that calls this. stdout and stderr are pipes.
    End it with `stop`; a plain `wait` would leave what it forked. Raises TooWeak.
    """
    require_layers()
    return processes.start(argv, folder=folder, read=read, execute=execute, limits=limits, stdin=stdin)


def _start_script(script: Path, folder: str) -> subprocess.Popen[bytes]:
    require_layers()
    command = [sys.executable, "-I", str(script)]
    return processes.open_process(command, stdin=subprocess.PIPE, folder=folder)


def ask_python(*, script: Path, question: dict[str, Any], seconds: float, max_bytes: int) -> bytes:
    """Run one of our own scripts as a child, which locks itself down, and give what it prints.

    The script reads one JSON object from stdin: the question, with `parent` added. Raises AskedTooLong,
    ChildFailed and TooWeak.
    """
    process = _start_script(script, "/")
    try:
        _tell(process, {**question, "parent": os.getpid()})
        answer, complaint = _listen(process, seconds=seconds, max_bytes=max_bytes)
    finally:
        code = stop(process)
    if code != 0:
        raise ChildFailed(f"exit code {code}: {complaint}")
    return answer


def converse(
    *, script: Path, question: dict[str, Any], folder: Path, seconds: float, wait: float
) -> Generator[str | None, None, None]:
    """Run one of our own scripts as a child, which locks itself down, and give each line that it prints.

    Gives None when there was no line for `wait` seconds. Raises AskedTooLong, ChildFailed and TooWeak. Close
    the generator (`contextlib.closing`) to be sure that the child is gone; it also goes when that ends.
    """
    process = _start_script(script, str(folder.resolve()))
    lines, complaint, deadline = _Lines(), b"", time.monotonic() + seconds
    try:
        _tell(process, {**question, "parent": os.getpid()})
        for is_answer, piece in _pieces(process, deadline, wait=wait):
            if not piece:
                yield None
            elif is_answer:
                yield from lines.read(piece)
            else:
                complaint = (complaint + piece)[-LAST_WORDS:]
        _await_end(process, deadline)
    finally:
        code = stop(process)
    if code != 0:
        raise ChildFailed(f"exit code {code}: {complaint.decode(errors='replace')}")


class _Lines:
    """Puts lines together from pieces, however they were cut."""

    def __init__(self) -> None:
        self._rest = b""

    def read(self, piece: bytes) -> Iterator[str]:
        *lines, rest = (self._rest + piece).split(b"\n")
        self._rest = rest[:MAX_LINE]
        return (line[:MAX_LINE].decode(errors="replace") for line in lines)


def _tell(process: subprocess.Popen[bytes], question: dict[str, Any]) -> None:
    if process.stdin is None:
        raise ValueError("this process was started without a pipe to its stdin")
    try:
        process.stdin.write(json.dumps(question).encode())
        process.stdin.close()
    except BrokenPipeError:
        raise ChildFailed("it ended before it was asked") from None


def _listen(process: subprocess.Popen[bytes], *, seconds: float, max_bytes: int) -> tuple[bytes, str]:
    deadline = time.monotonic() + seconds
    answer, complaint = bytearray(), bytearray()
    for is_answer, piece in _pieces(process, deadline):
        if is_answer:
            answer += piece
        else:
            complaint = (complaint + piece)[-LAST_WORDS:]
        if len(answer) > max_bytes:
            raise ChildFailed("its answer is too long")
    _await_end(process, deadline)
    return bytes(answer), complaint.decode(errors="replace")


def _await_end(process: subprocess.Popen[bytes], deadline: float) -> None:
    while not has_ended(process):
        if time.monotonic() > deadline:
            raise AskedTooLong("closed its pipes and did not end in time")
        time.sleep(0.002)


def _pieces(
    process: subprocess.Popen[bytes], deadline: float, *, wait: float = math.inf
) -> Iterator[tuple[bool, bytes]]:
    """Read both pipes until they close. Gives whether a piece is of stdout, and the piece.

    An empty piece says that a pipe closed, or that nothing came for `wait` seconds.
    """
    with selectors.DefaultSelector() as selector:
        for pipe in outputs(process):
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                raise AskedTooLong("no answer in time")
            ready = selector.select(min(left, wait))
            if not ready:
                yield False, b""
            for key, _ in ready:
                piece = os.read(key.fd, 65536)
                if not piece:
                    selector.unregister(key.fileobj)
                yield key.fileobj is process.stdout, piece
