"""What is asked for by an API key counts to it, however it is done, and stops at its budget."""

import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.context import use_api_key
from accounts.models import ApiKey, User
from accounts.services import keys
from conftest import client_of
from jobs.models import Job
from videos.models import Video
from videos.tests.films import a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)

SCOPES = ["editing:write", "jobs:read", "jobs:write", "videos:read"]


@pytest.fixture
def film(alice: User) -> Video:
    return a_video(alice)


@pytest.fixture(autouse=True)
def nobodys_key() -> Iterator[None]:
    """Jobs are run in this thread, which they tell whose key they count to."""
    use_api_key(None)
    yield
    use_api_key(None)


def by_key(user: User, *, budget: str | None = None) -> tuple[APIClient, ApiKey]:
    cap = Decimal(budget) if budget is not None else None
    row, secret = keys.make_key(user=user, name="CI", scopes=SCOPES, budget=cap)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Api-Key {secret}")
    return client, row


def rotated(client: APIClient, film: Video, *, title: str) -> tuple[int, dict[str, Any]]:
    answer = client.post("/api/video/rotate", {"videoId": str(film.pk), "angle": 90, "title": title})
    return answer.status_code, answer.json()


def price(alice: User, film: Video) -> float:
    body = {"videoId": str(film.pk), "angle": 90}
    return float(client_of(alice).post("/api/video/rotate?dryRun=true", body).json()["quote"]["credits"])


def test_a_key_spends_its_budget_and_no_more(alice: User, film: Video) -> None:
    each = price(alice, film)
    client, key = by_key(alice, budget=str(2 * each))
    for title in ("one", "two"):
        assert rotated(client, film, title=title)[0] == 202
    code, refused = rotated(client, film, title="three")
    assert (code, refused["errors"][0]["code"]) == (402, "budget_reached")
    told = client_of(alice).get(f"/api/user/api-keys/{key.pk}").json()
    assert (told["spent"], told["left"], told["budget"]) == (2 * each, 0, 2 * each)
    assert rotated(client_of(alice), film, title="by hand")[0] == 202  # the person is not bound by it
    other, _ = by_key(alice)
    assert rotated(other, film, title="by another")[0] == 202


def test_what_failed_gives_its_share_back_and_what_was_charged_does_not(alice: User, film: Video) -> None:
    each = price(alice, film)
    client, _ = by_key(alice, budget=str(each))
    job = rotated(client, film, title="one")[1]
    assert client.post(f"/api/jobs/{job['id']}/cancel").status_code == 200
    second = rotated(client, film, title="two")[1]
    assert finished(Job.objects.get(pk=second["id"])).status == "completed"
    assert rotated(client, film, title="three")[0] == 402


def test_doing_it_again_by_hand_counts_to_the_key_that_wanted_it(alice: User, film: Video) -> None:
    each = price(alice, film)
    client, key = by_key(alice, budget=str(each))
    job = rotated(client, film, title="one")[1]
    client.post(f"/api/jobs/{job['id']}/cancel")
    again = client_of(alice).post(f"/api/jobs/{job['id']}/retry").json()
    assert Job.objects.get(pk=again["id"]).api_key_id == key.pk
    assert rotated(client, film, title="two")[0] == 402


def test_a_batch_counts_once_and_as_a_whole(alice: User, film: Video) -> None:
    each = price(alice, film)
    second = a_video(alice, title="another")
    client, key = by_key(alice, budget=str(2 * each))
    ids = [str(film.pk), str(second.pk)]
    body = {"videoIds": ids, "operations": [{"operation": "rotate", "angle": 90}]}
    batch = client.post("/api/video/batch", body)
    assert batch.status_code == 202, batch.json()
    for child in Job.objects.filter(parent_id=batch.json()["id"]):
        assert child.api_key_id == key.pk
        finished(child)
    assert keys.spending(user=alice)[key.pk]["spent"] == 2 * each
    assert rotated(client, film, title="more")[0] == 402


def test_of_raced_requests_only_as_many_fit_as_the_budget_has(alice: User, film: Video) -> None:
    client, key = by_key(alice, budget=str(3 * price(alice, film)))
    codes: list[int] = []

    def ask(number: int) -> None:
        own = APIClient()
        own.credentials(**client._credentials)  # type: ignore[attr-defined]
        codes.append(rotated(own, film, title=f"{number}")[0])
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [202] * 3 + [402] * 5
    assert keys.spending(user=alice)[key.pk]["left"] == 0


def test_what_a_job_asks_for_in_its_turn_counts_to_the_same_key(alice: User) -> None:
    client, key = by_key(alice)
    use_api_key(key.pk)
    film = a_video(alice, ready=False)
    use_api_key(None)
    ingest = Job.objects.get(video_id=film.pk)
    assert ingest.api_key_id == key.pk
    User.objects.filter(pk=alice.pk).update(auto_transcribe=True)
    finished(ingest)
    follower = Job.objects.filter(user=alice).exclude(pk=ingest.pk).first()
    assert follower is not None
    assert follower.api_key_id == key.pk
    assert client.get(f"/api/jobs/{follower.pk}").status_code == 200
