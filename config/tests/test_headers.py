"""What every answer tells browsers: crawled over all addresses of the platform."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from accounts.models import User
from config.tests.serving import signed_up, small_film
from conftest import PASSWORD, Platform
from videos.models import Video
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db(transaction=True)

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CONVERTED = re.compile(r"<(?:(\w+):)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)|\([^)]*\)")
EXAMPLES = {"int": "1", "str": "en", "slug": "x", "path": "x"}


def addresses(video: Video, patterns: list[Any] | None = None, prefix: str = "") -> Iterator[str]:
    """Every address of the platform, with that video where an id is asked for."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(video, pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            filled = CONVERTED.sub(lambda found: EXAMPLES.get(found[1], str(video.pk)), route)
            yield "/" + GROUP.sub("x", filled).replace("^", "").replace("$", "").replace("\\", "")


def is_wider(address: str) -> bool:
    return address.startswith("/admin/") or address == "/api/redoc"


class Inline(HTMLParser):
    """What in a page a strict policy bars: scripts and styles that stand in the page itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        data = given.get("type") in {"application/json", "text/template"}
        if (tag == "script" and "src" not in given and not data) or tag == "style" or "style" in given:
            self.found.append(self.get_starttag_text() or tag)
        if any(name.startswith(("on", "hx-on")) for name in given):
            self.found.append(self.get_starttag_text() or tag)
        if any((value or "").strip().lower().startswith("javascript:") for value in given.values()):
            self.found.append(self.get_starttag_text() or tag)


def policy(answer: Any) -> dict[str, str]:
    parts = (part.partition(" ") for part in answer.headers["Content-Security-Policy"].split("; "))
    return {name: sources for name, _, sources in parts}


@pytest.fixture
def staff(alice: User) -> Client:
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=alice.pk))
    return client


def test_every_address_answers_with_every_header(staff: Client, alice: User) -> None:
    asked = sorted(set(addresses(a_video(alice))))
    # The API's document takes seconds to make; it is one answer of a view like the others.
    own = [address for address in asked if not address.startswith(("/admin/", "/api/schema"))]
    # Of the administration, which is one set of views many times over, its lists.
    lists = [address for address in asked if re.fullmatch(r"/admin/(\w+/\w+/)?", address)]
    assert (len(own) > 150, len(lists) > 20) == (True, True)
    for who, theirs in ((staff, own + lists), (Client(raise_request_exception=False), own)):
        for address in theirs:
            answer = who.get(address)
            assert answer.status_code < 500 or answer.status_code in {501, 503}, (address, answer.content)
            seen = {name: answer.headers.get(name) for name in ALWAYS}
            assert (address, seen) == (address, ALWAYS)
            assert "camera=()" in answer.headers["Permissions-Policy"]
            rules = policy(answer)
            assert (rules["default-src"], rules["object-src"]) == ("'none'", "'none'")
            assert (rules["frame-ancestors"], rules["base-uri"]) == ("'none'", "'none'")
            assert "'unsafe-inline'" not in rules["script-src"], address
            if not is_wider(address):
                assert rules["script-src"] == rules["style-src"] == "'self'", address
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    assert (address, Inline(answer.content.decode()).found) == (address, [])


@pytest.mark.parametrize(
    ("path", "wider"),
    [
        ("/admin/x", True),
        ("/%61dmin/", True),
        ("/api/redoc", True),
        ("/api/redoc/", True),
        ("/api/docs", False),
        ("/admin", False),
        ("/administration/", False),
        ("/videos/admin/", False),
        ("/api/redoc/../videos", False),
        ("/api/redocs", False),
    ],
)
def test_the_exceptions_are_no_wider_than_their_pages(path: str, wider: bool) -> None:
    rules = policy(Client().get(path))
    assert ("'unsafe-inline'" in rules["style-src"]) is wider
    assert "'unsafe-inline'" not in rules["script-src"]


def test_browsers_come_back_by_https_only(settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31536000, True
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/health").status_code == 200
    redirected = Client().get("/sign-in/")
    assert (redirected.status_code, redirected.headers["Location"]) == (301, "https://testserver/sign-in/")
    answer = Client().get("/health", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_cookies_are_not_for_scripts(alice: User) -> None:
    client = Client()
    client.post("/sign-in/", {"login": alice.email, "password": PASSWORD})
    client.get("/account/security/")
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.KNOWN_DEVICE_COOKIE):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/"), name
        assert not cookie["domain"]


@pytest.mark.parametrize(
    ("allowed", "origin", "answered"),
    [
        ([], "https://evil.example", None),
        (["https://app.example"], "https://evil.example", None),
        (["https://app.example"], "https://app.example.evil.example", None),
        (["https://app.example"], "null", None),
        (["https://app.example"], "https://app.example", "https://app.example"),
    ],
)
def test_other_sites_pages_read_only_when_they_are_named(
    settings: Settings, allowed: list[str], origin: str, answered: str | None
) -> None:
    settings.CORS_ALLOWED_ORIGINS = allowed
    answer = Client().get("/api/plans", HTTP_ORIGIN=origin)
    assert answer.headers.get("Access-Control-Allow-Origin") == answered
    assert "Access-Control-Allow-Credentials" not in answer.headers
    page = Client().get("/sign-in/", HTTP_ORIGIN=origin)
    assert "Access-Control-Allow-Origin" not in page.headers


def report(client: Client, **facts: str) -> int:
    told = {
        "document-uri": "http://testserver/videos/?secret=1",
        "effective-directive": "script-src",
        **facts,
    }
    body = json.dumps({"csp-report": told})
    return client.post("/csp-report", body, content_type="application/csp-report").status_code


def test_a_broken_policy_is_logged_once_a_kind(caplog: pytest.LogCaptureFixture, settings: Settings) -> None:
    settings.RATELIMIT_ENABLE = True
    client = Client(enforce_csrf_checks=True)
    for _ in range(3):
        assert report(client, **{"blocked-uri": "https://evil.example/x.js?key=2"}) == 204
    report(client, **{"blocked-uri": "inline\r\nforged line\x1b[31m"})
    lines = [record.getMessage() for record in caplog.records if record.name == "config.reports"]
    assert lines == [
        "A page broke the content policy: script-src https://evil.example/x.js /videos/",
        "A page broke the content policy: script-src inline??forged line?[31m /videos/",
    ]


@pytest.mark.parametrize("body", ["", "[]", "{}", "nonsense", '{"csp-report": 5}', "[" * 9000, "x" * 20000])
def test_nonsense_in_reports_is_thrown_away(body: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = Client().post("/csp-report", body, content_type="application/csp-report")
    assert answer.status_code == 204
    assert not [record for record in caplog.records if record.name == "config.reports"]


def test_reports_are_taken_only_so_often(settings: Settings) -> None:
    settings.RATELIMIT_ENABLE, settings.RATES = True, {**settings.RATES, "reports": "2/h"}
    client = Client()
    assert [report(client) for _ in range(3)] == [204, 204, 429]


def test_what_is_sent_past_django_has_the_headers_too(platform: Platform) -> None:
    with signed_up(platform, "headers@example.com") as person:
        video = person.upload(small_film(platform.home / "headers"))
        film = f"/api/videos/{video['videoId']}/download"
        answers = [person.http.get(film), person.http.get(film, headers={"Range": "bytes=0-9"})]
        answers += [person.http.get(path) for path in ("/static/icons.svg", "/sign-in/", "/health")]
    assert [answer.status_code for answer in answers] == [200, 206, 200, 200, 200]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, answer.url
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
