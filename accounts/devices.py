"""What a program or browser calls itself, in the words that a person knows it by."""

from django.utils.translation import gettext as _

# The first mark that is found decides: each browser also names those whose engine it has.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Headless Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
LONGEST = 60


def device_name(user_agent: str) -> str:
    """`Firefox on Linux`, `curl`, or whatever comes first in a User-Agent header that nobody knows."""
    system = _first(SYSTEMS, user_agent)
    browser = _first(BROWSERS, user_agent) if user_agent.startswith("Mozilla/") else ""
    if browser:
        together = _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
        return together if system else browser
    words = user_agent.split()
    return words[0].partition("/")[0][:LONGEST] if words else _("Unknown device")


def _first(marks: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in marks if mark in user_agent), "")
