"""`make check`: every check that needs no test, each named, timed and run even if an earlier one failed."""

import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.local.home import PROJECT

BIN = Path(sys.executable).parent
NOT_OURS = {".venv", ".local", "node_modules"}


@dataclass(frozen=True)
class Step:
    """A check and its command line, to which the project's files that match the pattern are added."""

    name: str
    command: str
    files: str = ""
    tells: bool = False  # says something worth reading even when it succeeds


STEPS = (
    Step("format", "ruff format --check ."),
    Step("lint", "ruff check ."),
    Step("templates", "djade --check", files="**/templates/**/*.html"),
    Step("words", "python -m config.languages check"),
    Step("layers", "lint-imports"),
    Step("holes", "bandit --quiet --configfile pyproject.toml --recursive ."),
    Step("packages", "python -m config.local.audits", tells=True),
    Step("types", "mypy ."),
    Step("django", "python manage.py check"),
    Step("migrations", "python manage.py makemigrations --check --dry-run"),
    Step("schema", "python manage.py spectacular --validate --fail-on-warn --file /dev/null"),
)


def check(*, steps: Sequence[Step] = STEPS) -> int:
    """Runs all steps and returns 0 when every one succeeded, else 1."""
    failed = [step.name for step in steps if not _passes(step)]
    print(f"failed: {', '.join(failed)}" if failed else f"all {len(steps)} checks passed")
    return 1 if failed else 0


def _passes(step: Step) -> bool:
    """Runs one step; what it says is shown when it fails, or when it always tells something."""
    words = shlex.split(step.command)
    if step.files:
        words += [str(path) for path in _matching(step.files)]
    began = time.monotonic()
    done = subprocess.run(
        [str(BIN / words[0]), *words[1:]],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else f"FAILED ({step.command})"
    print(f"{step.name:<12}{time.monotonic() - began:6.1f} s  {verdict}", flush=True)
    if step.tells or done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


def _matching(pattern: str) -> list[Path]:
    """The project's own files that match, relative to it."""
    found = (path.relative_to(PROJECT) for path in PROJECT.glob(pattern))
    return sorted(path for path in found if not NOT_OURS & set(path.parts))
