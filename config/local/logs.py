"""What the programs say: to files that do not grow without end, and to the terminal behind their names."""

import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TextIO

ROTATE_AT_BYTES = 10_000_000
COLOURS = (36, 33, 32, 35, 34, 96, 93, 92)


def rotate(path: Path) -> None:
    """Moves a log that has grown large aside; the one before it is forgotten."""
    if path.exists() and path.stat().st_size > ROTATE_AT_BYTES:
        path.replace(path.with_name(path.name + ".1"))


def tail(path: Path, *, lines: int = 12) -> str:
    """The end of a log with its name above it."""
    try:
        found = path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        found = []
    return "\n".join([f"The end of {path}:", *(f"  {line}" for line in found)])


@dataclass
class LogFile:
    """The process writes to the file itself, so that it outlives us without a broken pipe."""

    path: Path
    _file: IO[bytes] | None = None

    def connect(self) -> IO[bytes]:
        rotate(self.path)
        self._file = self.path.open("ab")
        return self._file

    def connected(self, _process: subprocess.Popen[bytes]) -> None:
        if self._file is not None:
            self._file.close()


@dataclass
class Terminal:
    """Lines of several programs on one screen, never mixed within a line."""

    stream: TextIO = field(default_factory=lambda: sys.stdout)
    names: list[str] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def say(self, line: str, *, name: str = "") -> None:
        """Writes one line, behind the program's name when there is one."""
        with self._turn:
            try:
                self.stream.write(f"{self._prefix(name)}{line}\n")
                self.stream.flush()
            except (OSError, ValueError):
                return  # the terminal was closed; the log files still have it

    def _prefix(self, name: str) -> str:
        if not name:
            return ""
        if name not in self.names:
            self.names.append(name)
        label = f"{name:<12}| "
        if not self.stream.isatty():
            return label
        return f"\033[{COLOURS[self.names.index(name) % len(COLOURS)]}m{label}\033[0m"


@dataclass
class Spoken:
    """The process writes to a pipe; a thread copies each line to its log and to the terminal."""

    name: str
    path: Path
    terminal: Terminal
    _copier: threading.Thread | None = None

    def connect(self) -> int:
        return subprocess.PIPE

    def connected(self, process: subprocess.Popen[bytes]) -> None:
        self._copier = threading.Thread(target=self._copy, args=[process.stdout], daemon=True)
        self._copier.start()

    def finish(self, *, patience: float = 2.0) -> None:
        """Waits until what the process said has been written."""
        if self._copier is not None:
            self._copier.join(patience)

    def _copy(self, source: IO[bytes]) -> None:
        with source:
            for raw in source:
                # Opened for each line, so that a rotated or removed log is no special case.
                rotate(self.path)
                with self.path.open("ab") as log:
                    log.write(raw)
                self.terminal.say(raw.decode("utf-8", "replace").rstrip(), name=self.name)
