"""Which provider has which capability, and how it is made from the settings. One literal table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from ai.capabilities import Capability

C = Capability
# Beside each provider, the capabilities it has; a capability's method has its name with underscores.
PROVIDERS: dict[str, frozenset[Capability]] = {
    "local": frozenset(C),
    "openai": frozenset(
        {
            C.CHAT, C.TRANSLATION, C.VISION, C.EMBEDDINGS, C.MODERATION, C.TEXT_TO_IMAGE, C.TEXT_TO_SPEECH,
            C.SPEECH_TO_TEXT, C.TEXT_TO_VIDEO, C.IMAGE_TO_VIDEO, C.REMIX_VIDEO, C.EXTEND_VIDEO,
        }
    ),
    "replicate": frozenset(
        {
            C.TEXT_TO_VIDEO, C.IMAGE_TO_VIDEO, C.REMIX_VIDEO, C.EXTEND_VIDEO, C.TEXT_TO_IMAGE, C.UPSCALE,
            C.STYLE_TRANSFER, C.LIP_SYNC, C.MUSIC,
        }
    ),
    "elevenlabs": frozenset({C.TEXT_TO_SPEECH, C.SPEECH_TO_TEXT, C.MUSIC, C.SOUND_EFFECT}),
    "fake": frozenset(C),
}  # fmt: skip

# Those that tell by a webhook, at the address they were given, when their work is done.
CALLS_BACK = frozenset({"replicate"})
# Those that work on by themselves, and stop when they are told to.
CANCELS = frozenset({"openai", "replicate", "fake"})
# Those that tell whether they have what was submitted under our key, though their answer was lost.
FINDS = frozenset({"replicate"})
# Those that keep what they made until they are told to remove it.
FORGETS = frozenset({"openai", "elevenlabs"})


@dataclass(frozen=True)
class Making:
    """A dotted name, loaded when it is first needed (the SDKs are heavy), and the settings it is called with.

    It is switched on when one of the settings in `needs` is set, or when it needs none.
    """

    dotted: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


MAKING: dict[str, Making] = {
    "local": Making(
        "ai.providers.local.provider",
        {"piper_voices": "PIPER_VOICES", "whisper_model": "WHISPER_MODEL_DIR"},
    ),
    "openai": Making(
        "ai.providers.openai.Provider",
        {
            "key": "OPENAI_API_KEY",
            "base_url": "OPENAI_BASE_URL",
            "has_videos": "OPENAI_VIDEOS",
            "webhook_secret": "OPENAI_WEBHOOK_SECRET",
        },
        needs=("OPENAI_API_KEY", "OPENAI_BASE_URL"),
    ),
    "replicate": Making(
        "ai.providers.replicate.Provider",
        {
            "key": "REPLICATE_API_TOKEN",
            "base_url": "REPLICATE_BASE_URL",
            "webhook_secret": "REPLICATE_WEBHOOK_SECRET",
        },
        needs=("REPLICATE_API_TOKEN",),
    ),
    "elevenlabs": Making(
        "ai.providers.elevenlabs.Provider",
        {"key": "ELEVENLABS_API_KEY", "base_url": "ELEVENLABS_BASE_URL"},
        needs=("ELEVENLABS_API_KEY",),
    ),
    "fake": Making("ai.providers.fake.Provider", needs=("AI_FAKE",)),
}


class NotSwitchedOn(LookupError):
    """There is no such provider here, or it has no key."""


def available() -> frozenset[str]:
    """The providers that are switched on."""
    return frozenset(
        name
        for name, making in MAKING.items()
        if not making.needs or any(getattr(settings, each) for each in making.needs)
    )


def has(*, provider: str, capability: Capability) -> bool:
    return capability in PROVIDERS.get(provider, frozenset())


def provider(name: str) -> Any:
    """The provider of this name, which has the methods of its capabilities; NotSwitchedOn."""
    if name not in available():
        raise NotSwitchedOn(f"The provider {name!r} is not switched on here.")
    making = MAKING[name]
    # Beside the name, so that a changed setting makes a new one.
    given = tuple((argument, getattr(settings, setting)) for argument, setting in making.arguments.items())
    return _made(making.dotted, given)


@cache
def _made(dotted: str, arguments: tuple[tuple[str, Any], ...]) -> Any:
    return import_string(dotted)(**dict(arguments))


def method_of(capability: Capability) -> str:
    return capability.replace("-", "_")
