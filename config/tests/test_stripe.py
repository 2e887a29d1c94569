"""Payments through the real SDK: the emulator keeps the money and signs, its messages come in any order."""

import json
import random
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.emulator.callbacks import stripe_signature
from ai.emulator.server import running
from ai.emulator.stripe import SECRET
from ai.emulator.world import World
from conftest import client_of
from credits import plans
from credits.models import Payment, Purchase, StripeEvent, Subscription, Transaction
from credits.payments import inbox
from credits.tests.ledger import ledger_of
from credits.tests.racing import at_once

pytestmark = pytest.mark.django_db


class Mailbox:
    """What the emulator sent, in the order of its arrival."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.arrived = threading.Condition()

    def add(self, body: bytes) -> None:
        with self.arrived:
            self.bodies.append(body)
            self.arrived.notify_all()

    def take(self, count: int) -> list[bytes]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.bodies) >= count, timeout=20), self.bodies
            taken, self.bodies = self.bodies, []
        return taken


@pytest.fixture(scope="module")
def stripe_world() -> Iterator[World]:
    with running() as world:
        yield world


@pytest.fixture
def world(stripe_world: World, settings: Settings) -> World:
    stripe_world.forget()
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_emulator", SECRET
    settings.STRIPE_API_BASE, settings.PAYMENTS = f"{stripe_world.address}/stripe", "stripe"
    return stripe_world


@pytest.fixture
def mailbox(world: World) -> Iterator[Mailbox]:
    box = Mailbox()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            box.add(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Tests look at the mailbox."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    world.settings["stripe_webhook"] = f"http://127.0.0.1:{server.server_address[1]}/"
    yield box
    server.shutdown()
    server.server_close()


def deliver(body: bytes, *, secret: str = SECRET) -> int:
    signature = stripe_signature(body=body, secret=secret)["Stripe-Signature"]
    headers = {"Stripe-Signature": signature}
    answer = Client().post("/webhooks/stripe", body, content_type="application/json", headers=headers)
    return answer.status_code


def work() -> None:
    """What the worker does."""
    for event_id in inbox.due():
        inbox.process(event_id=event_id)


def bought(api: APIClient, pack: str = "medium") -> Purchase:
    """A pack, paid at the emulator's checkout page."""
    answer = api.post("/api/credits/topup", {"packId": pack})
    assert answer.status_code == 201
    assert httpx.post(answer.json()["checkoutUrl"]).status_code == 303
    return Purchase.objects.get(pk=answer.json()["topupId"])


def kind_of(body: bytes) -> str:
    return str(json.loads(body)["type"])


def test_a_pack_is_paid_at_stripes_and_granted_by_the_webhook(
    api: APIClient, alice: User, mailbox: Mailbox
) -> None:
    purchase = bought(api)
    (paid,) = mailbox.take(1)
    assert ledger_of(alice).available == 100
    assert [deliver(paid), deliver(paid)] == [200, 200]
    work()
    work()
    purchase.refresh_from_db()
    assert (ledger_of(alice).available, purchase.state) == (1100, "paid")
    assert StripeEvent.objects.get().body.encode() == paid
    assert Payment.objects.get().paid == 2000


def test_only_stripe_is_believed(api: APIClient, alice: User, mailbox: Mailbox, settings: Settings) -> None:
    bought(api)
    (paid,) = mailbox.take(1)
    assert deliver(paid, secret="whsec_another") == 400
    assert Client().post("/webhooks/stripe", paid, content_type="application/json").status_code == 400
    forged = paid.replace(b"2000", b"9000")
    signature = stripe_signature(body=paid, secret=SECRET)["Stripe-Signature"]
    headers = {"Stripe-Signature": signature}
    answer = Client().post("/webhooks/stripe", forged, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    settings.STRIPE_WEBHOOK_SECRET = ""
    assert deliver(paid, secret="") == 400
    assert not StripeEvent.objects.exists()


def refund(world: World, payment_id: str, amount: int | None = None) -> None:
    form = {"payment_intent": payment_id} | ({"amount": str(amount)} if amount else {})
    httpx.post(f"{world.address}/stripe/v1/refunds", data=form).raise_for_status()


@pytest.mark.parametrize("seed", range(50))
def test_a_payment_grants_once_however_its_messages_come(
    api: APIClient, alice: User, world: World, mailbox: Mailbox, seed: int
) -> None:
    """Each message five times, shuffled, the worker in between, and all of them again after a month."""
    bought(api)
    (paid,) = mailbox.take(1)
    intent = json.loads(paid)["data"]["object"]["payment_intent"]
    refund(world, intent, 500)
    refund(world, intent, 500)
    messages = [paid, *mailbox.take(2)] * 5
    dice = random.Random(seed)  # noqa: S311
    dice.shuffle(messages)
    for message in messages:
        assert deliver(message) == 200
        if dice.random() < 0.5:
            work()
    work()
    assert ledger_of(alice).available == 600
    StripeEvent.objects.all().delete()
    for message in set(messages):
        deliver(message)
    work()
    assert ledger_of(alice).available == 600
    assert Transaction.objects.for_user(alice).filter(kind="grant").count() == 2


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(100, 100 + 500))
def test_a_payment_grants_once_at_length(
    api: APIClient, alice: User, world: World, mailbox: Mailbox, seed: int
) -> None:
    test_a_payment_grants_once_however_its_messages_come(api, alice, world, mailbox, seed)


def test_a_dispute_takes_all_back_and_a_won_one_returns_it(
    api: APIClient, alice: User, world: World, mailbox: Mailbox
) -> None:
    bought(api)
    (paid,) = mailbox.take(1)
    deliver(paid)
    work()
    intent = Payment.objects.get().pk
    httpx.post(f"{world.address}/stripe/_dispute/{intent}").raise_for_status()
    (opened,) = mailbox.take(1)
    deliver(opened)
    work()
    assert ledger_of(alice).available == 100
    won = json.loads(opened)
    won |= {"id": "evt_won", "type": "charge.dispute.closed"}
    won["data"]["object"]["status"] = "won"
    deliver(json.dumps(won).encode())
    late = json.loads(opened) | {"id": "evt_late"}
    deliver(json.dumps(late).encode())
    work()
    assert ledger_of(alice).available == 1100
    refund(world, intent)
    (back,) = mailbox.take(1)
    deliver(back)
    work()
    assert ledger_of(alice).available == 100


def test_what_is_paid_in_part_gives_its_part(api: APIClient, alice: User, mailbox: Mailbox) -> None:
    bought(api)
    told = json.loads(mailbox.take(1)[0])
    told["data"]["object"]["amount_total"] = 1500
    deliver(json.dumps(told).encode())
    work()
    assert ledger_of(alice).available == 850


@pytest.fixture
def subscribed(api: APIClient, alice: User, mailbox: Mailbox) -> dict[str, bytes]:
    """Alice is on the creator plan; the messages that made it so, by kind."""
    answer = api.post("/api/subscription", {"planId": "creator"}).json()
    assert answer["subscription"]["plan"]["id"] == "unlimited"
    httpx.post(answer["purchase"]["checkoutUrl"])
    messages = {kind_of(body): body for body in mailbox.take(3)}
    for body in messages.values():
        deliver(body)
    work()
    assert api.get("/api/subscription").json()["plan"]["id"] == "creator"
    assert ledger_of(alice).available == 1100
    return messages


def test_a_subscription_is_renewed_by_its_invoice(
    alice: User, world: World, mailbox: Mailbox, subscribed: dict[str, bytes]
) -> None:
    row = Subscription.objects.get(user=alice)
    httpx.post(f"{world.address}/stripe/_renew/{row.external_id}").raise_for_status()
    (invoice,) = mailbox.take(1)
    for body in (invoice, *subscribed.values(), invoice):
        event = json.loads(body) | {"id": f"evt_{random.random()}"}  # noqa: S311
        deliver(json.dumps(event).encode())
    work()
    row.refresh_from_db()
    assert row.period_end > timezone.now() + timedelta(days=55)
    assert ledger_of(alice).available == 2100


def test_a_subscription_ends_when_it_is_over_at_stripes(
    api: APIClient, alice: User, world: World, mailbox: Mailbox, subscribed: dict[str, bytes]
) -> None:
    assert api.delete("/api/subscription").json()["cancelAtPeriodEnd"] is True
    row = Subscription.objects.get(user=alice)
    kept = httpx.get(f"{world.address}/stripe/v1/subscriptions/{row.external_id}").json()
    assert kept["cancel_at_period_end"] is True
    httpx.post(f"{world.address}/stripe/_renew/{row.external_id}").raise_for_status()
    for body in mailbox.take(2):
        deliver(body)
    work()
    again = json.loads(subscribed["invoice.paid"]) | {"id": "evt_again"}
    deliver(json.dumps(again).encode())
    work()
    row.refresh_from_db()
    assert (row.plan_id, row.provider, row.external_id) == ("unlimited", "", "")
    assert api.delete("/api/subscription").status_code == 409


def test_an_unpaid_month_has_its_grace(alice: User, subscribed: dict[str, bytes]) -> None:
    day = timedelta(days=1)
    row = Subscription.objects.filter(user=alice)
    for late, plan in ((2 * day, "creator"), (4 * day, "unlimited")):
        row.update(period_start=timezone.now() - 34 * day, period_end=timezone.now() - late)
        plans.renew_due()
        assert row.get().plan_id == plan


def test_the_portal_is_stripes(api: APIClient, alice: User, subscribed: dict[str, bytes]) -> None:
    browser = Client()
    browser.force_login(alice)
    assert "/stripe/portal/bps_" in browser.post("/credits/portal/").content.decode()


def test_a_message_that_cannot_be_acted_on_is_kept_and_tried_again(
    api: APIClient, alice: User, world: World, mailbox: Mailbox
) -> None:
    bought(api)
    told = json.loads(mailbox.take(1)[0])
    told["data"]["object"]["currency"] = "eur"
    deliver(json.dumps(told).encode())
    with pytest.raises(ValueError, match="Paid in eur"):
        work()
    event = StripeEvent.objects.get()
    assert (event.attempts, event.processed_at) == (1, None)
    assert "Paid in eur" in event.error
    assert inbox.due() == []
    Purchase.objects.update(currency="eur")
    inbox.replay(event_id=event.pk)
    work()
    assert ledger_of(alice).available == 1100


def test_without_stripe_nothing_is_sold(
    api: APIClient, alice: User, world: World, settings: Settings
) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    answer = api.post("/api/credits/topup", {"packId": "small"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "payment_refused")
    assert client_of(alice).post("/api/credits/topup", {"packId": "none"}).status_code == 404


SLOW = """
    CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.processed_at IS NOT NULL THEN PERFORM pg_sleep(60); END IF; RETURN NEW; END $$;
    CREATE TRIGGER linger BEFORE UPDATE ON credits_stripeevent FOR EACH ROW EXECUTE FUNCTION linger();
"""
KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"


@pytest.mark.django_db(transaction=True)
def test_a_death_between_the_grant_and_its_note_grants_once(
    api: APIClient, alice: User, mailbox: Mailbox
) -> None:
    bought(api)
    deliver(mailbox.take(1)[0])
    with connection.cursor() as cursor:
        cursor.execute(SLOW)
        killer = threading.Thread(target=_kill_the_sleeper)
        killer.start()
        with pytest.raises(DatabaseError):
            work()
        killer.join()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER linger ON credits_stripeevent; DROP FUNCTION linger")
    assert ledger_of(alice).available == 100
    assert not Payment.objects.exists()
    StripeEvent.objects.update(not_before=timezone.now())
    work()
    work()
    assert ledger_of(alice).available == 1100


def _kill_the_sleeper() -> None:
    """Ends the database's end of the worker once it waits in mid-transaction."""
    try:
        with connection.cursor() as cursor:
            for _ in range(400):
                cursor.execute(KILL)
                if cursor.fetchone():
                    return
                time.sleep(0.05)
    finally:
        connection.close()


def test_a_refunded_month_takes_its_credits_back(
    alice: User, world: World, mailbox: Mailbox, subscribed: dict[str, bytes]
) -> None:
    payment = Payment.objects.get()
    assert payment.pk.startswith("pi_")
    refund(world, payment.pk, 950)
    deliver(mailbox.take(1)[0])
    work()
    assert ledger_of(alice).available == 600


@pytest.mark.django_db(transaction=True)
def test_many_workers_with_many_messages_of_one_payment_grant_once(
    api: APIClient, alice: User, mailbox: Mailbox
) -> None:
    bought(api)
    (paid,) = mailbox.take(1)
    names = [f"evt_{number}" for number in range(4)]
    for name in names:
        deliver(json.dumps(json.loads(paid) | {"id": name}).encode())
    results = at_once([partial(inbox.process, event_id=name) for name in names * 3])
    assert sorted(results) == [False] * 8 + [True] * 4
    assert ledger_of(alice).available == 1100
