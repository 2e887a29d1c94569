"""A small server that speaks clamd's INSTREAM, and the real one from Debian with a signature of our own."""

import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# In two halves: the whole in one place would have scanners of other people shout at this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
START_WITHIN_SECONDS = 20.0


@dataclass
class Clamd:
    """`answers` are said instead of a verdict, one after the other; `most` is its StreamMaxLength."""

    url: str
    most: int = 2**31
    answers: list[bytes] = field(default_factory=list)
    seen: list[bytes] = field(default_factory=list)


@contextmanager
def small_clamd() -> Iterator[Clamd]:
    clamd = Clamd("")

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            command = b""
            while not command.endswith(b"\0"):
                command += self.rfile.read(1)
            self.wfile.write(b"PONG\0" if command == b"zPING\0" else _looked(clamd, self))

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        clamd.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield clamd
        server.shutdown()
        thread.join()


def _looked(clamd: Clamd, handler: socketserver.StreamRequestHandler) -> bytes:
    content = b""
    while size := struct.unpack(">I", handler.rfile.read(4))[0]:
        content += handler.rfile.read(size)
        if len(content) > clamd.most:
            return b"INSTREAM size limit exceeded. ERROR\0"
    clamd.seen.append(content)
    if clamd.answers:
        return clamd.answers.pop(0)
    return b"stream: Eicar-Trial FOUND\0" if EICAR in content else b"stream: OK\0"


@contextmanager
def real_clamd(folder: Path) -> Iterator[str]:
    """The address of Debian's clamd, which knows one virus; freshclam needs a network."""
    binary = shutil.which("clamd")
    assert binary, "clamd is not installed"
    (folder / "trial.ndb").write_text(f"Eicar-Trial:0:*:{EICAR.hex()}\n")
    spot = folder / "clamd.sock"
    settings = {
        "DatabaseDirectory": folder,
        "LocalSocket": spot,
        "Foreground": "yes",
        "LogFile": folder / "log",
    }
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    process = subprocess.Popen([binary, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL)
    try:
        _await(spot, process)
        yield f"unix://{spot}"
    finally:
        process.terminate()
        process.wait(20)


def _await(spot: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.socket(socket.AF_UNIX) as visitor:
                visitor.connect(str(spot))
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("clamd did not start")
