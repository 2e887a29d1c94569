"""The person's socket, through the real ASGI application and the real channel layer."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.db import connections
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from accounts import services as accounts
from accounts.models import ApiKey, Session, User
from accounts.services import keys
from config.asgi import application
from jobs import running, services
from jobs.consumers import LARGEST_FRAME
from jobs.models import Job
from jobs.tests.names import NAMES
from jobs.tests.works import order

pytestmark = pytest.mark.django_db(transaction=True)

HOST = (b"host", b"testserver")
REFUSED = 4401


@pytest.fixture(autouse=True)
def works(settings: Any) -> None:
    settings.JOBS = {**settings.JOBS, "WORKS": {**settings.JOBS["WORKS"], **NAMES}}


@pytest.fixture(autouse=True)
async def closed_connections() -> AsyncIterator[None]:
    """The thread of sync_to_async outlives a test, and its connection would keep the database alive."""
    yield
    await sync_to_async(connections.close_all)()


@asynccontextmanager
async def opened(
    query: str = "", *, headers: tuple[tuple[bytes, bytes], ...] = (), subprotocols: list[str] | None = None
) -> AsyncIterator[WebsocketCommunicator]:
    socket = WebsocketCommunicator(
        application, f"/ws{query}", headers=[HOST, *headers], subprotocols=subprotocols
    )
    try:
        connected, _ = await socket.connect(timeout=10)
        assert connected
        yield socket
    finally:
        await socket.disconnect()
        await channel_layers["default"].flush()


async def is_let_in(socket: WebsocketCommunicator) -> bool:
    """Whether the first thing that the server says is the snapshot, and not good-bye."""
    said = await socket.receive_output(timeout=10)
    if said["type"] == "websocket.close":
        assert said["code"] == REFUSED
        return False
    assert json.loads(said["text"])["type"] == "snapshot"
    return True


async def ticket_of(user: User) -> str:
    return await sync_to_async(accounts.issue_socket_ticket)(user=user)


async def token_of(user: User) -> str:
    tokens = await sync_to_async(accounts.open_session)(user=user, client=accounts.Client())
    return tokens.access_token


async def test_a_ticket_lets_in_once(alice: User) -> None:
    ticket = await ticket_of(alice)
    async with opened(f"?ticket={ticket}") as socket:
        assert await is_let_in(socket)
    async with opened(f"?ticket={ticket}") as socket:
        assert not await is_let_in(socket)


async def test_an_access_token_lets_in_by_subprotocol_and_by_query(alice: User) -> None:
    token = await token_of(alice)
    async with opened(subprotocols=["bearer", token]) as socket:
        assert await is_let_in(socket)
    async with opened(f"?token={token}") as socket:
        assert await is_let_in(socket)


@pytest.mark.parametrize(
    "query",
    ["", "?ticket=", "?ticket=x", "?ticket=%00", "?token=", "?token=x.y.z", "?token=%ff", "?ticket=x&token="],
)
async def test_nothing_wrong_or_missing_lets_in(alice: User, query: str) -> None:
    async with opened(query) as socket:
        assert not await is_let_in(socket)


async def test_a_refresh_token_or_an_ended_session_lets_nobody_in(alice: User) -> None:
    tokens = await sync_to_async(accounts.open_session)(user=alice, client=accounts.Client())
    async with opened(f"?token={tokens.refresh_token}") as socket:
        assert not await is_let_in(socket)
    await sync_to_async(accounts.end_all_sessions)(user=alice)
    async with opened(f"?token={tokens.access_token}") as socket:
        assert not await is_let_in(socket)


async def test_a_wrong_ticket_is_not_saved_by_a_good_cookie(alice: User) -> None:
    cookie = await sync_to_async(cookie_of)(alice)
    async with opened("?ticket=x", headers=(cookie, (b"origin", b"http://testserver"))) as socket:
        assert not await is_let_in(socket)


def cookie_of(user: User) -> tuple[bytes, bytes]:
    client = Client()
    client.force_login(user)
    return b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode()


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        (b"http://testserver", True),
        (b"https://testserver", True),
        (b"http://evil.example", False),
        (b"http://testserver.evil.example", False),
        (b"http://testserver:81", False),
        (b"null", False),
        (b"", False),
        (None, False),
        (b"http://evil.example/testserver", False),
        (b"http://testserver@evil.example", False),
    ],
)
async def test_a_cookie_speaks_only_for_pages_of_this_host(
    alice: User, origin: bytes | None, let_in: bool
) -> None:
    cookie = await sync_to_async(cookie_of)(alice)
    headers = (cookie,) if origin is None else (cookie, (b"origin", origin))
    async with opened(headers=headers) as socket:
        assert await is_let_in(socket) is let_in


async def test_the_snapshot_holds_what_runs_and_only_mine(alice: User, bob: User) -> None:
    mine = await sync_to_async(services.submit)(user=alice, order=order())
    await sync_to_async(services.submit)(user=bob, order=order())
    async with opened(f"?ticket={await ticket_of(alice)}") as socket:
        snapshot = json.loads((await socket.receive_output(timeout=10))["text"])
    assert [job["id"] for job in snapshot["payload"]["jobs"]] == [str(mine.pk)]
    assert "videoId" in snapshot["payload"]["jobs"][0]
    assert snapshot["payload"]["credits"] == {"available": 95, "held": 5}


async def frames(socket: WebsocketCommunicator, *, kind: str, until: str) -> list[dict[str, Any]]:
    """The payloads of one kind, up to the first whose status is `until`."""
    seen: list[dict[str, Any]] = []
    while not seen or seen[-1].get("status") != until:
        frame = json.loads((await socket.receive_output(timeout=15))["text"])
        if frame["type"] == kind:
            seen.append(frame["payload"])
    return seen


def do(user: User, work: str, **params: Any) -> Job:
    job = services.submit(user=user, order=order(work, **params))
    running.run_job(job_id=job.pk)
    return job


async def test_a_jobs_life_arrives_in_order_and_progress_never_goes_back(alice: User, bob: User) -> None:
    async with opened(f"?ticket={await ticket_of(alice)}") as socket:
        assert await is_let_in(socket)
        theirs = await sync_to_async(do)(bob, "tests.steady")
        mine = asyncio.ensure_future(
            sync_to_async(do)(alice, "tests.restless", percents=[5, 60, 20], seconds=1.5)
        )
        seen = await frames(socket, kind="job", until="completed")
        await mine
    assert {payload["id"] for payload in seen} == {str(mine.result().pk)}
    assert str(theirs.pk) not in str(seen)
    states = list(dict.fromkeys(payload["status"] for payload in seen))
    assert states == ["queued", "processing", "completed"]
    progress = [payload["progress"] for payload in seen]
    assert progress == sorted(progress)
    assert progress[-1] == 100


async def test_progress_is_told_at_most_about_five_times_a_second(alice: User) -> None:
    async with opened(f"?ticket={await ticket_of(alice)}") as socket:
        assert await is_let_in(socket)
        work = asyncio.ensure_future(sync_to_async(do)(alice, "tests.restless", percents=[1], seconds=2.0))
        seen = await frames(socket, kind="job", until="completed")
        await work
    told = [payload for payload in seen if payload["status"] == "processing"]
    seconds = (
        2.0  # the work ends by its own clock; each told event is at least a fifth of a second after the last
    )
    assert 3 <= len(told) <= seconds * 5 + 3


async def test_the_balance_is_told_when_it_changes(alice: User) -> None:
    async with opened(f"?ticket={await ticket_of(alice)}") as socket:
        assert await is_let_in(socket)
        await sync_to_async(services.submit)(user=alice, order=order(price=7))
        while (frame := json.loads((await socket.receive_output(timeout=10))["text"]))["type"] != "credits":
            continue
    assert frame["payload"] == {"available": 93, "held": 7}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        " ",
        "nonsense",
        '"ping"',
        "[]",
        "null",
        "5",
        "{}",
        '{"type": []}',
        '{"type": "job"}',
        "[" * 20000,
        "x" * (LARGEST_FRAME + 1),
        '{"type": "' + "é" * LARGEST_FRAME + '"}',
    ],
    ids=range(13),
)
async def test_nonsense_is_answered_with_an_error_and_the_socket_lives(alice: User, text: str) -> None:
    async with opened(f"?ticket={await ticket_of(alice)}") as socket:
        assert await is_let_in(socket)
        await socket.send_to(text_data=text)
        error = json.loads(await socket.receive_from(timeout=10))
        assert error["type"] == "error"
        assert set(error["payload"]) == {"code", "message"}
        await socket.send_to(text_data='{"type": "ping"}')
        assert json.loads(await socket.receive_from(timeout=10)) == {"type": "pong", "payload": {}}


async def test_bytes_are_answered_with_an_error(alice: User) -> None:
    async with opened(f"?ticket={await ticket_of(alice)}") as socket:
        assert await is_let_in(socket)
        await socket.send_to(bytes_data=b"\0\xff")
        assert json.loads(await socket.receive_from(timeout=10))["payload"]["code"] == "bad_frame"


async def was_closed(socket: WebsocketCommunicator) -> bool:
    said = await socket.receive_output(timeout=10)
    return (said["type"], said.get("code")) == ("websocket.close", REFUSED)


async def test_a_socket_closes_as_soon_as_its_session_is_ended(alice: User) -> None:
    token, other = await token_of(alice), await token_of(alice)
    session = await sync_to_async(accounts.session_of_access_token)(token=token)
    async with opened(f"?token={token}") as socket, opened(f"?token={other}") as kept:
        assert await is_let_in(socket)
        assert await is_let_in(kept)
        await sync_to_async(accounts.end_session)(user=alice, session_id=session.pk)
        assert await was_closed(socket)
        await kept.send_to(text_data='{"type": "ping"}')
        assert json.loads(await kept.receive_from(timeout=10))["type"] == "pong"
        await sync_to_async(accounts.end_all_sessions)(user=alice)
        assert await was_closed(kept)


async def test_a_browsers_socket_closes_with_its_session(alice: User) -> None:
    cookie = await sync_to_async(cookie_of)(alice)
    async with opened(headers=(cookie, (b"origin", b"http://testserver"))) as socket:
        assert await is_let_in(socket)
        await sync_to_async(accounts.end_all_sessions)(user=alice)
        assert await was_closed(socket)
    async with opened(headers=(cookie, (b"origin", b"http://testserver"))) as socket:
        assert not await is_let_in(socket)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Session.objects.update(revoked_at=timezone.now()),
        lambda: Session.objects.update(expires_at=timezone.now()),
        lambda: User.objects.update(is_active=False),
    ],
    ids=["ended", "expired", "deactivated"],
)
async def test_a_socket_that_no_event_has_reached_looks_by_itself(
    alice: User, settings: Any, change: Callable[[], int]
) -> None:
    settings.SOCKET_CHECK_SECONDS = 0.4
    async with opened(f"?token={await token_of(alice)}") as socket:
        assert await is_let_in(socket)
        await sync_to_async(change)()
        assert await was_closed(socket)


async def test_an_expired_access_token_does_not_close_the_socket_of_a_session_that_lives(
    alice: User, settings: Any
) -> None:
    settings.SOCKET_CHECK_SECONDS = 0.2
    token = AccessToken(await token_of(alice))  # type: ignore[arg-type]
    token.set_exp(lifetime=timedelta(seconds=2))
    async with opened(f"?token={token}") as socket:
        assert await is_let_in(socket)
        await asyncio.sleep(token["exp"] + 1 - time.time())
        with pytest.raises(accounts.SessionEnded):
            await sync_to_async(accounts.user_of_access_token)(token=str(token))
        assert await socket.receive_nothing(timeout=0.5)
    async with opened(f"?token={token}") as socket:
        assert not await is_let_in(socket)


async def test_a_keys_socket_keeps_to_its_scopes_and_closes_with_it(alice: User, settings: Any) -> None:
    settings.SOCKET_CHECK_SECONDS = 0.4

    def made() -> tuple[ApiKey, str]:
        key, secret = keys.make_key(user=alice, name="Watcher", scopes=["jobs:read"])
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Api-Key {secret}")
        return key, client.post("/api/auth/ws-ticket").json()["ticket"]

    key, ticket = await sync_to_async(made)()
    async with opened(f"?ticket={ticket}") as socket:
        assert await is_let_in(socket)
        await socket.send_to(text_data='{"type": "chat_message", "payload": {"message": "Hello"}}')
        error = json.loads(await socket.receive_from(timeout=10))
        assert (error["type"], error["payload"]["code"]) == ("error", "scope_missing")
        await sync_to_async(keys.revoke_key)(user=alice, key_id=key.pk)
        assert await was_closed(socket)


async def test_somebody_who_was_refused_gets_no_answers(alice: User) -> None:
    async with opened() as socket:
        assert not await is_let_in(socket)
        await socket.send_to(text_data='{"type": "ping"}')
        assert await socket.receive_nothing(timeout=0.3)
