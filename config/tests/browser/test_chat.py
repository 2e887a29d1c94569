"""The chat by a person's hands: a wish, its plan, the film that comes of it, and what was checked."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor, until
from config.tests.browser.test_video_page import tab_to

WISH = "cut the first second and make it black and white"
KEPT = re.compile(r"^Checked: all \d+ promises kept$")


def is_as_wide_as(page: Page, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": 860})
    return bool(page.evaluate("() => document.documentElement.scrollWidth") == width)


def test_a_wish_becomes_a_plan_a_checked_film_and_a_recipe_by_mouse(
    visitor: Visitor, clip: Path, shots: Path
) -> None:
    page = visitor.page
    visitor.open_video(clip)
    page.locator("#chat-toggle").click()
    expect(page.locator("#chat-price")).to_have_text("2 credits")
    expect(page.locator(".chat-empty .chat-chip")).to_have_count(3)
    page.locator("#chat-words").fill(WISH)
    with page.expect_response("**/api/ai/chat?*"):
        page.get_by_role("button", name="Send", exact=True).click()
    page.reload()  # in the middle of the answer, which comes all the same
    expect(page.locator(".said-mine")).to_have_text(re.compile(WISH))
    card = page.locator(".plan")
    expect(card.locator(".plan-step")).to_have_count(2)
    expect(card.locator("[data-step=apply-filter]")).to_contain_text("Black and white")
    expect(card.locator(".price")).to_contain_text("at most 1 credit")
    expect(card.locator("[data-step=trim] .plan-same")).to_be_visible()
    seen = "() => [...document.querySelectorAll('.plan img')].every((each) => each.naturalWidth > 0)"
    until(page, seen)
    expect(card.locator("[data-step=apply-filter] img")).to_have_count(2)
    assert all(is_as_wide_as(page, width) for width in (375, 1920, 1440))

    card.locator("[data-step=trim] .plan-adjust").click()
    start = card.locator("[data-field=startTime] input")
    start.fill("99")
    card.get_by_role("button", name="Use these").click()
    expect(card.locator(".plan-form .field-error").last).not_to_be_empty()
    start.fill("2")
    card.get_by_role("button", name="Use these").click()
    expect(card.locator("[data-step=trim] .plan-facts")).to_contain_text("Start 2 s")
    page.screenshot(path=shots / "chat-plan.png")

    card.locator("[data-act=apply]").click()
    expect(card.locator(".plan-result .notice")).to_have_text(KEPT)
    expect(card.locator(".plan-film video")).to_be_visible()
    until(page, "() => Math.abs(document.querySelector('.plan-film video').duration - 2) < 0.1")
    expect(page.locator(".said-theirs").last).to_contain_text("Done: Trim")
    card.get_by_role("button", name="Save as recipe").click()
    page.get_by_label("Name of the recipe").fill("<b>Short</b> & grey")
    card.get_by_role("button", name="Save", exact=True).click()
    expect(card).to_contain_text("Kept as “<b>Short</b> & grey”.")
    page.screenshot(path=shots / "chat-done.png")
    card.locator("[data-act=open-made]").click()
    expect(page.get_by_role("heading", name="harbour (trim, filter)")).to_be_visible()
    expect(page.locator(".plan-result .notice")).to_have_text(KEPT)

    page.goto(f"{visitor.url}/recipes/")
    expect(page.get_by_role("heading", name="<b>Short</b> & grey")).to_be_visible()
    page.locator("[data-act=open]").click()
    page.locator(".kept-film", has_text=re.compile("^harbour$")).click()
    expect(page.locator(".kept-run .price")).to_contain_text("for 1 film")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".kept-run [data-job-stage]")).to_have_text("Completed")
    page.screenshot(path=shots / "recipes.png")
    visitor.expect_refusals()


def test_a_plan_is_applied_by_keyboard_alone_and_another_tab_follows(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    visitor.open_video(clip)
    other = page.context.new_page()
    other.goto(page.url)
    other.keyboard.press("Control+k")
    expect(other.locator(".chat-empty .chat-chip")).to_have_count(3)
    page.bring_to_front()
    page.keyboard.press("Control+k")
    expect(page.locator("#chat-words")).to_be_focused()
    page.keyboard.type(WISH)
    page.keyboard.press("Enter")
    expect(page.locator(".plan-step")).to_have_count(2)
    expect(page.locator("#chat-words")).to_be_focused()
    tab_to(page, "[data-act=apply]", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".plan-result .notice")).to_have_text(KEPT)
    expect(other.locator(".said-mine")).to_have_text(re.compile(WISH))
    expect(other.locator(".plan-result .notice")).to_have_text(KEPT)
    tab_to(page, "[data-act=undo]", key="Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "#confirm-yes")
    page.keyboard.press("Enter")
    expect(page.locator("[data-act=undone]")).to_be_visible()
    other.reload()
    expect(other.locator("[data-act=undone]")).to_be_visible()
    other.close()
    page.locator("#chat-words").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#chat")).to_be_hidden()
    expect(page.locator("#chat-toggle")).to_be_focused()
    visitor.expect_refusals()  # the film that was made is asked for, and is gone
