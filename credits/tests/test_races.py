import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import User
from credits import services
from credits.models import Hold, Transaction
from credits.pricing import MICRO
from credits.tests.ledger import ledger_of
from credits.tests.racing import at_once, errors

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES, CONNECTIONS = 4, 8


def start_spender(user: User, debits: int) -> subprocess.Popen[bytes]:
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    command = [sys.executable, "-m", "credits.tests.spender", str(user.pk), str(debits), str(CONNECTIONS)]
    env = {**os.environ, "DATABASE_URL": url.geturl()}
    return subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE)


def spend_everything(user: User, *, balance: int, debits: int) -> None:
    """Asks for more credits than there are, from 32 connections in 4 processes, while the ledger is read."""
    services.grant(user=user, micro=(balance - 100) * MICRO, key="for-the-race", reason="")
    spenders = [start_spender(user, debits // PROCESSES) for _ in range(PROCESSES)]
    looks = 0
    try:
        while any(spender.poll() is None for spender in spenders):
            seen = services.balance(user=user)
            assert seen.available >= 0
            assert seen.held >= 0
            assert seen.available + seen.held <= balance * MICRO
            looks += 1
            time.sleep(0.01)
        answers = [json.loads(spender.communicate()[0]) for spender in spenders]
    finally:
        for spender in spenders:
            spender.kill()
            spender.wait()
    assert looks > 20
    assert sum(map(Counter, answers), Counter()) == {"done": balance, "refused": debits - balance}
    ledger = ledger_of(user)
    assert (ledger.available, ledger.held, ledger.spent) == (0, 0, balance)


def test_credits_are_never_negative_and_never_lost(alice: User) -> None:
    spend_everything(alice, balance=120, debits=256)


@pytest.mark.chaos
@pytest.mark.timeout(900)
@pytest.mark.parametrize("trial", range(30))
def test_credits_are_never_negative_and_never_lost_at_length(alice: User, trial: int) -> None:
    spend_everything(alice, balance=512, debits=1024)


def resolve_at_once(user: User, trial: int) -> str:
    """Captures, releases and expires one hold from eight connections; the state in which it ended."""
    before = ledger_of(user)
    hold = services.hold(user=user, micro=4 * MICRO, reference=f"race:{trial}")
    assert hold is not None
    Hold.objects.filter(pk=hold.pk).update(expires_at=hold.created_at)
    ways: list[Callable[[], object]] = [
        partial(services.capture, hold_id=hold.pk, micro=MICRO),
        partial(services.release, hold_id=hold.pk),
        services.expire_forgotten_holds,
    ]
    results = at_once([ways[(number + trial) % 3] for number in range(8)])
    assert all(isinstance(error, services.AlreadyResolved) for error in errors(results))
    assert Transaction.objects.filter(hold=hold).exclude(kind="hold").count() == 1
    hold.refresh_from_db()
    after, spent = ledger_of(user), 1 if hold.state == "captured" else 0
    assert (before.available - after.available, after.held, after.spent - before.spent) == (spent, 0, spent)
    return hold.state


def test_a_hold_is_resolved_once(alice: User) -> None:
    states = Counter(resolve_at_once(alice, trial) for trial in range(60))
    assert len(states) > 1, states


@pytest.mark.chaos
@pytest.mark.timeout(1800)
def test_a_hold_is_resolved_once_a_thousand_times(alice: User) -> None:
    services.grant(user=alice, micro=10**10, key="for-the-race", reason="")
    states = Counter(resolve_at_once(alice, trial) for trial in range(1000))
    assert sum(states.values()) == 1000
