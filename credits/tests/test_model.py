"""The ledger against an independent model of it: whatever happens in whatever order, both say the same."""

import uuid
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from credits import services
from credits.audit_checks import CHECKS
from credits.models import Hold, Lot, Transaction
from credits.tests.ledger import ledger_of
from credits.tests.mutation import mutate
from credits.tests.paper import NEVER, Paper, PaperLot

AMOUNTS = st.integers(min_value=1, max_value=50_000_000)
# Of what there is: nothing, all and a little too much are as likely as all that is between.
SHARES = st.sampled_from((0.0, 1.0, 1.1)) | st.floats(min_value=0, max_value=1)


class LedgerMachine(RuleBasedStateMachine):
    holds: Bundle[uuid.UUID] = Bundle("holds")
    grants: Bundle[tuple[uuid.UUID, PaperLot]] = Bundle("grants")

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.user = User.objects.create(email=f"{uuid.uuid4()}@example.com")
        self.paper = Paper()
        self.now = timezone.now()

    def teardown(self) -> None:
        try:
            self.check_audit()
        finally:
            transaction.savepoint_rollback(self.point)

    @initialize(target=grants)
    def begin_with_a_lot_of_each_kind(self) -> Any:
        made = [self.grant(micro=20_000_000, key=-kind, kind=kind, days=3) for kind in Lot.Kind]
        return multiple(*made)

    @rule(
        target=grants,
        micro=AMOUNTS,
        key=st.integers(min_value=0, max_value=30),
        kind=st.sampled_from(Lot.Kind),
        days=st.none() | st.integers(min_value=1, max_value=5),
    )
    def grant(self, micro: int, key: int, kind: Lot.Kind, days: int | None) -> Any:
        expires_at = self.now + timedelta(days=days) if days else None
        row = services.grant(
            user=self.user, micro=micro, key=f"g{key}", reason="", lot=kind, expires_at=expires_at
        )
        if f"g{key}" in self.paper.keys:
            return multiple()
        self.paper.keys.add(f"g{key}")
        self.paper.issued += micro
        return row.pk, self.paper.come_in(micro, kind, expires_at or NEVER)

    @rule(micro=st.integers(min_value=-50_000_000, max_value=50_000_000).filter(bool))
    def adjust(self, micro: int) -> None:
        change = partial(
            services.adjust, user=self.user, micro=micro, key=str(uuid.uuid4()), reason="", actor=None
        )
        if -micro > self.paper.available:
            with pytest.raises(services.InsufficientCredits):
                change()
            return
        change()
        self.paper.issued += micro
        if micro > 0:
            self.paper.come_in(micro, Lot.Kind.BONUS)
        else:
            self.paper.take(-micro)

    @rule(target=holds, share=SHARES)
    def hold(self, share: float) -> Any:
        micro = round(self.paper.available * share) or 1
        hold = partial(services.hold, user=self.user, micro=micro, reference=str(uuid.uuid4()))
        if micro > self.paper.available:
            with pytest.raises(services.InsufficientCredits) as refusal:
                hold()
            assert refusal.value.facts["available"] == self.paper.available / 1_000_000
            return multiple()
        row = hold()
        assert row is not None
        self.paper.open[row.pk] = self.paper.take(micro)
        return row.pk

    @rule(hold=holds, share=SHARES)
    def capture(self, hold: uuid.UUID, share: float) -> None:
        held = sum(part for _, part in self.paper.open.get(hold, []))
        micro = int(held * min(share, 1))
        if not held:
            with pytest.raises(services.AlreadyResolved):
                services.capture(hold_id=hold, micro=micro)
            return
        services.capture(hold_id=hold, micro=micro)
        self.paper.resolve(hold, micro)

    @rule(hold=consumes(holds))
    def release(self, hold: uuid.UUID) -> None:
        if hold not in self.paper.open:
            with pytest.raises(services.AlreadyResolved):
                services.release(hold_id=hold)
            return
        services.release(hold_id=hold)
        self.paper.resolve(hold, 0)

    @rule(hold=holds)
    def forget(self, hold: uuid.UUID) -> None:
        """A hold's time is over, and the sweep comes by."""
        if hold in self.paper.open:
            Hold.objects.filter(pk=hold).update(expires_at=timezone.now() - timedelta(days=1))
            self.paper.resolve(hold, 0)
        services.expire_forgotten_holds()

    @rule(hold=holds, share=SHARES)
    def refund(self, hold: uuid.UUID, share: float) -> None:
        capture = Transaction.objects.filter(hold=hold, kind="capture").first()
        if capture is None:
            return
        left = self.paper.charged[hold]
        micro = round(left * share)
        give = partial(
            services.refund,
            transaction_id=capture.pk,
            key=str(uuid.uuid4()),
            reason="",
            actor=None,
            micro=None if share == 1 else micro,
        )
        if not 0 < micro <= left:
            with pytest.raises(ValidationError):
                give()
            return
        give()
        self.paper.refund(hold, micro)

    @rule(grant=grants, share=SHARES)
    def reverse(self, grant: tuple[uuid.UUID, PaperLot], share: float) -> None:
        granted, lot = grant
        left = lot.amount - lot.reversed
        micro = round(left * share)
        back = partial(
            services.reverse_grant, transaction_id=granted, key=str(uuid.uuid4()), reason="", micro=micro
        )
        if not 0 < micro <= left:
            with pytest.raises(ValidationError):
                back()
            return
        back()
        self.paper.reverse(lot, micro)

    @rule(grant=grants)
    def time_is_over(self, grant: tuple[uuid.UUID, PaperLot]) -> None:
        granted, lot = grant
        if lot.expires == NEVER or lot.lapsed:
            assert services.lapse_expired_lots() == 0
            return
        lot.expires = self.now - timedelta(days=1)
        Lot.objects.filter(source=granted).update(expires_at=self.now - timedelta(days=1))
        assert services.lapse_expired_lots() == 1
        self.paper.lapse(lot)

    @invariant()
    def both_say_the_same(self) -> None:
        ledger, paper = ledger_of(self.user), self.paper
        said = (ledger.available, ledger.held, ledger.spent, ledger.issued, ledger.debt, ledger.lapsed)
        written = (paper.available, paper.held, paper.spent, paper.issued, paper.debt, paper.lapsed)
        assert tuple(round(amount * 1_000_000) for amount in said) == written
        now = services.balance(user=self.user)
        assert (now.available, now.held, now.debt) == (paper.available, paper.held, paper.debt)
        kinds = (now.plan, now.bonus, now.purchased)
        assert kinds == tuple(paper.of_kind(kind) for kind in Lot.Kind)

    def check_audit(self) -> None:
        with connection.cursor() as cursor:
            for name, statement in CHECKS.items():
                cursor.execute(statement)
                assert (name, cursor.fetchall()) == (name, [])


def run(*, examples: int, steps: int, only_look: bool = False) -> None:
    """`only_look`: the same examples every time, and no search for the smallest one that fails."""
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate] if only_look else tuple(Phase),
            derandomize=only_look,
            report_multiple_bugs=False,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


@pytest.mark.timeout(600)
@pytest.mark.django_db
def test_the_ledger_equals_an_independent_model() -> None:
    run(examples=100, steps=30)


@pytest.mark.timeout(600)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("function", "before", "after"),
    [
        ("credits_open_hold", "ORDER BY kind, expires_at", "ORDER BY kind DESC, expires_at"),
        ("credits_resolve_hold", "ORDER BY l.kind, l.expires_at", "ORDER BY l.kind DESC, l.expires_at"),
        ("credits_resolve_hold", "least(owner.debt - settled, back)", "0"),
        ("credits_resolve_hold", "AND part.lapsed_at IS NOT NULL", "AND false"),
    ],
)
def test_the_model_notices_a_mistake_in_the_ledger(function: str, before: str, after: str) -> None:
    mutate(function, before, after)
    with pytest.raises((AssertionError, DatabaseError)):
        run(examples=200, steps=40, only_look=True)


@pytest.mark.chaos
@pytest.mark.timeout(3600)
@pytest.mark.django_db
@pytest.mark.parametrize("share", range(8))
def test_the_ledger_equals_an_independent_model_at_length(share: int) -> None:
    """2000 examples in shares, so that all processes of a run have their part of them."""
    run(examples=250, steps=50)
