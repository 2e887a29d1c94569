import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from credits import plans, services
from credits.models import Purchase, Subscription
from credits.payments import buying
from credits.payments.demo import Demo
from credits.payments.provider import PROVIDERS, provider_named
from credits.pricing import MICRO, QuotedLine
from credits.tests.ledger import ledger_of
from credits.tests.racing import at_once, errors

A_TRIM = [QuotedLine(code="edit", label="Trim", units=1, micro=MICRO)]
pytestmark = pytest.mark.django_db


@pytest.fixture
def manual(settings: Settings) -> None:
    settings.PAYMENTS = "manual"


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.PAYMENTS, settings.DEMO = "test", {"email": "demo@example.com", "password": "x"}


@pytest.mark.usefixtures("manual")
def test_without_a_vendor_staff_decide_once(api: APIClient, alice: User, bob: User) -> None:
    body = api.post("/api/credits/topup", {"packId": "small"}).json()
    assert (body["checkoutUrl"], body["status"]) == ("", "pending")
    purchase = Purchase.objects.get(pk=body["topupId"])
    with pytest.raises(buying.OwnPurchase):
        buying.approve(purchase_id=purchase.pk, actor=alice)
    assert ledger_of(alice).available == 100
    buying.approve(purchase_id=purchase.pk, actor=bob)
    for decide in (buying.approve, buying.reject):
        with pytest.raises(buying.DecidedBefore):
            decide(purchase_id=purchase.pk, actor=bob)
    purchase.refresh_from_db()
    assert (ledger_of(alice).available, purchase.state, purchase.decided_by) == (300, "paid", bob)


@pytest.mark.usefixtures("manual")
def test_a_rejected_purchase_gives_nothing(alice: User, bob: User) -> None:
    purchase = buying.buy_pack(user=alice, pack_code="small")
    buying.reject(purchase_id=purchase.pk, actor=bob)
    with pytest.raises(buying.DecidedBefore):
        buying.approve(purchase_id=purchase.pk, actor=bob)
    assert ledger_of(alice).available == 100


@pytest.mark.usefixtures("manual")
def test_nobody_can_ask_without_end(api: APIClient) -> None:
    answers = {api.post("/api/credits/topup", {"packId": "small"}).status_code for _ in range(20)}
    assert answers == {201}
    assert api.post("/api/credits/topup", {"packId": "small"}).status_code == 409


@pytest.mark.usefixtures("demo")
def test_in_a_demo_everything_is_paid_at_once(api: APIClient, alice: User) -> None:
    assert api.post("/api/credits/topup", {"packId": "large"}).json()["status"] == "paid"
    chosen = api.post("/api/subscription", {"planId": "studio"}).json()
    assert chosen["subscription"]["plan"]["id"] == "studio"
    assert ledger_of(alice).available == 100 + 5000 + 5000
    assert api.post("/api/subscription", {"planId": "studio"}).status_code == 409
    assert api.delete("/api/subscription").json()["cancelAtPeriodEnd"] is True


@pytest.mark.usefixtures("demo")
def test_choosing_the_free_plan_ends_the_paid_one_with_its_month(api: APIClient, alice: User) -> None:
    api.post("/api/subscription", {"planId": "creator"})
    chosen = api.post("/api/subscription", {"planId": "free"}).json()
    assert chosen["purchase"] is None
    assert chosen["subscription"]["cancelAtPeriodEnd"] is True
    row = Subscription.objects.get(user=alice)
    month = row.period_end - row.period_start
    Subscription.objects.update(
        anniversary=row.anniversary - month,
        period_start=row.period_start - month,
        period_end=row.period_start,
    )
    plans.renew_due()
    row.refresh_from_db()
    assert (row.plan_id, row.provider, row.cancel_at_period_end) == ("unlimited", "", False)


def test_the_test_payments_refuse_to_exist_outside_of_a_demo(settings: Settings) -> None:
    settings.DEMO = {}
    with pytest.raises(ImproperlyConfigured):
        Demo()
    assert {provider_named(name).name for name in PROVIDERS if name != "test"} == {"stripe", "manual"}


@pytest.mark.usefixtures("demo")
def test_the_page_sells_and_tells(alice: User) -> None:
    browser = Client()
    browser.force_login(alice)
    page = browser.post("/credits/buy/small/", follow=True).content.decode()
    assert "Small pack: done." in page
    assert "+200" in page
    browser.post("/credits/choose/creator/")
    assert "End this plan" in browser.get("/credits/").content.decode()
    page = browser.post("/credits/end-plan/", follow=True).content.decode()
    assert "Your plan ends with its running month." in page
    assert "nothing was paid by card" in browser.post("/credits/portal/", follow=True).content.decode()
    services.hold(user=alice, micro=MICRO, reference="job:1", lines=A_TRIM)
    assert ">Edit" in browser.get("/credits/?kind=hold").content.decode()
    services.hold(user=alice, micro=MICRO, reference="job:2")
    narrowed = browser.get("/credits/?kind=lapse&from=2026-01-01&page=1").content.decode()
    assert "change what you look for" in narrowed
    assert "Give a date" in browser.get("/credits/?from=x").content.decode()
    assert browser.get("/credits/buy/small/").status_code == 405


def test_anybody_may_compare_the_plans() -> None:
    page = Client().get("/plans/").content.decode()
    assert "Begin with Creator" in page
    assert "$19" in page
    assert "plan-unlimited" not in page
    assert Client().get("/credits/").status_code == 302
    assert Client().post("/credits/buy/small/").status_code == 302


@pytest.mark.usefixtures("demo")
def test_two_clicks_are_one_purchase(api: APIClient, alice: User) -> None:
    once = {"Idempotency-Key": "a-click"}
    answers = [api.post("/api/credits/topup", {"packId": "small"}, headers=once).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert ledger_of(alice).available == 300
    other = api.post("/api/credits/topup", {"packId": "large"}, headers=once)
    assert (other.status_code, other.json()["errors"][0]["code"]) == (409, "idempotency_conflict")
    chosen = [api.post("/api/subscription", {"planId": "studio"}, HTTP_IDEMPOTENCY_KEY="b") for _ in range(2)]
    assert [answer.status_code for answer in chosen] == [200, 200]
    assert Purchase.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo")
def test_clicks_at_once_are_one_purchase(alice: User) -> None:
    def click() -> Purchase:
        return buying.buy_pack(user=alice, pack_code="small", idempotency_key="a-click")

    assert not errors(at_once([click] * 8))
    assert (Purchase.objects.count(), ledger_of(alice).available) == (1, 300)


@pytest.mark.usefixtures("demo")
def test_a_page_buys_once_however_often_its_button_is_pressed(alice: User) -> None:
    browser = Client()
    browser.force_login(alice)
    page = browser.get("/credits/").content.decode()
    key = re.search(r'name="key" value="([^"]+-small)"', page)
    assert key
    for _ in range(2):
        browser.post("/credits/buy/small/", {"key": key[1]})
    assert ledger_of(alice).available == 300
    browser.post("/credits/buy/small/", {"key": "of-the-page-drawn-anew"})
    assert ledger_of(alice).available == 500
