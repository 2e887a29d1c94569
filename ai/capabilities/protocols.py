"""One protocol per capability."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from ai.capabilities.calls import Call, Outcome
from ai.capabilities.chat import ChatInput, ChatResult
from ai.capabilities.meaning import Embeddings, Translation, TranslationInput, Verdict
from ai.capabilities.pictures import (
    ImageInput,
    LipSyncInput,
    StyleInput,
    UpscaleInput,
    VideoInput,
    VisionInput,
    VisionResult,
)
from ai.capabilities.sound import MusicInput, RecognitionInput, SoundInput, SpeechInput, Transcription, Voice


class Chats(Protocol):
    def chat(self, wish: ChatInput, call: Call) -> ChatResult: ...

    def stream_chat(self, wish: ChatInput, call: Call) -> Iterator[str | ChatResult]:
        """Pieces of the text as they come, and the whole result last."""


class MakesVideo(Protocol):
    def text_to_video(self, wish: VideoInput, call: Call) -> Outcome: ...


class AnimatesImages(Protocol):
    def image_to_video(self, wish: VideoInput, call: Call) -> Outcome: ...


class RemixesVideo(Protocol):
    def remix_video(self, wish: VideoInput, call: Call) -> Outcome: ...


class ExtendsVideo(Protocol):
    def extend_video(self, wish: VideoInput, call: Call) -> Outcome: ...


class MakesImages(Protocol):
    def text_to_image(self, wish: ImageInput, call: Call) -> Outcome: ...


class Speaks(Protocol):
    def text_to_speech(self, wish: SpeechInput, call: Call) -> Outcome: ...

    def voices(self) -> Sequence[Voice]: ...


class Listens(Protocol):
    def speech_to_text(self, wish: RecognitionInput, call: Call) -> Transcription: ...


class MakesMusic(Protocol):
    def music(self, wish: MusicInput, call: Call) -> Outcome: ...


class MakesSounds(Protocol):
    def sound_effect(self, wish: SoundInput, call: Call) -> Outcome: ...


class SyncsLips(Protocol):
    def lip_sync(self, wish: LipSyncInput, call: Call) -> Outcome: ...


class Upscales(Protocol):
    def upscale(self, wish: UpscaleInput, call: Call) -> Outcome: ...


class TransfersStyle(Protocol):
    def style_transfer(self, wish: StyleInput, call: Call) -> Outcome: ...


class Sees(Protocol):
    def vision(self, wish: VisionInput, call: Call) -> VisionResult: ...


@runtime_checkable
class SeesEach(Protocol):
    """For providers that look at many pictures at once faster than at one after the other."""

    def vision_of_each(self, images: Sequence[Path], call: Call) -> Sequence[VisionResult]:
        """What each picture shows, in their order; `details["words"]` are the lines that were read on it."""


class Embeds(Protocol):
    def embeddings(self, texts: Sequence[str], call: Call) -> Embeddings: ...


class Moderates(Protocol):
    def moderation(self, texts: Sequence[str], call: Call) -> Sequence[Verdict]: ...


class ModeratesImages(Protocol):
    """Not every provider that moderates words looks at pictures."""

    def image_moderation(self, images: Sequence[Path], call: Call) -> Sequence[Verdict]: ...


class Translates(Protocol):
    def translation(self, wish: TranslationInput, call: Call) -> Translation: ...
