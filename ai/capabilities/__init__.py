"""What AI can be asked for: one protocol per capability, with its input and its result.

A provider is an object with the methods of the capabilities that it has (`registry.PROVIDERS` says which).
A method either returns the result, or `Started` when the vendor works on by itself: then `follow` is asked
until it gives the result. Every result carries its usage, in the units by which it is priced. Options that a
provider lacks are refused with `Unsupported`, never passed over.
"""

from ai.capabilities.calls import Call, Media, Outcome, Started, Usage, Word
from ai.capabilities.chat import ChatInput, ChatResult, Message, Tool, ToolCall
from ai.capabilities.errors import ProviderError, Refused, Stopped, Unsupported
from ai.capabilities.meaning import Embeddings, Translation, TranslationInput, Verdict
from ai.capabilities.names import Capability
from ai.capabilities.pictures import (
    Box,
    ImageInput,
    LipSyncInput,
    StyleInput,
    UpscaleInput,
    VideoInput,
    VisionInput,
    VisionResult,
)
from ai.capabilities.protocols import (
    AnimatesImages,
    Chats,
    Embeds,
    ExtendsVideo,
    Listens,
    MakesImages,
    MakesMusic,
    MakesSounds,
    MakesVideo,
    Moderates,
    ModeratesImages,
    RemixesVideo,
    Sees,
    Speaks,
    SyncsLips,
    TransfersStyle,
    Translates,
    Upscales,
)
from ai.capabilities.sound import (
    MusicInput,
    RecognitionInput,
    Segment,
    SoundInput,
    SpeechInput,
    Transcription,
    Voice,
)
from ai.capabilities.vendors import BadCallback, Callback, CallsBack, Follows, KnowsModels, VendorModel

__all__ = [
    "AnimatesImages",
    "BadCallback",
    "Box",
    "Call",
    "Callback",
    "CallsBack",
    "Capability",
    "ChatInput",
    "ChatResult",
    "Chats",
    "Embeddings",
    "Embeds",
    "ExtendsVideo",
    "Follows",
    "Forgets",
    "ImageInput",
    "KnowsModels",
    "LipSyncInput",
    "Listens",
    "MakesImages",
    "MakesMusic",
    "MakesSounds",
    "MakesVideo",
    "Media",
    "Message",
    "Moderates",
    "ModeratesImages",
    "MusicInput",
    "Outcome",
    "ProviderError",
    "RecognitionInput",
    "Refused",
    "RemixesVideo",
    "Sees",
    "Segment",
    "SoundInput",
    "Speaks",
    "SpeechInput",
    "Started",
    "Stopped",
    "StyleInput",
    "SyncsLips",
    "Tool",
    "ToolCall",
    "Transcription",
    "TransfersStyle",
    "Translates",
    "Translation",
    "TranslationInput",
    "Unsupported",
    "UpscaleInput",
    "Upscales",
    "Usage",
    "VendorModel",
    "Verdict",
    "VideoInput",
    "VisionInput",
    "VisionResult",
    "Voice",
    "Word",
]
