"""Writes a short prompt out, as such models want it: place, light, camera, mood."""

import re
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from ai import registry
from ai.capabilities import Call, Capability, ChatInput, Message, ProviderError
from ai.models import ModelSpec
from ai.services import catalogue, circuit
from credits.pricing import Line

LONGEST = 1500  # characters
TOLD = (
    "You write prompts for models that make {what}. Write the person's wish out in one paragraph of at most "
    "80 words: subject, place, light, colours, and what moves or sounds. Add nothing that contradicts the "
    "wish. Answer with the paragraph only, in the language of the wish."
)
WHAT = {Capability.TEXT_TO_IMAGE: "pictures", Capability.MUSIC: "music", Capability.SOUND_EFFECT: "sounds"}
LOCAL = "local"
# What our own engine adds when a prompt says nothing of a matter: by the words that would say it.
PICTURE = (
    (r"light|lit|sun|night|dark|dawn|dusk|neon|glow\w*", "soft natural light"),
    (r"close|wide|aerial|shot|camera|pan|zoom|view", "wide shot, slow camera move"),
    (r"colou?r\w*|red|blue|green|gold\w*|pastel|palette", "harmonious colours"),
)
SOUND = (
    (r"slow|fast|tempo|bpm|calm|upbeat", "moderate tempo"),
    (r"piano|guitar|strings|drums|synth\w*|bass", "piano and soft strings"),
)


def lines() -> list[Line]:
    """What it costs: a message of the chat's model, or nothing where our own engine does it."""
    spec = _first()
    return [] if spec is None else [Line(spec.price_code, Decimal(1), _("Writing the prompt out"))]


def enhanced(*, prompt: str, capability: Capability, key: str, folder: Path) -> tuple[str, ModelSpec | None]:
    """The prompt written out, and the model that did it, if it was one. Whatever fails leaves it to us."""
    spec = _first()
    if spec is not None and circuit.admit(spec):
        told = TOLD.format(what=WHAT.get(capability, "films"))
        asked = ChatInput([Message("system", told), Message("user", prompt)], max_tokens=300)
        call = Call(model=spec.model_id, key=key, folder=folder, deadline=30.0)
        try:
            answer = registry.provider(spec.provider).chat(asked, call).text.strip()
        except ProviderError as error:
            circuit.failed(spec, error)
        else:
            circuit.succeeded(spec)
            if answer:
                return answer[:LONGEST], spec
    return _by_rule(prompt, capability), None


def _first() -> ModelSpec | None:
    """The model that would do it; None when it is our own, which talks about edits only."""
    try:
        spec = catalogue.choose(capability=Capability.CHAT).candidates[0]
    except catalogue.NoModel:
        return None
    return None if spec.provider == LOCAL else spec


def _by_rule(prompt: str, capability: Capability) -> str:
    rules = SOUND if capability in {Capability.MUSIC, Capability.SOUND_EFFECT} else PICTURE
    added = [words for said, words in rules if not re.search(rf"\b(?:{said})\b", prompt, re.IGNORECASE)]
    return ", ".join([prompt.strip().rstrip(",."), *added])[:LONGEST]
