"""Web processes in a moment: imports the platform once and forks, so that a test can kill many of them.

Reads lines of JSON, {"port": ..., "env": {...}}, and answers each with the id of a process that serves there.
"""

import ctypes
import json
import os
import runpy
import signal
import sys
from importlib import import_module
from pathlib import Path


def serve(port: int, log: str) -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["config.web", "--port", str(port)]
    # Not before: Twisted's reactor must not be shared with a parent.
    runpy.run_module("config.web", run_name="__main__")


def main() -> None:
    import_module("config.asgi")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os.environ |= order["env"]
            Path(order["log"]).touch()
            serve(order["port"], order["log"])
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
