"""How long a narrator needs for a text."""

from ai.language.languages import language_of

LETTERS_PER_SECOND = 14.0  # of a narrator at the usual speed
DENSE = {"zh": 4.5, "ja": 7.0, "ko": 6.5, "th": 11.0}  # languages whose letters say more


def seconds_to_say(text: str, *, speed: float = 1.0, language: str = "") -> float:
    """About how long it takes to say a text; without a language, that of the text."""
    code = (language or language_of(text)).partition("-")[0]
    return len(text) / (DENSE.get(code, LETTERS_PER_SECOND) * speed)
