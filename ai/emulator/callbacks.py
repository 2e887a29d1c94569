"""Calls back as vendors do: signed, in threads, and twice, never or in another order when it is told so."""

import base64
import binascii
import hashlib
import hmac
import threading
import time
from collections.abc import Callable

import httpx

from ai.emulator.world import World

TRIES = 3
PATIENCE = 5.0  # seconds for an answer

Send = Callable[[], None]


def call_back(world: World, *, url: str, body: bytes, headers: Callable[[], dict[str, str]]) -> None:
    """Posts now or as scripted. `headers` signs at the moment of sending."""

    def send() -> None:
        _post(world, url, body, headers)

    with world.lock:
        mode = world.callbacks.pop(0) if world.callbacks else "send"
        waiting: list[Send] = world.drawer("callbacks").setdefault("later", [])
        if mode == "later":
            waiting.append(send)
            return
        late, waiting[:] = list(waiting), []
    sends = [] if mode == "lose" else [send, send] if mode == "twice" else [send]
    threading.Thread(target=_all, args=([*sends, *late],), daemon=True).start()


def standard_webhook(*, id: str, body: bytes, secret: str) -> dict[str, str]:
    """Headers after standardwebhooks.com, as Replicate and OpenAI sign."""
    at = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(signed).decode()}"
    return {"webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature}


def stripe_signature(*, body: bytes, secret: str) -> dict[str, str]:
    at = str(int(time.time()))
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).digest()
    return {"Stripe-Signature": f"t={at},v1={binascii.hexlify(signed).decode()}"}


def _all(sends: list[Send]) -> None:
    for send in sends:
        send()


def _post(world: World, url: str, body: bytes, headers: Callable[[], dict[str, str]]) -> None:
    """Tries again when the answer is no 2xx, as vendors do."""
    for number in range(TRIES):
        try:
            answer = httpx.post(
                url,
                content=body,
                headers={"Content-Type": "application/json", **headers()},
                timeout=PATIENCE,
            )
            status = answer.status_code
        except httpx.HTTPError:
            status = 0
        with world.lock:
            told = {"method": "CALLBACK", "path": url, "status": status, "body": body.decode(), "rule": ""}
            world.log.append(told)
        if 200 <= status < 300:
            return
        time.sleep(0.2 * (number + 1))
