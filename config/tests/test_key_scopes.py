"""Every route of the API belongs to one family of scopes, and a key without the scope is refused there."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services import keys, scopes

pytestmark = pytest.mark.django_db


def views(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each route of the API, and its view class where it has one."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, route)
        elif route.startswith("api/"):
            yield route, getattr(pattern.callback, "view_class", None)


def an_address(route: str) -> str:
    examples = {"<uuid:": str(uuid.uuid4()), "<int:": "1", "<str:": "en", "<slug:": "a" * 32}
    for part, example in examples.items():
        while part in route:
            head, _, rest = route.partition(part)
            route = head + example + rest.partition(">")[2]
    return "/" + route


def refusals(family: str, method: str) -> str:
    if family == scopes.PERSON or (family == "account" and method not in scopes.READING):
        return "key_not_allowed"
    return "scope_missing"


def test_every_route_has_a_family_and_is_closed_to_a_key_without_its_scope(alice: User) -> None:
    _, mute = keys.make_key(user=alice, name="Mute", scopes=["youtube:write"])
    client, told = APIClient(), {"key_not_allowed": 0, "scope_missing": 0}
    client.credentials(HTTP_AUTHORIZATION=f"Api-Key {mute}")
    for route, view in views():
        family = scopes.place_of(route).family
        if view is None or not view.authentication_classes or family in {scopes.OPEN, "youtube"}:
            continue
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if not hasattr(view, method.lower()):
                continue
            answer = client.generic(method, an_address(route))
            code = refusals(family, method)
            if code == "scope_missing" and family == "account":
                assert answer.json()["scope"] == "account:read"
            assert (route, method, answer.status_code) == (route, method, 403)
            assert answer.json()["errors"][0]["code"] == code, (route, method)
            told[code] += 1
    assert told["key_not_allowed"] > 4
    assert told["scope_missing"] > 100


def test_every_line_of_the_table_is_of_some_route() -> None:
    used = {scopes.place_of(route).begins for route, _ in views()}
    # Parts of the contract that later versions bring, and are refused until then.
    coming = {"asyncapi", "admin", "uploads", "projects", "youtube", "users"}
    assert set(scopes.FAMILIES) - used <= coming
