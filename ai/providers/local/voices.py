"""The voices of the engines that need no model: eSpeak NG's languages, and flite's four speakers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ai.capabilities import Unsupported, Voice

Gender = Literal["female", "male"]

# Our language code, eSpeak NG's name for it, and the name for people. The first of a language is its default.
LANGUAGES = (
    ("en-US", "en-us", "English (America)"),
    ("en-GB", "en-gb-x-rp", "English (Britain)"),
    ("vi", "vi", "Vietnamese"),
    ("ar", "ar", "Arabic"),
    ("bg", "bg", "Bulgarian"),
    ("bn", "bn", "Bengali"),
    ("ca", "ca", "Catalan"),
    ("cs", "cs", "Czech"),
    ("da", "da", "Danish"),
    ("de", "de", "German"),
    ("el", "el", "Greek"),
    ("eo", "eo", "Esperanto"),
    ("es", "es", "Spanish (Spain)"),
    ("es-419", "es-419", "Spanish (Latin America)"),
    ("et", "et", "Estonian"),
    ("fa", "fa", "Persian"),
    ("fi", "fi", "Finnish"),
    ("fr", "fr", "French"),
    ("he", "he", "Hebrew"),
    ("hi", "hi", "Hindi"),
    ("hr", "hr", "Croatian"),
    ("hu", "hu", "Hungarian"),
    ("id", "id", "Indonesian"),
    ("it", "it", "Italian"),
    ("ja", "ja", "Japanese"),
    ("ko", "ko", "Korean"),
    ("lt", "lt", "Lithuanian"),
    ("lv", "lv", "Latvian"),
    ("ms", "ms", "Malay"),
    ("nl", "nl", "Dutch"),
    ("no", "nb", "Norwegian"),
    ("pl", "pl", "Polish"),
    ("pt", "pt", "Portuguese (Portugal)"),
    ("pt-BR", "pt-br", "Portuguese (Brazil)"),
    ("ro", "ro", "Romanian"),
    ("ru", "ru", "Russian"),
    ("sk", "sk", "Slovak"),
    ("sl", "sl", "Slovenian"),
    ("sr", "sr", "Serbian"),
    ("sv", "sv", "Swedish"),
    ("sw", "sw", "Swahili"),
    ("ta", "ta", "Tamil"),
    ("th", "th", "Thai"),
    ("tr", "tr", "Turkish"),
    ("uk", "uk", "Ukrainian"),
    ("ur", "ur", "Urdu"),
    ("zh", "cmn", "Chinese (Mandarin)"),
)
VARIANTS: dict[Gender, str] = {"female": "+f2", "male": "+m3"}
PITCHES: dict[Gender, int] = {"female": 52, "male": 45}  # of 99
FLITE: tuple[tuple[str, Gender], ...] = (
    ("slt", "female"),
    ("rms", "male"),
    ("awb", "male"),
    ("kal16", "male"),
)


@dataclass(frozen=True)
class Choice:
    """A voice, and what its engine calls it."""

    voice: Voice
    engine: Literal["espeak", "flite", "piper"]
    name: str
    pitch: int = 50  # eSpeak NG's, 0-99


def espeak_choices() -> list[Choice]:
    """List eSpeak NG's voices, a female and a male one for each language."""
    return [
        Choice(
            Voice(
                id=f"{code.lower()}-{gender}",
                name=f"{title}, {gender}",
                language=code,
                gender=gender,
                description="eSpeak NG: clear and plainly synthetic.",
            ),
            "espeak",
            espeak + variant,
            PITCHES[gender],
        )
        for code, espeak, title in LANGUAGES
        for gender, variant in VARIANTS.items()
    ]


def flite_choices() -> list[Choice]:
    """List flite's voices, for an FFmpeg that has them."""
    return [
        Choice(
            Voice(
                id=f"flite-{name}",
                name=f"flite {name}",
                language="en-US",
                gender=gender,
                description="flite: an English speaker's recorded sounds.",
            ),
            "flite",
            name,
        )
        for name, gender in FLITE
    ]


def choose(choices: Sequence[Choice], *, voice: str, language: str) -> Choice:
    """Find the wished voice; without a wish the language's first. Raises Unsupported."""
    if voice:
        for choice in choices:
            if choice.voice.id == voice.strip().lower():
                return choice
        raise Unsupported("voice", f"There is no voice called “{voice}” here.")
    wished = language.strip().replace("_", "-").lower()
    spoken = [choice for choice in choices if choice.voice.language.lower() == wished]
    base = wished.split("-")[0]
    spoken += [choice for choice in choices if choice.voice.language.lower().split("-")[0] == base]
    if not spoken:
        raise Unsupported("language", f"No voice here speaks “{language}”.")
    return spoken[0]
