"""How a voice sounds: a short sentence, spoken once by our own engine and kept."""

import hashlib
import tempfile
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from ai import registry
from ai.capabilities import Call, SpeechInput
from ai.services import speaking
from videos import files

LOCAL = "local"
DEADLINE = 30.0  # seconds
GREETINGS = {
    "en": "Hello. This is how I sound.",
    "ar": "مرحبا. هذا هو صوتي.",
    "de": "Hallo. So klinge ich.",
    "es": "Hola. Así sueno yo.",
    "fr": "Bonjour. Voici ma voix.",
    "hi": "नमस्ते। मेरी आवाज़ ऐसी है।",
    "it": "Ciao. Questa è la mia voce.",
    "ja": "こんにちは。これが私の声です。",
    "ko": "안녕하세요. 제 목소리입니다.",
    "nl": "Hallo. Zo klink ik.",
    "pl": "Cześć. Tak brzmi mój głos.",
    "pt": "Olá. Esta é a minha voz.",
    "ru": "Здравствуйте. Вот как я звучу.",
    "sv": "Hej. Så här låter jag.",
    "tr": "Merhaba. Sesim böyle.",
    "uk": "Вітаю. Ось так я звучу.",
    "vi": "Xin chào. Đây là giọng của tôi.",
    "zh": "你好。这就是我的声音。",
}


class UnknownVoice(LookupError):
    """There is no such voice that could be listened to for nothing."""


def can_sample(provider: str) -> bool:
    """A vendor would want money for it."""
    return provider == LOCAL


def sample(*, voice: str) -> str:
    """The storage's key of a WAV file in which the voice says a sentence of its language; UnknownVoice."""
    known = {each["id"]: each for each in speaking.voices() if can_sample(each["provider"])}
    if voice not in known:
        raise UnknownVoice(voice)
    language = str(known[voice]["language"])
    text = GREETINGS.get(language.partition("-")[0], GREETINGS["en"])
    name = hashlib.sha256(f"{voice}\n{text}".encode()).hexdigest()[:32]
    key = f"samples/voices/{name}.wav"
    if not default_storage.exists(key):
        _speak(SpeechInput(text=text, voice=voice, language=language), key)
    return key


def _speak(wish: SpeechInput, key: str) -> None:
    settings.WORK_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sample-", dir=settings.WORK_DIR) as folder:
        call = Call(model="speech", key=uuid.uuid4().hex, folder=Path(folder), deadline=DEADLINE)
        files.store(path=registry.provider(LOCAL).text_to_speech(wish, call).path, key=key)
