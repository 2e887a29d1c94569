"""What AI can be asked for, by name."""

from enum import StrEnum


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
