import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from credits import auditing, services
from credits.models import Hold, Lot, Transaction
from credits.pricing import MICRO
from credits.tests.ledger import ledger_of
from credits.tests.mutation import mutated
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


@pytest.mark.parametrize("trial", range(3))
def test_credits_are_never_negative_and_never_lost(alice: User, trial: int) -> None:
    spend_everything(alice, balance=500, debits=1024)


@pytest.mark.chaos
@pytest.mark.timeout(900)
@pytest.mark.parametrize("trial", range(30))
def test_credits_are_never_negative_and_never_lost_at_length(alice: User, trial: int) -> None:
    spend_everything(alice, balance=512, debits=1024)


def test_without_the_condition_of_the_update_the_race_is_lost(alice: User) -> None:
    """The test above can fail: with its guard out, the database's last line of defence breaks the debits."""
    with (
        mutated("credits_open_hold", "AND available >= in_micro", ""),
        pytest.raises(AssertionError),
    ):
        spend_everything(alice, balance=110, debits=128)


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
    services.grant(user=alice, micro=10**9, key="for-the-race", reason="")
    states = Counter(resolve_at_once(alice, trial) for trial in range(200))
    assert len(states) > 1, states


@pytest.mark.chaos
@pytest.mark.timeout(1800)
def test_a_hold_is_resolved_once_a_thousand_times(alice: User) -> None:
    services.grant(user=alice, micro=10**10, key="for-the-race", reason="")
    states = Counter(resolve_at_once(alice, trial) for trial in range(1000))
    assert sum(states.values()) == 1000


def test_without_the_state_in_its_condition_a_hold_is_resolved_twice(alice: User) -> None:
    with (
        mutated("credits_resolve_hold", "AND state = 'open'", ""),
        pytest.raises((AssertionError, IntegrityError)),
    ):
        resolve_at_once(alice, 0)


def grant_at_once(user: User, others: list[User], trial: int) -> None:
    """One key twenty times at once, half of them with another amount, and for somebody else beside."""
    before = ledger_of(user).available
    calls: list[Callable[[], object]] = [
        partial(services.grant, user=user, micro=(1 + number % 2) * MICRO, key=f"k{trial}", reason="")
        for number in range(20)
    ]
    calls += [
        partial(services.grant, user=other, micro=MICRO, key=f"k{trial}", reason="") for other in others
    ]
    results = at_once(calls)
    assert errors(results) == []
    assert len({row.pk for row in results}) == 1 + len(others)
    assert ledger_of(user).available - before in {1, 2}


def test_a_key_has_one_effect(alice: User, bob: User) -> None:
    for trial in range(100):
        grant_at_once(alice, [bob], trial)
    assert ledger_of(bob).available == 200


@pytest.mark.chaos
@pytest.mark.timeout(1800)
def test_a_key_has_one_effect_five_hundred_times(alice: User, bob: User) -> None:
    for trial in range(500):
        grant_at_once(alice, [bob], trial)


def test_a_charge_is_given_back_once_however_many_ask(alice: User) -> None:
    for trial in range(10):
        hold = services.hold(user=alice, micro=10 * MICRO, reference=f"r{trial}")
        assert hold is not None
        services.capture(hold_id=hold.pk, micro=10 * MICRO)
        charge = Transaction.objects.get(hold=hold, kind="capture")
        give = partial(services.refund, transaction_id=charge.pk, reason="", actor=None, micro=4 * MICRO)
        results = at_once([partial(give, key=f"refund:{trial}:{number}") for number in range(8)])
        assert [type(error) for error in errors(results)] == [ValidationError] * 6
    assert ledger_of(alice).spent == 20


def test_no_two_ways_to_change_a_balance_wait_for_each_other(alice: User, bob: User) -> None:
    """Everything that writes, from eight connections at once, some in one transaction: no deadlock."""
    for trial in range(12):
        results = at_once(
            [partial(everything, user, trial, number) for user in (alice, bob) for number in range(4)]
        )
        assert errors(results) == []
    assert auditing.audit().faults == {}


def everything(user: User, trial: int, number: int) -> None:
    name = f"{trial}:{number}"
    grant = services.grant(
        user=user,
        micro=5 * MICRO,
        key=f"shared:{trial}" if number % 2 else name,
        reason="",
        lot=Lot.Kind.PLAN,
        # Later trials lapse them; whoever waits for the other seven on a busy machine is still in time.
        expires_at=timezone.now() + timedelta(seconds=10),
    )
    with transaction.atomic():
        hold = services.hold(user=user, micro=4 * MICRO, reference=f"{user.pk}:{name}", lifetime=timedelta(0))
        services.grant(user=user, micro=MICRO, key=f"shared:{trial}:{number % 2}", reason="")
    services.expire_forgotten_holds()
    services.lapse_expired_lots()
    assert hold is not None
    with suppress(services.AlreadyResolved), transaction.atomic():
        services.capture(hold_id=hold.pk, micro=3 * MICRO)
        services.hold(user=user, micro=MICRO, reference=f"{user.pk}:{name}:after")
    with suppress(ValidationError):
        services.reverse_grant(transaction_id=grant.pk, key=f"back:{name}", reason="", micro=MICRO)
    with suppress(services.InsufficientCredits):
        services.adjust(user=user, micro=-MICRO, key=f"down:{name}", reason="", actor=None)
