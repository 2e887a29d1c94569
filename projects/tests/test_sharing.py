"""What a project opens to whom: as viewer, as editor, and no longer."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from jobs.models import Job
from projects.models import Membership, Project, ProjectVideo, Role
from projects.services import members
from projects.tests.people import a_project, let_in
from videos.models import Video
from videos.tests.films import a_video, finished, incoming

pytestmark = pytest.mark.django_db(transaction=True)

TRIM = {"startTime": 0, "endTime": 1}


@pytest.fixture
def film(alice: User) -> Video:
    return a_video(alice, title="Ships")


@pytest.fixture
def project(alice: User, film: Video) -> Project:
    return a_project(alice, film)


@pytest.fixture
def bobs(bob: User) -> APIClient:
    return client_of(bob)


def overlay_of(video: Video) -> dict[str, Any]:
    return {"operation": "concat", "videoIds": [str(video.pk)]}


def test_an_editor_makes_new_videos_of_shared_ones_at_their_own_cost(
    alice: User, bob: User, bobs: APIClient, film: Video, project: Project
) -> None:
    let_in(project, bob, Role.EDITOR)
    before = Job.objects.filter(user=alice).count()
    answer = bobs.post("/api/video/trim", {"videoId": str(film.pk), **TRIM})
    assert answer.status_code == 202
    assert answer.json()["projectId"] == str(project.pk)
    job = finished(Job.objects.get(pk=answer.json()["id"]))
    assert (job.status, job.user) == (Job.Status.COMPLETED, bob)
    assert job.charged == job.quoted > 0
    assert Job.objects.filter(user=alice).count() == before
    made = Video.objects.get(pk=job.result["videoId"])
    assert (made.owner, made.parent) == (bob, film)
    told = client_of(alice).get(f"/api/videos/{made.pk}").json()
    assert (told["projectIds"], told["ownerId"]) == ([str(project.pk)], str(bob.pk))
    # Neither sees the other's library, and both see the family as far as it is shared.
    assert [row["id"] for row in bobs.get("/api/videos").json()["results"]] == [str(made.pk)]
    family = [row["id"] for row in bobs.get(f"/api/videos/{made.pk}/versions").json()]
    assert family == [str(film.pk), str(made.pk)]
    members.remove(user=alice, project_id=project.pk, member_id=bob.pk)
    assert [row["id"] for row in bobs.get(f"/api/videos/{made.pk}/versions").json()] == [str(made.pk)]


def test_a_viewer_sees_and_changes_nothing(bob: User, bobs: APIClient, film: Video, project: Project) -> None:
    let_in(project, bob, Role.VIEWER)
    one, before = f"/api/videos/{film.pk}", Video.objects.values().get()
    assert bobs.get(one).json()["title"] == "Ships"
    assert bobs.get(f"{one}/thumbnail?timestamp=1").status_code == 200
    assert bobs.get(f"/api/videos?projectId={project.pk}&search=ships").json()["pagination"]["total"] == 1
    refused = (
        bobs.patch(one, {"title": "Mine"}),
        bobs.delete(one),
        bobs.post("/api/video/trim", {"videoId": str(film.pk), **TRIM}),
        bobs.post(
            "/api/video/edit", {"videoId": str(film.pk), "operations": [{"operation": "trim", **TRIM}]}
        ),
        bobs.post("/api/video/preview", {"videoId": str(film.pk), "timestamp": 1}),
        bobs.post("/api/video/preview-clip", {"videoId": str(film.pk)}),
        bobs.post(f"{one}/hls"),
        bobs.patch(f"/api/projects/{project.pk}", {"name": "Mine"}),
        bobs.delete(f"/api/projects/{project.pk}"),
    )
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    codes = {answer.json()["errors"][0]["code"] for answer in refused}
    assert codes == {"not_yours", "role_missing"}
    assert bobs.post("/api/videos/bulk-delete", {"ids": [str(film.pk)]}).json() == {"deleted": 0}
    assert Video.objects.values().get() == before
    assert not Job.objects.filter(user=bob).exists()


def test_an_editor_reaches_nothing_of_the_owner_but_what_is_in_the_project(
    alice: User, bob: User, bobs: APIClient, film: Video, project: Project
) -> None:
    let_in(project, bob, Role.EDITOR)
    hidden, elsewhere = a_video(alice, title="Hidden"), a_project(alice, name="Elsewhere")
    ProjectVideo.objects.create(project=elsewhere, video=film)
    chain = [overlay_of(hidden)]
    for path in ("/api/video/edit", "/api/video/preview", "/api/video/preview-clip"):
        wish = {"videoId": str(film.pk), "operations": chain}
        # Made by the owner before: what is kept of that must not answer either.
        assert client_of(alice).post(path, wish).status_code in {200, 202}
        assert bobs.post(path, wish).status_code == 400, path
    assert bobs.get(f"/api/videos/{hidden.pk}").status_code == 404
    assert bobs.get(f"/api/videos/{film.pk}").json()["projectIds"] == [str(project.pk)]
    assert bobs.get(f"/api/projects/{elsewhere.pk}").status_code == 404
    assert [row["id"] for row in bobs.get("/api/projects").json()["results"]] == [str(project.pk)]
    wish = {"videoIds": [str(hidden.pk)]}
    assert bobs.post(f"/api/projects/{project.pk}/videos", wish).status_code == 404
    answer = bobs.post("/api/videos", {"projectId": str(elsewhere.pk)})
    assert answer.status_code == 405


def test_nobody_makes_anything_for_a_project_that_is_not_theirs_to_edit(
    alice: User, bob: User, bobs: APIClient, project: Project
) -> None:
    own = a_video(bob)
    before = Job.objects.count()
    for role, expected in ((None, 404), (Role.VIEWER, 403)):
        if role:
            let_in(project, bob, role)
        wish = {"videoId": str(own.pk), "projectId": str(project.pk)}
        assert bobs.post("/api/video/trim", {**wish, **TRIM}).status_code == expected
        chain = {"operations": [{"operation": "trim", **TRIM}]}
        assert bobs.post("/api/video/edit", {**wish, **chain}).status_code == expected
        batch = {"videoIds": [str(own.pk)], "projectId": str(project.pk), **chain}
        assert bobs.post("/api/video/batch", batch).status_code == expected
    assert Job.objects.count() == before


def test_an_upload_goes_into_the_project_at_once(alice: User, project: Project) -> None:
    with incoming().path.open("rb") as content:
        body = {"file": content, "projectId": str(project.pk)}
        answer = client_of(alice).post("/api/videos/upload", body, format="multipart")
    assert answer.status_code == 201
    assert answer.json()["video"]["projectIds"] == [str(project.pk)]
    listed = client_of(alice).get(f"/api/videos?projectId={project.pk}").json()["results"]
    assert {row["id"] for row in listed} >= {answer.json()["videoId"]}


def test_whoever_is_removed_sees_nothing_from_then_on_and_takes_their_own_along(
    alice: User, bob: User, bobs: APIClient, film: Video, project: Project
) -> None:
    let_in(project, bob, Role.EDITOR)
    own = a_video(bob)
    path = f"/api/projects/{project.pk}/videos"
    assert bobs.post(path, {"videoIds": [str(own.pk)]}).json() == {"added": 1}
    assert client_of(alice).get(f"/api/videos/{own.pk}").status_code == 200
    order = bobs.post("/api/video/trim", {"videoId": str(film.pk), **TRIM}).json()
    assert client_of(alice).delete(f"/api/projects/{project.pk}/members/{bob.pk}").status_code == 204
    for gone in (f"/api/videos/{film.pk}", f"/api/videos/{film.pk}/download", f"/api/projects/{project.pk}"):
        assert bobs.get(gone).status_code == 404, gone
    assert client_of(alice).get(f"/api/videos/{own.pk}").status_code == 404
    # Work that was begun before ends without the video.
    job = finished(Job.objects.get(pk=order["id"]))
    assert (job.status, job.error_code, job.charged) == (Job.Status.FAILED, "video_gone", 0)


def test_deleting_a_project_keeps_its_videos(alice: User, film: Video, project: Project) -> None:
    assert client_of(alice).delete(f"/api/projects/{project.pk}").status_code == 204
    assert client_of(alice).get(f"/api/videos/{film.pk}").json()["projectIds"] == []


def test_sharing_costs_the_same_however_much_is_shared(
    alice: User, bob: User, bobs: APIClient, film: Video, project: Project
) -> None:
    let_in(project, bob, Role.VIEWER)

    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert bobs.get(path).status_code == 200
        return len(seen)

    paths = ("/api/projects", f"/api/videos?projectId={project.pk}", f"/api/videos/{film.pk}")
    for path in paths:
        queries(path)  # what is asked for the first time only
    few = [queries(path) for path in paths]
    for number in range(5):
        copy = Video.objects.get(pk=film.pk)
        copy.pk, copy._state.adding = uuid.uuid4(), True
        copy.save(force_insert=True)
        other = a_project(alice, film, copy, name=f"Other {number}")
        ProjectVideo.objects.create(project=project, video=copy)
        let_in(other, bob, Role.VIEWER)
    assert [queries(path) for path in paths] == few


def test_the_page_of_a_shared_video_offers_what_may_be_done(bob: User, film: Video, project: Project) -> None:
    browser = Client()
    browser.force_login(bob)
    page = f"/videos/{film.pk}/"
    assert browser.get(page).status_code == 404
    let_in(project, bob, Role.VIEWER)
    seen = browser.get(page).content.decode()
    assert "You may watch and download it." in seen
    assert 'id="edit-link"' not in seen
    assert 'id="title-edit"' not in seen
    let_in(project, bob, Role.EDITOR)
    assert 'id="edit-link"' in browser.get(page).content.decode()
    assert browser.post(f"{page}delete/").status_code == 403
    assert Membership.objects.filter(user=bob).exists()
