"""The chat's pages: what the panel is told, and whose recipes are listed."""

import html
import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from ai.models import SavedRecipe
from ai.services.chatting import leaving, sending
from ai.services.chatting.tools import TOOLS
from conftest import client_of
from videos.tests.films import a_video

pytestmark = pytest.mark.django_db(transaction=True)
BLACKWHITE = {"operation": "apply-filter", "filterType": "blackwhite", "intensity": 1.0}


@pytest.fixture
def browser(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def kept(user: User, name: str) -> SavedRecipe:
    return SavedRecipe.objects.create(user=user, name=name, operations=[BLACKWHITE])


@pytest.mark.parametrize("address", ["/chat/", "/chat/facts/", "/chat/tools/", "/recipes/"])
def test_who_is_not_signed_in_signs_in_first(address: str) -> None:
    assert Client().get(address).headers["Location"] == f"/sign-in/?next={address}"


def test_the_panel_knows_the_price_and_what_makes_sense_for_ones_own_film(
    browser: Client, alice: User, bob: User
) -> None:
    mine, other = a_video(alice), a_video(bob)
    without = browser.get("/chat/facts/").json()
    about = browser.get(f"/chat/facts/?videoId={mine.pk}").json()
    assert (without["price"], about["price"]) == (2, 2)
    assert about["suggestions"] != without["suggestions"]
    for unknown in (other.pk, "nonsense"):
        assert browser.get(f"/chat/facts/?videoId={unknown}").json() == without


def test_a_page_of_a_film_has_the_panel_and_the_chat_stands_alone(browser: Client, alice: User) -> None:
    film = a_video(alice)
    page = browser.get(f"/videos/{film.pk}/").content.decode()
    assert f'id="chat" aria-labelledby="chat-title" data-video="{film.pk}" hidden' in page
    alone = browser.get("/chat/").content.decode()
    assert 'data-video="" data-standing' in alone
    assert "chat-close" not in alone


def test_every_step_that_may_be_proposed_has_words_a_sign_and_a_form(browser: Client) -> None:
    told = browser.get("/chat/tools/").json()
    signs = set(re.findall(r'<symbol id="([^"]+)"', (settings.BASE_DIR / "static/icons.svg").read_text()))
    assert set(told) == set(TOOLS)
    for tool in told.values():
        assert tool["title"]
        assert tool["icon"] in signs
        assert tool["schema"]["type"] == "object"


def test_recipes_are_listed_to_their_owner_only_and_as_text(browser: Client, alice: User, bob: User) -> None:
    assert "No recipes yet" in browser.get("/recipes/").content.decode()
    kept(bob, "Bobs own")
    mine = kept(alice, "<b>Grey</b>")
    page = browser.get("/recipes/").content.decode()
    assert f'data-recipe="{mine.pk}"' in page
    assert "&lt;b&gt;Grey&lt;/b&gt;" in page
    assert "Black and white" in page
    assert "<b>Grey</b>" not in page
    assert "Bobs own" not in page
    client_of(alice).delete(f"/api/ai/recipes/{mine.pk}")
    assert str(mine.pk) not in browser.get("/recipes/").content.decode()


def test_messages_are_read_in_the_chat_and_not_among_the_jobs(browser: Client, alice: User) -> None:
    film = a_video(alice)
    answer = client_of(alice).post("/api/ai/chat", {"message": "hello", "videoId": str(film.pk)})
    assert answer.json()["jobId"]
    for page in ("/jobs/", f"/videos/{film.pk}/activity/"):
        shown = browser.get(page).content.decode()
        assert f"Prepare {film.title}" in shown
        assert "Chat</" not in shown.partition("<main")[2].partition("</main")[0]
    assert client_of(alice).get("/api/jobs").json()["results"][0]["kind"] == "ai.chat"


def test_only_ones_own_answer_can_be_stopped(alice: User, bob: User) -> None:
    said = sending.draft(user=alice, said=sending.Said(text="make it vertical"))
    job = sending.order(user=alice, draft=said)
    assert client_of(bob).post(f"/api/ai/chat/{job.pk}/stop").status_code == 404
    assert not leaving.has_left(job_id=job.pk)
    assert client_of(alice).post(f"/api/ai/chat/{job.pk}/stop").status_code == 204
    assert leaving.has_left(job_id=job.pk)


def test_the_pages_speak_vietnamese(browser: Client, alice: User) -> None:
    kept(alice, "Xám")
    browser.cookies["language"] = "vi"
    for address, words in (
        ("/chat/", "Bạn muốn tạo gì?"),
        ("/recipes/", "Chạy trên phim"),
        ("/studio/music/", "Soạn nhạc"),
    ):
        assert words in html.unescape(browser.get(address).content.decode()), address
