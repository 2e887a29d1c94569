"""From a link to a film, and from a film to YouTube: in the browser, with the emulator as Google."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from ai.emulator.server import running
from config.tests.browser.conftest import Visitor
from jobs.tests.canary import Site, serving
from youtube_integration.tests.tube import TITLE, Tube

pytestmark = pytest.mark.browser

LINK = "https://youtu.be/filmfilm-00?si=share"


@pytest.fixture
def there(request: pytest.FixtureRequest) -> Iterator[None]:
    """The emulator and a media server, where the platform looks for Google and for YouTube's films."""
    with ExitStack() as opened:
        if "FRAMEWRIGHT_TEST_URL" not in os.environ:
            env = request.getfixturevalue("platform").env
            google, site = urlsplit(env["YOUTUBE_BASE_URL"]), urlsplit(env["YOUTUBE_SITE_URL"])
            opened.enter_context(running(google.port or 0))
            opened.enter_context(serving(Tube(Site("", 0)).answer, port=site.port or 0))
        yield


def test_a_film_is_imported_and_published(there: None, new_visitor: Callable[[], Visitor]) -> None:
    visitor = new_visitor()
    # Google sends people back to the platform's own address.
    if "FRAMEWRIGHT_TEST_URL" not in os.environ:
        visitor.url = visitor.url.replace("127.0.0.1", "localhost")
    visitor.sign_up()
    page, url = visitor.page, visitor.url
    page.goto(f"{url}/youtube/")
    bring(page)
    connect(page, url)
    page.goto(f"{url}/youtube/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("keeps every film that is uploaded by it private")).to_be_visible()
    page.get_by_label("Title").fill("Home again")
    page.get_by_label("Category").select_option("Travel & Events")
    expect(page.get_by_text("10 of 100 characters")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Confirm first")).to_be_visible()
    visitor.expect_refusals()
    for box in page.locator("#gate input[name=confirmed]").all():
        box.check()
    # By keyboard from here: the button is a submit button of a form elsewhere on the page.
    page.get_by_role("button", name="Publish").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Watch on YouTube")).to_be_visible()
    expect(page.get_by_text("The film carries content credentials.")).to_be_visible()
    page.get_by_role("link", name="Back to Publish").click()
    expect(page.get_by_role("link", name="Home again", exact=True)).to_be_visible()
    assert visitor.complaints == []


def bring(page: Page) -> None:
    """Imports the film at the link; it is on its way while the rest goes on."""
    page.get_by_label("Link to a film on YouTube").fill(LINK)
    expect(page.locator("#youtube-look").get_by_text(TITLE)).to_be_visible()
    page.get_by_label("Write down what is said").uncheck()
    page.get_by_label("Sum it up").uncheck()
    page.get_by_label("I have the right to use this film").check()
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("heading", name="Being imported")).to_be_visible()
    expect(page.get_by_role("heading", name="Being imported")).to_be_hidden()


def connect(page: Page, url: str) -> None:
    page.get_by_role("link", name="Connect a channel").click()
    expect(page.get_by_text("is connected")).to_be_visible()
    page.goto(f"{url}/youtube/")
    expect(page.get_by_role("button", name="Disconnect")).to_be_visible()
