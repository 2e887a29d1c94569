"""Starts a process inside the walls, and ends it again. Only `sandbox` and the walls' own test may use it:
whoever has a stranger's file goes through `sandbox`, which sees to it that enough of the walls stand.
"""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from videos.media.engine import Limits
from videos.media.launcher import OFF

LAUNCHER = Path(__file__).with_name("launcher.py")
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
LOADERS = ("lib/ld-*.so*", "lib64/ld-*.so*", "usr/lib*/ld-*.so*", "lib/*/ld-*.so*")
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
    return open_process(command, stdin=stdin, folder=workplace)


def loaders() -> list[str]:
    """Name the dynamic loaders: the kernel executes one of these to start any ordinary program."""
    return sorted({str(path.resolve()) for pattern in LOADERS for path in Path("/").glob(pattern)})


def environment(*, folder: str) -> dict[str, str]:
    """Give the whole environment of a sandboxed process: nothing of ours goes in."""
    off = {OFF: os.environ[OFF]} if os.environ.get(OFF) else {}
    return {
        **off,
        # Walls are put around the one thread that asks for them, so no library may start others before.
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "FONTCONFIG_FILE": f"{folder}/fonts.conf",
    }


def open_process(command: list[str], *, stdin: int | IO[bytes], folder: str) -> subprocess.Popen[bytes]:
    """Start one of our own scripts, which puts the walls around itself (`launcher.lock_down`)."""
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


def outputs(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Give stdout and stderr of a process that `start` made."""
    if process.stdout is None or process.stderr is None:
        raise ValueError("this process was started without pipes")
    return process.stdout, process.stderr
