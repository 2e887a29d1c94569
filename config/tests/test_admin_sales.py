"""What staff do about plans, purchases and Stripe's messages."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from conftest import PASSWORD
from credits.models import Budget, Plan, Purchase, StripeEvent
from credits.payments import buying
from credits.pricing import MICRO
from credits.tests.ledger import ledger_of

pytestmark = pytest.mark.django_db
SENT = {"_form_submitted": "True"}


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(email="boss@example.com", password=PASSWORD))
    return client


@pytest.fixture
def purchase(alice: User, settings: Settings) -> Purchase:
    settings.PAYMENTS = "manual"
    return buying.buy_pack(user=alice, pack_code="small")


def address(name: str, row: object) -> str:
    return reverse(f"admin:credits_{name}", args=(row.pk,))  # type: ignore[attr-defined]


def test_a_purchase_is_approved_once_and_then_not_rejected(
    staff: Client, alice: User, purchase: Purchase
) -> None:
    page = staff.get(address("purchase_change", purchase)).content.decode()
    assert "Approve" in page
    staff.get(address("purchase_approve", purchase))
    assert ledger_of(alice).available == 100
    for what in ("approve", "approve", "reject"):
        staff.post(address(f"purchase_{what}", purchase), SENT)
    purchase.refresh_from_db()
    assert (ledger_of(alice).available, purchase.state) == (300, "paid")


def test_a_message_is_replayed(staff: Client) -> None:
    event = StripeEvent.objects.create(id="evt_1", kind="x", body="{}", attempts=12, error="ValueError: no")
    assert "ValueError: no" in staff.get(address("stripeevent_change", event)).content.decode()
    staff.post(address("stripeevent_replay", event), SENT)
    event.refresh_from_db()
    assert (event.attempts, event.error) == (0, "")


def test_plans_are_edited_in_credits(staff: Client) -> None:
    plan = Plan.objects.get(code="free")
    fields = {
        "name": "Free",
        "amount": "12.5",
        "price": "0",
        "currency": "usd",
        "position": "0",
        "videos": "",
    }
    answer = staff.post(address("plan_change", plan), fields)
    assert answer.status_code == 302, answer.context["errors"]
    plan.refresh_from_db()
    assert (plan.monthly, plan.videos) == (12_500_000, None)
    assert "12.5" in staff.get(address("plan_change", plan)).content.decode()


def test_a_pack_holds_something_and_a_budget_is_set(staff: Client, alice: User) -> None:
    fields = {"code": "tiny", "name": "Tiny", "amount": "0", "price": "1", "currency": "usd", "position": "9"}
    assert staff.post(reverse("admin:credits_pack_add"), fields).status_code == 200
    assert staff.post(reverse("admin:credits_pack_add"), {**fields, "amount": "1"}).status_code == 302
    fields = {"user": str(alice.pk), "scope": "project", "scope_id": str(alice.pk), "amount": "7"}
    assert staff.post(reverse("admin:credits_budget_add"), fields).status_code == 302
    assert Budget.objects.get().micro == 7 * MICRO
