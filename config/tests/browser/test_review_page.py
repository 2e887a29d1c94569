"""A review: a link is made, a guest speaks about a moment, and it becomes a plan in the member's chat."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor, until
from config.tests.browser.test_accessibility import AXE, looked_at, violations
from config.tests.browser.test_projects_page import made_project, put_all_in
from config.tests.serving import small_film


def made_link(page: Page) -> str:
    """The address of a link with a password, made on the members' page."""
    page.locator("#id_video").select_option(index=1)
    page.get_by_label("Until").fill(f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d}")
    page.get_by_label("Password").fill("open sesame")
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_label("Address of the review").input_value()


def come_in(guest: Visitor, address: str) -> None:
    there = guest.page
    there.goto(guest.url + address[address.index("/review/") :])
    there.get_by_role("textbox", name="Password").fill("guess")
    there.get_by_role("button", name="Watch").click()
    expect(there.get_by_text("This is not the password.")).to_be_visible()
    guest.expect_refusals()
    there.get_by_role("textbox", name="Password").fill("open sesame")
    there.keyboard.press("Enter")
    expect(there.locator("#comments .comment-form")).to_be_visible()


def faults(page: Page) -> list[str]:
    """What axe-core says of the page in both themes; it is light at the end."""
    if not AXE.is_file():
        return []
    return [*looked_at(page, page.url), *(str(each) for each in shown(page))]


def shown(page: Page) -> list[dict[str, Any]]:
    """The same when the comments are there."""
    expect(page.locator(".comment").first).to_be_visible()
    return violations(page)


def speak(there: Page) -> None:
    """Says something about a moment, and goes back to it by its mark."""
    until(there, "() => document.getElementById('player')?.readyState > 0")
    assert "Harbour at dawn" not in there.content()
    there.evaluate("document.getElementById('player').currentTime = 0.4")
    there.get_by_label("Your name").fill("Charlie")
    there.get_by_label("Comment", exact=True).fill("make it black and white")
    there.get_by_role("button", name="Say it").click()
    expect(there.locator(".comment")).to_contain_text("make it black and white")
    mark = there.locator(".comment-mark")
    there.evaluate("document.getElementById('player').currentTime = 0")
    mark.focus()
    there.keyboard.press("Enter")
    until(there, "() => Math.abs(document.getElementById('player').currentTime - 0.4) < 0.05")


def test_a_guest_speaks_about_a_moment_and_it_becomes_a_plan(
    visitor: Visitor, new_visitor: Callable[[], Visitor], tmp_path: Path, shots: Path
) -> None:
    page, guest = visitor.page, new_visitor()
    visitor.upload(small_film(tmp_path))
    made_project(page, visitor.url, "Harbour at dawn")
    put_all_in(page)
    page.get_by_role("link", name="Review and comments").click()
    expect(page.locator(".presence-one")).to_have_count(1)
    address = made_link(page)

    there = guest.page
    come_in(guest, address)
    speak(there)
    there.context.set_offline(True)
    expect(there.locator("#offline")).to_be_visible()
    there.set_viewport_size({"width": 375, "height": 800})
    assert there.evaluate("document.documentElement.scrollWidth") <= 375
    there.screenshot(path=shots / "review-guest-375.png", full_page=True)
    # The member's page hears of it by the socket.
    row = page.locator(".comment")
    expect(row).to_contain_text("Charlie")
    page.screenshot(path=shots / "review-room.png", full_page=True)
    row.get_by_role("button", name="Reply").click()
    page.keyboard.type("We will try")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".comment .comment")).to_contain_text("We will try")
    there.context.set_offline(False)  # it catches up
    expect(there.locator(".comment .comment")).to_contain_text("We will try")
    expect(there.locator("#offline")).to_be_hidden()
    guest.complaints = [each for each in guest.complaints if "ERR_INTERNET_DISCONNECTED" not in each]
    there.set_viewport_size({"width": 1440, "height": 900})
    assert faults(there) == []
    there.screenshot(path=shots / "review-guest-light.png")
    row.first.get_by_role("button", name="Resolve").click()
    expect(row.first.get_by_role("button", name="Open again")).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.screenshot(path=shots / "review-room-375.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})
    row.first.get_by_role("button", name="Make a plan").click()
    page.wait_for_url("**/videos/*/?chat=*")
    expect(page.locator("#chat .plan").first).to_be_visible()
    page.screenshot(path=shots / "review-plan.png")
    assert guest.complaints == []
