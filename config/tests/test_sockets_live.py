"""Open sockets of the whole platform end with what opened them, whether its event arrives or not."""

import json
import time
from contextlib import ExitStack

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from config.local.home import Home, running
from config.tests.serving import Person, signed_up
from conftest import Platform

A_MINUTE = 60
SIGNED_OUT = 4401


def opened(stack: ExitStack, person: Person, *, how: str) -> ClientConnection:
    url = f"{person.platform.url.replace('http', 'ws')}/ws"
    if how == "ticket":
        ticket = person.http.post("/api/auth/ws-ticket").json()["ticket"]
        socket = stack.enter_context(connect(f"{url}?ticket={ticket}"))
    else:
        token = person.http.headers["Authorization"].removeprefix("Bearer ")
        offered = [Subprotocol("bearer"), Subprotocol(token)]
        socket = stack.enter_context(connect(url, subprotocols=offered))
    assert json.loads(socket.recv(timeout=A_MINUTE))["type"] == "snapshot"
    return socket


def ended_as(socket: ClientConnection) -> int | None:
    """The code with which the platform closes the socket, within a minute."""
    try:
        while True:
            socket.recv(timeout=A_MINUTE)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def sql(platform: Platform, statement: str, *values: str) -> None:
    """Behind the platform's back: nothing tells a socket of it."""
    instance = running(Home(platform.home))
    assert instance
    with psycopg.connect(str(instance["database_url"])) as connection:
        connection.execute(statement, values)


@pytest.mark.parametrize("event", [True, False], ids=["told", "not told"])
def test_all_sockets_of_a_person_end_within_a_minute(platform: Platform, event: bool) -> None:
    email = f"sockets-{time.time_ns()}@example.com"
    with (
        ExitStack() as stack,
        signed_up(platform, email) as person,
        signed_up(platform, f"kept-{email}") as other,
    ):
        sockets = [opened(stack, person, how=how) for how in ("ticket", "token")]
        kept = opened(stack, other, how="ticket")
        if event:
            assert person.http.post("/api/auth/logout-all").status_code == 204
        else:
            sql(platform, "UPDATE accounts_user SET is_active = false WHERE email = %s", email)
        assert [ended_as(socket) for socket in sockets] == [SIGNED_OUT, SIGNED_OUT]
        kept.send('{"type": "ping"}')
        assert json.loads(kept.recv(timeout=A_MINUTE))["type"] == "pong"
