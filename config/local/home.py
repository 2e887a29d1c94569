"""Where one local instance keeps what it owns, and the note by which other terminals find it."""

import fcntl
import hashlib
import json
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, TypedDict

PROJECT = Path(__file__).resolve().parents[2]

# sun_path holds 107 bytes and a NUL; the longest name put into the directory is ".s.PGSQL.5432.lock".
SOCKET_DIRECTORY_BYTES = 107 - len("/.s.PGSQL.5432.lock")

# Three parsers read these paths out of addresses (libpq, redis-py, kombu), and each unquotes in its own way.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


class HomeInUse(Exception):
    """Another process already runs an instance in this home."""


class UnsafeSocketDirectory(Exception):
    """The short directory for sockets exists and belongs to somebody else."""


@dataclass(frozen=True)
class Home:
    """The folder of one instance; two instances differ by this folder and their port."""

    root: Path

    @classmethod
    def from_environment(cls) -> Self:
        """The home named by FRAMEWRIGHT_HOME, else `.local` in the project."""
        return cls(Path(os.environ.get("FRAMEWRIGHT_HOME") or PROJECT / ".local").expanduser().absolute())

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def scratch(self) -> Path:
        return self.root / "tmp"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def record(self) -> Path:
        return self.run / "services.json"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def mark(self) -> str:
        """A short name unique to this home, worn by its servers so that they can be recognised."""
        return "framewright-" + hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]

    @property
    def sockets(self) -> Path:
        """Where the sockets are: below the home, or below /tmp when its path suits no socket or address."""
        if len(os.fsencode(self.run)) <= SOCKET_DIRECTORY_BYTES and PLAIN_PATH.fullmatch(str(self.run)):
            return self.run
        return Path("/tmp") / f"{self.mark}-{os.geteuid()}"  # noqa: S108 - made 0700, its owner checked # nosec B108

    def create(self) -> None:
        """Makes the folders, readable by their owner only; raises UnsafeSocketDirectory."""
        for folder in (self.root, self.run, self.logs, self.scratch, self.valkey):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Whoever can reach the sockets owns the data: there is no password behind them.
        self.run.chmod(0o700)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if self.sockets.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise UnsafeSocketDirectory(
                f"{self.sockets} must be a folder of yours with mode 0700; remove it."
            )

    def lock(self, *, patience: float = 0.0) -> IO[bytes]:
        """Takes the home for the calling process until the returned file is closed; raises HomeInUse."""
        self.create()
        file = (self.run / "lock").open("ab")
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    file.close()
                    raise HomeInUse(f"An instance already runs in {self.root}.") from None
                time.sleep(0.05)
            else:
                return file


class Record(TypedDict):
    """Where the running instance is; `birth` tells its process from a later one with the same id."""

    database_url: str
    redis_url: str
    port: int | None
    pid: int
    birth: str
    started: float


def write_record(*, home: Home, database_url: str, redis_url: str, port: int | None = None) -> None:
    """Leaves the note in the home, readable by its owner only."""
    pid = os.getpid()
    record = Record(
        database_url=database_url,
        redis_url=redis_url,
        port=port,
        pid=pid,
        birth=_birth(pid),
        started=time.time(),
    )
    draft = home.record.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(record, file)
    draft.rename(home.record)


def running(home: Home) -> Record | None:
    """The note of the instance that runs in this home now; None when there is none or it died."""
    try:
        record: Record = json.loads(home.record.read_text(encoding="utf-8"))
    except (FileNotFoundError, PermissionError, ValueError):
        return None
    birth = _birth(record["pid"])
    return record if birth and birth == record["birth"] else None


def _birth(pid: int) -> str:
    """When that process began, in the kernel's ticks; empty when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return "" if Path("/proc/self").exists() else _alive_without_proc(pid)
    # The second field is the program's name and may hold spaces: count from behind it. proc_pid_stat(5)
    state, *fields = stat.rpartition(")")[2].split()
    return "" if state == "Z" else fields[18]


def _alive_without_proc(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    return "alive"
