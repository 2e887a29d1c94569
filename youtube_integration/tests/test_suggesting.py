"""What is proposed for a publication: our own, and a vendor's kept to YouTube's limits."""

import json
import uuid
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.emulator.world import World
from ai.models import FrameDescription, Highlight, Summary, Transcript
from ai.services.transcripts import writing
from conftest import client_of
from credits.tests.ledger import ledger_of
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_clip, a_video, finished
from youtube_integration.services import wishes
from youtube_integration.services.proposals import Understanding, drafted

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/youtube/suggestions"
SAID = (
    "Solar panels turn sunlight into electricity.",
    "A solar roof gives about eight kilowatts.",
    "Now the price: a solar roof costs fourteen thousand euros.",
    "The battery keeps the power of the solar roof for the night.",
)
TOLD = {
    "titles": ["Solar roofs, explained", "What a <b>solar</b> roof costs", "Power for the night"],
    "description": "How a roof makes power, and what it costs.",
    "tags": ["solar", "Solar", "solar roof", 'a "battery", too', "x" * 200],
    "thumbnails": [
        {"time": 20.0, "reason": "The roof is seen."},
        {"time": 3.0, "reason": "The sun is seen."},
        {"time": 33.0, "reason": "The battery is seen."},
    ],
}


@pytest.fixture(autouse=True)
def no_vendors(settings: Settings) -> None:
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""


@pytest.fixture
def openai(emulator: World, settings: Settings) -> World:
    emulator.forget()
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-test", f"{emulator.address}/openai/v1"
    return emulator


@pytest.fixture
def spoken(alice: User) -> Video:
    """Forty seconds about solar roofs, written down, summed up and looked at."""
    video = a_video(alice, source=a_clip(40.0), title="Our roof <new>")
    segments = [
        {"text": text, "start": 10.0 * number + 0.2, "end": 10.0 * number + 9.8}
        for number, text in enumerate(SAID)
    ]
    writing.publish(
        video=video, language="en", origin=Transcript.Origin.IMPORTED, segments=segments, words=[]
    )
    titles = ("The sun", "The roof", "The price", "The night")
    Summary.objects.create(
        video=video,
        language="en",
        overview="A solar roof makes power, costs money & fills a battery.",
        key_points=[{"time": 20.2, "text": SAID[2]}],
        chapters=[
            {"start": 10.0 * number, "end": 10.0 * number + 10, "title": title}
            for number, title in enumerate(titles)
        ],
    )
    face = {"x": 0.4, "y": 0.2, "width": 0.2, "height": 0.3}
    FrameDescription.objects.create(
        video=video, time=31.0, text="A woman smiles", faces=[face], labels=["roof"]
    )
    Highlight.objects.create(video=video, start=4.0, end=8.0, title="The first light", reason="-", score=0.9)
    return video


def answering(world: World, *answers: Any) -> None:
    """What the vendor's model says next, answer by answer."""
    for answer in answers:
        message = {"role": "assistant", "content": json.dumps(answer)}
        body = {
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150},
        }  # fmt: skip
        rule = {"match": "POST .*/chat/completions", "status": 200, "body": body}
        world.script({"rules": [rule]})


def keeps_to_the_limits(told: dict[str, Any], video: Video) -> bool:
    """Whether YouTube, as `wishes` knows it, would take all of it."""
    for title in told["titles"]:
        wishes.must_be_sound(wishes.Wish(video_id=video.pk, title=title, tags=tuple(told["tags"])))
    times = [each["time"] for each in told["thumbnails"]]
    return (
        len(set(told["titles"])) == len(set(times)) == 3
        and wishes.description_fault(told["description"]) == ""
        and all(0 <= time <= video.duration for time in times)
    )


def test_without_a_model_the_films_own_words_are_proposed(api: APIClient, alice: User, spoken: Video) -> None:
    told = api.get(PATH, {"videoId": str(spoken.pk)}).json()
    assert keeps_to_the_limits(told, spoken)
    assert told["titles"][:2] == ["Our roof (new)", SAID[2]]
    assert told["description"].startswith(
        "A solar roof makes power, costs money & fills a battery.\n\n0:00 The sun"
    )
    assert told["description"].endswith("0:30 The night")
    assert "solar roof" in told["tags"]
    assert [each["time"] for each in told["thumbnails"]][:2] == [31.0, 6.0]
    assert "woman smiles" in told["thumbnails"][0]["reason"]
    assert api.get(told["thumbnails"][0]["url"]).status_code == 200
    assert (told["isDraft"], len(told["notes"])) == (True, 1)
    job = finished(Job.objects.get(pk=api.post(PATH, {"videoId": str(spoken.pk)}).json()["id"]))
    assert (job.status, job.charged, job.result["titles"]) == ("completed", 0, told["titles"])


def test_of_an_unknown_film_something_is_proposed_and_said(api: APIClient, alice: User) -> None:
    video = a_video(alice, ready=False)
    told = api.get(PATH, {"videoId": str(video.pk)}).json()
    assert keeps_to_the_limits(told, video)
    assert any("Little is known" in note for note in told["notes"])


def test_a_model_proposes_and_is_paid_once(api: APIClient, alice: User, spoken: Video, openai: World) -> None:
    answering(openai, {**TOLD, "titles": ["Only one"]}, TOLD)
    before = ledger_of(alice).available
    quote = api.post(f"{PATH}?dryRun=true", {"videoId": str(spoken.pk)}).json()["quote"]
    job = finished(Job.objects.get(pk=api.post(PATH, {"videoId": str(spoken.pk)}).json()["id"]))
    assert (job.status, job.error_message) == ("completed", "")
    assert before - ledger_of(alice).available == quote["credits"] > 0
    told = api.get(PATH, {"videoId": str(spoken.pk)}).json()
    assert keeps_to_the_limits(told, spoken)
    assert told["titles"][1] == "What a (b)solar(/b) roof costs"
    assert told["tags"] == ["solar", "solar roof", "a battery too"]
    assert "0:10 The roof" in told["description"]
    assert [each["time"] for each in told["thumbnails"]] == [20.0, 3.0, 33.0]
    assert (told["isDraft"], told["provider"]) == (False, "openai")


def test_what_is_somebody_elses_is_not_proposed_for(api: APIClient, bob: User, spoken: Video) -> None:
    client = client_of(bob)
    assert client.get(PATH, {"videoId": str(spoken.pk)}).status_code == 404
    assert client.post(PATH, {"videoId": str(spoken.pk)}).status_code == 404
    assert api.get(PATH, {"videoId": str(uuid.uuid4())}).status_code == 404
    assert api.get(PATH).status_code == 400


def test_long_words_are_cut_where_youtube_would_refuse_them() -> None:
    long = Understanding(
        title="Ein sehr langes " * 20,
        duration=3600.0,
        overview="Ünïcödé wörds " * 900,
        points=("Short.",),
        chapters=tuple((60.0 * number, f"Chapter {number} " + "x" * 80) for number in range(50)),
        labels=tuple(f"label number {number}" for number in range(99)),
    )
    made = drafted(long)
    assert all(len(title) <= 100 for title in made.titles)
    assert len(made.titles) == 3
    assert 3000 < len(made.description.encode()) <= 5000
    assert "49:00 Chapter 49" in made.description
    assert wishes.tags_length(made.tags) <= 500
