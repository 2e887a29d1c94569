"""Stripe and YouTube in the emulator, as they are documented; the AI vendors' are tested by their SDKs."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from ai.emulator.server import running
from ai.emulator.world import World


@pytest.fixture(scope="module")
def emulator() -> Iterator[World]:
    with running() as world:
        yield world


@pytest.fixture
def world(emulator: World) -> World:
    emulator.forget()
    emulator.script({"settings": {"stripe_webhook": f"{emulator.address}/_inbox/stripe"}})
    return emulator


@pytest.fixture
def http(world: World) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=world.address) as client:
        yield client


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def events(http: httpx.Client, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def arrived() -> bool:
        rows = http.get("/_inbox/stripe").json()
        found[:] = [row for row in rows if json.loads(row["body"])["type"] == kind]
        return bool(found)

    until(arrived)
    return found


def test_a_checkout_is_paid_once_and_told_with_a_signature(http: httpx.Client, world: World) -> None:
    form = {
        "mode": "payment",
        "success_url": "http://shop.test/done?s={CHECKOUT_SESSION_ID}",
        "metadata[topup]": "7",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "990",
        "line_items[0][price_data][product_data][name]": "100 credits",
        "line_items[0][quantity]": "2",
    }
    key = {"Idempotency-Key": "k1"}
    made = http.post("/stripe/v1/checkout/sessions", data=form, headers=key).json()
    assert http.post("/stripe/v1/checkout/sessions", data=form, headers=key).json()["id"] == made["id"]
    assert (made["amount_total"], made["payment_status"], made["metadata"]) == (
        1980,
        "unpaid",
        {"topup": "7"},
    )
    assert "100 credits: 19.80 EUR" in http.get(made["url"]).text
    for _ in range(2):
        back = http.post(made["url"])
        assert back.headers["Location"] == f"http://shop.test/done?s={made['id']}"
    (row,) = events(http, "checkout.session.completed")
    at, signature = (part.split("=")[1] for part in row["headers"]["stripe-signature"].split(","))
    signed = hmac.new(b"whsec_emulator", f"{at}.{row['body']}".encode(), hashlib.sha256).hexdigest()
    assert signature == signed
    paid = json.loads(row["body"])["data"]["object"]
    assert [bill["amount"] for bill in http.get("/_billed").json()] == [1980]
    refund = {"payment_intent": paid["payment_intent"], "amount": "980"}
    assert http.post("/stripe/v1/refunds", data=refund).json()["status"] == "succeeded"
    too_much = http.post("/stripe/v1/refunds", data={**refund, "amount": "1001"})
    assert (too_much.status_code, too_much.json()["error"]["code"]) == (400, "charge_already_refunded")
    assert json.loads(events(http, "charge.refunded")[0]["body"])["data"]["object"]["amount_refunded"] == 980


def test_a_subscription_lives_renews_and_ends(http: httpx.Client) -> None:
    form = {"mode": "subscription", "line_items[0][price]": "price_pro", "line_items[0][quantity]": "1"}
    made = http.post("/stripe/v1/checkout/sessions", data={**form, "metadata[user]": "u1"}).json()
    http.post(made["url"])
    done = json.loads(events(http, "checkout.session.completed")[0]["body"])["data"]["object"]
    path = f"/stripe/v1/subscriptions/{done['subscription']}"
    before = http.get(path).json()
    assert (before["status"], before["items"]["data"][0]["price"]["id"]) == ("active", "price_pro")
    assert json.loads(events(http, "invoice.paid")[0]["body"])["data"]["object"]["metadata"] == {"user": "u1"}
    http.post(f"/stripe/_renew/{done['subscription']}")
    assert http.get(path).json()["current_period_start"] == before["current_period_end"]
    http.post(path, data={"cancel_at_period_end": "true"})
    http.post(f"/stripe/_renew/{done['subscription']}")
    assert http.get(path).json()["status"] == "canceled"
    assert events(http, "customer.subscription.deleted")
    portal = http.post("/stripe/v1/billing_portal/sessions", data={"customer": done["customer"]}).json()
    assert http.get(portal["url"]).status_code == 200


def test_youtube_signs_in_with_proof_and_takes_a_film_in_pieces(http: httpx.Client, world: World) -> None:
    proof = base64.urlsafe_b64encode(hashlib.sha256(b"verifier").digest()).decode().rstrip("=")
    back = "http://app.test/callback"
    asked = {"redirect_uri": back, "state": "s1", "code_challenge": proof, "scope": "upload"}
    there = httpx.URL(http.get("/youtube/o/oauth2/v2/auth", params=asked).headers["Location"])
    assert there.params["state"] == "s1"
    form = {"grant_type": "authorization_code", "code": there.params["code"], "redirect_uri": back}
    tokens = http.post("/youtube/token", data={**form, "code_verifier": "verifier"}).json()
    assert http.post("/youtube/token", data={**form, "code_verifier": "verifier"}).status_code == 400
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert http.get("/youtube/youtube/v3/channels", headers={"Authorization": "Bearer x"}).status_code == 401

    film = bytes(range(256)) * 4096
    begun = http.post(
        "/upload/youtube/v3/videos?uploadType=resumable",
        headers={**bearer, "X-Upload-Content-Length": str(len(film))},
        json={"snippet": {"title": "Fox"}, "status": {"privacyStatus": "unlisted"}},
    )
    place, half, total = begun.headers["Location"], len(film) // 2, len(film)

    def put(piece: bytes, where: str) -> httpx.Response:
        return http.put(place, content=piece, headers={"Content-Range": f"bytes {where}/{total}"})

    first = put(film[:half], f"0-{half - 1}")
    assert (first.status_code, first.headers["Range"]) == (308, f"bytes=0-{half - 1}")
    assert put(film[:half], f"0-{half - 1}").status_code == 400
    assert put(b"", "*").headers["Range"] == f"bytes=0-{half - 1}"
    video = put(film[half:], f"{half}-{total - 1}").json()
    assert (video["snippet"]["title"], video["status"]["privacyStatus"]) == ("Fox", "unlisted")
    assert world.billed[0]["sha256"] == hashlib.sha256(film).hexdigest()

    playlist = http.post(
        "/youtube/youtube/v3/playlists", headers=bearer, json={"snippet": {"title": "P"}}
    ).json()
    item = {"snippet": {"playlistId": playlist["id"], "resourceId": {"videoId": video["id"]}}}
    assert http.post("/youtube/youtube/v3/playlistItems", headers=bearer, json=item).status_code == 200
    listed = http.get(f"/youtube/youtube/v3/videos?id={video['id']}", headers=bearer).json()
    assert [row["id"] for row in listed["items"]] == [video["id"]]
    world.script({"settings": {"youtube_quota": 1}})
    answers = [http.get("/youtube/youtube/v3/channels", headers=bearer) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert answers[1].json()["error"]["errors"][0]["reason"] == "quotaExceeded"
    refreshed = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert http.post("/youtube/token", data=refreshed).json()["access_token"] != tokens["access_token"]
    http.post("/youtube/revoke", data={"token": tokens["refresh_token"]})
    assert http.post("/youtube/token", data=refreshed).json()["error"] == "invalid_grant"


def test_the_script_is_followed_and_forgotten(http: httpx.Client) -> None:
    rules = [
        {"match": "GET /elevenlabs/v2/voices", "times": 2, "status": 503, "headers": {"Retry-After": "9"}}
    ]
    http.post("/_script", json={"rules": rules})
    first = http.get("/elevenlabs/v2/voices")
    assert (first.status_code, first.headers["Retry-After"]) == (503, "9")
    http.request("DELETE", "/_script")
    assert http.get("/elevenlabs/v2/voices").status_code == 200
    assert [row["status"] for row in http.get("/_log").json()] == [200]
    assert http.get("/nobody/v1/x").status_code == 404
