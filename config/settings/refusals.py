"""What the platform refuses to start with in production: each unsafe setting in one sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from config import environment as env

# What every setting is called by, with its value.
Settings = Mapping[str, object]
SHORTEST_SECRET = 50
# Browsers trust these without a certificate; nobody else reaches them.
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Refusal:
    """One unsafe setting: what is wrong with it, and how it is recognised."""

    sentence: str
    found_in: Callable[[Settings], bool]


def _weak_secret(settings: Settings) -> bool:
    secret = str(settings["SECRET_KEY"])
    return secret.startswith("development-only-") or len(secret) < SHORTEST_SECRET or len(set(secret)) < 8


def _http_for_strangers(settings: Settings) -> bool:
    address = urlsplit(str(settings["PUBLIC_URL"]))
    return address.scheme != "https" and address.hostname not in THIS_MACHINE and not settings["ALLOW_HTTP"]


def _https_without_proxy(settings: Settings) -> bool:
    return str(settings["PUBLIC_URL"]).startswith("https://") and not settings["TRUSTED_PROXIES"]


def _any_host(settings: Settings) -> bool:
    hosts = settings["ALLOWED_HOSTS"]
    return not isinstance(hosts, list) or not hosts or "*" in hosts


UNSAFE = (
    Refusal("Set FRAMEWRIGHT_SECRET_KEY to 50 or more random characters in production.", _weak_secret),
    Refusal("DEBUG must be 0 in production.", lambda settings: bool(settings["DEBUG"])),
    Refusal("ALLOWED_HOSTS must name your hosts in production, not *.", _any_host),
    Refusal(
        "PUBLIC_URL must begin with https:// in production; ALLOW_HTTP=1 if passwords may travel in clear.",
        _http_for_strangers,
    ),
    Refusal(
        "PUBLIC_URL is https, so a proxy stands before the platform: set TRUSTED_PROXIES to how many do.",
        _https_without_proxy,
    ),
    Refusal(
        "DEMO_EMAIL and DEMO_PASSWORD must be empty in production: everybody knows them.",
        lambda _: bool(env.text("DEMO_EMAIL") or env.text("DEMO_PASSWORD")),
    ),
    Refusal(
        "YOUTUBE_SITE_URL must be empty in production: it puts another server in YouTube's place.",
        lambda settings: settings["YOUTUBE_SITE_URL"] != settings["YOUTUBE_SITE"],
    ),
    Refusal(
        "RATELIMIT_ENABLE must be 1 in production: without it passwords can be guessed without end.",
        lambda settings: not settings["RATELIMIT_ENABLE"],
    ),
)


def refuse_unsafe(settings: Settings) -> None:
    """Raises WrongSetting for the first unsafe setting of a production platform."""
    if not settings["PRODUCTION"]:
        return
    for refusal in UNSAFE:
        if refusal.found_in(settings):
            raise env.WrongSetting(refusal.sentence)
