"""Reads a message: what is quoted, in which language it is, and into which clauses it falls."""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re
from dataclasses import dataclass
from functools import lru_cache

from ai.language.languages import language_of
from ai.providers.local.assistant.mending import mended
from ai.providers.local.assistant.numbers import in_digits
from ai.providers.local.assistant.vietnamese import in_english, is_unmarked_vietnamese, parts_told

QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|‘([^’]+)’|(?<!\w)'([^'\n]+)'(?!\w)")
# What is to be written, without quotation marks.
TOLD = re.compile(
    r"\b(?:text|title|caption|heading|label|headline|words?|message|banner|chữ|tiêu đề|dòng "
    r"chữ)\s*(?:that\s+|which\s+)?(?:saying|says?|reads?|reading|là|:)\s*:?\s*([^\"“⟦,"
    r".;\n]+)",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?:\b(?:[Tt]ext|[Tt]itle|[Hh]eading|[Hh]eadline|[Ww]ords|[Ll]abel|[Ss]aying|[Cc]hữ|[Tt]iêu đề)\s+"
    r"((?:[A-ZĐÀ-Ỹ0-9][\w'’!?&-]*)(?:\s+[A-ZĐÀ-Ỹ0-9][\w'’!?&-]*)*)"
    r"|\b(?:[Ww]rite|[Pp]ut|[Aa]dd|[Ss]how|[Dd]isplay|"
    r"[Tt]ype)\s+((?:[A-Z][A-Z'’!?&-]+)(?:\s+[A-Z0-9][A-Z0-9'’!?&-]*)*))"
    r"(?=\s|$|[,.;])"
)
KINDS_OF_FILES = {"GIF", "MP4", "MP3", "WAV", "TV", "HD", "BW", "SRT", "VTT", "I", "IT", "THE"}
PLACE_AFTER = re.compile(
    r"\s+(?:(?:at|in|on|from|for|during|until|ở|từ|góc|phía|trong|màu)\s+(?:the\s+|"
    r"an?\s+)?(?:(?:very |big |small |bright )*)"
    r"(?:top|bottom|center|centre|middle|left|right|start|beginning|end|first|last|corner|upper|lower|"
    r"trên|dưới|giữa|bên|đỏ|vàng|trắng|đen|xanh|big|small|large|white|black|red|orange|"
    r"yellow|green|blue|purple|pink|\d)).*$",
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
SAID_IN_TURN = re.compile(r"\s*(?:[,;.\n]|\b(?:rồi|và|sau đó|roi|va)\b)\s*", re.IGNORECASE)
HARD = re.compile(
    r"\s*(?:[;\n]|(?<!\d)[.!?]+(?=\s|$)|[.!?]+(?=\s+\D|$)|,?\s*\b(?:and\s+)?(?:then|"
    r"afterwards|after that|finally|lastly|next)\b,?)\s*"
)
SOFT = re.compile(
    r"\s*(?:,\s*(?:and|but|plus|also)?\b|\s(?:and|but|plus|also|as well as|&|\+)\s(?:also\s)?)\s*"
)
# What somebody says about why changes nothing about what is wished.
REASONS = re.compile(
    r",?\s*\b(?:because|cause|cuz|since (?:it|he|she|they|there|somebody|someone|i|we)|"
    r"as (?:it's|it is|there is|there's)(?= \w)|"
    r"so (?:that )?(?:i|we|people|you|everyone|everybody|my \w+|they|viewers) (?:can|"
    r"could|will|may|don't|won't)|"
    r"for (?:my|our|his|her|the) (?!podcast|phone|stor(?:y|ies)|tiktok|instagram|insta|"
    r"youtube|reels?|shorts?|first|last|whole|entire|"
    r"intro|outro|end|beginning|start|final|opening|middle|web|tv)\w+$)\b[^,;.]*"
)
ASIDES = re.compile(
    r",\s*(?:some(?:one|body) (?:walks?|coughs?|talks?|comes?|speaks?|sneezes?|laughs?|"
    r"is|was)|it(?:'s| is| was)? (?:just )?(?:so )?"
    r"(?:boring|ugly|awful|bad|too long|distracting|useless|annoying|nothing happens)|"
    r"nothing happens|there(?:'s| is| are))\b[^,;.]*"
)
MEANT: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"\b(?:i |you |we )?(?:can't|cannot|can hardly|can barely) hear (?:\w+|the \w+)(?: at all)?\b"
        ),
        "it is too quiet",
    ),
    (re.compile(r"\b(?:i|we) (?:don't|do not) (?:want|need) (?:any |to (?:see|hear) )?"), "without "),
)
COUNTED = re.compile(
    rf"^(?:first(?:ly)?|first of all|to start with|second(?:ly)?|third(?:ly)?|"
    rf"last(?:ly)?)\s*,?\s+(?=(?:{VERBS})\b)"
)
OPENING = re.compile(
    r"^(?:it was|this was|i) (?:filmed|shot|recorded|taken|made)(?: it)?(?: in)? "
    r"(?:sideways|upside down|on my phone|vertically|horizontally|portrait|"
    r"landscape),\s*"
)
NEGATED = re.compile(
    r"^(?:please\s+)?(?:do not|don't|dont|never|no need to|not)\s+(?!too|so|that|very|"
    r"overly|quite)(?P<rest>.+)$"
)


@dataclass(frozen=True)
class Atom:
    """The smallest piece of a message that may be a wish of its own, and where it stands in its section."""

    begin: int
    stop: int


@dataclass(frozen=True)
class Section:
    """A stretch of a message that ends at a full stop or a "then"; wishes in it may share words."""

    text: str
    atoms: tuple[Atom, ...]

    def between(self, first: int, last: int) -> str:
        """Give the text of the atoms from `first` to before `last`."""
        return self.text[self.atoms[first].begin : self.atoms[last - 1].stop]


@dataclass(frozen=True)
class Wishes:
    """A message in sections; `language` is "vi" or "en", in which it is answered."""

    sections: tuple[Section, ...]
    quotes: tuple[str, ...]
    language: str

    def quotes_in(self, text: str) -> tuple[str, ...]:
        numbers = (
            found.translate(str.maketrans(LETTERS, DIGITS)) for found in re.findall(r"⟦([a-j]+)⟧", text)
        )
        return tuple(self.quotes[int(number)] for number in numbers)

    def as_written(self, text: str, message: str) -> str:
        """Give a clause as it stood in the message, with its quotation marks."""
        if self.language == "vi":
            text = next((part for part in SAID_IN_TURN.split(message) if _read_alone(part) == text), text)
        for number, words in enumerate(self.quotes):
            text = text.replace(_place(number), f'"{words}"')
        return text.strip(" ,.!?")


def _read_alone(part: str) -> str:
    return " ".join(section.text for section in read(part).sections)


@lru_cache(maxsize=64)
def read(message: str) -> Wishes:
    """Part a message into sections of atoms, in lower case, in English and with digits."""
    quotes: list[str] = []
    text = QUOTED.sub(lambda found: _kept(found, quotes), message.translate(NO_PLACES))
    if not quotes:
        text = TOLD.sub(lambda found: _told(found, found[1], found.start(1), quotes), text)
    if not quotes:
        text = NAMED.sub(lambda found: _named(found, quotes), text)
    text = " ".join(text.lower().replace("’", "'").replace("\n", " ; ").split())
    is_vietnamese = language_of(text) == "vi" or is_unmarked_vietnamese(text)
    if is_vietnamese:
        text = in_english(parts_told(text, lambda words: _place_for(words, quotes)))
    text = in_digits(mended(text))
    for said, meant in MEANT:
        text = said.sub(meant, text)
    text = OPENING.sub("", ASIDES.sub("", REASONS.sub("", text)))
    sections = tuple(_section(part) for part in HARD.split(text) if part.strip(" ,.!?"))
    return Wishes(sections, tuple(quotes), "vi" if is_vietnamese else "en")


def unnegated(text: str) -> str:
    """Give what is not wished: "don't trim it" gives "trim it"; nothing where nothing is negated."""
    found = NEGATED.match(text)
    return found["rest"] if found else ""


def _section(text: str) -> Section:
    text = COUNTED.sub("", text.strip(" ,.!?"))
    atoms, begin = [], 0
    for separator in SOFT.finditer(text):
        atoms.append(Atom(begin, separator.start()))
        begin = separator.end()
    atoms.append(Atom(begin, len(text)))
    return Section(
        text, tuple(atom for atom in atoms if text[atom.begin : atom.stop].strip()) or (Atom(0, len(text)),)
    )


def _kept(found: re.Match[str], quotes: list[str]) -> str:
    return _place_for(next(group for group in found.groups() if group is not None).strip(), quotes)


def _told(found: re.Match[str], told: str, begin: int, quotes: list[str]) -> str:
    words = PLACE_AFTER.sub("", told)
    return f"{found[0][: begin - found.start()]} {_place_for(words.strip(), quotes)} {told[len(words) :]}"


def _named(found: re.Match[str], quotes: list[str]) -> str:
    group = 1 if found[1] else 2
    if found[group].split()[0] in KINDS_OF_FILES:
        return found[0]
    return _told(found, found[group], found.start(group), quotes)


# Letters stand for the digits of a quote's number, which would else be read as a time.
DIGITS, LETTERS = "0123456789", "abcdefghij"
NO_PLACES = str.maketrans("⟦⟧", "  ")  # in what people write


def _place_for(words: str, quotes: list[str]) -> str:
    quotes.append(words)
    return _place(len(quotes) - 1)


def _place(number: int) -> str:
    return f"⟦{str(number).translate(str.maketrans(DIGITS, LETTERS))}⟧"
