"""What the commands behind the Makefile promise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.local.check import Step, check
from config.local.home import PROJECT, Home
from config.local.services import start_services

SHOWS = "import os, sys; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL']); sys.exit(7)"

REACHES = """
import os, psycopg
psycopg.connect(os.environ["DATABASE_URL"]).close()
print(os.environ["FRAMEWRIGHT_HOME"])
"""


def local(home: Home, *words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """Runs `python -m config.local` for a home, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "config.local", *words],
        cwd=PROJECT,
        env={**os.environ, "FRAMEWRIGHT_HOME": str(home.root), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_exec_runs_beside_the_running_instance_and_passes_its_exit_code_on(home: Home) -> None:
    with start_services(home, fast=True) as services:
        done = local(home, "exec", "--", sys.executable, "-c", SHOWS)
        assert done.stdout.split() == [services.database_url, services.redis_url]
        assert done.returncode == 7


def test_exec_without_an_instance_has_services_that_are_gone_afterwards(home: Home) -> None:
    done = local(home, "exec", "--", sys.executable, "-c", REACHES)
    assert done.returncode == 0, done.stderr
    place = Path(done.stdout.strip())
    assert place != home.root
    assert not place.exists()


def test_stop_and_status_say_so_when_nothing_runs(home: Home) -> None:
    for command in ("stop", "status"):
        done = local(home, command)
        assert (done.returncode, done.stdout) == (0, f"Nothing runs in {home.root}.\n")


def test_run_says_where_the_home_already_runs(home: Home) -> None:
    with start_services(home, fast=True):
        done = local(home, "run", PORT="1")
    assert done.returncode == 1
    assert "already runs" in done.stderr
    assert "Traceback" not in done.stderr


def test_clean_removes_a_home_only_when_it_is_told_so(home: Home) -> None:
    home.create()
    refused = local(home, "clean")
    assert (refused.returncode, "FORCE=1" in refused.stderr) == (1, True)
    assert home.root.exists()
    assert local(home, "clean", FORCE="1").returncode == 0
    assert not home.root.exists()


def test_clean_never_removes_a_running_home_or_a_folder_that_is_none(home: Home, tmp_path: Path) -> None:
    with start_services(home, fast=True):
        assert local(home, "clean", FORCE="1").returncode == 1
        assert home.postgres.exists()
    folder = tmp_path / "photographs"
    folder.mkdir()
    assert local(Home(folder), "clean", FORCE="1").returncode == 1
    assert folder.exists()


def test_every_check_is_run_and_one_failure_fails_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    good = Step("good", "python -c print(1)")
    bad = Step("bad", "python -c 'print(\"the reason\"); raise SystemExit(1)'")
    assert check(steps=[good]) == 0
    assert check(steps=[bad, good]) == 1
    said = capsys.readouterr().out
    assert "the reason" in said
    assert said.count("good ") == 2
    assert "failed: bad\n" in said
