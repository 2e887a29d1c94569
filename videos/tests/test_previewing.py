"""Pictures before rendering, and the family of a video, through the API."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import User
from videos.models import Video
from videos.services import editing
from videos.tests.films import a_video, finished

pytestmark = pytest.mark.django_db(transaction=True)


def shown(answer_key: str) -> Image.Image:
    """The stored picture that an answer sends by its internal redirect."""
    path = Path(settings.MEDIA_ROOT) / answer_key.removeprefix("/stored/")
    return Image.open(io.BytesIO(path.read_bytes()), formats=["JPEG"]).convert("RGB")


def previewed(api: APIClient, **body: object) -> Image.Image:
    answer = api.post("/api/video/preview", body)
    assert answer.status_code == 200, answer.json()
    return shown(answer.headers["X-Accel-Redirect"])


def brightness(picture: Image.Image) -> float:
    pixels = picture.convert("L").tobytes()
    return sum(pixels) / len(pixels)


def test_a_preview_shows_the_edit_and_costs_nothing(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    before = api.get("/api/credits/balance").json()
    text = {"operation": "add-text", "text": "HELLO", "anchor": "center", "style": {"fontSize": 90}}
    plain = previewed(api, videoId=str(video.pk), timestamp=1)
    words = previewed(api, videoId=str(video.pk), timestamp=1, operations=[text])
    assert plain.size == words.size == (320, 180)
    box = (60, 60, 260, 120)
    assert plain.crop(box).tobytes() != words.crop(box).tobytes()
    assert api.get("/api/credits/balance").json() == before


def test_a_preview_is_of_the_results_time(alice: User, api: APIClient) -> None:
    """Second 0.5 after a trim of the first second is second 1.5 of the source."""
    video = a_video(alice)
    trim = {"operation": "trim", "startTime": 1, "endTime": 3}
    edited = previewed(api, videoId=str(video.pk), timestamp=0.5, operations=[trim])
    source = previewed(api, videoId=str(video.pk), timestamp=1.5)
    assert edited.tobytes() == source.tobytes()


def test_the_same_preview_is_made_once(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    body = {"videoId": str(video.pk), "timestamp": 0.5}
    first = api.post("/api/video/preview", body).headers["X-Accel-Redirect"]
    path = Path(settings.MEDIA_ROOT) / first.removeprefix("/stored/")
    made = path.stat().st_mtime_ns
    assert api.post("/api/video/preview", body).headers["X-Accel-Redirect"] == first
    assert path.stat().st_mtime_ns == made


def test_a_thumbnail_at_a_moment_is_small(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    answer = api.get(f"/api/videos/{video.pk}/thumbnail?timestamp=1")
    assert shown(answer.headers["X-Accel-Redirect"]).size == (320, 180)
    assert api.get(f"/api/videos/{video.pk}/thumbnail?timestamp=-1").status_code == 400
    assert api.get(f"/api/videos/{video.pk}/thumbnail?timestamp=nan").status_code == 400


@pytest.mark.parametrize("timestamp", [-1, "soon", 1e12, None])
def test_a_moment_that_makes_no_sense_is_refused(alice: User, api: APIClient, timestamp: object) -> None:
    video = a_video(alice)
    answer = api.post("/api/video/preview", {"videoId": str(video.pk), "timestamp": timestamp})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "timestamp"


def test_a_wrong_step_of_a_preview_names_its_field(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    step = {"operation": "trim", "startTime": 2, "endTime": 1}
    answer = api.post("/api/video/preview", {"videoId": str(video.pk), "operations": [step]})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "operations.0.endTime"


def test_the_family_and_its_recipes(alice: User, api: APIClient) -> None:
    video = a_video(alice)
    step = {"operation": "apply-filter", "filterType": "sepia", "intensity": 1.0}
    draft = editing.draft(user=alice, video_id=video.pk, operations=[step])
    job = finished(editing.order(user=alice, draft=draft))
    child = Video.objects.get(parent=video)
    for member in (video, child):
        family = api.get(f"/api/videos/{member.pk}/versions").json()
        assert [row["id"] for row in family] == [str(video.pk), str(child.pk)]
    recipe = api.get(f"/api/videos/{child.pk}/recipe").json()
    assert recipe["parentId"] == str(video.pk)
    assert recipe["operations"] == job.params["operations"]
    assert api.get(f"/api/videos/{video.pk}/recipe").json() == {"parentId": None, "operations": []}


def test_a_recipe_is_applied_to_another_video(alice: User, api: APIClient) -> None:
    first, second = a_video(alice, title="one"), a_video(alice, title="two")
    trim = {"operation": "trim", "startTime": 0.5, "endTime": 1.5}
    finished(editing.order(user=alice, draft=editing.draft(user=alice, video_id=first.pk, operations=[trim])))
    model = Video.objects.get(parent=first)
    answer = api.post(f"/api/videos/{model.pk}/apply-recipe", {"videoId": str(second.pk)})
    assert answer.status_code == 202
    assert answer.json()["videoId"] == str(second.pk)
    assert answer.json()["params"]["operations"] == model.recipe
    refused = api.post(f"/api/videos/{first.pk}/apply-recipe", {"videoId": str(second.pk)})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["code"] == "no_recipe"
