"""Films in which somebody speaks, for tests: eSpeak's voice over a test picture."""

from pathlib import Path

from ai.capabilities import Call, Media, SpeechInput
from ai.providers.local import provider
from videos.media.extra import Extra
from videos.media.generate import clip
from videos.media.operations.narrate import VOICE, Narrate
from videos.media.probe import probe
from videos.media.rendering import render


def spoken(folder: Path, text: str, *, speed: float = 1.0) -> Media:
    """A text as sound."""
    place = folder / "speech"
    place.mkdir()
    return provider().text_to_speech(SpeechInput(text, speed=speed), Call(model="", key="t", folder=place))


def made_to_speak(folder: Path, text: str) -> Path:
    """A film as long as it takes to say the text."""
    speech = spoken(folder, text)
    picture = clip(folder / "picture.mp4", seconds=round(speech.duration, 1), audio=False)
    place = folder / "film"
    place.mkdir()
    voice = {VOICE: Extra(probe(speech.path), speech.path)}
    made = render([Narrate(mode="replace")], probe(picture), source=picture, folder=place, extra=voice)
    return made.output
