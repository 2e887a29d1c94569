"""Which files hold words of which app, and where their translations are."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The pages are written in English; these are the languages they are translated to.
TRANSLATED = ("vi",)
APPS = ("accounts", "ai", "config", "credits", "jobs", "projects", "videos", "youtube_integration")
SCRIPTS, WORDS = ROOT / "static/js", ROOT / "static/js/words"

# Folders below templates/ and static/js/ that are not named as their app is.
FOLDERS = {
    "account": "accounts",
    "allauth": "accounts",
    "mfa": "accounts",
    "socialaccount": "accounts",
    "youtube": "youtube_integration",
    "common": "config",
    "components": "config",
}
# Read by the operator's staff, by developers or by nobody, in English.
NOT_FOR_PEOPLE = frozenset({"admin", "drf_spectacular", "styleguide", "words"})
NOT_SHOWN = frozenset(
    {"tests", "migrations", "management", "emulator", "local", "languages", "smoke", "styleguide"}
)


def app_of(path: Path, below: Path) -> str | None:
    """Whose words a template or a script holds; None for those that nobody translates."""
    folder = path.relative_to(below).parts[0]
    if folder in NOT_FOR_PEOPLE:
        return None
    app = FOLDERS.get(folder, folder)
    return app if app in APPS else "config"


def templates(app: str) -> Iterator[Path]:
    below = ROOT / "templates"
    found = [*below.rglob("*.html"), *below.rglob("*.txt")]
    yield from sorted(path for path in found if app_of(path, below) == app)


def scripts(app: str) -> Iterator[Path]:
    yield from sorted(path for path in SCRIPTS.rglob("*.js") if app_of(path, SCRIPTS) == app)


def modules(app: str) -> Iterator[Path]:
    below = ROOT / app
    for path in sorted(below.rglob("*.py")):
        if not NOT_SHOWN & set(path.relative_to(below).parts):
            yield path


def catalog_file(app: str, language: str) -> Path:
    """The PO file; the compiled one lies beside it."""
    return ROOT / app / "locale" / language / "LC_MESSAGES" / "django.po"


def script_file(language: str) -> Path:
    """What the browser reads, made of all apps' words that stand in scripts."""
    return WORDS / f"{language}.js"
