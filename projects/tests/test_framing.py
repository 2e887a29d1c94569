"""Single frames of a timeline, saved and not, by the API."""

from pathlib import Path

import numpy as np
import pytest
from django.conf import settings as platform
from django.http import HttpResponse
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from projects.models import Role
from projects.tests.people import a_project, let_in
from projects.tests.renders import a_clip, a_timeline, save
from videos.media.tests.reading import code_of
from videos.models import Video
from videos.services import library
from videos.tests import films
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shot(alice: User) -> Video:
    return a_video(alice, source=films.a_clip(3.0, 160, audio=False), ready=False)


def file_of(answer: HttpResponse) -> Path:
    assert answer.status_code == 200, answer.content
    return Path(platform.MEDIA_ROOT, "users", answer.headers["X-Accel-Redirect"].partition("/users/")[2])


def number_in(answer: HttpResponse) -> int:
    with Image.open(file_of(answer)) as picture:
        return code_of(np.asarray(picture.convert("RGB"), dtype=np.int16))


def test_a_frame_is_the_films_own_and_made_once(api: APIClient, alice: User, bob: User, shot: Video) -> None:
    project = a_project(alice)
    path = f"/api/projects/{project.pk}/frame"
    assert api.get(path).json()["errors"][0]["code"] == "no_picture"
    save(alice, project, a_timeline(a_clip(shot, 0, 1.0), a_clip(shot, 1.0, 1.0, sourceIn=2.0)))
    assert number_in(api.get(path, {"time": 0.479})) == 11
    assert number_in(api.get(path, {"time": 1.0})) == 50
    last = api.get(path, {"time": 99})
    assert (number_in(last), last.headers["Cache-Control"]) == (74, "private, max-age=0")
    made = file_of(last).stat().st_mtime_ns
    save(alice, project, a_timeline(a_clip(shot, 0, 0.2, sourceIn=2.8)))
    assert file_of(api.get(path, {"time": 0.16})) == file_of(last)
    assert file_of(last).stat().st_mtime_ns == made
    old = api.get(path, {"time": 1.0, "revision": 1})
    assert (number_in(old), old.headers["Cache-Control"]) == (50, "private, max-age=3600")
    assert client_of(bob).get(path).status_code == 404
    let_in(project, bob, Role.VIEWER)
    assert client_of(bob).get(path).status_code == 200


def test_a_frame_of_an_unsaved_timeline_leaves_out_what_is_gone(
    api: APIClient, alice: User, bob: User, shot: Video
) -> None:
    project = a_project(alice)
    path = f"/api/projects/{project.pk}/frame"
    gone = a_video(alice, source=films.a_clip(3.0, 160, audio=False), ready=False)
    timeline = a_timeline(a_clip(shot, 0, 0.4), a_clip(gone, 0.4, 0.4), background="#0000ff")
    library.delete(user=alice, video_id=gone.pk)
    assert number_in(api.post(path, {"timeline": timeline, "time": 0.2})) == 5
    with Image.open(file_of(api.post(path, {"timeline": timeline, "time": 0.6, "width": 80}))) as picture:
        blue = np.asarray(picture.convert("RGB")).mean(axis=(0, 1))
        assert (picture.size, bool(blue[2] > 200 and blue[:2].max() < 40)) == ((80, 44), True)
    wrong = api.post(path, {"timeline": {**timeline, "fps": 0}}).json()["errors"]
    assert [error["attr"] for error in wrong] == ["fps"]
    let_in(project, bob, Role.VIEWER)
    assert client_of(bob).post(path, {"timeline": timeline}).status_code == 403
