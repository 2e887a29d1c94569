"""Where the programs of the database and the broker come from: a wheel, else the machine."""

import importlib.util
import os
import shutil
from collections.abc import Iterable
from pathlib import Path


class NoSuchServer(Exception):
    """Neither a wheel nor the machine has the program; the message says what to do."""


def in_wheel(*, package: str, pattern: str) -> Path | None:
    """The first executable below an installed package that matches; the package itself is not imported.

    Importing these packages starts lock files and clean-up handlers of their own.
    """
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    matches = sorted(Path(found.submodule_search_locations[0]).glob(pattern))
    return next((match for match in matches if os.access(match, os.X_OK)), None)


def on_machine(*, names: Iterable[str], folders: Iterable[Path] = ()) -> Path | None:
    """The first of these programs in the folders, then on PATH."""
    names = list(names)
    for folder in folders:
        for name in names:
            if os.access(folder / name, os.X_OK):
                return folder / name
    on_path = (shutil.which(name) for name in names)
    return next((Path(found).resolve() for found in on_path if found), None)
