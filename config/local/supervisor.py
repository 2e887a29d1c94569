"""Keeps a list of programs running until somebody says stop, and leaves none behind."""

import signal
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Self

from config.local.home import Home
from config.local.logs import Spoken, Terminal, tail
from config.local.programs import Program, Running, ending

GUARD = Path(__file__).with_name("guard.py")
GUARD_GRACE_SECONDS = 5.0


class StopRequested(BaseException):
    """Somebody pressed Ctrl-C or sent a signal; not an Exception, so that nothing swallows it on its way."""


class GaveUp(Exception):
    """A program dies faster than it can be started."""


class StepFailed(Exception):
    """A program that prepares the start did not succeed."""


@dataclass(frozen=True, kw_only=True)
class RestartRule:
    """How a program that died is started again, in seconds; `deaths` within `window` end it all."""

    deaths: int = 5
    window: float = 60.0
    first_pause: float = 0.5
    longest_pause: float = 10.0


@dataclass
class Watched:
    """A program under supervision: when it died lately, and when it is to be started again."""

    running: Running
    deaths: deque[float] = field(default_factory=deque)
    due: float | None = None
    finished: bool = False


class Guard:
    """The process that sweeps up after us should we be killed."""

    def __init__(self, *, grace: float, lock: IO[bytes] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(GUARD), str(grace)],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=[lock.fileno()] if lock else [],
        )

    def register(self, pgid: int, *, begins: bool) -> None:
        """Tells it that a process group began, or that nothing is left of it."""
        pipe = self._process.stdin
        if pipe is None or self._process.poll() is not None:
            return  # somebody killed it; the kernel's bond to us (tether.py) remains
        pipe.write(f"{'+' if begins else '-'}{pgid}\n".encode())
        pipe.flush()

    def dismiss(self) -> None:
        """Lets it go, after it has ended what was never reported as ended."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()


class Supervisor:
    """Starts programs, starts them again when they die, and stops them, the last one first."""

    def __init__(
        self,
        *,
        home: Home,
        terminal: Terminal,
        lock: IO[bytes] | None = None,
        rule: RestartRule | None = None,
        guard_grace: float = GUARD_GRACE_SECONDS,
    ) -> None:
        self.home = home
        self.terminal = terminal
        self.rule = rule or RestartRule()
        self.guard = Guard(grace=guard_grace, lock=lock)
        self._watched: list[Watched] = []
        self._stopping = False

    def __enter__(self) -> Self:
        """From here on the first signal stops everything in order, and the second one kills at once."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if not self._stopping:
            self._stopping = True
            raise StopRequested
        for watched in self._watched:
            watched.running.process.kill()

    def adopt(self, running: Running) -> None:
        """Watches over a program that was started, and will be stopped, by somebody else."""
        running.register = self.guard.register
        running.register(running.process.pid, begins=True)
        self._watched.append(Watched(running))

    def start(self, program: Program) -> Running:
        """Starts a program and keeps it running."""
        output = Spoken(program.name, self._log(program), self.terminal)
        running = Running(program=program, output=output, register=self.guard.register)
        self._watched.append(Watched(running))
        return running

    def step(self, program: Program) -> None:
        """Runs a program to its end; raises StepFailed."""
        output = Spoken(program.name, self._log(program), self.terminal)
        running = Running(program=program, output=output, register=self.guard.register)
        try:
            code = running.process.wait()
        finally:
            running.sweep()
            output.finish()
        if code != 0:
            raise StepFailed(f"{program.name} {ending(code)}; it said why above and in {self._log(program)}.")

    def tick(self) -> None:
        """Starts again what died and is due; raises GaveUp."""
        now = time.monotonic()
        for watched in self._watched:
            if watched.due is not None and now >= watched.due:
                watched.due = None
                watched.running.restart()
            elif watched.due is None and not watched.finished and watched.running.exit_code is not None:
                self._note_end(watched, now)

    def _note_end(self, watched: Watched, now: float) -> None:
        program, code = watched.running.program, watched.running.process.returncode
        watched.running.sweep()
        if program.once:
            watched.finished = True
            if code != 0:
                self.terminal.say(f"{program.name} {ending(code)}; see {self._log(program)}")
            return
        watched.deaths.append(now)
        while now - watched.deaths[0] > self.rule.window:
            watched.deaths.popleft()
        count = len(watched.deaths)
        if count >= self.rule.deaths:
            raise GaveUp(
                f"{program.name} {ending(code)}, for the {count}th time in {self.rule.window:.0f} seconds: "
                f"stopping everything.\n{tail(self._log(program))}"
            )
        pause = min(self.rule.first_pause * 2 ** (count - 1), self.rule.longest_pause)
        watched.due = now + pause
        self.terminal.say(f"{program.name} {ending(code)}; starting it again in {pause:.1f} s.")

    def stop(self) -> None:
        """Stops what was started here, last one first: all are asked together, each has its own grace."""
        self._stopping = True
        self.terminal.say("Stopping ...")
        own = [w.running for w in reversed(self._watched) if isinstance(w.running.output, Spoken)]
        for running in own:
            running.ask_to_stop()
        deadline = time.monotonic() + max((running.program.grace for running in own), default=0.0)
        for running in own:
            running.wait_then_sweep(timeout=max(0.0, deadline - time.monotonic()))

    def dismiss_guard(self) -> None:
        """Ends the watch over the process groups, after the adopted programs have been stopped too."""
        self.guard.dismiss()

    def _log(self, program: Program) -> Path:
        return self.home.logs / f"{program.name}.log"
