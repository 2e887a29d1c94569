"""Parts of projects: made for one, listed there only, and never lost when it goes."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from projects.models import Project, Role
from projects.services import keeping, members
from projects.tests.people import a_project, let_in
from videos.models import Video
from videos.tests.films import a_video, stored

pytestmark = pytest.mark.django_db(transaction=True)


def a_part(user: User, *projects: Project) -> Video:
    video = a_video(user)
    Video.objects.filter(pk=video.pk).update(in_library=False)
    for project in projects:
        project.placed.create(video=video, added_by=user)
    return video


def listed(api: APIClient, query: str = "") -> list[str]:
    return [row["id"] for row in api.get(f"/api/videos{query}").json()["results"]]


def test_a_part_is_listed_in_its_project_until_it_is_kept(api: APIClient, alice: User) -> None:
    project = a_project(alice)
    part = a_part(alice, project)
    assert (listed(api), listed(api, f"?projectId={project.pk}")) == ([], [str(part.pk)])
    kept = api.patch(f"/api/videos/{part.pk}", {"inLibrary": True})
    assert (kept.json()["inLibrary"], listed(api)) == (True, [str(part.pk)])
    assert api.patch(f"/api/videos/{part.pk}", {"inLibrary": False}).status_code == 200
    api.delete(f"/api/projects/{project.pk}/videos/{part.pk}")
    assert listed(api) == [str(part.pk)]
    hidden = api.patch(f"/api/videos/{part.pk}", {"inLibrary": False})
    assert (hidden.status_code, hidden.json()["errors"][0]["code"]) == (400, "in_no_project")


def test_with_a_project_go_its_owners_parts_and_no_others(alice: User, bob: User) -> None:
    project, other = a_project(alice), a_project(alice, name="Other")
    let_in(project, bob, Role.EDITOR)
    kept, gone, shared = a_video(alice), a_part(alice, project), a_part(alice, project, other)
    project.placed.create(video=kept, added_by=alice)
    bobs = a_part(bob, project)
    keeping.delete(user=alice, project_id=project.pk)
    left = dict(Video.objects.values_list("pk", "in_library"))
    assert left == {kept.pk: True, shared.pk: False, bobs.pk: True}
    assert not [name for name in stored() if str(gone.pk) in name]


def test_who_leaves_takes_their_parts_home(alice: User, bob: User) -> None:
    project = a_project(alice)
    let_in(project, bob, Role.EDITOR)
    part = a_part(bob, project)
    members.remove(user=bob, project_id=project.pk, member_id=bob.pk)
    part.refresh_from_db()
    assert part.in_library
