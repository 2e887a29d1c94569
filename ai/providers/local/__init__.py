"""The provider that needs no key and no network: honest drafts, made by the platform itself."""

from pathlib import Path

from ai.providers.local.chat import LocalChat
from ai.providers.local.lips import LocalLips
from ai.providers.local.meaning import LocalMeaning
from ai.providers.local.moderation import LocalModeration
from ai.providers.local.outlines import LocalOutlines
from ai.providers.local.pictures import LocalPictures
from ai.providers.local.recognition import LocalRecognition
from ai.providers.local.screenwriting.writing import LocalScreenplays
from ai.providers.local.setup import Setup
from ai.providers.local.sound import LocalSounds
from ai.providers.local.speech import LocalSpeech
from ai.providers.local.styles import LocalStyles
from ai.providers.local.translation import LocalTranslation
from ai.providers.local.upscale import LocalUpscale
from ai.providers.local.vision import LocalVision


class LocalProvider(
    LocalChat,
    LocalLips,
    LocalMeaning,
    LocalModeration,
    LocalOutlines,
    LocalPictures,
    LocalRecognition,
    LocalScreenplays,
    LocalSounds,
    LocalSpeech,
    LocalStyles,
    LocalTranslation,
    LocalUpscale,
    LocalVision,
):
    """Everything that can be done on this machine."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup


def provider(*, piper_voices: str = "", whisper_model: str = "") -> LocalProvider:
    """Give the provider; the two folders (see Setup) are named by the operator, empty for none."""
    voices, model = (Path(folder) if folder else None for folder in (piper_voices, whisper_model))
    return LocalProvider(Setup(piper_voices=voices, whisper_model=model))
