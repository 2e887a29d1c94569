"""The command line of the local platform: run, stop, status, clean, exec, check."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from config.local.binaries import NoSuchServer
from config.local.check import check
from config.local.home import PROJECT, Home, HomeInUse, UnsafeSocketDirectory, running
from config.local.launch import NotHealthy, launch
from config.local.ports import NoSuchPort
from config.local.programs import DidNotStart
from config.local.services import start_services
from config.local.smoke import NotWell, smoke
from config.local.supervisor import GaveUp, StepFailed

STOP_WITHIN_SECONDS = 40.0


class Refused(Exception):
    """What was asked for cannot be done as things are; the message is meant for people."""


PLAIN = (
    DidNotStart,
    GaveUp,
    HomeInUse,
    NoSuchPort,
    NoSuchServer,
    NotHealthy,
    NotWell,
    Refused,
    StepFailed,
    UnsafeSocketDirectory,
)


def stop(home: Home) -> str:
    """Stops the instance of this home, by force if it takes too long."""
    record = running(home)
    if record is None:
        return f"Nothing runs in {home.root}."
    os.kill(record["pid"], signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    while running(home) == record:
        if time.monotonic() > deadline:
            os.kill(record["pid"], signal.SIGKILL)
        time.sleep(0.1)
    home.lock(patience=STOP_WITHIN_SECONDS).close()
    return "Stopped."


def status(home: Home) -> str:
    """One sentence about the instance of this home."""
    record = running(home)
    if record is None:
        return f"Nothing runs in {home.root}."
    place = f"at port {record['port']}" if record["port"] else "without a web server yet"
    return f"Framewright runs {place} (process {record['pid']}) from {home.root}."


def clean(home: Home) -> str:
    """Removes the home with all its videos and its database, after a yes; raises Refused."""
    if running(home) is not None:
        raise Refused("Framewright runs: stop it first with `make stop`.")
    if not home.root.exists():
        return f"There is no {home.root}."
    if home.root != PROJECT / ".local" and not home.record.parent.exists():
        raise Refused(f"{home.root} does not look like a home of Framewright; nothing was removed.")
    if os.environ.get("FORCE") != "1":
        _ask(home)
    with home.lock():
        if home.sockets != home.run:
            shutil.rmtree(home.sockets)
        shutil.rmtree(home.root)
    return f"Removed {home.root}."


def _ask(home: Home) -> None:
    if not sys.stdin.isatty():
        raise Refused(f"This removes {home.root} with every video and account in it: say FORCE=1.")
    if input(f"Remove {home.root} with every video and account in it? [y/N] ").strip().lower() not in {
        "y",
        "yes",
    }:
        raise Refused("Nothing was removed.")


def execute(home: Home, command: list[str]) -> int:
    """Runs a command beside the running instance, else beside throw-away servers; returns its exit code."""
    record = running(home)
    if record is not None:
        return _call(command, record["database_url"], record["redis_url"], home.root)
    with (
        tempfile.TemporaryDirectory(prefix="framewright-") as folder,
        start_services(Home(Path(folder)), fast=True) as services,
    ):
        return _call(command, services.database_url, services.redis_url, Path(folder))


def _call(command: list[str], database_url: str, redis_url: str, root: Path) -> int:
    addresses = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "FRAMEWRIGHT_HOME": str(root)}
    try:
        return subprocess.run(command, env={**os.environ, **addresses}, check=False).returncode
    except FileNotFoundError as missing:
        raise Refused(f"There is no program {command[0]}.") from missing


def parser() -> argparse.ArgumentParser:
    """The commands and their one argument."""
    top = argparse.ArgumentParser(prog="python -m config.local", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    for name, told in (
        ("run", "start the platform and keep it running"),
        ("stop", "stop the running instance"),
        ("status", "say whether an instance runs"),
        ("clean", "remove the database, the videos and the logs"),
        ("smoke", "start, visit and stop the platform in a throw-away home"),
        ("check", "run every check that needs no test"),
    ):
        commands.add_parser(name, help=told)
    execution = commands.add_parser(
        "exec", help="run a command with a database and a broker: exec -- COMMAND ..."
    )
    execution.add_argument("argv", nargs=argparse.REMAINDER)
    return top


def main() -> int:
    """Does what the command line asks; failures that people can mend are one sentence and exit code 1."""
    asked, home = parser().parse_args(), Home.from_environment()
    try:
        if asked.command == "run":
            launch(home)
        elif asked.command == "check":
            return check()
        elif asked.command == "smoke":
            print(smoke(home))
        elif asked.command == "exec":
            command = asked.argv[1:] if asked.argv[:1] == ["--"] else asked.argv
            return execute(home, command or [os.environ.get("SHELL", "/bin/sh")])
        else:
            print({"stop": stop, "status": status, "clean": clean}[asked.command](home))
    except PLAIN as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
