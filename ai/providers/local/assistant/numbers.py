"""Writes numbers in digits: ten seconds, half a minute, four and a half seconds, a minute and a half."""

import re

from ai.providers.local.pronunciation import ONES

NUMBERS = {word: str(number) for number, word in enumerate([*ONES, "twenty"])} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
}
COMPOUND = re.compile(r"\b(twenty|thirty|forty|fifty)[ -](one|two|three|four|five|six|seven|eight|nine)\b")
UNITS = r"(?:hours?|minutes?|mins?|seconds?|secs?)"
NUMBER_WORD = re.compile(
    rf"\b(?:{'|'.join(NUMBERS)})\b(?=[\s-]+(?:hours?|min|sec|times|degrees|percent|to\b|and\b|x\b))"
    rf"|\b(?:{'|'.join(word for word in NUMBERS if word not in {'one', 'zero'})})\b"
)
PHRASES: tuple[tuple[str, str], ...] = (
    (r"\b(?:a|1) (?:couple|pair)(?: of)? (?=(?:min|sec))", "2 "),
    (rf"\b(\d+) (?:and a half|1/2) ({UNITS})\b", r"\1.5 \2"),
    (r"\b(?:a|1) minute and a half\b", "1.5 minutes"),
    (r"\b(?:a|1) second and a half\b", "1.5 seconds"),
    (r"\b(?:a |1 )?half (?:of )?an hour\b", "30 minutes"),
    (r"\b(?:a |1 )?half (?:of )?a min(?:ute)?\b", "30 seconds"),
    (r"\b(?:a |1 )?half (?:of )?a sec(?:ond)?\b", "0.5 seconds"),
    (r"\b(?:a |1 )?quarter (?:of )?a min(?:ute)?\b", "15 seconds"),
    (r"\b3 quarters (?:of )?a min(?:ute)?\b", "45 seconds"),
    (r"\b(?:a|an) (?=(?:minute|hour)\b)", "1 "),
    (r"\ba (?=second\b(?! (?:half|third|quarter|time|text|title|part|one)))", "1 "),
    (r"\b(first|last|final|opening|very last|very first) (minute|second)\b(?! \d)", r"\1 1 \2"),
    (r"\btoo (?=\d+(?:[:.]\d+)?(?:s|sec|secs|seconds|\s|$))", "to "),
    (r"(?<=\d)\s*percents?\b", "%"),
)


def in_digits(text: str) -> str:
    """Replace the numbers that are written in words in a lower-case text."""
    text = COMPOUND.sub(lambda found: str(int(NUMBERS[found[1]]) + int(NUMBERS[found[2]])), text)
    text = NUMBER_WORD.sub(lambda found: NUMBERS[found[0]], text)
    for pattern, written in PHRASES:
        text = re.sub(pattern, written, text)
    return text
