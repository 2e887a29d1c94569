"""Comments: who says, changes, resolves and deletes what, and how one becomes a plan."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from ai.models import ChatMessage, Plan
from conftest import client_of
from credits.tests.ledger import ledger_of
from jobs.models import Job
from projects.models import Comment, Project, ReviewLink, Role
from projects.services.review import reviewing
from projects.tests.people import a_project, let_in
from videos.models import Video
from videos.tests.films import a_video, finished

# More of them: config/tests/test_shown_as_text.py.
PAYLOADS = [
    "<script>pwned()</script>",
    '"><img src=pwned onerror=pwned()>',
    "</script><script>pwned()</script>",
    "&lt;b&gt; {{ 191|add:7000 }} {% debug %}",
    "one\n\ntwo \u202e",
]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def film(alice: User) -> Video:
    return a_video(alice, title="Ships", ready=False)


@pytest.fixture
def project(alice: User, film: Video) -> Project:
    return a_project(alice, film)


@pytest.fixture
def link(alice: User, project: Project, film: Video) -> str:
    """The path of a guest's page."""
    wish = reviewing.Wish(expires_at=timezone.now() + timedelta(days=1), video_id=film.pk)
    made = reviewing.make(user=alice, project_id=project.pk, wish=wish)
    return f"/review/{made.url.split('/')[-2]}/"


def say(api: APIClient, project: Project, **words: Any) -> Any:
    return api.post(f"/api/projects/{project.pk}/comments", {"text": "Too dark", **words})


def said(api: APIClient, project: Project, **words: Any) -> dict[str, Any]:
    answer = say(api, project, **words)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_members_say_editors_resolve_authors_edit_owners_delete(
    api: APIClient, bob: User, film: Video, project: Project
) -> None:
    bobs, path = client_of(bob), f"/api/projects/{project.pk}/comments"
    let_in(project, bob, Role.VIEWER)
    hers = said(api, project, videoId=str(film.pk), time=0.5, endTime=1.0)
    his = said(bobs, project, text="  And too loud  ", videoId=str(film.pk), replyTo=hers["id"])
    assert (his["text"], his["replyTo"], his["author"]["name"]) == ("And too loud", hers["id"], "Bob")
    # Talks have one level.
    assert said(api, project, videoId=str(film.pk), replyTo=his["id"])["replyTo"] == hers["id"]
    resolved = {"resolved": True}
    assert bobs.patch(f"{path}/{hers['id']}", resolved).status_code == 403
    assert bobs.patch(f"{path}/{hers['id']}", {"text": "Fine"}).status_code == 403
    assert bobs.delete(f"{path}/{hers['id']}").status_code == 403
    assert bobs.patch(f"{path}/{his['id']}", {"text": "Not so loud"}).json()["editedAt"]
    assert api.patch(f"{path}/{his['id']}", {"text": "Mine"}).status_code == 403
    let_in(project, bob, Role.EDITOR)
    assert bobs.patch(f"{path}/{hers['id']}", resolved).json()["resolved"] is True
    assert Comment.objects.get(pk=hers["id"]).resolved_by == bob
    assert api.patch(f"{path}/{hers['id']}", {"resolved": False}).json()["resolvedAt"] is None
    assert api.patch(f"{path}/{hers['id']}", {}).status_code == 400
    assert api.delete(f"{path}/{his['id']}").status_code == 204
    assert bobs.delete(f"{path}/{hers['id']}").status_code == 403
    assert api.delete(f"{path}/{hers['id']}").status_code == 204
    assert Comment.objects.get().reply_to is None


def test_comments_are_found_by_film_and_state(api: APIClient, film: Video, project: Project) -> None:
    path = f"/api/projects/{project.pk}/comments"
    about = said(api, project, videoId=str(film.pk), time=1)
    whole = said(api, project, text="Nice")
    api.patch(f"{path}/{whole['id']}", {"resolved": True})

    def found(**query: str) -> list[str]:
        return [row["id"] for row in api.get(path, query).json()["results"]]

    assert found() == [about["id"], whole["id"]]
    assert found(videoId=str(film.pk)) == found(resolved="false") == [about["id"]]
    assert found(resolved="true") == [whole["id"]]


def test_what_cannot_be_said(api: APIClient, alice: User, film: Video, project: Project) -> None:
    foreign = said(api, a_project(alice, film, name="Other"))
    for words, field in (
        ({"text": " "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"time": -1}, "time"),
        ({"time": film.duration + 1, "videoId": str(film.pk)}, "time"),
        ({"time": 1, "endTime": 1}, "endTime"),
        ({"endTime": 1}, "time"),
        ({"replyTo": foreign["id"]}, "replyTo"),
        ({"videoId": str(a_video(alice, ready=False).pk)}, "videoId"),
    ):
        answer = say(api, project, **words)
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, field), words
    assert Comment.objects.filter(project=project).count() == 0


def test_a_guest_speaks_about_the_film_only_and_is_shown_as_text(
    api: APIClient, alice: User, film: Video, project: Project, link: str
) -> None:
    said(api, project, text="Among ourselves")
    said(api, project, text="For all", videoId=str(film.pk))
    guest = APIClient()
    for text in PAYLOADS:
        # Nothing that a guest sends says where or as whom.
        more = {"videoId": str(film.pk), "author": str(alice.pk), "resolved": True}
        answer = guest.post(f"{link}comments", {"name": text[:80], "text": text, "time": 1, **more})
        assert answer.status_code == 201, answer.content
    told = guest.get(f"{link}comments").json()["results"]
    assert [row["text"] for row in told] == ["For all", *(text.strip() for text in PAYLOADS)]
    assert told[0]["author"] == {"name": "Alice", "isGuest": False}
    assert "id" not in told[1]["author"]
    User.objects.filter(pk=alice.pk).update(name="")
    nameless = guest.get(f"{link}comments").json()["results"][0]["author"]["name"]
    assert nameless == "A member"  # to members it is the begin of her address
    assert {row.author_id for row in Comment.objects.exclude(guest_name="")} == {None}
    assert not Comment.objects.filter(resolved_at__isnull=False).exists()
    for method in ("delete", "patch", "put"):
        assert getattr(guest, method)(f"{link}comments", {}).status_code == 405
    assert guest.post(f"{link}comments", {"name": " ", "text": "x"}).status_code == 400
    browser = Client()
    browser.force_login(alice)
    for page in (Client().get(link), browser.get(f"/projects/{project.pk}/review/")):
        assert "pwned()" not in page.content.decode()


def test_guests_say_only_so_much_and_only_where_they_may(
    film: Video, project: Project, link: str, settings: Settings
) -> None:
    settings.RATELIMIT_ENABLE = True
    settings.RATES = {**settings.RATES, "review_comments": "3/h"}
    guest, words = APIClient(), {"name": "Guest", "text": "More light"}
    statuses = [guest.post(f"{link}comments", words).status_code for _ in range(4)]
    assert statuses == [201, 201, 201, 429]
    other = guest.post(f"{link}comments", words, REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 201
    ReviewLink.objects.update(allow_comments=False)
    assert guest.post(f"{link}comments", words, REMOTE_ADDR="198.51.100.8").status_code == 403
    assert guest.post(f"/review/{'x' * 43}/comments", words).status_code == 404


def test_a_comment_becomes_a_plan_that_does_nothing_by_itself(
    api: APIClient, alice: User, bob: User, film: Video, project: Project, link: str
) -> None:
    words = {"name": "Client", "text": "make it black and white", "time": 1.5}
    comment = APIClient().post(f"{link}comments", words).json()
    path = f"/api/projects/{project.pk}/comments/{comment['id']}/plan"
    assert api.post(f"{path}?dryRun=true").json()["quote"]["credits"] == 2
    assert not ChatMessage.objects.exists()
    asked = api.post(path, {}, HTTP_IDEMPOTENCY_KEY="once")
    assert asked.status_code == 202, asked.content
    assert api.post(path, {}, HTTP_IDEMPOTENCY_KEY="once").json() == asked.json()
    job = Job.objects.get(pk=asked.json()["jobId"])
    message = ChatMessage.objects.get()
    assert (message.text, message.conversation.user) == ("make it black and white", alice)
    assert (job.params["currentTime"], asked.json()["videoId"]) == (1.5, str(film.pk))
    films = Video.objects.count()
    assert finished(job).status == "completed"
    plan = Plan.objects.get()
    assert [step.operation for step in plan.steps.all()] == ["apply-filter"]
    assert (plan.state, Video.objects.count()) == ("proposed", films)
    assert Job.objects.exclude(kind="ai.chat").filter(parent=None, kind="video.edit").count() == 0
    assert ledger_of(alice).spent == 2
    # Goes on in the same talk when that is wished; a viewer has nothing made.
    again = api.post(path, {"conversationId": asked.json()["conversationId"]}).json()
    assert again["conversationId"] == asked.json()["conversationId"]
    let_in(project, bob, Role.VIEWER)
    assert client_of(bob).post(path, {}).status_code == 403
    let_in(project, bob, Role.EDITOR)
    assert client_of(bob).post(path, {}).json()["errors"][0]["code"] == "not_yours"
    whole = said(api, project, text="make it black and white")
    answer = api.post(path.replace(comment["id"], whole["id"]), {})
    assert answer.json()["errors"][0]["code"] == "no_film"
