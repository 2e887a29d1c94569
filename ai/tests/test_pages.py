"""The Studio's pages: what they offer, what they show of whom, and how a voice sounds."""

import io
import json
import re
import uuid
import wave
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.capabilities import Capability
from ai.forms import MAKERS
from ai.models import ModelSpec
from ai.studio import models_of
from conftest import client_of
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = {"prompt": "a green hill", "size": "256x128", "seed": 7}


@pytest.fixture
def browser(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def ordered(api: APIClient, body: dict[str, Any] = SMALL) -> Job:
    answer = api.post("/api/ai/image-generate", body)
    assert answer.status_code == 202, answer.content
    return Job.objects.get(pk=answer.json()["id"])


def content_of(client: Client, address: str) -> dict[str, Any]:
    page = client.get(address).content.decode()
    found = re.search(r'<script id="maker-content" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    content: dict[str, Any] = json.loads(found[1])
    return content


def takes(client: Client, address: str = "/studio/results/?maker=image") -> dict[str, str]:
    """The words of each card, by its job."""
    page = client.get(address).content.decode()
    cards = re.findall(r'<li class="card take" data-take="([^"]+)"(.*?)</li>', page, re.DOTALL)
    return {job: re.sub(r"<[^>]+>", " ", words) for job, words in cards}


def test_each_page_offers_what_its_endpoint_takes(browser: Client, api: APIClient, alice: User) -> None:
    assert Client().get("/studio/").headers["Location"] == "/sign-in/?next=/studio/"
    assert browser.get("/studio/unknown/").status_code == 404
    film = a_video(alice)
    examples = {"videoId": str(film.pk), "audioId": str(film.pk)}
    for maker in MAKERS:
        content = content_of(browser, f"/studio/{maker.slug}/")
        assert [model["isLocal"] for model in content["models"][maker.capability]] == [True], maker.slug
        known = {**content["main"]["properties"], **content["more"]["properties"]}
        body = {name: examples.get(name) or known[name].get("example") for name in maker.required}
        body |= {name: schema["default"] for name, schema in known.items() if "default" in schema}
        path = maker.path.replace("{videoId}", str(film.pk))
        if path != maker.path:
            del body["videoId"]
        quote = api.post(f"{path}?dryRun=true", body).json()
        assert quote.get("quote", {}).get("credits", 0) >= 1, (maker.slug, quote)


def test_the_results_are_ones_own_and_tell_how_each_stands(
    browser: Client, api: APIClient, alice: User, bob: User
) -> None:
    ordered(client_of(bob))
    done, deleted, failed, waiting = (ordered(api) for _ in range(4))
    finished(done)
    Video.objects.get(pk=finished(deleted).outputs[0]["id"]).delete()
    Job.objects.filter(pk=failed.pk).update(status="failed", error_message="The vendor was on fire.")
    shown = takes(browser)
    assert list(shown) == [str(job.pk) for job in (waiting, failed, done)]
    assert "Cancel" in shown[str(waiting.pk)]
    assert "held" in shown[str(waiting.pk)]
    assert "The vendor was on fire." in shown[str(failed.pk)]
    assert "Run again" in shown[str(failed.pk)]
    for words in ("Local draft", "1 credit", "Animate", "Use its settings"):
        assert words in shown[str(done.pk)]
    assert takes(browser, "/studio/results/?maker=music&show=music") == {}
    assert len(takes(browser, "/studio/results/?maker=image&show=image")) == 3


def test_a_batch_is_shown_by_its_parts(browser: Client, api: APIClient) -> None:
    batch = ordered(api, {**SMALL, "count": 3})
    assert set(takes(browser)) == {str(pk) for pk in batch.children.values_list("pk", flat=True)}


def test_a_form_is_filled_by_an_earlier_wish_and_by_ones_own_items_only(
    browser: Client, api: APIClient, alice: User, bob: User
) -> None:
    job, foreign = ordered(api), ordered(client_of(bob))
    values = content_of(browser, f"/studio/image/?again={job.pk}")["values"]
    assert values == {
        "prompt": "a green hill", "seed": 7, "negativePrompt": "", "width": 256, "height": 128,
        "model": "", "options": {}, "enhancePrompt": False,
    }  # fmt: skip
    for unknown in (foreign.pk, uuid.uuid4(), "nonsense"):
        answer = browser.get(f"/studio/image/?again={unknown}")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/studio/image/")
    mine, theirs = a_video(alice), a_video(bob)
    assert content_of(browser, f"/studio/remix/?videoId={mine.pk}&page=2")["values"] == {
        "videoId": str(mine.pk)
    }
    for unknown in (theirs.pk, "nonsense"):
        assert content_of(browser, f"/studio/remix/?videoId={unknown}")["values"] == {}


def test_models_are_told_with_price_end_and_their_own_parameters(settings: Settings, alice: User) -> None:
    settings.REPLICATE_API_TOKEN = "r8_none"
    imagen = ModelSpec.objects.get(capability=Capability.TEXT_TO_IMAGE, model_id="google/imagen-4")
    end = timezone.now().date() + timedelta(days=20)
    ModelSpec.objects.filter(pk=imagen.pk).update(ends_on=end)
    told = {model["id"]: model for model in models_of(Capability.TEXT_TO_IMAGE, user=alice)}
    ending, local = told["replicate/google/imagen-4"], told["local/drawing"]
    assert (ending["by"], ending["endsOn"]) == ("Replicate", end.strftime("%-d %B %Y"))
    assert (local["name"], local["isLocal"], local["endsOn"]) == ("Drawing", True, None)
    assert "credit" in ending["price"]
    assert ending["shapes"] == ["1:1", "9:16", "16:9", "3:4", "4:3"]
    assert set(ending["options"]) == {"output_format", "safety_filter_level"}
    assert told["replicate/black-forest-labs/flux-1.1-pro"]["shapes"] is None


def test_a_voice_of_ours_can_be_listened_to(browser: Client) -> None:
    voices = content_of(browser, "/studio/voice/")["voices"]
    assert voices[0]["language"].startswith("en")
    heard = browser.get(f"/studio/voices/{voices[0]['id']}/sample/")
    assert heard.headers["Content-Type"] == "audio/wav"
    with wave.open(io.BytesIO(heard.content)) as sound:
        assert sound.getnframes() / sound.getframerate() > 0.8
        assert len(set(sound.readframes(sound.getnframes())[::101])) > 20
    assert browser.get(f"/studio/voices/{voices[0]['id']}/sample/").content == heard.content
    assert browser.get("/studio/voices/nobody/sample/").status_code == 404
