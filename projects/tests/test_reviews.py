"""Review links: what whoever has one sees, what ends them, and what they never tell."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from conftest import client_of
from projects.models import Comment, Project, ProjectVideo, ReviewLink, Role
from projects.services.review import reviewing
from projects.tests.people import a_project, let_in
from videos.models import Video
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def film(alice: User) -> Video:
    return a_video(alice, title="The <b>harbour</b>", ready=False)


@pytest.fixture
def project(alice: User, film: Video) -> Project:
    return a_project(alice, film, name="Secret campaign")


def ends(days: float = 7) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def make(api: APIClient, project: Project, **wish: Any) -> Any:
    return api.post(f"/api/projects/{project.pk}/reviews", {"expiresAt": ends(), **wish})


def page_of(answer: Any) -> str:
    """The path of the page of a link that was just made."""
    assert answer.status_code == 201, answer.content
    return str(answer.json()["url"]).removeprefix(configured.PUBLIC_URL)


def media_in(page: str, name: str) -> str:
    """The first address of this name in a page."""
    begin = page.index("/media/", page.index(name) - 200)
    return page[begin : page.index('"', begin)]


def test_a_guest_sees_the_film_and_nothing_else_of_the_project(
    api: APIClient, alice: User, film: Video, project: Project
) -> None:
    other = a_video(alice, title="Another one", ready=False)
    ProjectVideo.objects.create(project=project, video=other)
    Comment.objects.create(project=project, author=alice, text="Among ourselves")
    path = page_of(make(api, project, videoId=str(film.pk)))
    guest = Client()
    shown = guest.get(path)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "The &lt;b&gt;harbour&lt;/b&gt;" in page
    for hidden in (
        "Secret campaign",
        "Another one",
        "Among ourselves",
        str(project.pk),
        alice.email,
        "Alice",
    ):
        assert hidden not in page
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in shown.headers["X-Robots-Tag"]
    assert "no-store" in shown.headers["Cache-Control"]
    assert guest.get(f"{path}comments").json() == {"results": []}
    file = media_in(page, "file.mp4")
    assert guest.get(file).status_code == 200
    assert "saved.mp4" not in page
    # The right is for this film by this name.
    assert guest.get(file.replace(str(film.pk), str(other.pk))).status_code == 404
    assert guest.get(file.replace("file.mp4", "saved.mp4")).status_code == 404
    assert guest.get(f"/api/projects/{project.pk}").status_code == 401
    link = ReviewLink.objects.get()
    assert (link.opened, link.opened_at is not None) == (1, True)


def test_a_link_ends_with_its_day_its_revocation_its_film_and_its_owner(
    api: APIClient, alice: User, film: Video, project: Project
) -> None:
    path = page_of(make(api, project, videoId=str(film.pk), allowDownload=True))
    guest = Client()
    page = guest.get(path).content.decode()
    file, saved = media_in(page, "file.mp4"), media_in(page, "saved.mp4")
    assert guest.get(saved).headers["Content-Disposition"].startswith("attachment")

    def opens() -> list[int]:
        return [guest.get(each).status_code for each in (path, f"{path}comments", file, saved)]

    assert opens() == [200, 200, 200, 200]
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert opens() == [404, 404, 404, 404]
    User.objects.filter(pk=alice.pk).update(is_active=True)
    assert opens() == [200, 200, 200, 200]
    # The day is over, whatever the signed addresses say.
    ReviewLink.objects.update(
        created_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert opens() == [404, 404, 404, 404]
    ReviewLink.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    ProjectVideo.objects.filter(video=film).delete()
    assert opens() == [200, 200, 404, 404]
    assert "Nothing to see yet" in guest.get(path).content.decode()
    ProjectVideo.objects.create(project=project, video=film)
    review = ReviewLink.objects.get()
    assert api.delete(f"/api/projects/{project.pk}/reviews/{review.pk}").status_code == 204
    assert opens() == [404, 404, 404, 404]
    # Wrong, over and revoked look the same but for the token that each page has for its own forms.
    unknown = guest.get(f"/review/{'x' * 43}/")
    assert unknown.status_code == 404
    assert len(unknown.content) == len(guest.get(path).content)


def test_media_never_outlive_their_link(api: APIClient, film: Video, project: Project) -> None:
    path = page_of(make(api, project, videoId=str(film.pk), expiresAt=ends(1 / 24)))
    end = int(media_in(Client().get(path).content.decode(), "file.mp4").split("/")[2].split(".")[0])
    assert end <= ReviewLink.objects.get().expires_at.timestamp()
    long = page_of(make(api, project, videoId=str(film.pk), expiresAt=ends(300)))
    end = int(media_in(Client().get(long).content.decode(), "file.mp4").split("/")[2].split(".")[0])
    assert end <= timezone.now().timestamp() + 24 * 3600


def test_without_a_film_of_its_own_a_link_shows_the_newest_render(
    api: APIClient, alice: User, film: Video, project: Project
) -> None:
    path = page_of(make(api, project))
    guest = Client()
    assert "Nothing to see yet" in guest.get(path).content.decode()
    renders = [a_video(alice, title=f"Cut {number}", ready=False) for number in (1, 2)]
    pages = []
    for render in renders:
        Video.objects.filter(pk=render.pk).update(source="render")
        ProjectVideo.objects.create(project=project, video=render)
        pages.append(guest.get(path).content.decode())
    assert ["Cut 1" in pages[0], "Cut 2" in pages[1], "Cut 1" in pages[1]] == [True, True, False]
    # Who watches the first cut goes on watching it.
    assert guest.get(media_in(pages[0], "file.mp4")).status_code == 200


def test_a_password_opens_the_page_and_guesses_are_counted(
    api: APIClient, film: Video, project: Project, settings: Settings
) -> None:
    path = page_of(make(api, project, videoId=str(film.pk), password="open sesame"))
    settings.RATELIMIT_ENABLE = True
    guest = Client()
    asked = guest.get(path)
    assert (asked.status_code, "harbour" in asked.content.decode()) == (200, False)
    assert asked.headers["Referrer-Policy"] == "strict-origin"
    assert guest.get(f"{path}comments").status_code == 404
    assert guest.post(path, {"password": "open"}).status_code == 422
    assert guest.post(path, {"password": "open sesame"}).status_code == 302
    assert "file.mp4" in guest.get(path).content.decode()
    assert guest.get(f"{path}comments").status_code == 200
    (cookie,) = (morsel for name, morsel in guest.cookies.items() if name.startswith("review_"))
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (path, True, "Lax")
    # What one link gave opens no other, and a forged one none.
    other = page_of(make(api, project, videoId=str(film.pk), password="another"))
    second = ReviewLink.objects.get(expires_at=max(ReviewLink.objects.values_list("expires_at", flat=True)))
    stranger = Client()
    for value in (cookie.value, "forged", ""):
        stranger.cookies[reviewing.name_of_proof(link=second)] = value
        assert "file.mp4" not in stranger.get(other).content.decode()
    fresh = Client()
    statuses = [fresh.post(path, {"password": f"guess {n}"}).status_code for n in range(5)]
    assert statuses == [422, 422, 422, 429, 429]
    assert fresh.post(path, {"password": "open sesame"}).status_code == 429


def test_who_makes_links_and_what_the_list_tells(
    api: APIClient, bob: User, film: Video, project: Project
) -> None:
    bobs, path = client_of(bob), f"/api/projects/{project.pk}/reviews"
    made = make(api, project, name="For the client", password="pw")
    secret = made.json()["url"].split("/")[-2]
    assert bobs.get(path).status_code == 404
    let_in(project, bob, Role.VIEWER)
    assert make(bobs, project).status_code == 403
    told = bobs.get(path)
    (row,) = told.json()["results"]
    assert (row["name"], row["hasPassword"], row["opened"], "url" in row) == (
        "For the client",
        True,
        0,
        False,
    )
    link = ReviewLink.objects.get()
    for hidden in (secret, link.secret_hash, link.password):
        assert hidden not in told.content.decode()
    assert secret not in str(ReviewLink.objects.values().get())
    let_in(project, bob, Role.EDITOR)
    assert make(bobs, project).status_code == 201
    assert bobs.delete(f"{path}/{link.pk}").status_code == 204
    assert bobs.delete(f"{path}/{uuid.uuid4()}").status_code == 404
    for wrong, field in ((ends(-1), "expiresAt"), (ends(366), "expiresAt"), ("soon", "expiresAt")):
        error = make(api, project, expiresAt=wrong).json()["errors"][0]
        assert error["attr"] == field
    assert make(api, project, videoId=str(uuid.uuid4())).json()["errors"][0]["code"] == "unknown_video"


def test_the_members_page_makes_and_revokes_links(alice: User, film: Video, project: Project) -> None:
    browser = Client()
    browser.force_login(alice)
    path = f"/projects/{project.pk}/review/"
    wish = {"video": str(film.pk), "expires_at": ends()[:10], "name": "Client", "allow_comments": "on"}
    made = browser.post(path, wish).content.decode()
    assert f"{configured.PUBLIC_URL}/review/" in made
    assert "/review/" not in browser.get(path).content.decode().replace(path, "")
    last = ReviewLink.objects.get().expires_at
    assert last == datetime.combine(last.date(), datetime.max.time(), last.tzinfo)
    assert browser.post(path, {**wish, "expires_at": "2020-01-01"}).status_code == 422
    revoked = browser.post(f"/projects/{project.pk}/reviews/{ReviewLink.objects.get().pk}/revoke/")
    assert (revoked.status_code, ReviewLink.objects.count()) == (302, 0)


def test_old_links_are_forgotten(alice: User, project: Project) -> None:
    now = timezone.now()
    for days in (1, 40):
        begun = now - timedelta(days=60)
        link = ReviewLink.objects.create(
            project=project,
            secret_hash=f"{days:064}",
            expires_at=now - timedelta(days=days),
            created_at=begun,
        )
        assert str(link)
    reviewing.sweep()
    assert ReviewLink.objects.get().secret_hash == f"{1:064}"
