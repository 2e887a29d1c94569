"""The child that speaks to YouTube by yt-dlp. Run as a script by `downloading.py`; never imported by us.

yt-dlp parses what strangers wrote, so it gets walls of its own before it reads the first byte: it writes into
its folder only, connects to the public internet only, and starts no program but the JavaScript runtime that
YouTube's pages need. It prints one JSON object a line: `{"runtime": …}`, `{"info": …}`, `{"progress": …}`,
`{"files": …}`, or `{"refused": what yt-dlp says}`.
"""

import json
import os
import resource
import socket
import sys
from pathlib import Path
from typing import Any

os.environ["YTDLP_NO_PLUGINS"] = "1"

from yt_dlp import YoutubeDL
from yt_dlp.extractor.generic import GenericIE
from yt_dlp.extractor.youtube import YoutubeIE
from yt_dlp.globals import supported_js_runtimes
from yt_dlp.utils import YoutubeDLError

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from jobs.fetching.addresses import is_public
from videos.media.launcher import lock_down

TOLD = (
    "id", "title", "description", "duration", "channel", "channel_url", "uploader", "uploader_url",
    "thumbnail", "timestamp", "upload_date", "license", "live_status", "is_live", "age_limit", "availability",
    "filesize", "filesize_approx",
)  # fmt: skip
LONGEST_TOLD = 6000  # characters of one field
TELL_EVERY = 64 * 1024  # bytes between two words about progress
FORBIDDEN = frozenset({"os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn"})


class TooMuch(Exception):
    """The film is larger than it may be."""


def tell(**what: Any) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def guard(question: dict[str, Any]) -> None:
    """Refuses, in this process, every connection and every program that is not meant."""
    hosts, runtime = set(question["hosts"]), question["runtime_path"]

    def look(event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            _must_be_allowed(args[0], args[1], hosts)
        elif event == "subprocess.Popen" and str(args[0]) != runtime:
            raise PermissionError(f"{args[0]} is not started here")
        elif event in FORBIDDEN:
            raise PermissionError(f"{event} is not done here")

    sys.addaudithook(look)


def _must_be_allowed(sock: socket.socket, address: Any, hosts: set[str]) -> None:
    if sock.family not in {socket.AF_INET, socket.AF_INET6}:
        raise PermissionError("only the internet is connected to here")
    if not (address[0] in hosts or is_public(address[0])):
        raise PermissionError(f"{address[0]} is no address of the public internet")


class Silent:
    """What yt-dlp has to say beside its errors, which it raises."""

    def debug(self, message: str) -> None:
        pass

    info = warning = error = debug


class Meter:
    """Counts the bytes of all files, tells of them, and stops what becomes too much."""

    def __init__(self, *, most: int, total: int) -> None:
        self.most, self.total = most, total
        self.before = self.now = self.told = 0

    def hook(self, news: dict[str, Any]) -> None:
        self.now = int(news.get("downloaded_bytes") or 0)
        told = news.get("total_bytes") or news.get("total_bytes_estimate") or 0
        self.total = max(self.total, self.before + int(told))
        if self.before + max(self.now, int(news.get("total_bytes") or 0)) > self.most:
            raise TooMuch
        if news["status"] == "finished":
            self.before += self.now
            self.now = 0
        if self.before + self.now - self.told >= TELL_EVERY or news["status"] == "finished":
            self.told = self.before + self.now
            tell(progress={"done": self.told, "total": self.total})


def options(question: dict[str, Any]) -> dict[str, Any]:
    runtime = question["runtime"]
    return {
        "quiet": True,
        "noprogress": True,
        "logger": Silent(),
        "cachedir": False,
        "noplaylist": True,
        "ignoreerrors": False,
        "allow_unplayable_formats": False,
        "check_formats": False,
        "enable_file_urls": False,
        "usenetrc": False,
        "postprocessors": [],
        "fixup": "never",
        "ffmpeg_location": "/nonexistent",
        "external_downloader": {"default": "native"},
        "hls_prefer_native": True,
        "js_runtimes": {runtime: {"path": question["runtime_path"]}} if runtime else {},
        "remote_components": [],
        "socket_timeout": question["socket_seconds"],
        "retries": 3,
        "fragment_retries": 3,
        "extractor_retries": 2,
        "skip_unavailable_fragments": False,
        "continuedl": False,
        "nopart": True,
        "updatetime": False,
        "format": "bv*+ba/b",
        # Nothing above the wished height where there is something else; then what most can play.
        "format_sort": [f"res:{question['height']}", "proto:https", "vcodec:h264", "acodec:aac"],
    }


def find(question: dict[str, Any]) -> tuple[YoutubeDL, dict[str, Any]]:
    ydl = YoutubeDL(options(question), auto_init=False)
    ydl.add_info_extractor(GenericIE() if question["is_trial"] else YoutubeIE())
    found = ydl.extract_info(question["address"], download=False)
    if not isinstance(found, dict) or found.get("_type", "video") != "video":
        raise YoutubeDLError("The address does not lead to one video; it is not available.")
    return ydl, found


def sizes(wanted: list[dict[str, Any]]) -> int:
    """Bytes of all that is wanted, as far as they are known."""
    return sum(int(each.get("filesize") or each.get("filesize_approx") or 0) for each in wanted)


def told(found: dict[str, Any], wanted: list[dict[str, Any]]) -> dict[str, Any]:
    chosen = {name: found.get(name) for name in TOLD}
    cut = {name: each[:LONGEST_TOLD] if isinstance(each, str) else each for name, each in chosen.items()}
    return {**cut, "size": sizes(wanted)}


def download(ydl: YoutubeDL, found: dict[str, Any], wanted: list[dict[str, Any]], most: int) -> list[str]:
    """Brings every track as a file of its own; joining them is the media engine's work."""
    meter = Meter(most=most, total=sizes(wanted))
    if meter.total > most:
        raise TooMuch
    ydl.add_progress_hook(meter.hook)
    names = []
    for number, each in enumerate(wanted):
        name = f"track-{number}"
        whole = {**found, **each}
        whole.pop("requested_formats", None)
        done, _ = ydl.dl(name, whole)
        if not done or not Path(name).is_file():
            raise YoutubeDLError("The film could not be downloaded; no bytes read.")
        names.append(name)
    return names


def runtime(question: dict[str, Any]) -> dict[str, Any] | None:
    """The JavaScript runtime that we were given, and whether yt-dlp can use it."""
    kind = supported_js_runtimes.value.get(question["runtime"])
    info = kind(path=question["runtime_path"]).info if kind else None
    return {"name": info.name, "version": info.version, "isUsable": info.supported} if info else None


def answer(question: dict[str, Any]) -> None:
    tell(runtime=runtime(question))
    if not question["address"]:
        return
    ydl, found = find(question)
    wanted = found.get("requested_formats") or [found]
    tell(info=told(found, wanted))
    if question["most_bytes"]:
        tell(files=download(ydl, found, wanted, question["most_bytes"]))


def main() -> None:
    question = json.load(sys.stdin)
    lock_down(question)
    # V8 sets far more address space aside than it uses, so it is what is written to that is limited.
    resource.setrlimit(resource.RLIMIT_DATA, (question["data_bytes"], question["data_bytes"]))
    guard(question)
    try:
        answer(question)
    except TooMuch:
        tell(refused="", too_large=True)
    except (YoutubeDLError, OSError) as error:
        tell(refused=f"{type(error).__name__}: {error}"[:2000])


if __name__ == "__main__":
    main()
