"""The chat with a vendor's model, through the SDK and the emulator: what it is told, and its troubles."""

import asyncio
import json
import time

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.http import StreamingHttpResponse
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.api.streaming import event_stream
from ai.emulator.world import World
from ai.models import ChatMessage, Transcript
from ai.providers.tests.logs import asked, body_of
from ai.services.chatting import leaving, sending
from ai.services.chatting.sending import Said
from ai.services.transcripts import writing
from ai.tests.vendors import WITHIN
from credits.tests.ledger import ledger_of
from jobs import services as jobs
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)

CHAT = "/chat/completions"


@pytest.fixture(autouse=True)
def openai(settings: Settings, world: World) -> None:
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-test", f"{world.address}/openai/v1"
    settings.RATELIMIT_ENABLE = False


@pytest.fixture
def film(alice: User) -> Video:
    film = a_video(alice)
    rows = [{"text": "Welcome to the show.", "start": 0.0, "end": 1.5}]
    writing.publish(video=film, language="en", origin=Transcript.Origin.IMPORTED, segments=rows, words=rows)
    return film


def test_a_vendors_model_is_told_all_and_its_calls_become_steps(
    api: APIClient, alice: User, world: World, film: Video
) -> None:
    wish = 'Keep the beginning [[tool]]{"startTime": 0, "endTime": 1}'
    body = {"message": wish, "videoId": str(film.pk), "context": {"currentTime": 1.25}}
    answer = api.post("/api/ai/chat", body)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["metadata"]["provider"], told["metadata"]["isDraft"]) == ("openai", False)
    assert [(step["operation"], step["params"]["endTime"]) for step in told["plan"]["steps"]] == [("trim", 1)]
    first, second = (body_of(row) for row in asked(world, CHAT))
    names = [tool["function"]["name"] for tool in first["tools"]]
    assert {"trim", "remove-parts", "cut-words", "search-moments", "transcribe", "narrate"} <= set(names)
    assert not {"delete", "publish", "buy"} & set(names)
    said = [(message["role"], message["content"]) for message in first["messages"]]
    assert [role for role, _ in said] == ["system", "system", "assistant", "tool", "user"]
    assert json.loads(said[1][1].partition(": ")[2])["currentTime"] == 1.25
    assert "[0:00-0:01.5] Welcome to the show." in said[3][1]
    assert second["messages"][-1]["role"] == "tool"
    assert "person decides" in second["messages"][-1]["content"]
    assert len({row["headers"]["idempotency-key"] for row in asked(world, CHAT)}) == 2
    assert ledger_of(alice).spent == 5 + 2


def test_a_call_that_makes_no_sense_is_told_to_the_model_once_and_then_to_the_person(
    api: APIClient, world: World, film: Video
) -> None:
    wish = '[[tool]]{"startTime": 50, "endTime": 60}'
    told = api.post("/api/ai/chat", {"message": wish, "videoId": str(film.pk)}).json()
    assert told["plan"] is None
    assert told["message"].count("Not possible: ") == 1
    assert "seconds long" in told["message"]
    _, second = (body_of(row) for row in asked(world, CHAT))
    assert second["messages"][-1]["content"].startswith("error: trim")


def test_when_the_vendor_is_down_another_model_answers_and_says_so(
    api: APIClient, alice: User, world: World, film: Video
) -> None:
    world.script({"rules": [{"match": r"POST .*/chat/completions", "times": 20, "status": 500}]})
    told = api.post("/api/ai/chat", {"message": "make it vertical", "videoId": str(film.pk)}).json()
    assert (told["metadata"]["provider"], told["metadata"]["isDraft"]) == ("local", True)
    assert any("could not do it" in note for note in told["metadata"]["notes"])
    assert [step["operation"] for step in told["plan"]["steps"]] == ["reframe"]
    assert ledger_of(alice).spent == 5 + 2


def test_who_leaves_stops_the_model_and_what_it_has_said_is_kept(
    alice: User, world: World, film: Video
) -> None:
    world.script({"rules": [{"match": r"POST .*/chat/completions", "pause": 0.02}]})
    words = " ".join(["word"] * 400)
    job = ordered(words, film)
    leaving.leave(job_id=job.pk)
    finished(job)
    assert (job.status, job.charged) == ("completed", 2_000_000), job.error_message
    said = ChatMessage.objects.get(role="assistant")
    assert len(said.text) < len(words)
    assert said.notes == ["You left before the answer was complete."]
    assert jobs.count_active(alice) == 0


@pytest.mark.parametrize("is_kept", [False, True])
async def test_who_closes_the_stream_has_left_unless_it_is_kept(
    film: Video, world: World, is_kept: bool
) -> None:
    world.script({"rules": [{"match": r"POST .*/chat/completions", "delay": 1.0}]})
    job = await sync_to_async(ordered)("word " * 700, film)
    stream = event_stream(job=job, is_kept=is_kept)
    assert stream.headers["Content-Encoding"] == "identity"
    has_begun = asyncio.Event()
    reading = asyncio.create_task(read(stream, has_begun))
    await asyncio.wait_for(has_begun.wait(), 60)
    reading.cancel()  # as the web server does when its client is gone
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await sync_to_async(leaving.has_left)(job_id=job.pk) is not is_kept
    await sync_to_async(ended)(job)
    assert (job.status, job.charged) == ("completed", 2_000_000), job.error_message
    await sync_to_async(connections.close_all)()


async def read(stream: StreamingHttpResponse, has_begun: asyncio.Event) -> None:
    async for piece in stream:
        if b"event: delta" in piece:
            has_begun.set()


def ended(job: Job) -> None:
    until = time.monotonic() + WITHIN
    while job.is_active:
        assert time.monotonic() < until, job.stage
        time.sleep(0.05)
        job.refresh_from_db()


def ordered(words: str, film: Video) -> Job:
    user = film.owner
    draft = sending.draft(user=user, said=Said(text=words[:3900], video_id=film.pk))
    return sending.order(user=user, draft=draft)
