"""Starts every process that touches a stranger's file, and ends it again.

The proof is in `selftest`; `python -m videos.media.selftest` prints it.
"""

import dataclasses
import json
import math
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from videos.media.engine import Limits

LAUNCHER = Path(__file__).with_name("launcher.py")
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
LOADERS = ("lib/ld-*.so*", "lib64/ld-*.so*", "usr/lib*/ld-*.so*", "lib/*/ld-*.so*")
LAST_WORDS = 4096  # bytes of a failed child's stderr that are kept
MAX_LINE = 65536  # bytes of a child's line that are read
DEFAULT_LIMITS = Limits()


class AskedTooLong(Exception):
    """The child did not answer in time, and was killed."""


class ChildFailed(Exception):
    """The child ended without an answer: killed by a limit, or crashed."""


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
    End it with `stop`; a plain `wait` would leave what it forked.
    """
    program = Path(argv[0]).resolve()
    workplace = str(folder.resolve())
    spec = {
        "parent": os.getpid(),
        "argv": [str(program), *argv[1:]],
        "folder": workplace,
        "read": [*LIBRARIES, *(str(path.resolve()) for path in read)],
        "execute": [str(program), *loaders(), *(str(path.resolve()) for path in execute)],
        "write": [workplace],
        "limits": dataclasses.asdict(limits),
        "environment": environment(folder=workplace),
    }
    command = [sys.executable, "-I", "-S", str(LAUNCHER), json.dumps(spec)]
    return _open(command, stdin=stdin, folder=workplace)


def loaders() -> list[str]:
    """Name the dynamic loaders: the kernel executes one of these to start any ordinary program."""
    return sorted({str(path.resolve()) for pattern in LOADERS for path in Path("/").glob(pattern)})


def environment(*, folder: str) -> dict[str, str]:
    """Give the whole environment of a sandboxed process: nothing of ours goes in."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "FONTCONFIG_FILE": f"{folder}/fonts.conf",
    }


def _open(command: list[str], *, stdin: int | IO[bytes], folder: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(folder=folder),
        cwd=folder,
        close_fds=True,
        start_new_session=True,
    )


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Say whether the leader has ended, without reaping it: until then its group's number is ours."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None


def stop(process: subprocess.Popen[bytes], *, grace: float = 0.0) -> int:
    """End the process and its whole group, politely first given `grace` seconds. Gives the exit code."""
    if process.returncode is None:
        if grace > 0 and not has_ended(process):
            os.killpg(process.pid, signal.SIGTERM)
            deadline = time.monotonic() + grace
            while not has_ended(process) and time.monotonic() < deadline:
                time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None and not pipe.closed:
            pipe.close()
    return process.returncode


def ask_python(*, script: Path, question: dict[str, Any], seconds: float, max_bytes: int) -> bytes:
    """Run one of our own scripts as a child, which locks itself down, and give what it prints.

    The script reads one JSON object from stdin: the question, with `parent` added. Raises AskedTooLong and
    ChildFailed.
    """
    process = _open([sys.executable, "-I", str(script)], stdin=subprocess.PIPE, folder="/")
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

    Gives None when there was no line for `wait` seconds. Raises AskedTooLong and ChildFailed. Close the
    generator (`contextlib.closing`) to be sure that the child is gone; it also goes when the generator ends.
    """
    process = _open([sys.executable, "-I", str(script)], stdin=subprocess.PIPE, folder=str(folder.resolve()))
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


def outputs(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Give stdout and stderr of a process that `start` made."""
    if process.stdout is None or process.stderr is None:
        raise ValueError("this process was started without pipes")
    return process.stdout, process.stderr


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
