"""The assistant on the whole platform: streams through daphne, the socket, workers that carry on."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from config.tests.serving import Person, signed_up, small_film
from conftest import Platform

WISH = "make it black and white and add the text 'Hello' at the top"
SECONDS = 60.0


@pytest.fixture
def person(platform: Platform) -> Iterator[Person]:
    with signed_up(platform, f"chat-{time.time_ns()}@example.com") as visitor:
        yield visitor


def events_of(person: Person, body: dict[str, Any], *, most: int = 1000) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream; it is left after so many."""
    found: list[tuple[str, dict[str, Any]]] = []
    with person.http.stream(
        "POST", "/api/ai/chat", json=body, headers={"Accept": "text/event-stream"}
    ) as answer:
        kind = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                found.append((kind, json.loads(line.removeprefix("data: "))))
                if len(found) >= most:
                    break
    return found


def opened(person: Person) -> ClientConnection:
    ticket = person.http.post("/api/auth/ws-ticket").json()["ticket"]
    return connect(f"{person.platform.url.replace('http', 'ws')}/ws?ticket={ticket}")


def until(socket: ClientConnection, what: str, /, **having: Any) -> dict[str, Any]:
    """The payload of the next frame of a kind with these values."""
    for _ in range(500):
        frame = json.loads(socket.recv(timeout=SECONDS))
        if frame["type"] == what and having.items() <= frame["payload"].items():
            return dict(frame["payload"])
    raise AssertionError(f"no {what}")


def say(socket: ClientConnection, what: str, /, **payload: Any) -> None:
    socket.send(json.dumps({"type": what, "payload": payload}))


def test_a_stream_gives_the_pieces_and_then_the_whole(person: Person, tmp_path: Path) -> None:
    film = person.upload(small_film(tmp_path))["videoId"]
    told = events_of(person, {"message": WISH, "videoId": film})
    kinds = [kind for kind, _ in told]
    assert kinds[-1] == "message"
    assert {"typing", "delta"} <= set(kinds)
    pieces = "".join(payload["text"] for kind, payload in told if kind == "delta")
    whole = told[-1][1]
    assert pieces.strip() == whole["message"]
    assert [step["operation"] for step in whole["plan"]["steps"]] == ["apply-filter", "add-text"]
    refused = person.http.post("/api/ai/chat", json={"message": ""}, headers={"Accept": "text/event-stream"})
    assert (refused.status_code, refused.text.partition("\n")[0]) == (400, "event: error")


def test_the_socket_talks_and_workers_carry_a_plan_on(person: Person, tmp_path: Path) -> None:
    film = person.upload(small_film(tmp_path))["videoId"]
    with opened(person) as one, opened(person) as other:
        say(one, "chat_message", message=WISH, videoId=film)
        echo = until(other, "chat_message", role="user")
        assert echo["message"] == WISH
        assert until(other, "chat_typing", isTyping=True)["conversationId"] == echo["conversationId"]
        answer = until(other, "chat_message", jobId=echo["jobId"])
        plan = answer["plan"]
        applied = person.http.post(f"/api/ai/actions/{plan['id']}/apply", json={"hash": plan["hash"]})
        assert applied.status_code == 202, applied.text
        done = until(one, "chat_message", planId=plan["id"])
        assert "promises are kept" in done["message"]
        now = person.http.get(f"/api/ai/actions/{plan['id']}").json()
        assert (now["state"], now["isVerified"]) == ("applied", True)
        assert {row["isKept"] for row in now["verified"]} == {True}, now["verified"]
        assert person.http.get(f"/api/videos/{done['madeVideoId']}").json()["parentId"] == film


def test_rooms_and_edits_over_the_socket_have_the_same_checks(
    person: Person, platform: Platform, tmp_path: Path
) -> None:
    film = person.upload(small_film(tmp_path))["videoId"]
    room = f"video:{film}"
    with signed_up(platform, f"other-{time.time_ns()}@example.com") as stranger, opened(stranger) as outside:
        say(outside, "join_room", room=room)
        assert until(outside, "error")["code"] == "not_found"
        say(outside, "video_process", videoId=film, operation="flip", parameters={})
        assert until(outside, "error")["code"] == "not_found"
    with opened(person) as one, opened(person) as other:
        say(one, "join_room", room=room)
        say(one, "ping")
        until(one, "pong")
        say(other, "join_room", room=room)
        assert until(one, "user_activity")["activity"] == "joined"
        say(other, "chat_typing", room=room)
        assert until(one, "user_activity")["activity"] == "typing"
        say(
            one, "video_process", videoId=film, operation="crop", parameters={"width": 1_000_000, "height": 2}
        )
        assert until(one, "error")["code"] != "error"
        say(one, "video_process", videoId=film, operation="flip", parameters={})
        assert until(one, "job", kind="video.edit", status="completed")["videoId"] == film
        say(one, "join_room", room="project:1")
        assert until(one, "error")["code"] == "unknown_room"
