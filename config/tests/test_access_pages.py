"""The access matrix of the pages and of the socket's rooms."""

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.db import connections
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import services as accounts
from accounts.models import User
from config.asgi import application
from config.tests.test_access import film
from jobs.models import Job
from projects.models import Project, Role
from projects.services import members, timelines
from projects.tests.people import let_in
from videos.models import Video

__all__ = ["film"]
pytestmark = pytest.mark.django_db(transaction=True)

# Pages that anybody may ask for, by how their route begins: signing in, callbacks with a signature of their
# own, what monitors ask, and addresses that carry their own right. django-allauth guards its own pages.
OPEN = (
    "health",
    "webhooks/",
    "media/",
    "api-docs",
    "csp-report",
    "sign-",
    "try-demo/",
    "language/",
    "plans/",
    "review/",
    "account/",
    "^account/",
)

# The staff's pages are asked in test_access_roles.
NOT_HERE = ("api/", "^api/", "admin/")


def pages(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, route)
        elif route and not route.startswith(NOT_HERE):
            yield route, pattern


# Of the account's pages those that are ours are named account-...
GUARDED = sorted(
    route for route, page in pages() if not route.startswith(OPEN) or str(page.name).startswith("account-")
)
KINDS = (
    "video_id",
    "project_id",
    "user_id",
    "invitation_id",
    "review_id",
    "template_id",
    "job_id",
    "conversation_id",
    "recipe_id",
    "session_id",
    "key_id",
    "event_id",
    "publication_id",
    "origin_id",
    "channel_id",
)


def path_of(route: str, row: Video) -> str:
    path = f"/{route}"
    for kind in KINDS:
        path = path.replace(f"<uuid:{kind}>", str(row.pk))
    return re.sub(r"<(slug|str|int):\w+>", "1", path)


def asked(browser: Client, route: str, row: Video) -> list[int]:
    path = path_of(route, row)
    return [browser.get(path).status_code, browser.post(path).status_code]


def test_the_matrix_knows_every_kind_of_id() -> None:
    assert len(GUARDED) > 20
    nowhere = Video(pk=uuid.uuid4())
    assert [route for route in GUARDED if "<" in path_of(route, nowhere)] == []


def test_nobody_sees_a_page_without_signing_in(film: Video) -> None:
    before = list(Video.objects.values())
    for route in GUARDED:
        for status in asked(Client(), route, film):
            assert status in {302, 405}, (route, status)
    assert list(Video.objects.values()) == before


def test_a_page_of_somebody_else_is_404(film: Video, bob: User) -> None:
    before = (list(Video.objects.values()), list(Project.objects.values()))
    browser = Client()
    browser.force_login(bob)
    for route in GUARDED:
        if "<uuid" in route:
            # To end a session or a key twice is no error, so strangers' ones give the same answer.
            calm = {302, 404, 405} if route.startswith("account/") else {404, 405}
            for status in asked(browser, route, film):
                assert status in calm, (route, status)
    assert (list(Video.objects.values()), list(Project.objects.values())) == before


def test_a_viewer_posts_nothing_to_a_page(film: Video, bob: User) -> None:
    let_in(Project.objects.get(), bob, Role.VIEWER)
    before = (list(Video.objects.values()), list(Project.objects.values()))
    browser = Client()
    browser.force_login(bob)
    for route in GUARDED:
        if "<uuid:project_id>" in route or "<uuid:video_id>" in route:
            status = browser.post(path_of(route, film)).status_code
            # 422: the form was wrong; 302: nothing was offered, which the page says.
            assert status in {200, 302, 403, 404, 405, 422}, (route, status)
    assert (list(Video.objects.values()), list(Project.objects.values())) == before
    assert browser.get(f"/projects/{film.pk}/").status_code == 200


# --- rooms ---------------------------------------------------------------------------------------------


@pytest.fixture
async def closed() -> AsyncIterator[None]:
    """The thread of sync_to_async outlives a test, and its connection would keep the database alive."""
    yield
    await channel_layers["default"].flush()
    await sync_to_async(connections.close_all)()


async def enters(socket: WebsocketCommunicator, room: str) -> bool:
    """Whether the person is in the room now: whoever is let in is told nothing, so a pong comes first."""
    await socket.send_json_to({"type": "join_room", "payload": {"room": room}})
    await socket.send_json_to({"type": "ping"})
    first = await said(socket, {"error", "pong"})
    if first["type"] == "error":
        await said(socket, {"pong"})
    return bool(first["type"] == "pong")


async def said(socket: WebsocketCommunicator, kinds: set[str]) -> dict[str, Any]:
    """The next thing of one of these kinds that the server says."""
    while True:
        frame: dict[str, Any] = await socket.receive_json_from(timeout=10)
        if frame["type"] in kinds:
            return frame


async def test_rooms_open_for_those_who_share_and_close_with_it(
    film: Video, alice: User, bob: User, closed: None
) -> None:
    ticket = await sync_to_async(accounts.issue_socket_ticket)(user=bob)
    socket = WebsocketCommunicator(application, f"/ws?ticket={ticket}", headers=[(b"host", b"testserver")])
    assert (await socket.connect(timeout=10))[0]
    rooms = (f"video:{film.pk}", f"project:{film.pk}")
    assert [await enters(socket, room) for room in rooms] == [False, False]
    wish = {"videoId": str(film.pk), "operation": "trim", "parameters": {"startTime": 0, "endTime": 1}}
    for frame in (
        {"type": "video_process", "payload": wish},
        {"type": "chat_message", "payload": {"message": "x", "videoId": str(film.pk)}},
    ):
        await socket.send_json_to(frame)
        assert (await said(socket, {"error"}))["payload"]["code"] == "not_found"
    project = await Project.objects.aget()
    await sync_to_async(let_in)(project, bob, Role.VIEWER)
    assert [await enters(socket, room) for room in rooms] == [True, True]
    await sync_to_async(timelines.save)(user=alice, project_id=project.pk, timeline={"width": 640})
    told_of = {"projectId": str(project.pk), "revision": 1, "by": str(alice.pk)}
    assert (await said(socket, {"timeline"}))["payload"] == told_of
    await sync_to_async(members.remove)(user=alice, project_id=project.pk, member_id=bob.pk)
    told = {(await said(socket, {"error"}))["payload"]["message"].split()[5] for _ in rooms}
    assert told == set(rooms)
    await asyncio.sleep(0)
    assert not await Job.objects.filter(user=bob).aexists()
    await socket.disconnect()
