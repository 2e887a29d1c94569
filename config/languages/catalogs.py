"""The PO files, and what is made of them for Django and for the browser."""

import json
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config.languages import places
from config.languages.extracting import Message

HEADER = """# The words of {app} in another language. `python -m config.languages extract` keeps it true.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals};\\n"

"""


def read(app: str, language: str) -> Catalog:
    """What is kept; empty when there is no file yet."""
    path = places.catalog_file(app, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def entries(catalog: Catalog) -> Iterator[Entry]:
    """Without the header, which is an entry to Babel."""
    return (entry for entry in catalog if entry.id)


def merged(found: list[Message], kept: Catalog, language: str) -> Catalog:
    """What the code asks for, with the translations that are there; what nobody asks for any more is gone."""
    catalog = Catalog(locale=language)
    for message in found:
        entry = kept.get(message.id, message.context)
        place = str(message.path.relative_to(places.ROOT))
        string = entry.string if entry and not entry.fuzzy else None
        catalog.add(message.id, string, locations=[(place, 0)], context=message.context)
    return catalog


def write(catalog: Catalog, app: str, language: str) -> None:
    path = places.catalog_file(app, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        plurals = catalog.plural_forms
        file.write(HEADER.format(app=app, language=language, plurals=plurals).encode())
        write_po(file, catalog, omit_header=True, sort_output=True, include_lineno=False, width=108)


def compiled() -> list[Path]:
    """Makes the MO files and the scripts that are older than their PO files; which were made."""
    made = [path for app in places.APPS for language in places.TRANSLATED for path in _mo(app, language)]
    return made + [path for language in places.TRANSLATED for path in _script(language)]


def _mo(app: str, language: str) -> Iterator[Path]:
    source = places.catalog_file(app, language)
    target = source.with_suffix(".mo")
    if source.exists() and _older(target, [source]):
        with target.open("wb") as file:
            write_mo(file, read(app, language))
        yield target


def _script(language: str) -> Iterator[Path]:
    """Words that stand in scripts, as one script that each page loads before its modules."""
    target = places.script_file(language)
    sources = [places.catalog_file(app, language) for app in places.APPS]
    sources = [path for path in sources if path.exists()]
    if not _older(target, sources):
        return
    words = {}
    for app in places.APPS:
        for entry in entries(read(app, language)):
            if entry.string and any(place.startswith("static/js/") for place, _ in entry.locations):
                words[entry.id if isinstance(entry.id, str) else entry.id[0]] = entry.string
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"window.words = {json.dumps(words, ensure_ascii=False)};\n", encoding="utf-8")
    yield target


def _older(target: Path, sources: list[Path]) -> bool:
    return not target.exists() or any(
        source.stat().st_mtime_ns > target.stat().st_mtime_ns for source in sources
    )
