"""Asks YouTube for a film by yt-dlp, in a process of its own with walls around it.

It ends with whoever asked: with a deadline, when the work is stopped, and when the worker is killed.
"""

import dataclasses
import json
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from videos.media import processes, sandbox
from videos.media.engine import Limits
from youtube_integration.client import refusals
from youtube_integration.client.refusals import Refused

CHILD = Path(__file__).with_name("downloading_child.py")
# What yt-dlp can use, in the order of its own preference, by the program's name.
RUNTIMES = {"deno": "deno", "node": "node", "bun": "bun", "quickjs": "qjs"}
# What a program needs to resolve names, to check certificates, and to be Python.
READS = (
    "/etc/ssl", "/etc/pki", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
    "/etc/resolv.conf", "/run/systemd/resolve", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf",
    "/etc/services", "/etc/gai.conf", "/etc/localtime", "/usr/share/zoneinfo", "/dev/urandom", "/dev/null",
)  # fmt: skip
DATA_BYTES = 2 * 1024**3
SOCKET_SECONDS = 20.0
CPU_SECONDS = 1800
TICK = 0.5  # seconds between two looks at whether to go on
LOOK_SECONDS = 60.0
SLACK = 1024**2

# Told how many bytes have arrived, and of how many (0: nobody knows); what it raises ends the download.
OnProgress = Callable[[int, int], None]


class TooLarge(Exception):
    """The film is larger than the caller allows."""


@dataclass(frozen=True)
class Runtime:
    """A JavaScript runtime, which YouTube's pages need; both are empty when there is none."""

    name: str = ""
    path: str = ""


@dataclass(frozen=True)
class RuntimeReport:
    """A runtime and its version ("deno 2.9.8"); those that are too old are not usable."""

    words: str
    is_usable: bool


@dataclass(frozen=True, kw_only=True)
class Source:
    """A page with a film. `is_trial`: it is a media server of a test, on this machine."""

    address: str
    is_trial: bool = False
    height: int = 720
    runtime: Runtime = field(default_factory=Runtime)


@dataclass(frozen=True)
class Download:
    """What yt-dlp says of a film, and its tracks as files: one with all, or the picture and the sound."""

    info: dict[str, Any]
    files: tuple[Path, ...]


@cache
def runtime_of(wish: str) -> Runtime:
    """The runtime to use: the wished path, else (`auto`) the first that is installed; `none` is none."""
    if wish == "none":
        return Runtime()
    if wish not in {"", "auto"}:
        name = next((name for name, program in RUNTIMES.items() if program == Path(wish).name), "")
        return Runtime(name, wish) if name and Path(wish).is_file() else Runtime()
    found = ((name, shutil.which(program)) for name, program in RUNTIMES.items())
    return next((Runtime(name, str(Path(path).resolve())) for name, path in found if path), Runtime())


@cache
def report_of(runtime: Runtime) -> RuntimeReport:
    """What there is to run JavaScript, and whether yt-dlp can use it; asked once in each process."""
    if not runtime.name:
        return RuntimeReport("none", is_usable=False)
    with tempfile.TemporaryDirectory(prefix="look-") as folder:
        question = _question(Source(address="", runtime=runtime), Path(folder), most_bytes=0)
        with closing(_news(question, Path(folder), LOOK_SECONDS)) as told:
            heard = [_dict(news.get("runtime")) for news in told if news]
    found = next((each for each in heard if each), {})
    words = f"{runtime.name} {found.get('version', 'of an unknown version')}"
    return RuntimeReport(words, is_usable=bool(found.get("isUsable")))


def look(source: Source) -> dict[str, Any]:
    """What yt-dlp says of a film; nothing is downloaded. Raises Refused."""
    with tempfile.TemporaryDirectory(prefix="look-") as folder:
        question = _question(source, Path(folder), most_bytes=0)
        with closing(_news(question, Path(folder), LOOK_SECONDS)) as told:
            for news in told:
                if news and "info" in news:
                    return _dict(news["info"])
    raise Refused(refusals.CHANGED)


def download(
    source: Source,
    *,
    folder: Path,
    most_bytes: int,
    seconds: float,
    on_info: Callable[[dict[str, Any]], None],
    on_progress: OnProgress,
) -> Download:
    """Brings a film into a folder. Both callbacks may raise to stop it; `on_progress` is called all along.

    Raises Refused or TooLarge. In every case the process is gone before this returns.
    """
    info: dict[str, Any] = {}
    done, total = 0, 0
    question = _question(source, folder, most_bytes=most_bytes)
    # Closed whatever a callback raises: what was raised keeps the generator alive, and that the process.
    with closing(_news(question, folder, seconds)) as told:
        for news in told:
            if news and "files" in news:
                return Download(info, tuple(folder / str(name) for name in news["files"]))
            if news and "info" in news:
                info = _dict(news["info"])
                on_info(info)
            if news and "progress" in news:
                done, total = int(news["progress"]["done"]), int(news["progress"]["total"])
            on_progress(done, total)
    raise Refused(refusals.CHANGED)


def _news(
    question: dict[str, Any], folder: Path, seconds: float
) -> Generator[dict[str, Any] | None, None, None]:
    """Every object that the child prints, and None now and then; raises what it says it was refused."""
    lines = sandbox.converse(script=CHILD, question=question, folder=folder, seconds=seconds, wait=TICK)
    runtime: dict[str, Any] = {}
    with closing(lines):
        try:
            for line in lines:
                news = None if line is None else _read(line)
                if news and "runtime" in news:
                    runtime = _dict(news["runtime"])
                if news and news.get("too_large"):
                    raise TooLarge
                if news and "refused" in news:
                    saying, has_runtime = str(news["refused"]), bool(runtime.get("isUsable"))
                    raise Refused(refusals.reason_of(saying, has_runtime=has_runtime))
                yield news
        except sandbox.AskedTooLong:
            raise Refused(refusals.SLOW) from None
        except sandbox.ChildFailed as failure:
            raise Refused(refusals.CHANGED) from failure


def _question(source: Source, folder: Path, *, most_bytes: int) -> dict[str, Any]:
    limits = Limits(
        memory=resource.RLIM_INFINITY,
        cpu_seconds=CPU_SECONDS,
        file_bytes=(most_bytes or SLACK) + SLACK,
    )
    runtime = [source.runtime.path] if source.runtime.path else []
    return {
        "address": source.address,
        "is_trial": source.is_trial,
        "hosts": [urlsplit(source.address).hostname] if source.is_trial else [],
        "height": source.height,
        "runtime": source.runtime.name,
        "runtime_path": source.runtime.path,
        "most_bytes": most_bytes,
        "socket_seconds": SOCKET_SECONDS,
        "data_bytes": DATA_BYTES,
        "may_connect": True,
        "limits": dataclasses.asdict(limits),
        "read": [*processes.LIBRARIES, *READS, sys.prefix, sys.base_prefix + "/lib"],
        "execute": [*runtime, *processes.loaders()] if runtime else [],
        "write": [str(folder.resolve())],
    }


def _read(line: str) -> dict[str, Any] | None:
    try:
        return _dict(json.loads(line))
    except ValueError:
        return None  # yt-dlp itself had something to say


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
