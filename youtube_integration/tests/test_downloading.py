"""The walls around yt-dlp, by a child that tries what it must not do, and the runtime that it may start."""

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest

from jobs.tests.canary import listening
from videos.media import sandbox
from youtube_integration.client import downloading
from youtube_integration.client.downloading import Runtime, Source

# Locks itself in as the downloader does, and tells of each attempt whether it went well.
TRIAL = """
import json, os, socket, subprocess, sys
sys.path.insert(0, {project!r})
from youtube_integration.client import downloading_child as child

question = json.load(sys.stdin)
child.lock_down(question)
child.guard(question)

def tried(what):
    try:
        what()
    except (OSError, ValueError) as error:
        return type(error).__name__
    return "done"

child.tell(
    reads=tried(lambda: open({secret!r}).read()),
    lists=tried(lambda: os.listdir({home!r})),
    writes=tried(lambda: open({outside!r}, "w")),
    connects=tried(lambda: socket.create_connection(("127.0.0.1", {port}), 2)),
    listens=tried(lambda: socket.create_server(("127.0.0.1", 0))),
    runs=tried(lambda: subprocess.run(["/bin/true"])),
    shells=tried(lambda: os.system("true")),
    forks=tried(os.fork),
    saves=tried(lambda: open("own", "w").write("x")),
    environment=sorted(set(os.environ) - {{"LC_CTYPE"}}),
)
"""
KNOWN = {"HOME", "LANG", "OPENBLAS_NUM_THREADS", "FONTCONFIG_FILE", "PATH", "TMPDIR", "YTDLP_NO_PLUGINS"}


def test_the_child_is_locked_in(tmp_path: Path) -> None:
    secret, folder = tmp_path / "secret", tmp_path / "job"
    secret.write_text("key")
    folder.mkdir()
    project = str(Path(downloading.__file__).parents[2])
    script = tmp_path / "trial.py"
    with listening() as canary:
        script.write_text(
            TRIAL.format(
                project=project,
                secret=str(secret),
                home=str(Path.home()),
                outside=str(tmp_path / "outside"),
                port=canary.port,
            )
        )
        source = Source(address="https://www.youtube.com/watch?v=x", runtime=Runtime())
        question = downloading._question(source, folder, most_bytes=1000)
        lines = sandbox.converse(script=script, question=question, folder=folder, seconds=30, wait=5)
        with closing(lines):
            told = next(json.loads(line) for line in lines if line)
        assert canary.visits == 0
    environment = set(told.pop("environment"))
    refused = {name for name, ending in told.items() if ending == "PermissionError"}
    assert told["saves"] == "done"
    assert refused == {"reads", "lists", "writes", "connects", "listens", "runs", "shells", "forks"}
    assert environment - {"SANDBOX_OFF"} <= KNOWN


def test_a_runtime_is_named_with_its_version_or_is_unusable(tmp_path: Path) -> None:
    assert downloading.runtime_of("none") == Runtime()
    assert downloading.runtime_of("/nowhere/deno") == Runtime()
    assert downloading.runtime_of(sys.executable) == Runtime()
    assert downloading.report_of(Runtime()) == downloading.RuntimeReport("none", is_usable=False)
    old = tmp_path / "deno"
    old.write_text("#!/bin/sh\necho deno 1.40.0\n")
    old.chmod(0o755)
    report = downloading.report_of(downloading.runtime_of(str(old)))
    assert not report.is_usable


@pytest.mark.parametrize("wish", ["auto", ""])
def test_what_is_installed_is_found(wish: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "qjs").write_text("#!/bin/sh\n")
    (tmp_path / "qjs").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    downloading.runtime_of.cache_clear()
    assert downloading.runtime_of(wish) == Runtime("quickjs", str(tmp_path / "qjs"))
    downloading.runtime_of.cache_clear()
