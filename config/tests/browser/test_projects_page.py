"""A project in the dashboard: made, filled, shared by a link, watched by a viewer, edited by an editor."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor
from config.tests.serving import small_film


def made_project(page: Page, url: str, name: str) -> None:
    """By keyboard alone."""
    page.goto(f"{url}/projects/")
    page.get_by_label("Name").focus()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_project_is_shared_by_a_link_and_left_again(
    visitor: Visitor, new_visitor: Callable[[], Visitor], tmp_path: Path
) -> None:
    page, guest = visitor.page, new_visitor()
    guest.sign_up()
    visitor.upload(small_film(tmp_path))
    made_project(page, visitor.url, "Harbour at dawn")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".project-main .card")).to_have_count(1)
    page.get_by_label("E-mail address").fill(guest.email)
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_label("Link of the invitation").input_value()

    there = guest.page
    there.goto(guest.url + link[link.index("/projects/") :])
    there.get_by_role("button", name="Accept").click()
    expect(there.get_by_role("heading", level=1)).to_have_text("Harbour at dawn")
    expect(there.get_by_role("button", name="Take", exact=False)).to_have_count(0)
    there.locator(".project-main .card-link").click()
    expect(there.get_by_text("You may watch and download it.")).to_be_visible()
    expect(there.locator("#editor")).to_have_count(0)
    shared = there.url

    page.goto(page.url.removesuffix("members/"))
    page.locator(".people-more summary").click()
    page.get_by_role("button", name="Make editor").click()
    expect(page.locator(".people")).to_contain_text("Editor")
    there.reload()
    expect(there.locator("#editor")).to_be_visible()

    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.locator(".people-more summary").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.locator("#confirm-yes").click()
    expect(page.locator(".people-row")).to_have_count(1)
    there.goto(shared)
    expect(there.get_by_text("404")).to_be_visible()
    guest.expect_refusals()
    assert guest.complaints == []
