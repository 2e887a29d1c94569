"""Reads a message: what is quoted, in which language it is, and which wishes it holds."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
from dataclasses import dataclass

from ai.providers.local.assistant.times import Film
from ai.providers.local.assistant.vietnamese import in_english, is_unmarked_vietnamese
from ai.providers.local.assistant.wishes import Clause
from ai.providers.local.languages import language_of
from ai.providers.local.pronunciation import ONES

QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|‘([^’]+)’|(?<!\w)'([^'\n]+)'(?!\w)")
# What is to be written, without quotation marks.
TOLD = re.compile(
    r"\b(?:text|title|caption|heading|words?|chữ|tiêu đề|dòng "
    r"chữ)\s*(?:that\s+)?(?:saying|says?|reads?|reading|là|:)\s*:?\s*([^\"“⟦,"
    r".;\n]+)",
    re.IGNORECASE,
)
PLACE_AFTER = re.compile(
    r"\s+(?:at|in|on|from|for|ở|từ|góc|phía)\s+(?:the\s+)?(?:top|bottom|center|"
    r"centre|middle|left|right|start|beginning|end|first|last|corner|upper|lower|"
    r"trên|dưới|giữa|bên|\d).*$",
    re.IGNORECASE,
)
VERBS = (
    "add|apply|black|blur|boost|brighten|brighter|burn|change|convert|create|crop|cut|darken|darker|decrease|"
    "delete|denoise|export|extract|fade|faster|flip|generate|give|increase|"
    "insert|join|keep|louder|lower|make|"
    "mirror|mute|merge|normali[sz]e|overlay|play|put|quieter|raise|reduce|reframe|remove|replace|resize|"
    "reverse|rotate|save|scale|set|sharpen|shorten|slow|slower|speed|square|"
    "stabili[sz]e|trim|turn|vertical|write"
)
BREAK = re.compile(
    rf"\s*(?:[;\n]|[.!](?=\s|$)|,?\s*\b(?:and\s+)?(?:then|afterwards|after that|finally)\b,?"
    rf"|,?\s+(?:and|also|plus|as well as)\s+(?:also\s+)?(?=(?:{VERBS})\b)|,\s*(?=(?:{VERBS})\b))\s*"
)
NUMBERS = {word: str(number) for number, word in enumerate([*ONES, "twenty"])} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "ninety": "90",
}
NUMBER_WORD = re.compile(
    rf"\b(?:{'|'.join(NUMBERS)})\b(?=\s+(?:hours?|min|sec|times|degrees|percent|"
    rf"to\b|and\b))|"
    rf"\b(?:{'|'.join(word for word in NUMBERS if word not in {'one', 'zero'})})\b"
)


@dataclass(frozen=True)
class Wishes:
    """A message in clauses; `language` is "vi" or "en", in which it is answered."""

    clauses: tuple[Clause, ...]
    language: str


def read(message: str, film: Film) -> Wishes:
    """Part a message into wishes."""
    quotes: list[str] = []

    def keep(found: re.Match[str]) -> str:
        quotes.append(next(group for group in found.groups() if group is not None).strip())
        return _place_of(len(quotes) - 1)

    text = QUOTED.sub(keep, message.translate(NO_PLACES))
    if not quotes:
        text = TOLD.sub(lambda found: _told(found, quotes), text)
    text = " ".join(text.lower().replace("\n", " ; ").split())
    is_vietnamese = language_of(text) == "vi" or is_unmarked_vietnamese(text)
    if is_vietnamese:
        text = in_english(text)
    text = NUMBER_WORD.sub(lambda found: NUMBERS[found[0]], text)
    parts = [part for part in BREAK.split(text) if part.strip()]
    clauses = tuple(Clause(part, _quotes_in(part, quotes), film) for part in parts)
    return Wishes(clauses, "vi" if is_vietnamese else "en")


def _told(found: re.Match[str], quotes: list[str]) -> str:
    words = PLACE_AFTER.sub("", found[1])
    quotes.append(words.strip())
    begin = found.start(1) - found.start()
    return f"{found[0][:begin]} {_place_of(len(quotes) - 1)} {found[1][len(words) :]}"


# Letters stand for the digits of a quote's number, which would else be read as a time.
DIGITS, LETTERS = "0123456789", "abcdefghij"
NO_PLACES = str.maketrans("⟦⟧", "  ")  # in what people write


def _place_of(number: int) -> str:
    return f"⟦{str(number).translate(str.maketrans(DIGITS, LETTERS))}⟧"


def _quotes_in(part: str, quotes: list[str]) -> tuple[str, ...]:
    numbers = (found.translate(str.maketrans(LETTERS, DIGITS)) for found in re.findall(r"⟦([a-j]+)⟧", part))
    return tuple(quotes[int(number)] for number in numbers)
