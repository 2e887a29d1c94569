"""What AI can be asked for: one protocol per capability, with its input and its result.

A provider is an object with the methods of the capabilities that it has (`registry.PROVIDERS` says which).
A method either returns the result, or `Started` when the vendor works on by itself: then `follow` is asked
until it gives the result. Every result carries its usage, in the units by which it is priced. Options that a
provider lacks are refused with `Unsupported`, never passed over.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Protocol


class Capability(StrEnum):
    CHAT = "chat"
    TEXT_TO_VIDEO = "text-to-video"
    IMAGE_TO_VIDEO = "image-to-video"
    REMIX_VIDEO = "remix-video"
    EXTEND_VIDEO = "extend-video"
    TEXT_TO_IMAGE = "text-to-image"
    TEXT_TO_SPEECH = "text-to-speech"
    SPEECH_TO_TEXT = "speech-to-text"
    MUSIC = "music"
    SOUND_EFFECT = "sound-effect"
    LIP_SYNC = "lip-sync"
    UPSCALE = "upscale"
    STYLE_TRANSFER = "style-transfer"
    VISION = "vision"
    EMBEDDINGS = "embeddings"
    MODERATION = "moderation"
    TRANSLATION = "translation"


# -- what goes wrong ---------------------------------------------------------------------------------------


class ProviderError(Exception):
    """A provider could not do what was asked. `code` is for programs, the message for the person.

    `permanent`: the same again would fail again. `retry_after`: seconds that the vendor asks to wait.
    `model_gone`: the vendor no longer has this model, so that another one has to do it.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        permanent: bool = True,
        retry_after: float | None = None,
        model_gone: bool = False,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.permanent = code, message, permanent
        self.retry_after, self.model_gone = retry_after, model_gone


class Unsupported(ProviderError):
    """The provider lacks this option; `option` is the name of the input's field."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__("unsupported_option", message)
        self.option = option


class Refused(ProviderError):
    """The provider refuses the content: its rules forbid it."""

    def __init__(self, message: str) -> None:
        super().__init__("content_refused", message)


class Stopped(Exception):
    """`Call.should_stop` said so; what ran was stopped, at the vendor too."""


# -- a call, and what comes back ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """One attempt at something: by which model, where files go, and how it is told to stop.

    `key` is our own id of the work, the same at every attempt: vendors that know idempotency keys get it, and
    a submit that was accepted but never answered is found by it. `deadline` is in seconds from now.
    """

    model: str
    key: str
    folder: Path
    options: Mapping[str, Any] = field(
        default_factory=dict
    )  # further parameters, checked by the model's schema
    deadline: float = 600.0
    progress: Callable[[float, str], None] = lambda percent, stage: None
    should_stop: Callable[[], bool] = lambda: False
    webhook: str = ""  # where the vendor may call back, when the platform can be reached
    schema: Mapping[str, Any] = field(default_factory=dict)  # the model's parameters, as a JSON Schema
    attempt: int = 1  # from the second on, an earlier submit is looked for before it is submitted anew


@dataclass(frozen=True)
class Usage:
    """What was used: "second", "image", "character", "input_token", "output_token", "megapixel" or "call"."""

    amounts: Mapping[str, float] = field(default_factory=dict)
    vendor_cost: float | None = None  # US dollars, where the vendor tells


@dataclass(frozen=True)
class Started:
    """The vendor works on it under this id."""

    remote_id: str
    poll_after: float = 5.0  # seconds


@dataclass(frozen=True)
class Media:
    """A file in the call's folder. `duration` is in seconds, sizes are in pixels, 0 where there is none."""

    path: Path
    media_type: str  # "video/mp4", "image/png", "audio/wav", ...
    usage: Usage
    duration: float = 0.0
    width: int = 0
    height: int = 0
    seed: int | None = None
    is_draft: bool = False  # made without a model, by the platform itself
    notes: tuple[str, ...] = ()  # whole sentences for the person
    words: tuple["Word", ...] = ()  # of speech, where the engine tells when each word is said
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Word:
    """A spoken word: seconds from the beginning, confidence 0-1."""

    text: str
    start: float
    end: float
    confidence: float = 1.0
    speaker: str = ""


# -- chat --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tool:
    """Something that the model may ask to be done. `parameters` is a JSON Schema."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class ToolCall:
    id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """`images` go with what the user says; `tool_call_id` says which call a tool's answer is for."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    images: tuple[Path, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""


@dataclass(frozen=True)
class ChatInput:
    messages: Sequence[Message]
    tools: Sequence[Tool] = ()
    max_tokens: int = 2000
    response_schema: Mapping[str, Any] | None = None  # the answer must be JSON of this schema


@dataclass(frozen=True)
class ChatResult:
    text: str
    usage: Usage
    tool_calls: tuple[ToolCall, ...] = ()
    finish: Literal["stop", "length", "tools", "refused"] = "stop"
    is_draft: bool = False


# -- pictures and films ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VideoInput:
    """A film from words. `image` is its first picture, `source` the film to remix or extend."""

    prompt: str
    seconds: float = 5.0
    width: int = 1280
    height: int = 720
    seed: int | None = None
    negative_prompt: str = ""
    image: Path | None = None
    source: Path | None = None


@dataclass(frozen=True)
class ImageInput:
    prompt: str
    width: int = 1024
    height: int = 1024
    seed: int | None = None
    negative_prompt: str = ""
    reference: Path | None = None


@dataclass(frozen=True)
class UpscaleInput:
    source: Path
    scale: int = 2  # 2 or 4


@dataclass(frozen=True)
class StyleInput:
    source: Path
    style: str  # "cartoon", "sketch", "oil", "pixel", "vintage", "neon"
    intensity: float = 1.0
    prompt: str = ""


@dataclass(frozen=True)
class LipSyncInput:
    """A film whose speaker is to say what `audio` says."""

    source: Path
    audio: Path


@dataclass(frozen=True)
class VisionInput:
    images: Sequence[Path]
    prompt: str = ""


@dataclass(frozen=True)
class Box:
    """A place in a picture, as shares (0-1) of its width and height."""

    label: str
    x: float
    y: float
    width: float
    height: float
    confidence: float = 1.0


@dataclass(frozen=True)
class VisionResult:
    text: str
    labels: tuple[str, ...]
    objects: tuple[Box, ...]
    usage: Usage
    is_draft: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)


# -- sound -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SpeechInput:
    text: str
    voice: str = ""
    language: str = "en"
    speed: float = 1.0  # 0.5 - 2


@dataclass(frozen=True)
class Voice:
    id: str
    name: str
    language: str
    gender: Literal["female", "male", ""] = ""
    description: str = ""


@dataclass(frozen=True)
class MusicInput:
    prompt: str
    seconds: float = 30.0
    instrumental: bool = True
    seed: int | None = None


@dataclass(frozen=True)
class SoundInput:
    prompt: str
    seconds: float = 5.0
    seed: int | None = None


@dataclass(frozen=True)
class RecognitionInput:
    """Speech to be written down. `language` empty: to be found out. `script` given: only aligned."""

    source: Path
    language: str = ""
    speakers: bool = False
    script: str = ""


@dataclass(frozen=True)
class Segment:
    text: str
    start: float
    end: float
    speaker: str = ""


@dataclass(frozen=True)
class Transcription:
    text: str
    language: str
    segments: tuple[Segment, ...]
    words: tuple[Word, ...]
    duration: float
    usage: Usage
    is_draft: bool = False
    notes: tuple[str, ...] = ()


# -- meaning -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Embeddings:
    """One vector per text, each of length one. Only vectors of one `space` can be compared."""

    vectors: tuple[tuple[float, ...], ...]
    dimensions: int
    usage: Usage
    is_draft: bool = False
    space: str = ""  # the model that laid them, where it is not the call's


@dataclass(frozen=True)
class Verdict:
    """Whether content may be made; `categories` are those it falls under, with their scores 0-1."""

    is_flagged: bool
    categories: Mapping[str, float]
    usage: Usage


@dataclass(frozen=True)
class TranslationInput:
    texts: Sequence[str]
    target: str
    source: str = ""


@dataclass(frozen=True)
class Translation:
    texts: tuple[str, ...]
    usage: Usage
    is_draft: bool = False


# -- the protocols -----------------------------------------------------------------------------------------

Outcome = Media | Started


@dataclass(frozen=True)
class VendorModel:
    """What a vendor tells of one of its models today. `ends_on` and `replacement` where it tells them."""

    id: str
    ends_on: date | None = None
    replacement: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)


class KnowsModels(Protocol):
    """For providers whose vendor can be asked what it has."""

    def known_models(self, wanted: Sequence[str]) -> Sequence[VendorModel]:
        """Those of the wanted models (ids) that the vendor has; which are missing, it does not have now."""


class Follows(Protocol):
    """For providers whose vendor works on by itself."""

    def follow(self, remote_id: str, call: Call) -> Media | None:
        """The result once it is there (copied into the call's folder), None while it is made."""

    def find(self, key: str, call: Call) -> Started | None:
        """The work that was submitted under our key, if the vendor has it and can tell; else None."""

    def cancel(self, remote_id: str) -> None:
        """Tells the vendor to stop; says nothing when it has ended already."""


@dataclass(frozen=True)
class Callback:
    """What a vendor called back with: its id of the message, the same at every delivery, and of the work."""

    id: str
    remote_id: str


class BadCallback(Exception):
    """A callback that is not the vendor's, too old, or not understood."""


class CallsBack(Protocol):
    """For providers whose vendor tells by a signed webhook that its work is done."""

    def callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        """Checks the signature over the raw body, and its age; raises BadCallback."""


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


class Embeds(Protocol):
    def embeddings(self, texts: Sequence[str], call: Call) -> Embeddings: ...


class Moderates(Protocol):
    def moderation(self, texts: Sequence[str], call: Call) -> Sequence[Verdict]: ...


class Translates(Protocol):
    def translation(self, wish: TranslationInput, call: Call) -> Translation: ...
