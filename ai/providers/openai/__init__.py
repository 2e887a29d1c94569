"""OpenAI, and every server that speaks its API (OPENAI_BASE_URL): vLLM, Ollama, LocalAI, a gateway.

Chat goes through chat.completions, which all of them have.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date

import openai

from ai.capabilities import BadCallback, Callback, VendorModel
from ai.providers.openai.asking import asking
from ai.providers.openai.films import Films
from ai.providers.openai.making import Making
from ai.providers.openai.words import Words


class Provider(Words, Making, Films):
    """The capabilities of OpenAI. `has_videos`: the server behind `base_url` has `/v1/videos`."""

    def __init__(
        self, *, key: str, base_url: str = "", has_videos: bool = False, webhook_secret: str = ""
    ) -> None:
        super().__init__(key=key, base_url=base_url)
        self.has_videos, self._webhook_secret = has_videos, webhook_secret

    def callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        """By the SDK's own check. Only compatible servers make anything that calls back."""
        if not self._webhook_secret:
            raise BadCallback("There is no secret for callbacks of OpenAI.")
        try:
            self.client.webhooks.verify_signature(body, headers, secret=self._webhook_secret)
            told = json.loads(body)
        except (openai.InvalidWebhookSignatureError, ValueError) as error:
            raise BadCallback(str(error)) from None
        data = told.get("data") if isinstance(told, dict) else None
        if not isinstance(data, dict) or not isinstance(data.get("id"), str):
            raise BadCallback("It names no work of ours.")
        given = {name.lower(): value for name, value in headers.items()}
        return Callback(id=given["webhook-id"], remote_id=data["id"])

    def known_models(self, wanted: Sequence[str]) -> Sequence[VendorModel]:
        """One list of the vendor, in which it tells when a model ends."""
        with asking():
            found = list(self.client.models.list())
        return [
            VendorModel(
                id=model.id,
                ends_on=_day(model.shutdown_date),
                replacement=str((model.model_extra or {}).get("replacement") or ""),
            )
            for model in found
            if model.id in wanted
        ]


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told[:10]) if told else None
    except ValueError:
        return None
