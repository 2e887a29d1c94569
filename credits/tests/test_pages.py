"""The page of credits: what it asks of the database, of whom, and what it makes of odd addresses."""

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from credits import mailing, plans, services
from credits.models import Feature, LimitWarning, Transaction
from credits.pricing import MICRO, QuotedLine
from credits.tests.test_plans import put_back

pytestmark = pytest.mark.django_db
QUERIES = 26


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def spend(user: User, times: int) -> None:
    for number in range(times):
        line = QuotedLine(code="edit", label="Edit", units=1, micro=MICRO)
        hold = services.hold(user=user, micro=MICRO, reference=f"{number} of {times}", lines=[line])
        assert hold is not None
        if number % 2:
            services.capture(hold_id=hold.pk, micro=MICRO, reason=f"Edit {number}")


def test_the_page_asks_as_much_for_a_long_statement(
    browser: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser.get("/credits/")
    spend(alice, 60)
    with django_assert_max_num_queries(QUERIES):
        page = browser.get("/credits/")
    assert page.content.decode().count('class="credit-reason"') == 25
    with django_assert_max_num_queries(QUERIES):
        assert "Older" in browser.get("/credits/?page=2&kind=hold").content.decode()


def test_the_newest_rows_of_a_ledger_are_read_in_the_order_of_its_index(alice: User) -> None:
    spend(alice, 2)
    plan = str(Transaction.objects.for_user(alice).select_related("hold")[:25].query)
    assert "credits_account" not in plan, "joined, the whole ledger is sorted for a page of it"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("?from=31.12.2026", 422),
        ("?kind=gift", 422),
        ("?page=" + "9" * 5000, 200),
        ("?page=-1", 200),
        ("?search=%00", 200),
    ],
)
def test_odd_addresses_are_answered(browser: Client, address: str, status: int) -> None:
    page = browser.get(f"/credits/{address}")
    assert page.status_code == status
    assert ('role="alert"' in page.content.decode()) is (status == 422)


def test_somebody_is_spoken_to_in_their_own_language(alice: User, mailoutbox: list[object]) -> None:
    User.objects.filter(pk=alice.pk).update(locale="vi")
    plans.subscription_of(user=User.objects.get(pk=alice.pk))
    row = put_back(alice, months=1)
    plans.renew(subscription_id=row.pk)
    LimitWarning.objects.create(
        user=alice, feature=Feature.SUMMARIES, window_start=row.period_start, used=8, allowed=10
    )
    assert mailing.mail_warnings() == 1
    with translation.override("vi"):
        letter = translation.gettext("Little is left of your plan")
        month = translation.gettext("%(plan)s plan: the month from %(day)s").partition("%")[0]
    assert mailoutbox[0].subject == letter  # type: ignore[attr-defined]
    assert (
        Transaction.objects.for_user(alice).filter(reason__startswith=month, key__startswith="plan:").exists()
    )
