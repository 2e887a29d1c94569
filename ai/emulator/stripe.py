"""Stripe at /stripe/v1: checkout sessions, customers, subscriptions, the portal, refunds, signed webhooks.

A checkout's address is a page of the emulator with one button, which pays. Settings: `stripe_webhook`, the
address that events go to, and `stripe_secret` (whsec_emulator). POST /stripe/_renew/{subscription} ends its
period, POST /stripe/_dispute/{payment intent} disputes a payment.
"""

import html
import json
import time
from collections.abc import Callable
from typing import Any

from ai.emulator.callbacks import call_back, stripe_signature
from ai.emulator.wire import Refusal, Reply, Request
from ai.emulator.world import World

MONTH = 30 * 24 * 3600
SECRET = "whsec_emulator"  # noqa: S105 - everybody may know it
API_VERSION = "2026-10-28.endive"
PAGE = """<!doctype html><title>Emulated checkout</title>
<body style="font-family:sans-serif;max-width:30rem;margin:4rem auto">
<h1>Emulated checkout</h1><p>{what}: {amount:.2f} {currency}</p>
<form method="post"><button style="font-size:1.2rem">Pay</button></form><p><a href="{back}">Go back</a></p>"""


def _error(status: int, message: str, code: str = "resource_missing") -> Reply:
    return Reply(status, {"error": {"type": "invalid_request_error", "message": message, "code": code}})


def _drawer(world: World) -> dict[str, Any]:
    return world.drawer("stripe")


def _new(world: World, start: str, kind: str, **fields: Any) -> dict[str, Any]:
    made = {
        "id": world.new_id(start),
        "object": kind,
        "created": int(time.time()),
        "livemode": False,
        **fields,
    }
    _drawer(world)[made["id"]] = made
    return made


def _kept(world: World, id: str) -> dict[str, Any]:
    found: dict[str, Any] | None = _drawer(world).get(id)
    if found is None:
        raise Refusal(_error(404, f"No such object: '{id}'"))
    return found


def _once(answer: Callable[..., Reply]) -> Callable[..., Reply]:
    """The same Idempotency-Key gets the same answer, and nothing happens again."""

    def kept(world: World, request: Request, **found: str) -> Reply:
        key = request.headers.get("idempotency-key")
        with world.lock:
            seen: dict[str, tuple[bytes, Reply]] = world.drawer("stripe-keys")
            if key and key in seen:
                body, reply = seen[key]
                if body != request.body:
                    return _error(
                        400, "Keys for idempotent requests can only be used with the same parameters."
                    )
                return reply
            reply = answer(world, request, **found)
            if key and reply.status == 200:
                seen[key] = (request.body, reply)
        return reply

    return kept


def customer(world: World, request: Request) -> Reply:
    return Reply(200, _new(world, "cus_", "customer", **request.nested()))


def checkout(world: World, request: Request) -> Reply:
    told = request.nested()
    if told.get("mode") not in {"payment", "subscription"} or not told.get("line_items"):
        return _error(400, "mode and line_items are needed", "parameter_missing")
    amount, currency, name = _priced(told["line_items"])
    kept = {
        "mode": told["mode"],
        "status": "open",
        "payment_status": "unpaid",
        "url": "",
        "subscription": None,
    }
    kept |= {
        "amount_total": amount,
        "currency": currency,
        "payment_intent": None,
        "metadata": {},
        "name": name,
    }
    kept |= {
        key: told[key]
        for key in ("metadata", "success_url", "cancel_url", "client_reference_id")
        if key in told
    }
    kept |= {"customer": told.get("customer"), "customer_email": told.get("customer_email")}
    kept |= {"subscription_data": told.get("subscription_data") or {}, "line_items": told["line_items"]}
    made = _new(world, "cs_test_", "checkout.session", **kept)
    made["url"] = f"{request.address}/stripe/pay/{made['id']}"
    return Reply(200, made)


def _priced(items: list[dict[str, Any]]) -> tuple[int, str, str]:
    total, currency, name = 0, "usd", "Framewright"
    for item in items:
        data = item.get("price_data") or {}
        total += int(data.get("unit_amount") or 1000) * int(item.get("quantity") or 1)
        currency = data.get("currency") or currency
        name = (data.get("product_data") or {}).get("name") or item.get("price") or name
    return total, currency, name


def get(world: World, request: Request, id: str) -> Reply:
    return Reply(200, _kept(world, id))


def expire(world: World, request: Request, id: str) -> Reply:
    made = _kept(world, id)
    if made["status"] != "open":
        return _error(400, "Only open sessions can be expired.", "invalid_state")
    made["status"] = "expired"
    _event(world, "checkout.session.expired", made)
    return Reply(200, made)


def pay_page(world: World, request: Request, id: str) -> Reply:
    made = _kept(world, id)
    page = PAGE.format(
        what=html.escape(made["name"]),
        amount=made["amount_total"] / 100,
        currency=html.escape(made["currency"].upper()),
        back=html.escape(made.get("cancel_url") or "#"),
    )
    return Reply(200, page.encode(), media_type="text/html; charset=utf-8")


def pay(world: World, request: Request, id: str) -> Reply:
    """Somebody presses the button. Pressing it again pays nothing."""
    made = _kept(world, id)
    with world.lock:
        is_first = made["status"] == "open"
        if is_first:
            _complete(world, made)
    back = str(made.get("success_url") or "/").replace("{CHECKOUT_SESSION_ID}", id)
    return Reply(303, b"", {"Location": back}, media_type="text/plain")


def _complete(world: World, made: dict[str, Any]) -> None:
    made["customer"] = made["customer"] or _new(world, "cus_", "customer", email=made["customer_email"])["id"]
    made |= {"status": "complete", "payment_status": "paid"}
    paid = {"amount": made["amount_total"], "currency": made["currency"], "customer": made["customer"]}
    intent = _new(world, "pi_", "payment_intent", status="succeeded", metadata=made["metadata"], **paid)
    made["payment_intent"] = intent["id"] if made["mode"] == "payment" else None
    world.bill("stripe", "payment", id=intent["id"], amount=made["amount_total"])
    if made["mode"] == "subscription":
        made["subscription"] = _subscribe(world, made, intent)["id"]
    _event(world, "checkout.session.completed", made)


def _subscribe(world: World, made: dict[str, Any], intent: dict[str, Any]) -> dict[str, Any]:
    start = int(time.time())
    metadata = made["subscription_data"].get("metadata") or made["metadata"]
    line = {"id": world.new_id("si_"), "object": "subscription_item", "quantity": 1}
    price = made["line_items"][0].get("price") or "price_inline"
    line |= {"price": {"id": price, "object": "price"}, "current_period_start": start}
    line["current_period_end"] = start + MONTH
    fields = {"customer": made["customer"], "status": "active", "cancel_at_period_end": False}
    fields |= {
        "metadata": metadata,
        "items": {"object": "list", "data": [line]},
        "amount": made["amount_total"],
    }
    fields |= {"current_period_start": start, "current_period_end": start + MONTH, "canceled_at": None}
    subscription = _new(world, "sub_", "subscription", **fields)
    _event(world, "customer.subscription.created", subscription)
    _invoice(world, subscription, intent, "subscription_create")
    return subscription


def _invoice(world: World, subscription: dict[str, Any], intent: dict[str, Any], why: str) -> None:
    period = {key: subscription[f"current_period_{key}"] for key in ("start", "end")}
    line = {"id": world.new_id("il_"), "period": period, "amount": subscription["amount"]}
    parent: dict[str, Any] = {"type": "subscription_details"}
    parent |= {
        "subscription_details": {"subscription": subscription["id"], "metadata": subscription["metadata"]}
    }
    fields = {"customer": subscription["customer"], "subscription": subscription["id"], "status": "paid"}
    fields |= {"billing_reason": why, "amount_paid": subscription["amount"]}
    fields |= {
        "parent": parent,
        "lines": {"object": "list", "data": [line]},
        "metadata": subscription["metadata"],
    }
    made = _new(world, "in_", "invoice", **fields)
    # Since 2025 an invoice does not carry its payment's id: https://docs.stripe.com/api/invoice-payment
    world.drawer("stripe-invoice-payments")[made["id"]] = intent["id"]
    _event(world, "invoice.paid", made)


def invoice_payments(world: World, request: Request) -> Reply:
    found = []
    if intent := world.drawer("stripe-invoice-payments").get(str(request.query.get("invoice"))):
        payment = {"type": "payment_intent", "payment_intent": intent}
        found = [{"id": world.new_id("inpay_"), "object": "invoice_payment", "payment": payment}]
    return Reply(200, {"object": "list", "data": found, "has_more": False, "url": "/v1/invoice_payments"})


def change_subscription(world: World, request: Request, id: str) -> Reply:
    made, told = _kept(world, id), request.nested()
    if "cancel_at_period_end" in told:
        made["cancel_at_period_end"] = told["cancel_at_period_end"] == "true"
    made["metadata"] |= told.get("metadata") or {}
    for item in told.get("items") or ():
        made["items"]["data"][0]["price"]["id"] = item.get("price") or made["items"]["data"][0]["price"]["id"]
    _event(world, "customer.subscription.updated", made)
    return Reply(200, made)


def end_subscription(world: World, request: Request, id: str) -> Reply:
    made = _kept(world, id)
    made |= {"status": "canceled", "canceled_at": int(time.time())}
    _event(world, "customer.subscription.deleted", made)
    return Reply(200, made)


def renew(world: World, request: Request, id: str) -> Reply:
    """A period of a subscription ends: it is paid for again, or it ends when it was cancelled."""
    made = _kept(world, id)
    if made["cancel_at_period_end"]:
        return end_subscription(world, request, id)
    made["current_period_start"], made["current_period_end"] = (
        made["current_period_end"], made["current_period_end"] + MONTH,
    )  # fmt: skip
    line = made["items"]["data"][0]
    line |= {key: made[key] for key in ("current_period_start", "current_period_end")}
    intent = _new(world, "pi_", "payment_intent", status="succeeded", amount=made["amount"], metadata={})
    world.bill("stripe", "payment", id=intent["id"], amount=made["amount"])
    _invoice(world, made, intent, "subscription_cycle")
    return Reply(200, made)


def refund(world: World, request: Request) -> Reply:
    told = request.nested()
    intent = _kept(world, str(told.get("payment_intent")))
    amount = int(told.get("amount") or intent["amount"])
    done = intent.get("refunded", 0)
    if amount + done > intent["amount"]:
        return _error(400, "Refund amount is greater than unrefunded amount.", "charge_already_refunded")
    intent["refunded"] = done + amount
    world.bill("stripe", "refund", id=intent["id"], amount=-amount)
    made = _new(world, "re_", "refund", amount=amount, payment_intent=intent["id"], status="succeeded")
    made["metadata"] = told.get("metadata") or {}
    charge = {
        "payment_intent": intent["id"],
        "amount": intent["amount"],
        "amount_refunded": intent["refunded"],
    }
    charge |= {"refunded": intent["refunded"] == intent["amount"], "metadata": intent.get("metadata", {})}
    _event(world, "charge.refunded", _new(world, "ch_", "charge", **charge))
    return Reply(200, made)


def dispute(world: World, request: Request, id: str) -> Reply:
    intent = _kept(world, id)
    fields = {"payment_intent": id, "amount": intent["amount"], "status": "needs_response"}
    made = _new(world, "dp_", "dispute", reason="fraudulent", **fields)
    _event(world, "charge.dispute.created", made)
    return Reply(200, made)


def portal(world: World, request: Request) -> Reply:
    told = request.nested()
    _kept(world, str(told.get("customer")))
    made = _new(world, "bps_", "billing_portal.session", **told)
    return Reply(200, {**made, "url": f"{request.address}/stripe/portal/{made['id']}"})


def portal_page(world: World, request: Request, id: str) -> Reply:
    back = html.escape(_kept(world, id).get("return_url") or "#")
    page = (
        f'<!doctype html><title>Emulated portal</title><h1>Emulated portal</h1><a href="{back}">Go back</a>'
    )
    return Reply(200, page.encode(), media_type="text/html; charset=utf-8")


def _event(world: World, kind: str, thing: dict[str, Any]) -> None:
    event = {"id": world.new_id("evt_"), "object": "event", "type": kind, "created": int(time.time())}
    event |= {"api_version": API_VERSION, "livemode": False, "data": {"object": thing}}
    body = json.dumps(event).encode()
    secret = world.setting("stripe_secret", SECRET)
    if url := world.setting("stripe_webhook", ""):
        call_back(world, url=url, body=body, headers=lambda: stripe_signature(body=body, secret=secret))


ID = r"(?P<id>\w+)"
ROUTES: list[tuple[str, str, Callable[..., Reply]]] = [
    ("POST", r"/v1/customers", _once(customer)),
    ("GET", rf"/v1/customers/{ID}", get),
    ("POST", r"/v1/checkout/sessions", _once(checkout)),
    ("GET", rf"/v1/checkout/sessions/{ID}", get),
    ("POST", rf"/v1/checkout/sessions/{ID}/expire", expire),
    ("GET", rf"/v1/subscriptions/{ID}", get),
    ("POST", rf"/v1/subscriptions/{ID}", change_subscription),
    ("DELETE", rf"/v1/subscriptions/{ID}", end_subscription),
    ("GET", rf"/v1/payment_intents/{ID}", get),
    ("GET", rf"/v1/invoices/{ID}", get),
    ("GET", r"/v1/invoice_payments", invoice_payments),
    ("POST", r"/v1/refunds", _once(refund)),
    ("POST", r"/v1/billing_portal/sessions", portal),
    ("GET", rf"/pay/{ID}", pay_page),
    ("POST", rf"/pay/{ID}", pay),
    ("GET", rf"/portal/{ID}", portal_page),
    ("POST", rf"/_renew/{ID}", renew),
    ("POST", rf"/_dispute/{ID}", dispute),
]
