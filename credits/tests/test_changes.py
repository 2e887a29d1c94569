"""What staff change: through the admin's pages, with a second person where it is much."""

import re
import uuid
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from conftest import PASSWORD
from credits import services
from credits.models import Account, AuditRun, PendingChange, Price, Transaction
from credits.pricing import MICRO, Line
from credits.tests.racing import at_once, errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def bosses(db: None) -> list[User]:
    return [
        User.objects.create_superuser(email=f"boss{number}@example.com", password=PASSWORD)
        for number in range(2)
    ]


@pytest.fixture
def pages(bosses: list[User]) -> list[Client]:
    clients = [Client(), Client()]
    for client, boss in zip(clients, bosses, strict=True):
        client.force_login(boss)
    return clients


def address(row: Any, page: str) -> str:
    return reverse(f"admin:credits_{row._meta.model_name}_{page}", args=(row.pk,))


def send(client: Client, row: Any, page: str, **fields: str) -> Any:
    """Sends a dialog of a row's page, as the browser does."""
    fields = {"_form_submitted": "True", "token": str(uuid.uuid4()), "reason": "Why", **fields}
    return client.post(address(row, page), fields)


def charged(user: User, credits: int) -> Transaction:
    hold = services.hold(user=user, micro=credits * MICRO, reference=str(uuid.uuid4()))
    assert hold is not None
    services.capture(hold_id=hold.pk, micro=credits * MICRO)
    return hold.transactions.get(kind="capture")


@pytest.mark.parametrize(("amount", "left"), [("7.5", 107.5), ("-7.5", 92.5), ("-101", 100), ("0", 100)])
def test_a_balance_is_adjusted_once_and_never_below_zero(
    pages: list[Client], bosses: list[User], alice: User, amount: str, left: float
) -> None:
    account, token = Account.objects.get(user=alice), str(uuid.uuid4())
    for _ in range(2):
        send(pages[0], account, "adjust_balance", amount=amount, token=token)
    assert services.balance(user=alice).available == left * MICRO
    assert Transaction.objects.filter(kind="adjust", actor=bosses[0], reason="Why").count() == (left != 100)
    page = pages[0].get(address(account, "change")).content.decode()
    assert ("Why" in page) == (left != 100)


def test_a_charge_is_refunded_in_parts_and_never_beyond(pages: list[Client], alice: User) -> None:
    charge = charged(alice, 30)
    for amount, left in (("10", 80), ("25", 80), ("", 100), ("1", 100)):
        send(pages[0], charge, "refund_charge", amount=amount)
        assert services.balance(user=alice).available == left * MICRO
    grant = Transaction.objects.get(key="welcome")
    assert send(pages[0], grant, "refund_charge", amount="1").status_code == 403


def test_much_needs_a_second_person(pages: list[Client], bosses: list[User], alice: User) -> None:
    account = Account.objects.get(user=alice)
    send(pages[0], account, "adjust_balance", amount="10001")
    assert services.balance(user=alice).available == 100 * MICRO
    change = PendingChange.objects.get()
    send(pages[0], change, "approve")
    assert services.balance(user=alice).available == 100 * MICRO
    send(pages[1], change, "approve")
    assert services.balance(user=alice).available == 10_101 * MICRO
    assert send(pages[1], change, "approve").status_code == 403
    change.refresh_from_db()
    assert (change.state, change.requested_by, change.decided_by) == ("approved", bosses[0], bosses[1])
    assert change.transaction is not None
    assert change.transaction.actor == bosses[0]


def test_a_rejected_change_does_not_happen(pages: list[Client], bosses: list[User], alice: User) -> None:
    send(pages[0], Account.objects.get(user=alice), "adjust_balance", amount="20000")
    change = PendingChange.objects.get()
    send(pages[0], change, "reject")
    with pytest.raises(services.DecidedBefore):
        services.approve_change(change_id=change.pk, actor=bosses[1])
    assert services.balance(user=alice).available == 100 * MICRO


def test_many_small_presents_are_one_large_one(bosses: list[User], alice: User) -> None:
    ask = partial(
        services.change_balance,
        user=alice,
        micro=MICRO,
        kind=PendingChange.Kind.GRANT,
        key="k",
        reason="",
        actor=bosses[0],
        in_all=10_001 * MICRO,
    )
    made = ask()
    assert isinstance(made, PendingChange)
    assert ask() == made


def test_the_database_knows_the_rule_too(bosses: list[User], alice: User) -> None:
    change = services.change_balance(
        user=alice, micro=10**12, kind=PendingChange.Kind.GRANT, key="k", reason="", actor=bosses[0]
    )
    alone = {"state": "approved", "decided_by": bosses[0]}
    with pytest.raises(IntegrityError, match="by_two_people"), transaction.atomic():
        PendingChange.objects.filter(pk=change.pk).update(**alone)


@pytest.mark.django_db(transaction=True)
def test_an_approval_counts_once_however_often_it_is_given(bosses: list[User], alice: User) -> None:
    change = services.change_balance(
        user=alice, micro=10**12, kind=PendingChange.Kind.GRANT, key="k", reason="", actor=bosses[0]
    )
    approve = [lambda: services.approve_change(change_id=change.pk, actor=bosses[1])] * 8
    results = at_once(approve)
    assert [type(error) for error in errors(results)] == [services.DecidedBefore] * 7
    assert services.balance(user=alice).available == 10**12 + 100 * MICRO


def quoted_job(user: User, seconds: int) -> None:
    quote = services.quote_for(lines=[Line("edit", seconds)])  # type: ignore[arg-type]
    hold = services.hold(user=user, micro=quote.micro, reference=str(uuid.uuid4()), lines=quote.lines)
    assert hold is not None
    services.capture(hold_id=hold.pk, micro=quote.micro)


def test_a_new_price_says_what_it_means_before_it_counts(pages: list[Client], alice: User) -> None:
    for seconds in (30, 90, 600):
        quoted_job(alice, seconds)
    fields = {"code": "edit", "name": "Edit", "price": "1.5", "unit": "30", "unit_name": "half a minute"}
    fields |= {"effective_from_0": "", "effective_from_1": ""}
    preview = pages[0].post(reverse("admin:credits_price_add"), fields)
    told = preview.content.decode()
    assert "3 charged jobs used this. Quoted at 13 credits, at the new price 36 (+177%)" in told
    assert services.current_rates()["edit"].micro == MICRO
    seen = re.search(r'name="seen" value="([^"]*)"', told)
    assert seen is not None
    other = pages[0].post(reverse("admin:credits_price_add"), {**fields, "price": "2", "seen": seen[1]})
    assert other.status_code == 200
    done = pages[0].post(reverse("admin:credits_price_add"), {**fields, "seen": seen[1]})
    assert done.status_code == 302
    assert services.current_rates()["edit"].micro == 1_500_000
    assert Price.objects.filter(code="edit").count() == 2


def test_a_failed_audit_is_red(pages: list[Client]) -> None:
    begun = timezone.now() - timedelta(seconds=2)
    for passed in (True, False):
        faults = {} if passed else {"held": [{"id": "<7>"}]}
        AuditRun.objects.create(started_at=begun, passed=passed, checks=3, faults=faults)
    page = pages[0].get(reverse("admin:credits_auditrun_changelist")).content.decode()
    assert re.search(r"bg-red-[^>]*>\s*failed", page)
    assert not re.search(r"bg-red-[^>]*>\s*passed", page)
    detail = pages[0].get(address(AuditRun.objects.get(passed=False), "change")).content.decode()
    assert "&lt;7&gt;" in detail
