import dataclasses
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from videos.media import launcher, processes, sandbox
from videos.media.engine import Limits, engine
from videos.media.fonts import font_path
from videos.media.launcher import LAYERS, OFF
from videos.media.probe import probe
from videos.media.selftest import KNOWN_BY, self_test

BASE = Path(sys.base_prefix)
needs_landlock = pytest.mark.skipif(launcher.landlock_abi() == 0, reason="this kernel has no Landlock")


def python(folder: Path, code: str, limits: Limits | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run a few lines of Python inside the walls."""
    argv = [sys.executable, "-I", "-S", "-c", code]
    process = sandbox.start(argv, folder=folder, read=(BASE,), limits=limits or Limits())
    try:
        out, err = process.communicate(timeout=30)
    finally:
        code_number = sandbox.stop(process)
    return subprocess.CompletedProcess(argv, code_number, out, err)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


def test_the_self_test_finds_every_wall_that_this_kernel_can_have() -> None:
    report = self_test()
    assert report.missing == []
    assert report.walls["datagrams_denied"]
    assert report.walls["own_folder_usable"]


@needs_landlock
def test_the_self_test_notices_a_wall_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LIBRARIES", (*processes.LIBRARIES, "/"))
    report = self_test()
    assert report.walls["reading_elsewhere_denied"] is False
    assert report.missing == ["reading_elsewhere_denied"]


# -- layers that are really left out ------------------------------------------------------------------------


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_stands_alone_and_the_self_test_says_which(
    monkeypatch: pytest.MonkeyPatch, layer: str
) -> None:
    standing = self_test().layers
    monkeypatch.setenv(OFF, ",".join(other for other in LAYERS if other != layer))
    report = self_test()
    assert report.layers == {name: name == layer and standing[name] for name in LAYERS}
    assert set(report.missing).isdisjoint({KNOWN_BY[layer]} if standing[layer] else ())
    assert report.missing != []


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize(
    ("off", "arrives"),
    [("", False), ("landlock,seccomp", False), ("landlock,namespace", False), ("seccomp,namespace", True)],
)
def test_no_datagram_gets_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, off: str, arrives: bool, script: bool
) -> None:
    if "namespace" not in off and "seccomp" in off and not self_test().layers["namespace"]:
        pytest.skip("namespaces are not allowed here")
    monkeypatch.setenv(OFF, off)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(0.3)
        port = listener.getsockname()[1]
        words = f"socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'hello', ('127.0.0.1', {port}))"
        if script:
            _run_script(tmp_path, words)
        else:
            python(tmp_path, f"import socket\n{words}")
        try:
            heard = listener.recv(10)
        except TimeoutError:
            heard = b""
    assert heard == (b"hello" if arrives else b"")


def _run_script(folder: Path, words: str) -> None:
    """Run a line in a child that locks itself down, as those that probe and cut do."""
    script = folder / "child.py"
    script.write_text(
        f"import json, socket, sys\nsys.path.insert(0, {str(Path(__file__).parents[3])!r})\n"
        "from videos.media.launcher import lock_down\nspec = json.load(sys.stdin)\nlock_down(spec)\n"
        f"try:\n    {words}\nexcept OSError as error:\n    print(error)\nelse:\n    print('sent')\n"
    )
    question = {"read": [], "execute": [], "write": [], "limits": dataclasses.asdict(Limits())}
    assert sandbox.ask_python(script=script, question=question, seconds=20, max_bytes=1000)


def test_libraries_start_no_threads_before_the_walls_are_up(tmp_path: Path) -> None:
    # Landlock and a namespace hold the thread that asks for them, and those that it starts afterwards.
    script = tmp_path / "child.py"
    script.write_text("import os, cv2, numpy\nprint(len(os.listdir('/proc/self/task')))\n")
    assert sandbox.ask_python(script=script, question={}, seconds=20, max_bytes=100) == b"1\n"


def test_the_walls_stand_without_the_rights_of_root(tmp_path: Path) -> None:
    """Without CAP_SYS_ADMIN the network is left by way of a namespace of our own."""
    command = [
        "setpriv",
        "--bounding-set=-sys_admin",
        "--inh-caps=-sys_admin",
        sys.executable,
        "-m",
        "videos.media.selftest",
    ]
    if os.geteuid() != 0 or shutil.which("setpriv") is None or not self_test().layers["namespace"]:
        pytest.skip("only root can give up its rights, where namespaces are allowed")
    done = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False)
    assert "yes namespace" in done.stdout
    assert done.returncode == 0


@needs_landlock
@pytest.mark.parametrize(
    ("off", "held"), [("namespace,seccomp", "landlock"), ("landlock,namespace", "seccomp")]
)
def test_nothing_is_started_when_too_few_layers_hold(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, film: Path, off: str, held: str
) -> None:
    monkeypatch.setenv(OFF, off)
    monkeypatch.setenv("FRAMEWRIGHT_MODE", "production")
    with pytest.raises(sandbox.TooWeak) as refused:
        python(tmp_path, "print(1)")
    assert f"Only 1 of the sandbox's layers hold ({held};" in refused.value.operator
    with pytest.raises(sandbox.TooWeak):
        probe(film)
    with pytest.raises(sandbox.TooWeak):
        sandbox.require_layers()
    monkeypatch.setenv("SANDBOX_LAYERS", "1")
    assert python(tmp_path, "print(1)").stdout == b"1\n"


def test_two_layers_are_enough_for_production_and_development_demands_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(OFF, ",".join(LAYERS))
    assert python(tmp_path, "print(1)").stdout == b"1\n"
    monkeypatch.setenv(OFF, "namespace")
    monkeypatch.setenv("FRAMEWRIGHT_MODE", "production")
    if launcher.landlock_abi():
        assert python(tmp_path, "print(1)").stdout == b"1\n"


@needs_landlock
@pytest.mark.parametrize(("textfile", "works"), [("inside.txt", True), ("../secret.txt", False)])
def test_ffmpeg_can_read_in_its_folder_and_not_beside_it(tmp_path: Path, textfile: str, works: bool) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "inside.txt").write_text("mine")
    shutil.copy(font_path(family="Anton"), folder / "font.ttf")
    picture = f"color=s=64x64:d=0.1,drawtext=fontfile=font.ttf:textfile={textfile}"
    argv = [engine().ffmpeg, "-v", "error", "-f", "lavfi", "-i", picture, "-y", "out.mp4"]
    process = sandbox.start(argv, folder=folder)
    process.communicate(timeout=20)
    assert (sandbox.stop(process) == 0) == works


@needs_landlock
@pytest.mark.parametrize(("place", "works"), [("job", True), (".", False)])
def test_a_playlist_reaches_nothing_outside_even_without_our_options(
    tmp_path: Path, film: Path, place: str, works: bool
) -> None:
    # The arguments that pin demuxer and protocol are left out on purpose: this wall must hold alone.
    folder = tmp_path / "job"
    folder.mkdir()
    secret = tmp_path / place / "secret.mp4"
    shutil.copy(film, secret)
    (folder / "upload.mp4").write_text(f"ffconcat version 1.0\nfile {secret}\n")
    argv = [
        engine().ffmpeg,
        "-v",
        "error",
        "-safe",
        "0",
        "-f",
        "concat",
        "-i",
        "upload.mp4",
        "-c",
        "copy",
        "-y",
        "out.mp4",
    ]
    process = sandbox.start(argv, folder=folder)
    process.communicate(timeout=20)
    sandbox.stop(process)
    assert (folder / "out.mp4").exists() == works


@needs_landlock
def test_ffmpeg_cannot_connect_anywhere(tmp_path: Path) -> None:
    argv = [engine().ffmpeg, "-v", "error", "-i", "tcp://127.0.0.1:9", "-f", "null", "-"]
    process = sandbox.start(argv, folder=tmp_path)
    _, err = process.communicate(timeout=20)
    assert sandbox.stop(process) != 0
    assert b"ermission denied" in err


def test_a_process_that_burns_cpu_is_ended(tmp_path: Path) -> None:
    done = python(tmp_path, "while True: pass", Limits(cpu_seconds=1))
    assert done.returncode in (-signal.SIGKILL, -signal.SIGXCPU)


def test_a_file_that_grows_too_large_ends_the_writer(tmp_path: Path) -> None:
    argv = [
        engine().ffmpeg,
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=d=20",
        "-c:v",
        "rawvideo",
        "out.avi",
    ]
    process = sandbox.start(argv, folder=tmp_path, limits=Limits(file_bytes=1024 * 1024))
    process.communicate(timeout=20)
    assert sandbox.stop(process) != 0
    assert (tmp_path / "out.avi").stat().st_size <= 1024 * 1024


def test_nothing_of_our_environment_goes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary")
    done = python(tmp_path, "import os; print(dict(os.environ))")
    assert done.returncode == 0
    assert b"canary" not in done.stdout
    assert b"SECRET_KEY" not in done.stdout


def test_stop_ends_what_the_process_forked(tmp_path: Path) -> None:
    code = "import os,time\npid=os.fork()\nif pid: print(pid, flush=True)\ntime.sleep(60)"
    argv = [sys.executable, "-I", "-S", "-c", code]
    process = sandbox.start(argv, folder=tmp_path, read=(BASE,))
    assert process.stdout is not None
    child = int(process.stdout.readline())
    assert is_alive(child)
    sandbox.stop(process)
    assert gone(child)
    assert gone(process.pid)


def test_stop_twice_is_harmless(tmp_path: Path) -> None:
    process = sandbox.start([sys.executable, "-I", "-S", "-c", "print(1)"], folder=tmp_path, read=(BASE,))
    assert sandbox.stop(process) == sandbox.stop(process)


def test_a_sandboxed_process_dies_with_a_killed_parent(tmp_path: Path) -> None:
    code = f"""
import sys, time
sys.path.insert(0, {str(Path(__file__).parents[3])!r})
from pathlib import Path
from videos.media import sandbox
sleeper = "import time; print(1, flush=True); time.sleep(60)"
argv = [sys.executable, "-I", "-S", "-c", sleeper]
process = sandbox.start(argv, folder=Path({str(tmp_path)!r}), read=(Path(sys.base_prefix),))
process.stdout.readline()
print(process.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert gone(child)


def test_an_endless_answer_is_cut_off(tmp_path: Path) -> None:
    script = tmp_path / "flood.py"
    script.write_text("import sys\nwhile True: sys.stdout.write('x' * 65536)\n")
    with pytest.raises(sandbox.ChildFailed, match="too long"):
        sandbox.ask_python(script=script, question={}, seconds=20, max_bytes=1024 * 1024)


def test_a_child_that_closes_its_pipes_and_stays_is_ended(tmp_path: Path) -> None:
    script = tmp_path / "stay.py"
    script.write_text("import os, time\nos.close(1); os.close(2); time.sleep(60)\n")
    with pytest.raises(sandbox.AskedTooLong):
        sandbox.ask_python(script=script, question={}, seconds=0.5, max_bytes=100)


def test_a_child_that_ends_before_it_is_asked_has_failed(tmp_path: Path) -> None:
    script = tmp_path / "quit.py"
    script.write_text("import os\nos._exit(3)\n")
    with pytest.raises(sandbox.ChildFailed):
        sandbox.ask_python(script=script, question={"much": "x" * 10_000_000}, seconds=10, max_bytes=100)
