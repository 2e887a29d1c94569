"""What is wrong with the translations: a sentence for each fault."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from babel.messages import Message as Entry
from django.template.base import Lexer, TokenType

from config.languages import catalogs, places
from config.languages.extracting import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
LETTERS = re.compile(r"[A-Za-z]{2,}")
SPOKEN = frozenset({"aria-label", "title", "placeholder", "alt", "hx-confirm"})
SILENT = frozenset({"script", "style", "code", "kbd", "pre"})
# Names, and words that are the same everywhere.
SAME_EVERYWHERE = re.compile(
    r"\b("
    r"Framewright|YouTube|Google|API|CSV|JSON|MP[34]?|MKV|SRT|VTT|TXT|OTIO|FCPXML|EDL|XML|ZIP|"
    r"WebVTT|JPEG|PNG|GIF|WebP|MOV|WebM|HLS|URL|ID|https|http|www|com|example|"
    r"TOTP|USD|GB|MB|kB|fps|px|Hz|kHz|kbps|dB|tus|UTC|Ctrl|Shift"
    r")\b"
)


def faults() -> Iterator[str]:
    """Words without a translation, translations without words, lost placeholders, unmarked words."""
    for app in places.APPS:
        for path in places.templates(app):
            yield from unmarked(path)
    for language in places.TRANSLATED:
        for app in places.APPS:
            yield from _of_app(app, language)
        yield from _different(language)


def _different(language: str) -> Iterator[str]:
    """The same words are translated alike everywhere: Django looks them up in one table of all apps."""
    said: dict[object, str] = {}
    for app in places.APPS:
        for entry in catalogs.entries(catalogs.read(app, language)):
            words = str(entry.string)
            if entry.string and said.setdefault((entry.id, entry.context), words) != words:
                yield f"{language}: “{entry.id}” is translated otherwise in {app} than before."


def _of_app(app: str, language: str) -> Iterator[str]:
    kept = catalogs.read(app, language)
    wanted = {(message.id, message.context) for message in messages(app)}
    there = {(_id(entry), entry.context) for entry in catalogs.entries(kept)}
    again = "run `python -m config.languages extract`"
    yield from (
        f"{language}: {app} lacks “{words}”; {again}." for words, _ in sorted(wanted - there, key=str)
    )
    yield from (
        f"{language}: {app} keeps “{words}”; {again}." for words, _ in sorted(there - wanted, key=str)
    )
    for entry in catalogs.entries(kept):
        strings = [entry.string] if isinstance(entry.string, str) else list(entry.string or [""])
        if entry.fuzzy or not all(strings):
            yield f"{language}: {app} has no translation of “{entry.id}”."
        elif not all(_placeholders(entry, string) for string in strings):
            yield f"{language}: the translation of “{entry.id}” in {app} has other placeholders."


def _id(entry: Entry) -> str | tuple[str, str]:
    return entry.id if isinstance(entry.id, str) else (entry.id[0], entry.id[1])


def _placeholders(entry: Entry, string: str) -> bool:
    """Whether all placeholders are there; the plural's count, where there are two."""
    words = entry.id if isinstance(entry.id, str) else entry.id[1]
    return sorted(set(PLACEHOLDER.findall(words))) == sorted(set(PLACEHOLDER.findall(string)))


def unmarked(path: Path) -> Iterator[str]:
    """Words of a template that people see or hear and that stand outside of `translate`."""
    kept, inside = [], False
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        name = token.contents.split(None, 1)[0] if token.contents.strip() else ""
        begins = name in {"blocktranslate", "blocktrans", "comment"} or token.contents == "block page_class"
        if token.token_type == TokenType.BLOCK and begins:
            inside = True
        elif token.token_type == TokenType.BLOCK and name.startswith(("endblock", "endcomment")):
            inside = False
        elif token.token_type == TokenType.TEXT and not inside:
            kept.append(token.contents)
    reader = Visible()
    reader.feed("".join(kept))
    for words in reader.words:
        if LETTERS.search(SAME_EVERYWHERE.sub("", words)):
            yield f"{path.relative_to(places.ROOT)}: not marked for translation: “{' '.join(words.split())}”."


class Visible(HTMLParser):
    """Collects the words of a page that are shown, and those of attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self.words += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)
