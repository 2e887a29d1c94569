"""The library's pages as the server draws them: what is shown, in how many questions to the database."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import activate, deactivate

from accounts.models import User
from conftest import PASSWORD
from projects.services import collecting, keeping
from videos.models import Artefact, Video
from videos.services import library
from videos.services.sifting import Sieve
from videos.templatetags.film import ago

BOARD = {"columns": 5, "rows": 2, "tile_width": 192, "tile_height": 108, "times": [0.0] * 8}


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    client.post("/sign-in/", {"login": alice.email, "password": PASSWORD})
    return client


def shelved(owner: User, count: int, **fields: Any) -> list[Video]:
    """So many films with their storyboards; no file lies behind them."""
    usual: dict[str, Any] = {"source": "upload", "status": "ready", "size": 1000, "duration": 30}
    facts = {**usual, "file": "none.mp4", "title": "Film", **fields}
    made = Video.objects.bulk_create(Video(owner=owner, **facts) for _ in range(count))
    Artefact.objects.bulk_create(
        Artefact(video=video, kind="storyboard", address="a", key="k", meta=BOARD) for video in made
    )
    return made


def asked(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    return len(queries)


def test_pages_ask_the_database_as_often_for_three_videos_as_for_sixty(browser: Client, alice: User) -> None:
    film, *_ = shelved(alice, 3)
    shelved(alice, 2, parent=film)
    paths = ("/videos/", "/videos/?search=film&kind=video", f"/videos/{film.pk}/")
    few = [asked(browser, path) for path in paths]
    shelved(alice, 55, parent=film)
    assert [asked(browser, path) for path in paths] == few
    assert max(few) <= 14


def test_filters_hold_back_what_they_say(alice: User, bob: User) -> None:
    old = timezone.now() - dt.timedelta(days=40)
    shelved(alice, 1, title="Harbour")
    shelved(alice, 1, title="Lecture", duration=4000, source="youtube", created_at=old)
    shelved(alice, 1, title="Cat", ai_generated=True, source="generated", duration=60)
    shelved(alice, 1, title="Song", media_type="audio", duration=100)
    shelved(bob, 1, title="Bob's")
    project = keeping.create(user=alice, name="Sea")
    collecting.put(user=alice, project_id=project.pk, video_ids=[Video.objects.get(title="Harbour").pk])

    def titles(**wish: Any) -> set[str]:
        leaf = library.leaf(user=alice, number=1, size=24, sieve=Sieve(**wish))
        return {video.title for video in leaf.videos}

    assert titles() == {"Harbour", "Lecture", "Cat", "Song"}
    assert titles(media_type="audio") == {"Song"}
    assert titles(source="youtube") == {"Lecture"}
    assert titles(only_ai=True) == {"Cat"}
    assert titles(shortest=60, shorter_than=600) == {"Cat", "Song"}
    assert titles(shorter_than=60) == {"Harbour"}
    assert titles(since=timezone.now() - dt.timedelta(days=7)) == {"Harbour", "Cat", "Song"}
    assert titles(project_id=project.pk) == {"Harbour"}
    assert library.leaf(user=bob, number=1, size=24, sieve=Sieve(project_id=project.pk)).videos == []


def test_the_page_names_its_filters_and_leads_on_with_them(browser: Client, alice: User) -> None:
    shelved(alice, 30, title="Film of the sea")
    shelved(alice, 3, title="Song", media_type="audio")
    shown = browser.get(
        "/videos/?kind=video&length=short&sort=title&nonsense=1&source=nowhere"
    ).content.decode()
    assert "30 videos found" in shown
    assert 'href="/videos/?sort=title&amp;kind=video&amp;length=short&amp;page=2"' in shown
    assert 'data-drop="kind"' in shown
    assert 'data-strip="5 2 8 192 108" data-seconds="30.00"' in shown
    last = browser.get(
        "/videos/?kind=video&page=999", headers={"HX-Request": "true", "HX-Trigger": "filters"}
    )
    assert last.content.decode().count('<li class="card"') == 6
    assert last.headers["HX-Replace-Url"] == "/videos/?kind=video&page=2"


def test_the_chosen_view_comes_drawn_from_the_server(browser: Client) -> None:
    assert 'data-view="grid"' in browser.get("/videos/").content.decode()
    browser.cookies["library_view"] = "list"
    assert 'data-view="list"' in browser.get("/videos/").content.decode()


def test_pages_speak_vietnamese_and_keep_their_numbers_for_scripts(browser: Client, alice: User) -> None:
    (film,) = shelved(alice, 1, width=1280, height=720, fps=29.97, ai_generated=True)
    browser.cookies["language"] = "vi"
    shown = browser.get("/videos/").content.decode()
    assert "Tìm trong video của bạn" in shown
    assert 'data-seconds="30.00"' in shown
    page = browser.get(f"/videos/{film.pk}/").content.decode()
    assert "Chỉnh sửa" in page
    assert 'data-fps="29.970"' in page
    assert 'width="1280" height="720"' in page


@pytest.fixture
def vietnamese() -> Iterator[None]:
    activate("vi")
    yield
    deactivate()


@pytest.mark.parametrize(
    ("days", "words"), [(0, "just now"), (1, "1 day ago"), (9, "1 week ago"), (800, "2 years ago")]
)
def test_ages_are_told_in_the_largest_unit(days: int, words: str) -> None:
    assert ago(timezone.now() - dt.timedelta(days=days, seconds=5)) == words


@pytest.mark.usefixtures("vietnamese")
def test_ages_are_told_in_vietnamese() -> None:
    assert ago(timezone.now() - dt.timedelta(hours=3)) == "3 giờ trước"
