"""The process that `doomed` gives orders to: a JSON line in, and how the forked process ended out."""

import json
import os
import sys
import uuid
from typing import Any

import django
from django.conf import settings

django.setup()

from ai import registry  # noqa: E402
from ai.services import errands  # noqa: E402
from jobs import running  # noqa: E402


def do(order: dict[str, Any]) -> None:
    os.environ["FRAMEWRIGHT_FAILPOINT"] = order["place"]
    for name, value in order["settings"].items():
        setattr(settings, name, value)
    if "job" in order:
        running.run_job(job_id=uuid.UUID(order["job"]))
    else:
        errands.run(errand_id=order["errand"])


def main() -> None:
    for name in registry.available() - {"local"}:
        registry.provider(name)  # the SDKs are loaded here, once
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            do(json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{json.dumps({'signal': max(-code, 0), 'code': code})}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
