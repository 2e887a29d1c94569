"""What measuring filters leave behind: values written to a file, one `key=value` a line."""

from pathlib import Path
from typing import Any

TAIL = 4096  # bytes in which the last value of a running measurement surely lies


def write_values(stream: Any, *, key: str, name: str) -> Any:
    """Let a sound pass on, and write every value of a key to a file of the job folder."""
    return stream.filter("ametadata", mode="print", key=key, file=name)


def read_values(path: Path, *, last_only: bool = False) -> list[float]:
    """Give the values in order; with `last_only` at most the newest one, however long the file is."""
    with path.open("rb") as file:
        if last_only:
            file.seek(max(path.stat().st_size - TAIL, 0))
        lines = file.read().decode("ascii", errors="replace").splitlines()
    values = [float(line.partition("=")[2]) for line in lines if line.startswith("lavfi.")]
    return values[-1:] if last_only else values
