"""Proves the sandbox's walls one by one, with real attempts to get over them."""

import dataclasses
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from videos.media import launcher, sandbox
from videos.media.engine import Limits

TRIAL = Path(__file__).with_name("trial.py")
TRIAL_LIMITS = Limits(memory=512 * 1024 * 1024, file_bytes=4 * 1024 * 1024)
PATIENCE = 10.0  # seconds; both attempts need a tenth of one
# What a kernel without (or with an old) Landlock cannot give: the first Landlock version that has each wall.
LANDLOCK_LAYERS = {
    "reading_elsewhere_denied": 1,
    "writing_elsewhere_denied": 1,
    "links_denied": 1,
    "programs_denied": 1,
    "network_denied": 4,
    "signals_denied": 6,
}

# Starts a sandboxed sleeper, says so, and waits to be killed. Both hold the same stdout.
ORPHAN_MAKER = """
import json, os, subprocess, sys
spec = json.loads(sys.argv[2])
spec["parent"] = os.getpid()
child = subprocess.Popen([sys.executable, "-I", "-S", sys.argv[1], json.dumps(spec)], start_new_session=True)
child.wait()
"""
SLEEPER = "import time; print('ready', flush=True); time.sleep(60)"


@dataclass(frozen=True)
class SandboxReport:
    """Which walls stand. `landlock` is the kernel's version, 0 for none."""

    layers: dict[str, bool]
    landlock: int

    @property
    def complete(self) -> bool:
        return all(self.layers.values())

    @property
    def missing(self) -> list[str]:
        """Name the walls that this kernel could have and that do not stand: something is wrong."""
        return [
            name
            for name, stands in self.layers.items()
            if not stands and LANDLOCK_LAYERS.get(name, 0) <= self.landlock
        ]


def self_test() -> SandboxReport:
    """Try every wall, in a fraction of a second. Raises ChildFailed or AskedTooLong if the trial fails."""
    with tempfile.TemporaryDirectory(prefix="sandbox-test-") as name:
        place = Path(name)
        folder = place / "job"
        folder.mkdir()
        layers = _attempts(place, folder)
        layers["dies_with_parent"] = _orphan_dies(folder)
    return SandboxReport(layers=layers, landlock=launcher.landlock_abi())


def _attempts(place: Path, folder: Path) -> dict[str, bool]:
    canary = place / "canary.txt"
    canary.write_text("a secret")
    with socket.create_server(("127.0.0.1", 0)) as server, canary.open() as held_open:
        os.set_inheritable(held_open.fileno(), True)  # noqa: FBT003 - the standard library takes it so
        task = {
            "canary": str(canary),
            "elsewhere": str(place / "written.txt"),
            "port": server.getsockname()[1],
            "parent": os.getpid(),
            "memory": TRIAL_LIMITS.memory,
            "file_bytes": TRIAL_LIMITS.file_bytes,
            "variables": sorted(set(os.environ) - set(sandbox.environment(folder="")) - {"LC_CTYPE"}),
            "descriptor": held_open.fileno(),
        }
        process = sandbox.start(
            [sys.executable, "-I", "-S", str(TRIAL), json.dumps(task)],
            folder=folder,
            read=(TRIAL, Path(sys.base_prefix)),
            limits=TRIAL_LIMITS,
        )
        return _answer(process)


def _answer(process: subprocess.Popen[bytes]) -> dict[str, bool]:
    try:
        answer, complaint = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise sandbox.AskedTooLong("the sandbox's trial did not answer") from None
    finally:
        code = sandbox.stop(process)
    if code != 0:
        raise sandbox.ChildFailed(
            f"the sandbox's trial ended with {code}: {complaint.decode(errors='replace')[-500:]}"
        )
    held: dict[str, bool] = json.loads(answer)
    return held


def _orphan_dies(folder: Path) -> bool:
    """Kill a parent and see whether its sandboxed child goes too: then nobody holds the pipe any more."""
    sleeper = [os.path.realpath(sys.executable), "-I", "-S", "-c", SLEEPER]
    spec: dict[str, Any] = {
        "argv": sleeper,
        "folder": str(folder),
        "read": [*sandbox.LIBRARIES, sys.base_prefix],
        "execute": [sleeper[0], *sandbox.loaders()],
        "write": [str(folder)],
        "limits": dataclasses.asdict(TRIAL_LIMITS),
        "environment": {},
    }
    maker = [sys.executable, "-I", "-S", "-c", ORPHAN_MAKER, str(sandbox.LAUNCHER), json.dumps(spec)]
    reading, writing = os.pipe()
    parent = subprocess.Popen(maker, stdout=writing, stdin=subprocess.DEVNULL, start_new_session=True)
    os.close(writing)
    try:
        started = _read_within(reading, PATIENCE)
        parent.kill()
        parent.wait()
        return bool(started) and _read_within(reading, 2.0) == b""
    finally:
        parent.kill()
        parent.wait()
        os.close(reading)


def _read_within(descriptor: int, seconds: float) -> bytes | None:
    ready, _, _ = select.select([descriptor], [], [], seconds)
    return os.read(descriptor, 100) if ready else None


def main() -> None:
    report = self_test()
    for name, stands in report.layers.items():
        sys.stdout.write(f"{'yes' if stands else 'NO ':3} {name.replace('_', ' ')}\n")
    sys.stdout.write(f"Landlock version {report.landlock}\n")
    sys.exit(1 if report.missing else 0)


if __name__ == "__main__":
    main()
