"""Projects over the API: their fields, changes that meet, and what work for them may cost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from projects.models import Project, Role
from projects.services import keeping
from projects.tests.people import a_project, let_in
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_project_is_made_listed_changed_and_deleted(api: APIClient, alice: User) -> None:
    made = api.post("/api/projects", {"name": " Harbour ", "settings": {"aspectRatio": "16:9"}})
    assert made.status_code == 201
    path = made.headers["Location"]
    assert made.json()["name"] == "Harbour"
    assert made.json()["settings"] == {"aspectRatio": "16:9"}
    assert (made.json()["timeline"], made.json()["role"], made.json()["videoCount"]) == ({}, "owner", 0)
    assert made.json()["budget"] == {"limit": None, "spent": 0, "left": None}
    assert api.post("/api/projects/create", {"name": "Second"}).status_code == 201
    changed = api.patch(path, {"timeline": {"width": 640}, "status": "archived"})
    assert (changed.json()["timeline"]["width"], changed.json()["status"]) == (640, "archived")
    names = [row["name"] for row in api.get("/api/projects?sortBy=name&sortOrder=asc").json()["results"]]
    assert names == ["Harbour", "Second"]
    assert "timeline" not in api.get("/api/projects").json()["results"][0]
    assert api.get("/api/projects?status=archived&search=harb").json()["pagination"]["total"] == 1
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "name", "required"),
        ({"name": "  "}, "name", "blank"),
        ({"name": "x" * 101}, "name", "max_length"),
        ({"name": "x", "description": "y" * 501}, "description", "max_length"),
        ({"name": "x", "timeline": []}, "timeline", "not_an_object"),
        ({"name": "x", "timeline": {"a": "b" * 2 * 1024 * 1024}}, "timeline", "too_large"),
        ({"name": "x", "settings": {"a": "b" * 64 * 1024}}, "settings", "too_large"),
        ({"name": "x", "status": "gone"}, "status", "invalid_choice"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(
    api: APIClient, body: dict[str, Any], field: str, code: str
) -> None:
    answer = api.post("/api/projects", body)
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert (error["attr"], error["code"]) == (field, code)


def test_a_change_of_what_somebody_else_has_changed_is_refused(api: APIClient, alice: User) -> None:
    path = f"/api/projects/{a_project(alice).pk}"
    read = api.get(path).headers["ETag"]
    assert api.patch(path, {"name": "First"}, headers={"If-Match": read}).status_code == 200
    for stale in (read, f"W/{read}", '"nonsense"'):
        answer = api.patch(path, {"name": "Second"}, headers={"If-Match": stale})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (412, "stale_project")
        assert api.delete(path, headers={"If-Match": stale}).status_code == 412
    assert api.get(path).json()["name"] == "First"
    fresh = api.get(path).headers["ETag"]
    assert api.put(path, {"name": "Third"}, headers={"If-Match": f"W/{fresh}"}).status_code == 200
    assert api.patch(path, {"name": "Fourth"}, headers={"If-Match": "*"}).status_code == 200


def test_of_changes_that_meet_one_wins(alice: User) -> None:
    project = a_project(alice)
    together = threading.Barrier(6)

    def change(number: int) -> bool:
        together.wait()
        try:
            keeping.update(user=alice, project_id=project.pk, changes={"name": f"n{number}"}, version=1)
        except keeping.StaleProject:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(change, range(6))) == [False] * 5 + [True]
    assert Project.objects.get().version == 2


def test_everybody_caps_and_pays_what_they_make_for_it(alice: User, bob: User) -> None:
    film = a_video(alice)
    project = a_project(alice, film)
    let_in(project, bob, Role.EDITOR)
    path, wish = f"/api/projects/{project.pk}", {"videoId": str(film.pk), "startTime": 0, "endTime": 2}
    bobs = client_of(bob)
    assert bobs.patch(path, {"budget": "0.000001"}).json()["budget"]["left"] == 0.000001
    answer = bobs.post("/api/video/trim", wish)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (402, "budget_reached")
    assert bobs.patch(path, {"budget": 50}).json()["budget"] == {"limit": 50, "spent": 0, "left": 50}
    ordered = bobs.post("/api/video/trim", wish)
    assert ordered.status_code == 202
    budget = bobs.get(path).json()["budget"]
    assert budget["spent"] == ordered.json()["credits"]["quoted"] > 0
    assert budget["left"] == 50 - budget["spent"]
    assert client_of(alice).get(path).json()["budget"] == {"limit": None, "spent": 0, "left": None}
    assert bobs.patch(path, {"budget": None}).json()["budget"]["limit"] is None
    assert bobs.patch(path, {"budget": -1}).status_code == 400
