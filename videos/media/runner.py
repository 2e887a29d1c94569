"""Runs one FFmpeg command in the sandbox: progress out, a stop or a deadline in, and nothing left behind."""

import os
import selectors
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from videos.media import sandbox
from videos.media.command import Command
from videos.media.engine import Limits
from videos.media.progress import Progress, ProgressReader

ALWAYS = (
    "-nostdin", "-hide_banner", "-y", "-v", "error", "-progress", "pipe:1", "-stats_period", "0.2",
    "-max_alloc", str(1024**3),
)  # fmt: skip
LOG_BYTES = 64 * 1024
POLL = 0.1  # seconds between two looks at should_stop
GRACE = 2.0  # seconds between asking and killing
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class RunReport:
    """A run that ended well. `seconds` is wall time, `log` is the end of what FFmpeg complained about."""

    seconds: float
    frames: int
    log: str
    argv: tuple[str, ...]


class RunEnded(Exception):
    """FFmpeg did not finish its work."""


class FfmpegFailed(RunEnded):
    """FFmpeg ended with an error; the code is negative when a signal ended it."""

    def __init__(self, exit_code: int, log_text: str, argv: tuple[str, ...] = ()) -> None:
        super().__init__(f"FFmpeg ended with {exit_code}: {log_text[-300:]}")
        self.exit_code = exit_code
        self.log = log_text
        self.argv = argv


class Stopped(RunEnded):
    """Somebody asked for the run to be stopped, and it was."""


class DeadlineExceeded(RunEnded):
    """The run took longer than allowed, and was stopped."""


def _ignore(progress: Progress) -> None:
    pass


def _never() -> bool:
    return False


def run(
    command: Command,
    *,
    folder: Path,
    on_progress: Callable[[Progress], None] = _ignore,
    should_stop: Callable[[], bool] = _never,
    deadline: float = 3600.0,
    limits: Limits = DEFAULT_LIMITS,
    execute: tuple[Path, ...] = (),
) -> RunReport:
    """Run a compiled command to its end. `deadline` is seconds from now.

    Raises FfmpegFailed, Stopped, DeadlineExceeded, and whatever the two callbacks raise. In every case the
    process and its group are gone before this returns. `execute` names further programs that it may start.
    """
    argv = (command.argv[0], *ALWAYS, *command.argv[1:])
    begun = time.monotonic()
    process = sandbox.start(argv, folder=folder, read=command.reads, execute=execute, limits=limits)
    watch = _Watch(process, ProgressReader(duration=command.expects.duration))
    grace = 0.0
    try:
        _follow(watch, on_progress, should_stop, until=begun + deadline)
    except (Stopped, DeadlineExceeded):
        grace = GRACE
        raise
    finally:
        exit_code = sandbox.stop(process, grace=grace)
    if exit_code != 0:
        raise FfmpegFailed(exit_code, watch.log, argv)
    return RunReport(time.monotonic() - begun, watch.progress.frames, watch.log, argv)


@dataclass
class _Watch:
    """The two pipes of a running process, and what came through them so far."""

    process: subprocess.Popen[bytes]
    progress: ProgressReader
    tail: bytes = b""

    @property
    def log(self) -> str:
        return self.tail.decode("utf-8", errors="replace")

    def read(self, fd: int) -> tuple[bool, list[Progress]]:
        """Take what is in one pipe. Gives whether the pipe is still open, and news of progress."""
        data = os.read(fd, 65536)
        if self.process.stdout is not None and fd == self.process.stdout.fileno():
            return bool(data), self.progress.feed(data)
        self.tail = (self.tail + data)[-LOG_BYTES:]
        return bool(data), []


def _follow(
    watch: _Watch, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool], *, until: float
) -> None:
    """Read both pipes until the leader ends: a child that it left may hold them open, so EOF says nothing."""
    next_look = 0.0
    with selectors.DefaultSelector() as selector:
        for pipe in sandbox.outputs(watch.process):
            selector.register(pipe, selectors.EVENT_READ)
        while True:
            ended = sandbox.has_ended(watch.process)
            for news in _read_ready(watch, selector, wait=0.0 if ended else POLL):
                on_progress(news)
            if ended:
                _drain(watch, selector, on_progress)
                return
            now = time.monotonic()
            if now > until:
                raise DeadlineExceeded("the run took too long and was stopped")
            if now >= next_look:
                next_look = now + POLL
                if should_stop():
                    raise Stopped("the run was stopped")


def _read_ready(watch: _Watch, selector: selectors.BaseSelector, *, wait: float) -> list[Progress]:
    if not selector.get_map():
        time.sleep(wait / 5)
        return []
    news: list[Progress] = []
    for key, _ in selector.select(wait):
        is_open, found = watch.read(key.fd)
        news.extend(found)
        if not is_open:
            selector.unregister(key.fileobj)
    return news


def _drain(watch: _Watch, selector: selectors.BaseSelector, on_progress: Callable[[Progress], None]) -> None:
    # What the leader wrote is in the pipes by now; a pipe holds 64 KiB, so this many reads empty both.
    for _ in range(64):
        if not selector.get_map() or not selector.select(0):
            return
        for news in _read_ready(watch, selector, wait=0.0):
            on_progress(news)
