"""What the supervisor promises, shown with small real programs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.local.home import PROJECT, Home
from config.local.logs import ROTATE_AT_BYTES, LogFile, Terminal
from config.local.programs import Program, Running
from config.local.supervisor import StepFailed, Supervisor

SUPERVISE = """
import sys, time
from pathlib import Path
from config.local.home import Home
from config.local.logs import Terminal
from config.local.programs import Program
from config.local.supervisor import GaveUp, RestartRule, StopRequested, Supervisor

home, grace = Home(Path(sys.argv[1])), float(sys.argv[2])
lock = home.lock()
rule = RestartRule(first_pause=0.02, longest_pause=0.1)
supervisor = Supervisor(home=home, terminal=Terminal(), lock=lock, rule=rule, guard_grace=0.5)
try:
    with supervisor:
        for words in sys.argv[3:]:
            name, _, code = words.partition("=")
            once = name == "once"
            argv = (sys.executable, "-c", code)
            env = {"NOTES": str(home.root)}
            supervisor.start(Program(name=name, argv=argv, env=env, grace=grace, once=once))
        print("supervising", flush=True)
        while True:
            supervisor.tick()
            time.sleep(0.02)
except StopRequested:
    print("stopped on request", flush=True)
except GaveUp as reason:
    sys.exit(str(reason))
finally:
    supervisor.dismiss_guard()
"""

NOTE = """
import os, pathlib, signal, sys, time
def note(word):
    pathlib.Path(os.environ["NOTES"], f"{word}.{os.getpid()}").touch()
def stop(*_):
    note("asked")
    sys.exit(0)
"""
SERVE = NOTE + "signal.signal(signal.SIGTERM, stop); note('up'); time.sleep(600)"
STUBBORN = (
    NOTE + "signal.signal(signal.SIGTERM, lambda *_: note('asked')); note('up')\nwhile True: time.sleep(1)"
)
# Like Celery's pool: the child survives its parent unless somebody kills the group.
WITH_CHILD = NOTE + (
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "word = 'child' if os.fork() == 0 else 'up'\n"
    "note(word)\n"
    "while True: time.sleep(1)"
)
DIES = "import sys; print('I cannot go on'); sys.exit(3)"


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended but was not yet reaped does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def noted(home: Home, word: str) -> set[int]:
    """The processes that left this word."""
    return {int(note.suffix[1:]) for note in home.root.glob(f"{word}.*") if note.suffix[1:].isdecimal()}


def wait_for(true: Callable[[], object], *, what: str) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


class Stage:
    """A supervisor in a process of its own, with the programs it was given."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.process: subprocess.Popen[str] | None = None

    def play(self, *programs: str, grace: float = 10.0) -> "subprocess.Popen[str]":
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, str(self.home.root), str(grace), *programs],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self.process

    def pids(self) -> set[int]:
        return noted(self.home, "up") | noted(self.home, "child")

    def living(self) -> set[int]:
        return {pid for pid in self.pids() if alive(pid)}


@pytest.fixture
def stage(home: Home) -> Iterator[Stage]:
    home.create()
    stage = Stage(home)
    yield stage
    if stage.process is not None:
        stage.process.kill()
        stage.process.communicate()
    home.lock(patience=20).close()  # its guard is done
    assert not stage.living()


def test_a_program_that_was_killed_is_started_again_without_its_old_children(stage: Stage) -> None:
    stage.play(f"web={WITH_CHILD}", grace=0.2)
    wait_for(lambda: noted(stage.home, "child"), what="the first start")
    first = stage.pids()
    (parent,) = noted(stage.home, "up")
    os.kill(parent, signal.SIGKILL)
    wait_for(lambda: noted(stage.home, "up") - first, what="the second start")
    assert not {pid for pid in first if alive(pid)}


def test_it_gives_up_on_a_program_that_keeps_dying_and_says_why(stage: Stage) -> None:
    process = stage.play(f"good={SERVE}", f"bad={DIES}")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "bad ended with exit code 3, for the 5th time in 60 seconds" in errors
    assert "I cannot go on" in errors
    assert noted(stage.home, "asked") == noted(stage.home, "up")
    assert not stage.living()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_program_in_order(stage: Stage, number: signal.Signals) -> None:
    process = stage.play(f"one={SERVE}", f"two={SERVE}")
    wait_for(lambda: len(noted(stage.home, "up")) == 2, what="both programs")
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "stopped on request" in output
    assert noted(stage.home, "asked") == noted(stage.home, "up")
    assert not stage.living()


def test_a_program_that_ignores_the_request_is_killed_with_its_children_after_its_grace(stage: Stage) -> None:
    process = stage.play(f"web={WITH_CHILD}", grace=0.2)
    wait_for(lambda: len(stage.pids()) == 2, what="the program and its child")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert not stage.living()


def test_a_second_signal_kills_at_once(stage: Stage) -> None:
    process = stage.play(f"slow={STUBBORN}", grace=600.0)
    wait_for(lambda: noted(stage.home, "up"), what="the program")
    process.send_signal(signal.SIGINT)
    wait_for(lambda: noted(stage.home, "asked"), what="the request to stop")
    assert stage.living()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert not stage.living()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_kill_9_of_the_supervisor_leaves_nothing_and_holds_the_home_until_then(stage: Stage) -> None:
    process = stage.play(f"web={WITH_CHILD}", f"beat={SERVE}")
    wait_for(lambda: len(stage.pids()) == 3, what="all programs and the child")
    process.kill()
    process.wait()
    stage.home.lock(patience=20).close()
    assert not stage.living()


def test_a_task_that_is_done_once_is_not_started_again(stage: Stage) -> None:
    process = stage.play(f"once={NOTE}note('did'); sys.exit(1)", f"web={SERVE}")
    wait_for(lambda: noted(stage.home, "did") and noted(stage.home, "up"), what="the task and the program")
    time.sleep(0.5)  # longer than every pause of the rule
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert len(noted(stage.home, "did")) == 1
    assert "once ended with exit code 1; see" in output


def test_what_a_program_says_is_on_the_terminal_and_in_its_log(stage: Stage) -> None:
    process = stage.play(
        f"web={NOTE}print('hello', flush=True); print('oh', file=sys.stderr); note('up'); time.sleep(60)"
    )
    log = stage.home.logs / "web.log"
    wait_for(lambda: log.exists() and "oh" in log.read_text(encoding="utf-8"), what="the log")
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert log.read_text(encoding="utf-8").splitlines()[:2] == ["hello", "oh"]
    assert "web         | hello\n" in output


def test_a_failing_step_says_what_failed_and_why(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.create()
    supervisor = Supervisor(home=home, terminal=Terminal())
    try:
        supervisor.step(Program(name="fine", argv=(sys.executable, "-c", "print(1)")))
        with pytest.raises(StepFailed, match="migrate ended with exit code 3"):
            supervisor.step(Program(name="migrate", argv=(sys.executable, "-c", DIES)))
        assert "migrate     | I cannot go on\n" in capsys.readouterr().out
    finally:
        supervisor.dismiss_guard()


def test_a_log_that_has_grown_large_is_moved_aside(home: Home) -> None:
    home.create()
    log = home.logs / "web.log"
    with log.open("wb") as file:
        file.truncate(ROTATE_AT_BYTES + 1)
    running = Running(program=Program(name="web", argv=("echo", "new")), output=LogFile(log))
    running.process.wait()
    running.sweep()
    assert log.read_text(encoding="utf-8") == "new\n"
    assert log.with_name("web.log.1").stat().st_size == ROTATE_AT_BYTES + 1
