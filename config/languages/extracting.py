"""Finds the words that are marked for translation, as Django and the browser will look them up."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_from_file
from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

from config.languages import places

Keywords = dict[str, tuple[int | tuple[int, int] | tuple[int, str], ...] | None]
IN_PYTHON: Keywords = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
OPTIONS = {"parse_template_string": True}  # scripts call it inside of other words too
IN_SCRIPTS: Keywords = {"gettext": None, "ngettext": (1, 2)}


class CannotRead(Exception):
    """A template marks words in a way that cannot be found again; the message says where."""


@dataclass(frozen=True)
class Message:
    """Words as they stand in the code: one text, or singular and plural; `context` tells them apart."""

    id: str | tuple[str, str]
    context: str | None
    path: Path


def messages(app: str) -> Iterator[Message]:
    """Everything of an app that is to be translated, once for each place."""
    for path in places.modules(app):
        yield from _of_code(path, "python", IN_PYTHON)
    for path in places.scripts(app):
        yield from _of_code(path, "javascript", IN_SCRIPTS)
    for path in places.templates(app):
        yield from of_template(path)


def _of_code(path: Path, language: str, keywords: Keywords) -> Iterator[Message]:
    for _, found, _, context in extract_from_file(language, path, keywords=keywords, options=OPTIONS):
        words = found if isinstance(found, str) else (str(found[0]), str(found[1]))
        yield Message(words, context, path)


def of_template(path: Path) -> Iterator[Message]:
    """The words of `translate` and `blocktranslate`; per cent signs doubled, as Django looks them up."""
    block: Block | None = None
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        words = token.contents.split(None, 1)
        name = words[0] if token.token_type == TokenType.BLOCK and words else ""
        if name in {"endblocktranslate", "endblocktrans"} and block:
            yield Message(block.id, block.context, path)
            block = None
        elif block:
            block.take(token, name, path)
        elif name in {"blocktranslate", "blocktrans"}:
            block = Block(token)
        elif name in {"translate", "trans"}:
            yield Message(_literal(token.split_contents()[1], path), _context(token), path)


class Block:
    """The text between `blocktranslate` and its end."""

    def __init__(self, token: Token) -> None:
        words = token.split_contents()
        self.context, self._trimmed = _context(token), "trimmed" in words
        self._parts: list[list[str]] = [[]]

    @property
    def id(self) -> str | tuple[str, str]:
        texts = ["".join(part) for part in self._parts]
        if self._trimmed:
            texts = [trim_whitespace(text) for text in texts]
        return texts[0] if len(texts) == 1 else (texts[0], texts[1])

    def take(self, token: Token, name: str, path: Path) -> None:
        if token.token_type == TokenType.TEXT:
            self._parts[-1].append(token.contents.replace("%", "%%"))
        elif token.token_type == TokenType.VAR:
            self._parts[-1].append(f"%({token.contents})s")
        elif name == "plural":
            self._parts.append([])
        else:
            raise CannotRead(f"{path}: blocktranslate cannot hold {{% {token.contents} %}}.")


def _literal(word: str, path: Path) -> str:
    if word[0] not in "\"'" or word[-1] != word[0]:
        raise CannotRead(f"{path}: translate needs the words themselves, not {word}.")
    return word[1:-1].replace("\\" + word[0], word[0]).replace("%", "%%")


def _context(token: Token) -> str | None:
    words = list(smart_split(token.contents))
    return words[words.index("context") + 1][1:-1] if "context" in words else None
