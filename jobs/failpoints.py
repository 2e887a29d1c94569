"""Named places where a test can kill the process, to show that nothing is lost there."""

import os
import signal


def failpoint(name: str) -> None:
    """Kills this process when FRAMEWRIGHT_FAILPOINT names this place; otherwise does nothing."""
    if os.environ.get("FRAMEWRIGHT_FAILPOINT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
