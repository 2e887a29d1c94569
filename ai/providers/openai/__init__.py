"""OpenAI, and every server that speaks its API (OPENAI_BASE_URL): vLLM, Ollama, LocalAI, a gateway.

Chat goes through chat.completions, which all of them have.
"""

from collections.abc import Sequence
from datetime import date

from ai.capabilities import (
    VendorModel,
)
from ai.providers.openai.asking import asking
from ai.providers.openai.films import Films
from ai.providers.openai.making import Making
from ai.providers.openai.words import Words


class Provider(Words, Making, Films):
    """The capabilities of OpenAI. `has_videos`: the server behind `base_url` has `/v1/videos`."""

    def __init__(self, *, key: str, base_url: str = "", has_videos: bool = False) -> None:
        super().__init__(key=key, base_url=base_url)
        self.has_videos = has_videos

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
