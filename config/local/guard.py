"""Kills what a supervisor leaves behind when it is killed itself.

Runs as a script of its own (`python -I -S guard.py GRACE`). The supervisor writes a line for each process
group: `+ID` when it begins, `-ID` when nothing is left of it. When the pipe ends, which it also does after
`kill -9` of the supervisor, the groups that remain get GRACE seconds to end and are then killed. The first
process of each group is bound to the supervisor by the kernel (tether.py); this is for their children, such
as Celery's pool.
The guard inherits the lock of the home, so that the next start waits until it is done.
"""

import os
import signal
import sys
import time


def remaining_groups() -> set[int]:
    """Reads the supervisor's lines until it ends; what is left are the groups nobody took care of."""
    groups: set[int] = set()
    for line in sys.stdin:
        if line.endswith("\n"):  # else it was killed in the middle of the line
            (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    return groups


def send(pgid: int, number: int) -> bool:
    """Signals a group; false when it is empty."""
    try:
        os.killpg(pgid, number)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    """Waits for the supervisor's end, then for that of its groups."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups = remaining_groups()
    # The second wait is for the kernel: whoever gets the home's lock after us must find none of them.
    for number, patience in ((signal.SIGTERM, float(sys.argv[1])), (signal.SIGKILL, 5.0)):
        for pgid in groups:
            send(pgid, number)
        deadline = time.monotonic() + patience
        while groups and time.monotonic() < deadline:
            time.sleep(0.02)
            groups = {pgid for pgid in groups if send(pgid, 0)}


if __name__ == "__main__":
    main()
