"""docs/security.md names only tests that exist."""

import re

from config.local.home import PROJECT

NAMED = re.compile(r"`(?:([\w/]+\.py))?::(test_\w+)`")


def test_every_defence_names_a_test_that_exists() -> None:
    file, named = "", []
    for found in NAMED.finditer((PROJECT / "docs" / "security.md").read_text(encoding="utf-8")):
        file = found[1] or file
        named.append((file, found[2]))
    assert len(named) > 50
    sources = {name: (PROJECT / name).read_text(encoding="utf-8") for name, _ in named}
    assert [(name, test) for name, test in named if f"def {test}(" not in sources[name]] == []
