import itertools
import os
import shlex
import sys
import time
from pathlib import Path

import pytest

from videos.media.command import Command, Expectation
from videos.media.engine import Limits, engine
from videos.media.progress import Progress, ProgressReader
from videos.media.runner import LOG_BYTES, DeadlineExceeded, FfmpegFailed, Stopped, run
from videos.media.tests.test_sandbox import gone

PYTHON = Path(os.path.realpath(sys.executable))


def order(
    argv: tuple[str, ...], folder: Path, reads: tuple[Path, ...] = (), seconds: float = 10.0
) -> Command:
    expects = Expectation("mp4", seconds, 64, 64, 25, has_video=True, has_audio=False, tolerance=0.1)
    return Command(argv, reads, (), folder / "output.mp4", expects, "encode")


def stub(folder: Path, code: str) -> Command:
    """A false FFmpeg. The runner puts its own options behind argv[0], so that must be a script."""
    script = folder / "stub"
    script.write_text(
        f"#!{PYTHON} -IS\nimport os, signal, sys, time\nopen('pid', 'w').write(str(os.getpid()))\n{code}"
    )
    script.chmod(0o755)
    return order((str(script),), folder, reads=(Path(sys.base_prefix),))


def pid_of(folder: Path) -> int:
    return int((folder / "pid").read_text())


def slow_film(folder: Path) -> Command:
    argv = shlex.split(
        "-re -f lavfi -i testsrc2=s=64x64:r=25 -t 10 -c:v libx264 -preset ultrafast output.mp4"
    )
    return order((engine().ffmpeg, *argv), folder)


def test_progress_rises_to_a_hundred(tmp_path: Path) -> None:
    argv = shlex.split("-readrate 4 -f lavfi -i testsrc2=s=64x64:r=25 -t 4 -preset ultrafast output.mp4")
    seen: list[Progress] = []
    report = run(
        order((engine().ffmpeg, *argv), tmp_path, seconds=4), folder=tmp_path, on_progress=seen.append
    )
    percents = [progress.percent for progress in seen]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert any(0 < percent < 100 for percent in percents)
    assert report.frames == 100
    assert (tmp_path / "output.mp4").stat().st_size > 0


def test_a_request_to_stop_is_heard_and_ffmpeg_is_gone(tmp_path: Path) -> None:
    seen: list[Progress] = []
    with pytest.raises(Stopped):
        run(slow_film(tmp_path), folder=tmp_path, on_progress=seen.append, should_stop=lambda: len(seen) > 1)


def test_should_stop_is_asked_at_least_four_times_a_second(tmp_path: Path) -> None:
    asked: list[float] = []

    def note() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 8

    with pytest.raises(Stopped):
        run(slow_film(tmp_path), folder=tmp_path, should_stop=note)
    middle = sorted(after - before for before, after in itertools.pairwise(asked))[4]
    assert middle <= 0.25


def test_a_deadline_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(DeadlineExceeded):
        run(slow_film(tmp_path), folder=tmp_path, deadline=0.3)


def test_a_program_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    command = stub(tmp_path, "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(1)")
    with pytest.raises(DeadlineExceeded):
        run(command, folder=tmp_path, deadline=0.5, execute=(PYTHON,))
    assert gone(pid_of(tmp_path))


@pytest.mark.parametrize("ending", ["os._exit(0)", "os._exit(1)", "time.sleep(60)"])
def test_what_it_forked_does_not_outlive_the_run(tmp_path: Path, ending: str) -> None:
    code = f"""
child = os.fork()
if child == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)
open('child', 'w').write(str(child))
{ending}
"""
    command = stub(tmp_path, code)
    try:
        run(command, folder=tmp_path, deadline=1, execute=(PYTHON,))
    except (FfmpegFailed, DeadlineExceeded):
        assert ending != "os._exit(0)"
    assert gone(int((tmp_path / "child").read_text()))
    assert gone(pid_of(tmp_path))


def test_a_flood_of_complaints_is_kept_small(tmp_path: Path) -> None:
    command = stub(
        tmp_path, "for _ in range(800): os.write(2, b'x' * 65536)\nos.write(2, b'the end')\nsys.exit(3)"
    )
    with pytest.raises(FfmpegFailed) as caught:
        run(command, folder=tmp_path, deadline=60, execute=(PYTHON,))
    assert caught.value.exit_code == 3
    assert len(caught.value.log) <= LOG_BYTES
    assert caught.value.log.endswith("the end")


def test_a_flood_of_progress_without_a_line_end_is_kept_small() -> None:
    reader = ProgressReader(duration=1)
    for _ in range(100):
        assert reader.feed(b"x" * 65536) == []
    assert len(reader._rest) <= 65536


def test_success_without_output_is_for_the_checks_to_find(tmp_path: Path) -> None:
    report = run(stub(tmp_path, "sys.exit(0)"), folder=tmp_path, deadline=20, execute=(PYTHON,))
    assert report.frames == 0


def test_an_error_in_a_callback_leaves_nothing_running(tmp_path: Path) -> None:
    def fall(_: Progress) -> None:
        raise RuntimeError("the database is gone")

    command = stub(tmp_path, "os.write(1, b'progress=continue\\n')\ntime.sleep(60)")
    with pytest.raises(RuntimeError, match="database"):
        run(command, folder=tmp_path, deadline=30, on_progress=fall, execute=(PYTHON,))
    assert gone(pid_of(tmp_path))


def test_a_failure_tells_what_ffmpeg_said(tmp_path: Path) -> None:
    command = order((engine().ffmpeg, "-i", "nothing.mp4", "output.mp4"), tmp_path)
    with pytest.raises(FfmpegFailed, match=r"nothing\.mp4"):
        run(command, folder=tmp_path, deadline=20)


def test_memory_beyond_the_limit_is_a_failure(tmp_path: Path) -> None:
    command = stub(tmp_path, "x = bytearray(900 * 1024 * 1024)")
    with pytest.raises(FfmpegFailed):
        run(command, folder=tmp_path, deadline=20, limits=Limits(memory=512 * 1024 * 1024), execute=(PYTHON,))


def test_progress_is_read_however_the_bytes_are_cut() -> None:
    text = (
        b"frame=50\nfps=25.0\nout_time_us=2000000\nspeed=1.5x\nprogress=continue\nframe=N/A\nprogress=end\n"
    )
    reader = ProgressReader(duration=4)
    found = [news for byte in text for news in reader.feed(bytes([byte]))]
    assert found[0] == Progress(percent=50, frames=50, seconds=2, fps=25, speed=1.5)
    assert found[1].percent == 100
