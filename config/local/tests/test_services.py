"""What the embedded database and broker promise."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from config.local.home import PROJECT, Home, HomeInUse, running
from config.local.logs import LogFile
from config.local.postgres import create_database, postgres
from config.local.programs import Disguise, Running
from config.local.services import Services, start_services
from config.local.tests.conftest import servers

OWNER = """
import sys, time
from pathlib import Path
from config.local.home import Home
from config.local.services import start_services
services = start_services(Home(Path(sys.argv[1])), fast=sys.argv[2] == "fast")
print("ready", flush=True)
time.sleep(600)
"""


def remember(services: Services, word: str) -> None:
    """Leaves a word with both servers."""
    with psycopg.connect(services.database_url) as database:
        database.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        database.execute("INSERT INTO words VALUES (%s)", [word])
    with redis.Redis.from_url(services.redis_url) as broker:
        broker.rpush("words", word)


def recalled(services: Services) -> tuple[list[str], list[str]]:
    """The words each server knows."""
    with psycopg.connect(services.database_url) as database:
        rows = [row[0] for row in database.execute("SELECT word FROM words ORDER BY word")]
    with redis.Redis.from_url(services.redis_url) as broker:
        return rows, sorted(word.decode() for word in broker.lrange("words", 0, -1))


def start_owner(
    home: Home,
    *,
    speed: str = "fast",
    before: tuple[str, ...] = (),
    python: str = sys.executable,
    path: str = str(PROJECT),
) -> "subprocess.Popen[str]":
    """Another process that starts the services of a home and then does nothing."""
    owner = subprocess.Popen(
        [*before, python, "-c", OWNER, str(home.root), speed],
        cwd="/",
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "ready\n"
    return owner


def kill(owner: "subprocess.Popen[str]") -> None:
    owner.kill()
    owner.communicate()


def await_no_server(home: Home) -> None:
    deadline = time.monotonic() + 20
    while servers(home):
        assert time.monotonic() < deadline, "servers outlived the one who started them"
        time.sleep(0.05)


def test_both_servers_answer_and_none_is_left_after_the_stop(home: Home) -> None:
    with start_services(home, fast=True) as services:
        remember(services, "kept")
        assert recalled(services) == (["kept"], ["kept"])
        with psycopg.connect(services.database_url) as database:
            found = {row[0] for row in database.execute("SELECT extname FROM pg_extension")}
        assert found >= {"vector", "pg_trgm", "unaccent", "citext"}
        assert servers(home)
    assert not servers(home)


def test_a_new_database_has_the_extensions_too(home: Home) -> None:
    with start_services(home, fast=True) as services:
        with psycopg.connect(services.database_url, autocommit=True) as database:
            database.execute("CREATE DATABASE test_framewright")
        with psycopg.connect(services.database_url, dbname="test_framewright") as database:
            assert database.execute("SELECT '[1,2]'::vector <-> '[1,3]'::vector").fetchone() == (1.0,)


def test_nothing_listens_on_the_network_and_the_sockets_are_ours_alone(home: Home) -> None:
    with start_services(home, fast=True) as services:
        with psycopg.connect(services.database_url) as database:
            assert database.execute("SHOW listen_addresses").fetchone() == ("",)
        with redis.Redis.from_url(services.redis_url) as broker:
            assert broker.config_get("port") == {"port": "0"}
        assert home.sockets.stat().st_mode & 0o077 == 0


def test_a_running_home_is_not_started_twice(home: Home) -> None:
    with start_services(home, fast=True) as services:
        with pytest.raises(HomeInUse):
            start_services(home, fast=True)
        remember(services, "still there")


def test_other_terminals_find_the_running_instance_and_only_that(home: Home) -> None:
    assert running(home) is None
    with start_services(home, fast=True) as services:
        record = running(home)
        assert record is not None
        assert (record["database_url"], record["redis_url"]) == (services.database_url, services.redis_url)
        assert home.record.stat().st_mode & 0o777 == 0o600
        note = home.record.read_text(encoding="utf-8")
    assert running(home) is None
    # The note of an instance that was killed, whose process id now belongs to another process.
    home.record.write_text(note.replace(record["birth"], "1"), encoding="utf-8")
    assert running(home) is None


def test_two_homes_run_side_by_side(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    with start_services(home, fast=True) as one, start_services(other, fast=True) as two:
        remember(one, "one")
        remember(two, "two")
        assert recalled(one) == (["one"], ["one"])
        assert recalled(two) == (["two"], ["two"])
    assert not servers(other)


def test_committed_rows_and_queued_messages_survive_kill_9_of_every_server(home: Home) -> None:
    with start_services(home) as services:
        remember(services, "before")
        time.sleep(1.2)  # the broker flushes its file once a second
        for pid in servers(home):
            with contextlib.suppress(ProcessLookupError):  # some go as soon as the first one is gone
                os.kill(pid, signal.SIGKILL)
    with start_services(home) as services:
        assert recalled(services) == (["before"], ["before"])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tie a process to the life of its parent")
def test_servers_end_by_themselves_after_kill_9_of_their_owner(home: Home) -> None:
    owner = start_owner(home)
    assert servers(home)
    kill(owner)
    await_no_server(home)


def test_a_start_right_after_kill_9_of_the_owner_has_the_rows(home: Home) -> None:
    owner = start_owner(home, speed="safe")
    record = running(home)
    assert record is not None
    with psycopg.connect(record["database_url"]) as database:
        database.execute("CREATE TABLE words AS SELECT 'kept' AS word")
    kill(owner)
    assert running(home) is None
    # At once, while the servers of the killed owner may still be on their way out.
    with start_services(home) as services, psycopg.connect(services.database_url) as database:
        assert database.execute("SELECT word FROM words").fetchone() == ("kept",)
    await_no_server(home)


def test_a_stale_pid_file_that_names_a_live_process_does_not_hinder_the_start(home: Home) -> None:
    with start_services(home, fast=True) as services:
        remember(services, "kept")
        note = (home.postgres / "postmaster.pid").read_text(encoding="ascii").splitlines()
    # After a restart of the machine the number usually belongs to somebody: here, to one that surely lives.
    bystander = subprocess.Popen(["sleep", "600"])
    note[0] = str(bystander.pid)
    (home.postgres / "postmaster.pid").write_text("\n".join(note) + "\n", encoding="ascii")
    (home.sockets / ".s.PGSQL.5432.lock").write_text("\n".join(note) + "\n", encoding="ascii")
    try:
        with start_services(home, fast=True) as services:
            assert recalled(services)[0] == ["kept"]
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_an_interrupted_creation_of_the_cluster_is_done_again(home: Home) -> None:
    home.create()
    (home.root / "postgres.new").mkdir()
    (home.root / "postgres.new" / "PG_VERSION").write_text("18\n", encoding="ascii")
    with start_services(home, fast=True) as services:
        remember(services, "fine")


@pytest.mark.parametrize("name", ["x" * 120, "with space & 'quote' ü"])
def test_a_home_whose_path_suits_no_socket_works(tmp_path: Path, name: str) -> None:
    home = Home(tmp_path / name)
    try:
        with start_services(home, fast=True) as services:
            remember(services, "deep")
            assert recalled(services) == (["deep"], ["deep"])
            assert home.sockets.parent == Path("/tmp")  # noqa: S108 - the place under test
    finally:
        shutil.rmtree(home.sockets, ignore_errors=True)
    assert not servers(home)


def test_services_named_by_the_environment_are_used_and_left_alone(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start_services(home, fast=True) as yours:
        monkeypatch.setenv("DATABASE_URL", yours.database_url)
        monkeypatch.setenv("REDIS_URL", yours.redis_url)
        other = Home(tmp_path / "other")
        with start_services(other) as services:
            assert not servers(other)
            remember(services, "in yours")
        assert recalled(yours) == (["in yours"], ["in yours"])


def test_a_failed_start_leaves_no_process_and_shows_the_log(home: Home) -> None:
    with start_services(home, fast=True):
        pass
    (home.postgres / "postgresql.conf").write_text("no_such_setting = 1\n", encoding="ascii")
    with pytest.raises(Exception, match="no_such_setting"):
        start_services(home, fast=True)
    assert not servers(home)
    home.lock().close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else for PostgreSQL")
@pytest.mark.parametrize("ways", [("drop", "namespace"), ("namespace", "drop")])
def test_root_starts_the_same_home_in_either_way_below_a_closed_folder(
    home: Home, ways: tuple[Disguise, Disguise]
) -> None:
    home.create()
    assert home.root.stat().st_mode & 0o077 == 0
    for way in ways:
        server = Running(
            program=postgres(home=home, fast=True, disguise=way), output=LogFile(home.logs / "postgres.log")
        )
        try:
            server.wait_until_ready()
            create_database(home)
        finally:
            server.stop()
    assert home.root.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can become somebody else"
)
def test_an_ordinary_user_can_start_it(tmp_path: Path) -> None:
    python, packages = "/usr/bin/python3", Path(psycopg.__file__).parents[1]
    become = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    able = [
        *become,
        python,
        "-c",
        f"import sys, os; sys.exit(sys.version_info < (3, 11) or not os.access({str(packages)!r}, 4))",
    ]
    if not Path(python).exists() or subprocess.run(able, check=False).returncode != 0:
        pytest.skip("no Python and packages that an ordinary user can reach")
    root = Path(f"/tmp/framewright-test-{os.getpid()}")  # noqa: S108 - pytest's own folders are closed to others
    root.mkdir()
    os.chown(root, 65534, 65534)
    home = Home(root / "home")
    try:
        owner = start_owner(home, before=become, python=python, path=f"{PROJECT}:{packages}")
        record = running(home)
        assert record is not None
        assert Path(f"/proc/{record['pid']}").stat().st_uid == home.postgres.stat().st_uid == 65534
        kill(owner)
        await_no_server(home)
    finally:
        shutil.rmtree(root)
