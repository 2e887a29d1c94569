"""Checks that a callback is Replicate's, by the SDK's own validator."""

import base64
import binascii
import json
import threading
from collections.abc import Mapping

from replicate.webhook import Webhooks, WebhookSigningSecret

from ai.capabilities import BadCallback, Callback
from ai.providers.replicate.predictions import Predictions

TOLERANCE = 300  # seconds
SCHEME = "v1"


class Callbacks:
    """Knows the secret, which is asked of Replicate once when it is not given."""

    def __init__(self, predictions: Predictions, *, secret: str) -> None:
        self._predictions, self._secret = predictions, secret
        self._lock = threading.Lock()

    def checked(self, headers: Mapping[str, str], body: bytes) -> Callback:
        given = {name.lower(): value for name, value in headers.items()}
        # The SDK stops at the first signature that it cannot read, though a good one may follow.
        given["webhook-signature"] = " ".join(_readable(given.get("webhook-signature", "")))
        try:
            Webhooks.validate(
                headers=given,
                body=body.decode(),
                secret=WebhookSigningSecret(key=self._key()),
                tolerance=TOLERANCE,
            )
            told = json.loads(body)
        except ValueError as error:  # all that the SDK raises, broken text and broken JSON
            raise BadCallback(str(error)) from None
        if not isinstance(told, dict) or not isinstance(told.get("id"), str):
            raise BadCallback("It names no prediction.")
        return Callback(id=given["webhook-id"], remote_id=told["id"])

    def _key(self) -> str:
        with self._lock:
            if not self._secret:
                self._secret = self._predictions.signing_secret()
            return self._secret


def _readable(signatures: str) -> list[str]:
    readable = []
    for each in signatures.split():
        scheme, _, given = each.partition(",")
        try:
            base64.b64decode(given, validate=True)
        except (binascii.Error, ValueError):
            continue
        if scheme == SCHEME and given:
            readable.append(each)
    return readable
