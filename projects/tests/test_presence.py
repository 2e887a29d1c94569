"""Who is in a project's room: told by the socket, once for each person, and ended by itself."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from channels.routing import get_default_application
from channels.testing import WebsocketCommunicator
from django.db import connections
from pytest_django import Settings

from accounts import services as accounts
from accounts.models import User
from projects.models import Role
from projects.services import members
from projects.services.review import presence
from projects.tests.people import a_project, let_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def closed() -> AsyncIterator[None]:
    """The thread of sync_to_async outlives a test, and its connection would keep the database alive."""
    yield
    await channel_layers["default"].flush()
    await sync_to_async(connections.close_all)()


async def opened(user: User, room: str) -> WebsocketCommunicator:
    ticket = await sync_to_async(accounts.issue_socket_ticket)(user=user)
    socket = WebsocketCommunicator(
        get_default_application(), f"/ws?ticket={ticket}", headers=[(b"host", b"testserver")]
    )
    assert (await socket.connect(timeout=10))[0]
    await socket.send_json_to({"type": "join_room", "payload": {"room": room}})
    return socket


async def told(socket: WebsocketCommunicator, kind: str = "presence") -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = await socket.receive_json_from(timeout=10)
        if frame["type"] == kind:
            return dict(frame["payload"])


async def names(socket: WebsocketCommunicator) -> list[str]:
    return [each["name"] for each in (await told(socket))["people"]]


async def test_all_in_the_room_are_told_who_comes_and_goes(alice: User, bob: User, closed: None) -> None:
    project = await sync_to_async(a_project)(alice)
    await sync_to_async(let_in)(project, bob, Role.VIEWER)
    room = f"project:{project.pk}"
    hers = await opened(alice, room)
    first = await told(hers)
    (person,) = first["people"]
    assert (first["room"], person["userId"], person["name"]) == (room, str(alice.pk), "Alice")
    assert set(person) == {"userId", "name", "since"}
    his = await opened(bob, room)
    assert await names(his) == await names(hers) == ["Alice", "Bob"]
    # A second tab is nobody new, and when one of two is closed the person is still there.
    tab = await opened(bob, room)
    assert await names(tab) == await names(hers) == await names(his) == ["Alice", "Bob"]
    await tab.disconnect()
    assert await names(hers) == await names(his) == ["Alice", "Bob"]
    await sync_to_async(members.remove)(user=alice, project_id=project.pk, member_id=bob.pk)
    assert await names(hers) == ["Alice"]
    assert (await told(his, "error"))["code"] == "room_closed"
    await his.disconnect()
    await hers.disconnect()
    assert await sync_to_async(presence.people)(room=room) == []


def test_who_vanished_is_told_of_by_the_next_who_renews(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = f"project:{alice.pk}"
    now = 1_000_000.0
    monkeypatch.setattr(presence, "time", lambda: now)

    def there(people: list[presence.Person] | None) -> list[str] | None:
        return None if people is None else [each["name"] for each in people]

    assert there(presence.come(room=room, socket="one", user=alice)) == ["Alice"]
    now += 1
    assert there(presence.come(room=room, socket="two", user=bob)) == ["Alice", "Bob"]
    assert presence.stay(room=room, socket="one", user=alice) is None
    now += 60  # Bob's server was killed; hers goes on renewing
    assert presence.stay(room=room, socket="one", user=alice) is None
    now += 60
    assert there(presence.stay(room=room, socket="one", user=alice)) == ["Alice"]
    assert there(presence.go(room=room, socket="one")) == []
    assert json.dumps(presence.people(room=room)) == "[]"


def test_a_store_that_does_not_answer_keeps_nobody_out(alice: User, settings: Settings) -> None:
    settings.BROKER = "redis://127.0.0.1:1/0"
    presence._store.cache_clear()
    try:
        assert presence.come(room="project:x", socket="one", user=alice) is None
        assert presence.go(room="project:x", socket="one") is None
    finally:
        presence._store.cache_clear()
