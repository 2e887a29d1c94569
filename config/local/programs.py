"""A program as data, and the process it becomes: started, awaited, stopped, never left behind."""

import functools
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal, Protocol

TETHER = Path(__file__).with_name("tether.py")
Disguise = Literal["none", "namespace", "drop"]


class DidNotStart(Exception):
    """A program ended, or stayed silent, before it was ready."""


class Output(Protocol):
    """Where a program's words go."""

    def connect(self) -> int | IO[bytes]:
        """What a new process is to write to."""

    def connected(self, process: subprocess.Popen[bytes]) -> None:
        """Called once that process runs."""


class Register(Protocol):
    """Who is told of process groups."""

    def __call__(self, pgid: int, /, *, begins: bool) -> None:
        """A group begins, or nothing is left of it."""


def nothing() -> None:
    """The preparation of a program that needs none."""


def forget(_pgid: int, *, begins: bool) -> None:
    """The register of those who keep none."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run and how to tell that it serves; `env` is added to the caller's environment."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    prepare: Callable[[], None] = nothing
    ready: Callable[[], bool] | None = None
    ready_within: float = 60.0
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM  # sent by the kernel when the one who started it dies
    grace: float = 10.0
    once: bool = False  # does one thing and ends, instead of serving
    disguise: Disguise = "none"


@functools.cache
def nobody() -> tuple[int, int]:
    """The user and group ids of somebody who is not root and whom the system knows by name."""
    people = {person.pw_name: person for person in pwd.getpwall() if person.pw_uid != 0}
    if not people:
        raise DidNotStart("There is no user but root on this machine, and PostgreSQL refuses to run as root.")
    someone = people.get("nobody") or next(iter(people.values()))
    return someone.pw_uid, someone.pw_gid


def tethered(
    *,
    argv: tuple[str, ...],
    disguise: Disguise = "none",
    orphan_signal: signal.Signals = signal.SIGTERM,
    gate: int = -1,
) -> list[str]:
    """The command line that runs argv so that it dies with the calling thread's process."""
    uid, gid = (0, 0) if disguise == "none" else nobody()
    bonds = [os.getpid(), int(orphan_signal), gate, disguise, uid, gid]
    return [sys.executable, "-I", "-S", str(TETHER), *map(str, bonds), *argv]


@functools.cache
def disguise_for_root() -> Disguise:
    """How a program that refuses root can be started here: containers often forbid user namespaces."""
    if os.geteuid() != 0:
        return "none"
    probe = tethered(argv=("true",), disguise="namespace")
    allowed = subprocess.run(probe, capture_output=True, check=False).returncode == 0
    return "namespace" if allowed else "drop"


class Running:
    """A program's process, leader of its own process group; a program that died can be started again."""

    def __init__(self, *, program: Program, output: Output, register: Register = forget) -> None:
        """Starts the program from the calling thread, on whose life its own then depends.

        `register` is told of each process group when it begins and when nothing is left of it.
        """
        self.program = program
        self.output = output
        self.register = register
        self.process = self._spawn()

    def restart(self) -> None:
        """Starts it again after it ended."""
        self.process = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        program = self.program
        program.prepare()
        gate, leave = os.pipe()
        try:
            process = self._behind(gate)
            self.register(process.pid, begins=True)
            os.write(leave, b"+")
        finally:
            os.close(gate)
            os.close(leave)
        self.output.connected(process)
        return process

    def _behind(self, gate: int) -> subprocess.Popen[bytes]:
        """The process, which becomes the program once it reads a byte from the gate."""
        program = self.program
        return subprocess.Popen(
            tethered(
                argv=program.argv,
                disguise=program.disguise,
                orphan_signal=program.orphan_signal,
                gate=gate,
            ),
            env={**os.environ, **program.env},
            cwd=program.cwd,
            stdin=subprocess.DEVNULL,
            stdout=self.output.connect(),
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[gate],
        )

    @property
    def exit_code(self) -> int | None:
        """None while it runs; minus the signal's number when a signal ended it."""
        return self.process.poll()

    def wait_until_ready(self, *, pause: float = 0.02) -> None:
        """Returns when the program serves; raises DidNotStart when it ends or is silent for too long."""
        ready, deadline = self.program.ready, time.monotonic() + self.program.ready_within
        while ready is not None and not ready():
            if self.exit_code is not None:
                raise DidNotStart(f"{self.program.name} {ending(self.exit_code)} before it was ready.")
            if time.monotonic() > deadline:
                raise DidNotStart(
                    f"{self.program.name} was not ready within {self.program.ready_within:.0f} s."
                )
            time.sleep(pause)

    def ask_to_stop(self) -> None:
        """Sends the program's own stop signal to its first process."""
        if self.exit_code is None:
            self.process.send_signal(self.program.stop_signal)

    def stop(self) -> None:
        """Stops it in order, within its grace; what is left of its group is killed."""
        self.ask_to_stop()
        self.wait_then_sweep(timeout=self.program.grace)

    def wait_then_sweep(self, *, timeout: float) -> None:
        """Waits for its end at most so long, then kills whatever is left of its process group."""
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self.sweep()

    def sweep(self) -> None:
        """Kills whatever is left of its process group."""
        kill_group(pgid=self.process.pid)
        self.process.wait()
        self.register(self.process.pid, begins=False)


def kill_group(*, pgid: int) -> None:
    """Kills every process of a group; a group that is already empty is fine."""
    try:
        os.killpg(pgid, signal.SIGKILL)
    except ProcessLookupError:
        return


def ending(code: int) -> str:
    """Says in words how a process ended."""
    if code >= 0:
        return f"ended with exit code {code}"
    return f"was ended by {signal.Signals(-code).name}"
