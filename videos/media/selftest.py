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

from videos.media import launcher, processes
from videos.media.engine import Limits

TRIAL = Path(__file__).with_name("trial.py")
TRIAL_LIMITS = Limits(memory=512 * 1024 * 1024, file_bytes=4 * 1024 * 1024)
PATIENCE = 10.0  # seconds; both attempts need a tenth of one
# What a kernel without (or with an old) Landlock cannot give: the first Landlock version that has each wall.
LANDLOCK_WALLS = {
    "reading_elsewhere_denied": 1,
    "writing_elsewhere_denied": 1,
    "links_denied": 1,
    "programs_denied": 1,
    "signals_denied": 6,
}
# Containers and some distributions keep namespaces to themselves.
OFTEN_FORBIDDEN = frozenset({"network_empty"})
# The wall by which each layer is known: no other layer could hold it.
KNOWN_BY = {"landlock": "reading_elsewhere_denied", "namespace": "network_empty", "seccomp": "sockets_denied"}

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

    walls: dict[str, bool]
    landlock: int

    @property
    def layers(self) -> dict[str, bool]:
        """Say of each layer whether it holds."""
        return {layer: self.walls[wall] for layer, wall in KNOWN_BY.items()}

    @property
    def complete(self) -> bool:
        return all(self.walls.values())

    @property
    def missing(self) -> list[str]:
        """Name the walls that this kernel could have and that do not stand: something is wrong."""
        return [
            name
            for name, stands in self.walls.items()
            if not stands and name not in OFTEN_FORBIDDEN and LANDLOCK_WALLS.get(name, 0) <= self.landlock
        ]


def self_test() -> SandboxReport:
    """Try every wall, in a fraction of a second. Raises ChildFailed or AskedTooLong if the trial fails."""
    with tempfile.TemporaryDirectory(prefix="sandbox-test-") as name:
        place = Path(name)
        folder = place / "job"
        folder.mkdir()
        walls = _attempts(place, folder)
        walls["dies_with_parent"] = _orphan_dies(folder)
    return SandboxReport(walls=walls, landlock=launcher.landlock_abi())


def standing_layers() -> tuple[str, ...]:
    """Name the layers that hold, by the same attempts. Raises ChildFailed and AskedTooLong."""
    with tempfile.TemporaryDirectory(prefix="sandbox-test-") as name:
        place = Path(name)
        folder = place / "job"
        folder.mkdir()
        walls = _attempts(place, folder)
    return tuple(layer for layer, wall in KNOWN_BY.items() if walls[wall])


def _attempts(place: Path, folder: Path) -> dict[str, bool]:
    canary = place / "canary.txt"
    canary.write_text("a secret")
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener,
        canary.open() as held_open,
    ):
        listener.bind(("127.0.0.1", 0))
        os.set_inheritable(held_open.fileno(), True)  # noqa: FBT003 - the standard library takes it so
        task = {
            "canary": str(canary),
            "elsewhere": str(place / "written.txt"),
            "port": server.getsockname()[1],
            "datagram_port": listener.getsockname()[1],
            "network": str(Path("/proc/self/ns/net").readlink()),
            "parent": os.getpid(),
            "memory": TRIAL_LIMITS.memory,
            "file_bytes": TRIAL_LIMITS.file_bytes,
            "variables": sorted(set(os.environ) - set(processes.environment(folder="")) - {"LC_CTYPE"}),
            "descriptor": held_open.fileno(),
        }
        process = processes.start(
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
        raise processes.AskedTooLong("the sandbox's trial did not answer") from None
    finally:
        code = processes.stop(process)
    if code != 0:
        raise processes.ChildFailed(
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
        "read": [*processes.LIBRARIES, sys.base_prefix],
        "execute": [sleeper[0], *processes.loaders()],
        "write": [str(folder)],
        "limits": dataclasses.asdict(TRIAL_LIMITS),
        "environment": {},
    }
    maker = [sys.executable, "-I", "-S", "-c", ORPHAN_MAKER, str(processes.LAUNCHER), json.dumps(spec)]
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
    for name, stands in (report.layers | report.walls).items():
        sys.stdout.write(f"{'yes' if stands else 'NO ':3} {name.replace('_', ' ')}\n")
    sys.stdout.write(f"Landlock version {report.landlock}\n")
    sys.exit(1 if report.missing else 0)


if __name__ == "__main__":
    main()
