"""Rate limits: whose count a request goes to, what the answers tell, and what happens without a cache."""

import io
import os
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import django_ratelimit.core
import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache
from django.core.handlers.asgi import ASGIRequest
from django.test import Client
from django.urls import Resolver404, resolve
from drf_spectacular.generators import SchemaGenerator
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.context import client_address
from accounts.models import User
from accounts.services import rates
from conftest import PASSWORD, client_of
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db
ME, JOBS, LOGIN = "/api/auth/me", "/api/jobs", "/api/auth/login"


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> dict[str, str]:
    settings.RATELIMIT_ENABLE = True
    counted: dict[str, str] = {
        **settings.RATES,
        "general": "3/h",
        "dashboard": "5/h",
        "media": "1/h",
        "pieces": "2/h",
    }
    settings.RATES = counted
    return counted


@pytest.fixture
def film(alice: User) -> str:
    return f"/api/videos/{a_video(alice).pk}"


def left(answer: Any) -> tuple[str, str]:
    return answer.headers["RateLimit-Limit"], answer.headers["RateLimit-Remaining"]


def test_every_answer_tells_what_is_left_and_when_there_is_more(api: APIClient) -> None:
    answers = [api.get(path) for path in (ME, JOBS, "/api/videos", ME)]
    assert [left(answer) for answer in answers] == [("3", "2"), ("3", "1"), ("3", "0"), ("3", "0")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json()["errors"][0]["code"] == "throttled"
    assert answers[3].headers["Retry-After"] == answers[3].headers["RateLimit-Reset"]
    assert 0 < int(answers[3].headers["Retry-After"]) <= 3600


def test_everybody_has_a_count_of_their_own_by_whatever_session(
    api: APIClient, alice: User, bob: User
) -> None:
    second_session_of_alice = client_of(alice)
    answers = [api.get(ME), api.get(ME), second_session_of_alice.get(ME), second_session_of_alice.get(ME)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert client_of(bob).get(ME).status_code == 200


def test_retrying_after_exactly_as_long_as_told_succeeds(
    api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(now=1_800_000_000.0)
    monkeypatch.setattr(django_ratelimit.core, "time", SimpleNamespace(time=lambda: clock.now))
    while (answer := api.get(ME)).status_code == 200:
        pass
    clock.now += int(answer.headers["Retry-After"]) - 1
    late = api.get(ME)
    assert (late.status_code, late.headers["Retry-After"]) == (429, "1")
    clock.now += 1
    assert left(api.get(ME)) == ("3", "2")


def test_the_dashboard_asks_more_often_than_a_program(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    assert [client.get(ME).status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_film_in_pieces_is_one_download(api: APIClient, film: str) -> None:
    whole = api.get(f"{film}/download")
    assert left(whole) == ("1", "0")
    assert left(api.get(f"{film}/download", HTTP_RANGE="bytes=100-")) == ("2", "1")
    assert left(api.get(f"{film}/thumbnail")) == ("2", "0")
    # A range from the first byte on is a whole file again, however it is spelled.
    for spelled in ("bytes=0-", "bytes = 0-", "bytes=0-99", "lines=5-6", ""):
        assert api.get(f"{film}/download", HTTP_RANGE=spelled).status_code == 429, spelled
    assert api.get(f"{film}/download", HTTP_RANGE="bytes=7-9").status_code == 429


def test_writing_and_reading_one_view_count_apart(api: APIClient, limits: dict[str, str]) -> None:
    limits["uploads"] = "1/h"
    answers = [api.post("/api/videos/upload", {}, format="multipart") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [400, 429]
    assert left(answers[0]) == ("1", "0")
    assert left(api.get("/api/videos")) == ("3", "2")


def test_prices_are_asked_for_as_often_as_anything(api: APIClient, film: str, limits: dict[str, str]) -> None:
    """A form asks at every change; what is really made is counted by itself."""
    limits["ai"] = limits["summaries"] = "1/h"
    wishes = {"/api/ai/image-generate": {"prompt": "a lake"}, f"/api/ai/summarize/{film[-36:]}": {}}
    for path, wish in wishes.items():
        limits["general"] = "2/h"
        cache.clear()
        prices = [api.post(f"{path}?dryRun=true", wish) for _ in range(3)]
        assert [answer.status_code for answer in prices] == [200, 200, 429], path
        made = [api.post(path, wish) for _ in range(2)]
        assert [answer.status_code for answer in made] == [202, 429], path


def test_only_views_that_tell_prices_count_them_apart(limits: dict[str, str]) -> None:
    """Else a word in the address would be a way around a limit."""
    limits["sign_in"] = "1/h"
    wrong = {"email": "nobody@example.com", "password": "x"}
    answers = [APIClient().post(f"{LOGIN}?dryRun=true", wrong) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [401, 429]
    assert view_of("/api/ai/narrate/{video_id}").quote_rate == "general"
    document: Any = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    unpriced = [
        path
        for path, methods in document["paths"].items()
        for method, told in methods.items()
        if method == "post"
        and hasattr(view_of(path), "quote_rate")
        and "dryRun" not in {each["name"] for each in told.get("parameters", ())}
    ]
    assert unpriced == []


def view_of(path: str) -> Any:
    """The view behind a path of the OpenAPI document."""
    for value in (str(uuid.UUID(int=1)), "1", "en"):
        with suppress(Resolver404):
            return getattr(resolve(re.sub(r"\{[^}]*\}", value, path)).func, "cls", None)
    return None


def test_bad_credentials_count_for_their_address() -> None:
    client = APIClient()
    answers = [client.get(ME, HTTP_AUTHORIZATION=f"Bearer guess-{n}") for n in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert int(answers[3].headers["Retry-After"]) > 0
    assert client.get(ME, REMOTE_ADDR="198.51.100.7").status_code == 401


def test_registering_and_signing_in_share_five_in_a_quarter_of_an_hour() -> None:
    client = APIClient()
    new = [{"email": f"new{n}@example.com", "password": PASSWORD} for n in range(3)]
    made = [client.post("/api/auth/register", body).status_code for body in new]
    tried = [client.post(LOGIN, new[0]).status_code for _ in range(3)]
    assert (made, tried) == ([201] * 3, [200, 200, 429])
    assert client.post("/api/users/register", new[0]).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, ["203.0.113.9"], "10.0.0.1"),
        (1, ["203.0.113.9"], "203.0.113.9"),
        (1, ["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
        (1, ["6.6.6.6", "203.0.113.9"], "203.0.113.9"),  # the header spelled twice
        (1, ["6.6.6.6,, ,203.0.113.9 "], "203.0.113.9"),
        (1, ["nonsense"], "10.0.0.1"),
        (1, ["127.0.0.1' OR 1=1"], "10.0.0.1"),
        (1, [""], "10.0.0.1"),
        (1, [], "10.0.0.1"),
        (2, ["6.6.6.6, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        (2, ["203.0.113.9"], "10.0.0.1"),
        (2, ["6.6.6.6, 5.5.5.5, 2001:db8::1, 10.0.0.2"], "2001:db8::1"),
    ],
)
def test_a_client_cannot_choose_its_address(
    settings: Settings, proxies: int, forwarded: list[str], address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    # The other spelling, by which a client would smuggle an entry past a proxy that knows one only.
    headers.append((b"x_forwarded_for", b"9.9.9.9"))
    scope = {"method": "GET", "path": "/", "headers": headers, "client": ["10.0.0.1", 5]}
    assert client_address(ASGIRequest(scope, io.BytesIO())) == address


def test_forged_headers_do_not_evade_a_limit(settings: Settings, limits: dict[str, str]) -> None:
    limits["general"] = "60/m"
    settings.TRUSTED_PROXIES, client = 1, APIClient()
    wrong = {"email": "nobody@example.com", "password": "x"}
    tried = [
        client.post(LOGIN, wrong, HTTP_X_FORWARDED_FOR=f"{n}.{n}.{n}.{n}, 203.0.113.9").status_code
        for n in range(1, 8)
    ]
    assert tried == [401] * 5 + [429] * 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("203.0.113.9", "203.0.113.8", False),
        (None, "", True),
    ],
)
def test_a_network_of_ipv6_is_one_customer(one: str | None, other: str | None, same: bool) -> None:
    assert (rates.by_address(one) == rates.by_address(other)) is same


def test_parallel_requests_of_two_processes_share_one_count(limits: dict[str, str]) -> None:
    limits["chat"] = "50/h"
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        caches.close_all()
        os.write(writer, str(spent_at_once()).encode())
        os._exit(0)
    os.close(writer)
    here = spent_at_once()
    os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        assert here + int(said.read()) == 50


def spent_at_once() -> int:
    """How many of sixty requests of four threads are within the rate."""
    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(lambda _: not spent_once().exceeded, range(60)))


def spent_once() -> rates.Usage:
    usage = rates.spend(name="chat", who="race")
    assert usage
    return usage


def test_without_a_cache_reading_goes_on_and_nobody_signs_in(alice: User) -> None:
    client = client_of(alice)
    client.raise_request_exception = False
    body = {"email": alice.email, "password": PASSWORD}
    there, caches["default"] = caches["default"], RedisCache("redis://127.0.0.1:1/0", {})
    try:
        assert client.get(ME).status_code == 200
        for path in (LOGIN, "/api/auth/register"):
            refused = client.post(path, body)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
            assert refused.json()["errors"][0]["code"] == "counts_unavailable"
    finally:
        caches["default"] = there
    assert APIClient().post(LOGIN, body).status_code == 200


def test_all_limits_can_be_switched_off(api: APIClient, settings: Settings) -> None:
    settings.RATELIMIT_ENABLE = False
    answers = [api.get(ME) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit-Limit" not in answers[0].headers
