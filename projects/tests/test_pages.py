"""The pages of projects: what they cost the database, and what they tell at a glance."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from jobs.models import Job
from projects.models import Comment, Film, Project, ProjectVideo, Role
from projects.services import keeping, overview
from projects.tests.people import a_project, let_in
from videos.models import Video

pytestmark = pytest.mark.django_db


def bare(owner: User, title: str, **fields: Any) -> Video:
    """A row without a file, for pages that only name it."""
    facts = {"source": Video.Source.UPLOAD, "size": 1, "duration": 2.0, "file": "f", "thumbnail": "t"}
    return Video.objects.create(owner=owner, title=title, status=Video.Status.READY, **(facts | fields))


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_more_projects_and_more_videos_ask_no_more_of_the_database(
    client: Client, alice: User, bob: User
) -> None:
    first = a_project(alice, bare(alice, "One"), name="First")
    Comment.objects.create(project=first, author=bob, text="Fine")
    bare(alice, "In the library only")
    client.force_login(alice)
    paths = ["/projects/", f"/projects/{first.pk}/", f"/projects/{first.pk}/pick/"]
    before = [queries(client, path) for path in paths]
    films = [bare(alice, f"Film {number}") for number in range(60)]
    for number in range(30):
        other = a_project(alice, films[number], name=f"Other {number}")
        Comment.objects.create(project=other, author=bob, text="Fine")
    ProjectVideo.objects.bulk_create(
        ProjectVideo(project=first, video=film, added_by=alice) for film in films[:50]
    )
    assert [queries(client, path) for path in paths] == before


def test_a_card_tells_pictures_people_work_and_what_happened_last(alice: User, bob: User) -> None:
    old, render = bare(alice, "Old"), bare(alice, "Render", source=Video.Source.RENDER)
    project = a_project(alice, render, old, bare(alice, "No picture", thumbnail=""))
    let_in(project, bob, Role.VIEWER)
    Comment.objects.create(project=project, guest_name="Charlie", text="Fine")
    mine, theirs = (
        Job.objects.create(user=user, kind="project.render", category="video", work="w", queue="media")
        for user in (bob, alice)
    )
    Job.objects.filter(pk__in=[mine.pk, theirs.pk]).update(project_id=project.pk)
    Film.objects.create(project=project, state=Film.State.READY)
    (card,) = overview.cards(user=bob, projects=keeping.find(user=bob))
    assert (card.covers, card.people, card.film_state) == ([render.pk, old.pk], 2, "ready")
    assert (card.latest.event, card.latest.who) == (overview.Event.COMMENT, "Charlie")
    assert card.jobs == [mine]


def test_the_list_is_searched_sorted_and_filtered(client: Client, alice: User, bob: User) -> None:
    a_project(alice, name="Harbour")
    a_project(alice, name="Airport")
    let_in(a_project(bob, name="Railway"), alice, Role.EDITOR)
    Project.objects.create(owner=alice, name="Old harbour", status=Project.Status.ARCHIVED)
    client.force_login(alice)

    def names(query: str) -> list[str]:
        shown = client.get(f"/projects/?{query}", headers={"HX-Request": "true"})
        assert b"<html" not in shown.content
        return [card.project.name for card in shown.context["cards"]]

    assert names("") == ["Railway", "Airport", "Harbour"]
    assert names("sort=name") == ["Airport", "Harbour", "Railway"]
    assert (names("show=own"), names("show=shared")) == (["Airport", "Harbour"], ["Railway"])
    assert (names("search=HARB"), names("show=archived")) == (["Harbour"], ["Old harbour"])
    assert names("sort=nonsense&page=99&show=x") == ["Railway", "Airport", "Harbour"]


def test_videos_are_put_in_by_the_page_and_nonsense_is_answered_with_words(
    client: Client, alice: User, bob: User
) -> None:
    project, films = a_project(alice), [bare(alice, f"Film {number}") for number in range(3)]
    path = f"/projects/{project.pk}/videos/"
    client.force_login(alice)
    ids = [str(film.pk) for film in films]
    assert client.post(path, {"videos": ids}).status_code == 302
    assert project.placed.count() == 3
    for wrong, words in (
        ([], "Choose at least one video."),
        (["x"], "There is no such video."),
        ([str(uuid.uuid4()) for _ in range(101)], "Add at most 100 videos at once."),
    ):
        answer = client.post(path, {"videos": wrong})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert client.post(path, {"videos": [str(bare(bob, "Theirs").pk)]}).status_code == 404
    let_in(project, bob, Role.VIEWER)
    client.force_login(bob)
    assert client.post(path, {"videos": ids}).status_code == 403
    assert client.post(f"/projects/{project.pk}/archive/", {"archived": "1"}).status_code == 403


def test_pages_and_letters_speak_the_persons_language(client: Client, alice: User) -> None:
    project = a_project(alice, bare(alice, "Một", duration=2.5))
    client.force_login(alice)
    vietnamese = {"Accept-Language": "vi"}
    for path in ("/projects/", f"/projects/{project.pk}/", f"/projects/{project.pk}/review/"):
        shown = client.get(path, headers=vietnamese).content.decode()
        assert '<html lang="vi"' in shown
    assert 'data-duration="2.500"' in shown
    refused = client.post(f"/projects/{project.pk}/videos/", headers=vietnamese).content.decode()
    assert "Hãy chọn ít nhất một video." in refused
