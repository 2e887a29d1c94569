"""What a developer and the installation call; see the package's own words."""

import sys

from config.languages import catalogs, places


def extract() -> int:
    from config.languages.extracting import messages  # noqa: PLC0415 - compiling needs no Django

    for app in places.APPS:
        found = list(messages(app))
        for language in places.TRANSLATED:
            catalog = catalogs.merged(found, catalogs.read(app, language), language)
            if found:
                catalogs.write(catalog, app, language)
            missing = sum(1 for entry in catalogs.entries(catalog) if not all(entry.string or [""]))
            print(f"{app} {language}: {len(catalog)} messages, {missing} without a translation")
    return 0


def check() -> int:
    from config.languages.checking import faults  # noqa: PLC0415 - compiling needs no Django

    wrong = [fault for fault in faults() if not sys.argv[2:] or any(name in fault for name in sys.argv[2:])]
    print("\n".join(wrong) or "every word is translated")
    return 1 if wrong else 0


def compile_() -> int:
    catalogs.compiled()
    return 0


VERBS = {"extract": extract, "check": check, "compile": compile_}

if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in VERBS:
        sys.exit(f"python -m config.languages {'|'.join(VERBS)}")
    sys.exit(VERBS[sys.argv[1]]())
