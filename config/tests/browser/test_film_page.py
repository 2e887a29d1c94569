"""The film maker's page: from a sentence to a film, and one shot's words changed."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from config.tests.browser.conftest import Visitor

A_FILM_TAKES = 150_000  # milliseconds, beside all other tests
MADE = """async () => {
  const project = JSON.parse(document.getElementById("film-page").textContent).projectId;
  const jobs = (await (await fetch("/api/jobs?limit=50")).json()).results;
  return jobs.filter((job) => job.projectId === project).map((job) => job.kind);
}"""


def shot(page: Page, number: int) -> Locator:
    return page.locator(".shot").nth(number - 1)


def until_ready(page: Page) -> None:
    expect(page.locator("#film-state")).to_have_text("Ready", timeout=A_FILM_TAKES)


def made(page: Page) -> list[str]:
    kinds: list[Any] = page.evaluate(MADE)
    return [str(kind) for kind in kinds]


def test_a_sentence_becomes_a_film_of_which_only_what_changes_is_made_again(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/projects/")
    page.get_by_label("What is it about?").fill("A small boat sails home before the storm")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/film/")
    expect(page.get_by_label("What is it about?")).to_have_value("A small boat sails home before the storm")
    page.get_by_label("Length").fill("10")
    page.get_by_label("Show me the script first").check()
    page.get_by_role("button", name="Make the film").click()
    # The script first: nothing has been drawn or spoken yet.
    expect(page.locator("#film-state")).to_have_text("Waits for you", timeout=A_FILM_TAKES)
    assert {"ai.text-to-video", "project.speech"}.isdisjoint(made(page))
    shot(page, 2).get_by_label("Said").fill("And then it is home.")
    shot(page, 2).get_by_label("Said").blur()
    expect(page.locator("#film-said")).to_have_text("Saved.")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#film-progress")).to_be_visible()
    expect(page.locator(".shot-work").first).to_be_visible()
    page.reload()
    until_ready(page)
    expect(page.locator("#film-screen video")).to_be_visible()
    before = made(page)
    assert before.count("ai.text-to-video") == page.locator(".shot").count()

    shot(page, 1).get_by_label("Said").fill("A boat sails.")
    shot(page, 1).get_by_label("Said").blur()
    expect(shot(page, 1)).to_contain_text("to be made again: the words spoken")
    page.get_by_role("button", name="Make the changes").click()
    expect(page.locator("#film-progress")).to_be_visible()
    until_ready(page)
    again = made(page)[: -len(before)]
    assert sorted(again) == ["project.film", "project.render", "project.speech"]


def test_shots_are_put_in_order_by_keyboard_and_by_mouse(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/projects/")
    page.get_by_label("What is it about?").fill("The sun rises over a town")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/film/")
    page.get_by_label("Length").fill("10")
    page.get_by_label("Show me the script first").check()
    page.get_by_role("button", name="Make the film").click()
    expect(page.locator("#film-state")).to_have_text("Waits for you", timeout=A_FILM_TAKES)
    words = shot(page, 1).get_by_label("Said").input_value()
    page.locator(".shot").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(shot(page, 2).get_by_label("Said")).to_have_value(words)
    expect(page.locator(".shot").nth(1)).to_be_focused()
    page.reload()
    expect(shot(page, 2).get_by_label("Said")).to_have_value(words)
    grip = shot(page, 2).get_by_role("button", name="Drag to another place")
    grip.scroll_into_view_if_needed()
    grip.hover()
    page.mouse.down()
    first = shot(page, 1).bounding_box()
    assert first
    page.mouse.move(first["x"] + 20, first["y"] + 60, steps=6)
    page.mouse.up()
    expect(page.locator("#film-said")).to_contain_text("Now shot 1 of")
    page.reload()
    expect(shot(page, 1).get_by_label("Said")).to_have_value(words)
