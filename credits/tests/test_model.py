"""The ledger against an independent model of it: whatever happens in whatever order, both say the same."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from credits import services
from credits.models import Hold
from credits.tests.ledger import ledger_of

AMOUNTS = st.integers(min_value=1, max_value=50_000_000)


@dataclass
class Model:
    """What a careful person would write down on paper."""

    available: int = 0
    spent: int = 0
    issued: int = 0
    keys: set[str] = field(default_factory=set)
    open: dict[uuid.UUID, int] = field(default_factory=dict)


class LedgerMachine(RuleBasedStateMachine):
    holds: Bundle[uuid.UUID] = Bundle("holds")

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.user = User.objects.create(email=f"{uuid.uuid4()}@example.com")
        self.model = Model()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    @rule(micro=AMOUNTS, key=st.sampled_from("abcdef"))
    def grant(self, micro: int, key: str) -> None:
        services.grant(user=self.user, micro=micro, key=key, reason="")
        if key not in self.model.keys:
            self.model.keys.add(key)
            self.model.available += micro
            self.model.issued += micro

    @rule(target=holds, micro=AMOUNTS)
    def hold(self, micro: int) -> Any:
        hold = partial(services.hold, user=self.user, micro=micro, reference=str(uuid.uuid4()))
        if micro > self.model.available:
            with pytest.raises(services.InsufficientCredits) as refusal:
                hold()
            assert refusal.value.facts["available"] == self.model.available / 1_000_000
            return multiple()
        row = hold()
        assert row is not None
        self.model.available -= micro
        self.model.open[row.pk] = micro
        return row.pk

    @rule(hold=holds, share=st.floats(min_value=0, max_value=1))
    def capture(self, hold: uuid.UUID, share: float) -> None:
        amount = self.model.open.get(hold)
        micro = int((amount or 1) * share)
        if amount is None:
            with pytest.raises(services.AlreadyResolved):
                services.capture(hold_id=hold, micro=micro)
            return
        services.capture(hold_id=hold, micro=micro)
        self.model.spent += micro
        self.model.available += self.model.open.pop(hold) - micro

    @rule(hold=consumes(holds))
    def release(self, hold: uuid.UUID) -> None:
        if hold not in self.model.open:
            with pytest.raises(services.AlreadyResolved):
                services.release(hold_id=hold)
            return
        services.release(hold_id=hold)
        self.model.available += self.model.open.pop(hold)

    @rule(hold=holds)
    def forget(self, hold: uuid.UUID) -> None:
        """A hold's time is over, and the sweep comes by."""
        if hold in self.model.open:
            Hold.objects.filter(pk=hold).update(expires_at=timezone.now() - timedelta(days=1))
            self.model.available += self.model.open.pop(hold)
        services.expire_forgotten_holds()

    @invariant()
    def both_say_the_same(self) -> None:
        ledger = ledger_of(self.user)
        model = self.model
        held = sum(model.open.values())
        expected = (model.available, held, model.spent, model.issued)
        assert (
            tuple(round(n * 1_000_000) for n in (ledger.available, ledger.held, ledger.spent, ledger.issued))
            == expected
        )
        assert services.balance(user=self.user) == services.Balance(model.available, held)


def run(*, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


@pytest.mark.django_db
def test_the_ledger_equals_an_independent_model() -> None:
    run(examples=25, steps=20)


@pytest.mark.chaos
@pytest.mark.timeout(3600)
@pytest.mark.django_db
def test_the_ledger_equals_an_independent_model_at_length() -> None:
    run(examples=2000, steps=50)
