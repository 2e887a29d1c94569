"""Tries to break out of the sandbox, from inside. Run by `selftest` only; standard library only.

Takes one JSON object in argv[1] and prints `{layer: held}`. A wall counts as standing only when the kernel
says no in the expected words: a refused connection, say, would prove nothing.
"""
# ruff: noqa: PTH107, PTH115, PTH123, PTH211 - pathlib would double the start-up time

import ctypes
import errno
import json
import mmap
import os
import resource
import socket
import sys
from collections.abc import Callable
from typing import Any

MIB = 1024 * 1024
PR_GET_NO_NEW_PRIVS = 39


def denied(attempt: Callable[[], Any], *words: int) -> bool:
    """Say whether the kernel refuses an attempt, by EACCES, EPERM or one of these error numbers."""
    try:
        attempt()
    except PermissionError:
        return True
    except OSError as refusal:
        return refusal.errno in words
    return False


def read(path: str) -> None:
    with open(path, "rb") as file:
        file.read(1)


def write(path: str) -> None:
    with open(path, "xb") as file:
        file.write(b"x")


def connect(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        pass


def send(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"hello", ("127.0.0.1", port))


def folder_works() -> bool:
    write("allowed.txt")
    read("allowed.txt")
    os.remove("allowed.txt")
    return True


def memory_ends(limit: int) -> bool:
    mmap.mmap(-1, MIB).close()
    try:
        mmap.mmap(-1, limit + MIB).close()
    except (OSError, MemoryError):
        return True
    return False


def file_ends(limit: int) -> bool:
    with open("large.bin", "wb", buffering=0) as file:
        try:
            written = sum(file.write(bytes(MIB)) for _ in range(limit // MIB + 2))
        except OSError:
            written = file.tell()
    os.remove("large.bin")
    return written <= limit


def is_closed(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return True
    return False


def main() -> None:
    task = json.loads(sys.argv[1])
    libc = ctypes.CDLL(None)
    held = {
        "own_folder_usable": folder_works(),
        "reading_elsewhere_denied": denied(lambda: read(task["canary"])),
        "writing_elsewhere_denied": denied(lambda: write(task["elsewhere"])),
        "links_denied": denied(lambda: os.symlink(task["canary"], "link")),
        "programs_denied": denied(lambda: os.posix_spawn("/bin/sh", ["sh", "-c", ":"], {})),
        "network_denied": denied(lambda: connect(task["port"]), errno.ENETUNREACH),
        "datagrams_denied": denied(lambda: send(task["datagram_port"]), errno.ENETUNREACH),
        "network_empty": os.readlink("/proc/self/ns/net") != task["network"],
        "sockets_denied": denied(socket.socket),
        "signals_denied": denied(lambda: os.kill(task["parent"], 0)),
        "memory_limited": memory_ends(task["memory"]),
        "files_limited": file_ends(task["file_bytes"]),
        "core_dumps_off": resource.getrlimit(resource.RLIMIT_CORE) == (0, 0),
        "privileges_fixed": libc.prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1,
        "environment_empty": not set(task["variables"]) & set(os.environ),
        "descriptors_closed": is_closed(task["descriptor"]),
        "own_session": os.getsid(0) == os.getpid() == os.getpgid(0),
    }
    json.dump(held, sys.stdout)


if __name__ == "__main__":
    main()
