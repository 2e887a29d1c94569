"""Says how an English word is pronounced that is in no dictionary, and writes numbers as words.

The sounds are ARPAbet's, as in the CMU dictionary. The rules are rough; they are enough to find a word in
speech whose text is known.
"""
# ruff: noqa: RUF001 - letters and marks of other languages are meant as they are

import re

# Letters, where they stand (^ first, $ last, nothing anywhere), and their sounds. Longer ones come first.
RULES: tuple[tuple[str, str], ...] = (
    ("tion$", "SH AH N"), ("sion$", "ZH AH N"), ("ture$", "CH ER"), ("ious$", "IY AH S"), ("ough", "AO"),
    ("augh", "AO"), ("eigh", "EY"), ("tch", "CH"), ("sch", "SH"), ("igh", "AY"), ("dge", "JH"),
    ("ous$", "AH S"), ("ing$", "IH NG"), ("ed$", "D"), ("es$", "IH Z"), ("le$", "AH L"), ("er$", "ER"),
    ("ch", "CH"), ("sh", "SH"), ("th", "TH"), ("ph", "F"), ("wh", "W"), ("qu", "K W"), ("ck", "K"),
    ("ng", "NG"), ("^kn", "N"), ("^wr", "R"), ("^ps", "S"), ("^x", "Z"), ("gh", "G"), ("ee", "IY"),
    ("ea", "IY"), ("ie", "IY"), ("ei", "IY"), ("ai", "EY"), ("ay", "EY"), ("oa", "OW"), ("oo", "UW"),
    ("ou", "AW"), ("ow", "OW"), ("oi", "OY"), ("oy", "OY"), ("au", "AO"), ("aw", "AO"), ("ew", "Y UW"),
    ("ue", "UW"), ("ar", "AA R"), ("or", "AO R"), ("er", "ER"), ("ir", "ER"), ("ur", "ER"), ("ce", "S"),
    ("ci", "S IH"), ("cy$", "S IY"), ("ge$", "JH"), ("bb", "B"), ("cc", "K"), ("dd", "D"), ("ff", "F"),
    ("gg", "G"), ("ll", "L"), ("mm", "M"), ("nn", "N"), ("pp", "P"), ("rr", "R"), ("ss", "S"), ("tt", "T"),
    ("zz", "Z"), ("^y", "Y"), ("y$", "IY"), ("e$", ""), ("a", "AE"), ("b", "B"), ("c", "K"), ("d", "D"),
    ("e", "EH"), ("f", "F"), ("g", "G"), ("h", "HH"), ("i", "IH"), ("j", "JH"), ("k", "K"), ("l", "L"),
    ("m", "M"), ("n", "N"), ("o", "AA"), ("p", "P"), ("q", "K"), ("r", "R"), ("s", "S"), ("t", "T"),
    ("u", "AH"), ("v", "V"), ("w", "W"), ("x", "K S"), ("y", "IH"), ("z", "Z"), ("'", ""),
)  # fmt: skip
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred"))
YEARS = range(1100, 2000)
SPOKEN = re.compile(r"\d+|[a-z]+(?:'[a-z]+)*")


def spoken_words(written: str) -> list[str]:
    """Give the dictionary's words for what is written: lower case, numbers in words, no marks."""
    found: list[str] = []
    for part in SPOKEN.findall(
        written.lower().replace("’", "'").replace("&", " and ").replace("%", " percent ")
    ):
        found += number_words(int(part)) if part.isdigit() and len(part) <= 12 else [part]
    return [word for word in found if word.isalpha() or "'" in word]


def number_words(number: int) -> list[str]:
    """Write a whole number in words, a year as people say it."""
    if number < 20:
        return [ONES[number]]
    if number in YEARS and number % 100 >= 10:
        return [*number_words(number // 100), *number_words(number % 100)]
    for scale, name in SCALES:
        if number >= scale:
            rest = number % scale
            return [*number_words(number // scale), name, *(number_words(rest) if rest else [])]
    return [TENS[number // 10], *([ONES[number % 10]] if number % 10 else [])]


def pronounce(word: str) -> str:
    """Guess the sounds of a lower-case word, by its spelling."""
    sounds: list[str] = []
    place = 0
    while place < len(word):
        letters, sound = _fitting(word, place)[0]
        sounds += sound.split()
        place += len(letters)
    return " ".join(sounds) or "AH"


def _fitting(word: str, place: int) -> list[tuple[str, str]]:
    found = []
    for rule, sound in RULES:
        letters = rule.strip("^$")
        end = place + len(letters)
        if not word.startswith(letters, place):
            continue
        if (rule[0] == "^" and place > 0) or (rule[-1] == "$" and (end != len(word) or place == 0)):
            continue
        found.append((letters, sound))
    return found or [(word[place], "")]
