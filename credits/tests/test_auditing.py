"""The auditor against planted corruption: with the guards off, each kind of it is found, and by its name."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from credits import auditing, services, tasks
from credits.audit_checks import CHECKS
from credits.models import AuditRun, Lot, PendingChange
from credits.pricing import MICRO
from credits.tests.corruptions import CORRUPTIONS

pytestmark = pytest.mark.django_db

CONSTRAINTS = """
    SELECT conrelid::regclass, conname FROM pg_constraint
    WHERE contype IN ('c', 'u') AND conname LIKE 'credits_%'
"""


@pytest.fixture
def history(alice: User, bob: User) -> None:
    """A little of everything that can happen to credits."""
    month = timezone.now() + timedelta(days=30)
    services.grant(user=alice, micro=50 * MICRO, key="plan", reason="", lot=Lot.Kind.PLAN, expires_at=month)
    bought = services.grant(user=alice, micro=40 * MICRO, key="bought", reason="", lot=Lot.Kind.PURCHASE)
    hold = services.hold(user=alice, micro=60 * MICRO, reference="job:1")
    assert hold is not None
    services.capture(hold_id=hold.pk, micro=55 * MICRO)
    charge = hold.transactions.get(kind="capture")
    services.refund(transaction_id=charge.pk, micro=10 * MICRO, key="r", reason="", actor=None)
    services.reverse_grant(transaction_id=bought.pk, micro=15 * MICRO, key="back", reason="")
    services.hold(user=alice, micro=5 * MICRO, reference="job:2")
    change = services.change_balance(
        user=bob, micro=20_000 * MICRO, kind=PendingChange.Kind.GRANT, key="large", reason="", actor=alice
    )
    services.approve_change(change_id=change.pk, actor=bob)


def without_guards(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(CONSTRAINTS)
        for table, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute("DROP INDEX credits_hold_resolved_once")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        assert cursor.rowcount != 0
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_ledger_in_order_passes(history: None) -> None:
    tasks.audit()
    run = AuditRun.objects.get()
    assert (run.passed, run.faults) == (True, {})
    assert set(CORRUPTIONS) == {*CHECKS, "guards"}
    assert run.checks >= len(CORRUPTIONS)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_every_kind_of_corruption_is_found(history: None, name: str) -> None:
    without_guards(CORRUPTIONS[name])
    run = auditing.audit()
    assert not run.passed
    assert run.faults[name][0]["id"]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE credits_hold DROP CONSTRAINT credits_capture_within_hold",
        "DROP TRIGGER credits_entry_sum_zero ON credits_entry",
        "DROP INDEX credits_hold_resolved_once",
    ],
)
def test_a_missing_guard_is_named(alice: User, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)
    (row,) = auditing.audit().faults["guards"]
    assert row["id"].split()[1] in statement


def run_command(*arguments: str) -> tuple[str, bool]:
    """What it says, and whether it exits well."""
    out = StringIO()
    try:
        call_command("audit", *arguments, stdout=out)
    except CommandError:
        return out.getvalue(), False
    return out.getvalue(), True


def test_the_command_says_what_is_wrong_and_exits_with_an_error(history: None) -> None:
    told, well = run_command()
    assert well
    assert "checks of the ledger passed." in told
    without_guards(CORRUPTIONS["held_is_what_was_written"])
    told, well = run_command()
    assert not well
    assert "held_is_what_was_written:\n" in told
    told, well = run_command("--json")
    answer: dict[str, Any] = json.loads(told)
    assert not well
    assert answer["faults"]["held_is_what_was_written"][0]["kept"] == str(5 * MICRO + 7)


@pytest.mark.django_db(transaction=True)
def test_the_audit_sees_one_moment(alice: User) -> None:
    assert auditing.audit().passed
    assert AuditRun.objects.count() == 1
