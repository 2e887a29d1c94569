"""A process that spends one person's credits from several connections, and prints what came of it as JSON.

`python -m credits.tests.spender USER_ID DEBITS CONNECTIONS`
"""

import json
import sys
import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial

import django

django.setup()

from accounts.models import User  # noqa: E402 - models exist after the setup only
from credits import services  # noqa: E402
from credits.pricing import MICRO  # noqa: E402
from credits.tests.racing import at_once  # noqa: E402


def spend(user: User, times: int) -> Counter[str]:
    """Holds and charges one credit `times` times; how often it was done and how often refused."""
    seen: Counter[str] = Counter()
    for _ in range(times):
        try:
            hold = services.hold(user=user, micro=MICRO, reference=f"spend:{uuid.uuid4()}")
        except services.InsufficientCredits:
            seen["refused"] += 1
            continue
        if hold is not None:
            services.capture(hold_id=hold.pk, micro=MICRO)
            seen["done"] += 1
    return seen


def main() -> None:
    user, debits, connections = User.objects.get(pk=sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    calls: list[Callable[[], Counter[str]]] = [
        partial(spend, user, debits // connections) for _ in range(connections)
    ]
    total: Counter[str] = Counter()
    for result in at_once(calls):
        total.update(result if isinstance(result, Counter) else {repr(result): 1})
    print(json.dumps(total))  # noqa: T201 - the answer of this program


if __name__ == "__main__":
    main()
