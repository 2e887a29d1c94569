import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Model

from accounts.models import User
from credits import services
from credits.models import Account, Entry, Hold, Transaction
from credits.pricing import MICRO
from credits.tests.ledger import ledger_of

pytestmark = pytest.mark.django_db


def held(user: User, credits: int = 10, lifetime: timedelta = services.HOLD_LIFETIME) -> Hold:
    reference = f"test:{uuid.uuid4()}"
    row = services.hold(user=user, micro=credits * MICRO, reference=reference, lifetime=lifetime)
    assert row is not None
    return row


def now_check_constraints() -> None:
    """Runs the deferred triggers, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_new_person_is_welcomed_with_credits(alice: User) -> None:
    assert services.balance(user=alice) == services.Balance(available=100 * MICRO, bonus=100 * MICRO)
    assert Transaction.objects.for_user(alice).get().key == "welcome"
    assert ledger_of(alice).issued == 100


def test_a_person_without_an_account_has_nothing(db: None) -> None:
    stranger = User.objects.create(email="stranger@example.com")
    assert services.balance(user=stranger) == services.Balance()


def test_a_hold_is_charged_in_part_and_the_rest_returns(alice: User) -> None:
    services.capture(hold_id=held(alice).pk, micro=4 * MICRO)
    ledger = ledger_of(alice)
    assert (ledger.available, ledger.held, ledger.spent) == (96, 0, 4)


@pytest.mark.parametrize("credits", [0, 10])
def test_a_hold_can_be_charged_wholly_or_not_at_all(alice: User, credits: int) -> None:
    services.capture(hold_id=held(alice).pk, micro=credits * MICRO)
    now_check_constraints()
    ledger = ledger_of(alice)
    assert (ledger.available, ledger.held, ledger.spent) == (100 - credits, 0, credits)


@pytest.mark.parametrize("micro", [10 * MICRO + 1, -1])
def test_more_than_was_set_aside_is_never_charged(alice: User, micro: int) -> None:
    row = held(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.capture(hold_id=row.pk, micro=micro)
    row.refresh_from_db()
    assert row.state == Hold.State.OPEN
    assert (ledger_of(alice).available, ledger_of(alice).held) == (90, 10)


def test_a_forgotten_hold_expires_and_a_live_one_does_not(alice: User) -> None:
    forgotten, live = held(alice, lifetime=-timedelta(seconds=1)), held(alice)
    assert services.expire_forgotten_holds() == 1
    assert services.expire_forgotten_holds() == 0
    forgotten.refresh_from_db()
    live.refresh_from_db()
    assert (forgotten.state, live.state) == ("expired", "open")
    assert (ledger_of(alice).available, ledger_of(alice).held) == (90, 10)


def test_a_resolved_hold_is_resolved_for_good(alice: User) -> None:
    row = held(alice)
    services.release(hold_id=row.pk)
    with pytest.raises(services.AlreadyResolved):
        services.release(hold_id=row.pk)
    with pytest.raises(services.AlreadyResolved):
        services.capture(hold_id=row.pk, micro=1)
    assert ledger_of(alice).available == 100


def test_one_piece_of_work_is_held_for_once(alice: User) -> None:
    services.hold(user=alice, micro=1, reference="job:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        services.hold(user=alice, micro=1, reference="job:1")


@pytest.mark.parametrize("micro", [101 * MICRO, 10**18])
def test_nobody_can_hold_more_than_they_have(alice: User, micro: int) -> None:
    with pytest.raises(services.InsufficientCredits):
        services.hold(user=alice, micro=micro, reference="x")
    assert ledger_of(alice).available == 100
    assert not Hold.objects.exists()


def test_a_negative_hold_is_refused(alice: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        services.hold(user=alice, micro=-MICRO, reference="x")
    assert ledger_of(alice).available == 100


@pytest.mark.parametrize("micro", [0, -1, services.LARGEST + 1])
def test_a_grant_is_a_sensible_number(alice: User, micro: int) -> None:
    with pytest.raises(ValidationError):
        services.grant(user=alice, micro=micro, key="k", reason="")
    assert ledger_of(alice).issued == 100


def test_a_grant_with_a_known_key_changes_nothing(alice: User) -> None:
    first = services.grant(user=alice, micro=MICRO, key="k", reason="first")
    second = services.grant(user=alice, micro=9 * MICRO, key="k", reason="second")
    assert (first.pk, second.reason) == (second.pk, "first")
    assert ledger_of(alice).available == 101


def test_a_key_belongs_to_one_account(alice: User, bob: User) -> None:
    for user in (alice, bob):
        services.grant(user=user, micro=MICRO, key="k", reason="")
    assert (ledger_of(alice).available, ledger_of(bob).available) == (101, 101)


def test_the_statement_adds_up_to_the_balance(alice: User) -> None:
    services.capture(hold_id=held(alice, 10).pk, micro=3 * MICRO)
    services.release(hold_id=held(alice, 20).pk)
    held(alice, 5)
    rows = Transaction.objects.for_user(alice)
    changes = Entry.objects.filter(transaction__in=rows)
    for bucket, amount in (("available", 92), ("held", 5)):
        assert sum(entry.amount for entry in changes if entry.bucket == bucket) == amount * MICRO


@pytest.mark.parametrize("model", [Entry, Transaction, Hold])
def test_history_cannot_be_deleted(alice: User, model: type[Model]) -> None:
    held(alice)
    with pytest.raises(IntegrityError, match=r"append-only|protected foreign keys"), transaction.atomic():
        model._default_manager.all().delete()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - our own tables


@pytest.mark.parametrize(
    ("model", "change"), [(Entry, {"amount": F("amount") * 2}), (Transaction, {"reason": "x"})]
)
def test_history_cannot_be_changed(alice: User, model: type[Model], change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model._default_manager.all().update(**change)
    row = model._default_manager.all()[0]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        row.save()


@pytest.mark.parametrize("table", ["credits_entry", "credits_transaction CASCADE"])
def test_history_cannot_be_emptied(alice: User, table: str) -> None:
    now_check_constraints()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table}")


@pytest.mark.parametrize(
    "change", ["state = 'open'", "captured = 1", "amount = amount - 1"], ids=["reopen", "recharge", "shrink"]
)
def test_a_resolved_hold_cannot_be_changed_behind_the_service(alice: User, change: str) -> None:
    row = held(alice)
    services.release(hold_id=row.pk)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE credits_hold SET {change} WHERE id = %s", [row.pk])  # noqa: S608


def test_entries_that_do_not_add_up_to_zero_are_not_committed(alice: User) -> None:
    row = Transaction.objects.create(account=Account.objects.get(user=alice), kind="adjust", key="odd")
    entries = [
        Entry(transaction=row, bucket=bucket, amount=amount)
        for bucket, amount in (("held", 5), ("issued", -4), ("spent", -1))
    ]
    with pytest.raises(IntegrityError, match="sum to 1, not zero"), transaction.atomic():
        Entry.objects.bulk_create(entries[:2])
    Entry.objects.bulk_create(entries)


@pytest.mark.parametrize("column", ["available", "held"])
def test_a_balance_below_zero_is_not_stored(alice: User, column: str) -> None:
    with pytest.raises(IntegrityError, match="not_negative"), transaction.atomic():
        Account.objects.filter(user=alice).update(**{column: -1})


def test_an_entry_of_nothing_is_not_stored(alice: User) -> None:
    row = Transaction.objects.create(account=Account.objects.get(user=alice), kind="adjust", key="nothing")
    with pytest.raises(IntegrityError, match="entry_not_zero"), transaction.atomic():
        Entry.objects.create(transaction=row, bucket="issued", amount=0)
