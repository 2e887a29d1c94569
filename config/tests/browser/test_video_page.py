from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor, until

FOCUSED = "selector => document.activeElement?.matches(selector)"


def tab_to(page: Page, selector: str, *, key: str = "Tab", most: int = 60) -> None:
    """Walks with the keyboard until what `selector` means has the focus."""
    for _ in range(most):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached by {key}.")


def test_the_player_plays(visitor: Visitor, clip: Path) -> None:
    visitor.open_video(clip)
    visitor.page.evaluate("() => { player.muted = true; return player.play(); }")
    until(visitor.page, "() => player.currentTime > 0.2")


def test_two_steps_by_mouse_make_a_new_version_that_opens(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    visitor.open_video(clip)
    page.locator("[data-add=trim]").click()
    page.evaluate("() => { player.currentTime = 2.5; }")
    page.get_by_label("Use the player's current time for End").click()
    page.locator("[data-add=apply-filter]").click()
    page.get_by_label("Look").select_option("sepia")
    expect(page.locator("#price")).to_contain_text("1 credit")
    expect(page.locator("#price")).to_contain_text("0:0")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("link", name="Open the result").first.click()
    expect(page.get_by_role("heading", name="harbour (trim, filter)")).to_be_visible()
    expect(page.locator(".recipe-words")).to_contain_text("End 2.5 s")
    expect(page.locator(".tree li")).to_have_count(2)
    until(page, "() => Math.abs(player.duration - 2.5) < 0.1")


def test_two_steps_by_keyboard_alone_in_the_order_wished(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    visitor.open_video(clip)
    tab_to(page, "[data-add=add-text]")
    page.keyboard.press("Enter")
    tab_to(page, "[data-step=add-text] textarea")
    page.keyboard.type("By hand")
    tab_to(page, "[data-add=trim]", key="Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "[data-field=endTime] input")
    page.keyboard.press("Control+A")
    page.keyboard.type("2")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".step").first).to_have_attribute("data-step", "trim")
    expect(page.locator("[data-field=endTime] input")).to_be_focused()
    expect(page.locator("#run-button")).to_be_enabled()
    tab_to(page, "#run-button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#open-result")
    tab_to(page, "#open-result", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="harbour (trim, text)")).to_be_visible()


def test_what_is_wrong_stands_beside_its_field_and_nothing_can_run(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    visitor.open_video(clip)
    page.locator("[data-add=apply-filter]").click()
    page.locator("[data-add=trim]").click()
    end = page.locator("[data-step=trim] [data-field=endTime]")
    end.locator("input").fill("99")
    expect(end.locator(".field-error")).to_have_text("The film is only 4.00 seconds long.")
    expect(end.locator("input")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#run-button")).to_be_disabled()
    end.locator("input").fill("3")
    expect(end.locator(".field-error")).to_be_empty()
    expect(page.locator("#run-button")).to_be_enabled()
    visitor.expect_refusals()


def test_a_running_bar_moves_and_a_cancelled_job_costs_nothing(visitor: Visitor, long_clip: Path) -> None:
    page = visitor.page
    visitor.open_video(long_clip)
    before = page.locator("[data-credits-available]").inner_text()
    page.locator("[data-add=export]").click()
    page.get_by_label("Codec").select_option("av1")
    page.get_by_label("Quality").select_option("high")
    page.get_by_role("button", name="Run", exact=True).click()
    until(page, "() => document.querySelector('#run [data-job-bar]')?.value > 0")
    expect(page.locator("[data-credits-available]")).not_to_have_text(before)
    page.locator("#run").get_by_role("button", name="Cancel").click()
    expect(page.locator("#run")).to_contain_text("Cancelled. Nothing was charged.")
    expect(page.locator("[data-credits-available]")).to_have_text(before)
    expect(page.locator("#activity .chip").first).to_have_text("Cancelled")


def test_a_running_edit_is_a_card_in_the_library_until_its_video_takes_its_place(
    visitor: Visitor, clip: Path
) -> None:
    page = visitor.page
    visitor.open_video(clip)
    page.locator("[data-add=trim]").click()
    page.locator("[data-step=trim] [data-field=endTime] input").fill("3")
    other = page.context.new_page()
    other.goto(f"{visitor.url}/videos/")
    other.evaluate(
        "() => new MutationObserver(() => { window.ghostSeen ||= !!document.querySelector('.card-ghost'); })"
        ".observe(document.body, {subtree: true, childList: true})"
    )
    page.get_by_role("button", name="Run", exact=True).click()
    expect(other.locator(".card[data-video]")).to_have_count(2)
    expect(other.locator(".card-ghost")).to_have_count(0)
    assert other.evaluate("() => window.ghostSeen")


def test_a_new_title_is_kept(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    visitor.open_video(clip)
    page.get_by_role("button", name="Rename this video").click()
    page.get_by_label("Title", exact=True).fill("<b>Harbour</b> & sea")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="<b>Harbour</b> & sea")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="<b>Harbour</b> & sea")).to_be_visible()


def test_anothers_video_is_not_there(
    visitor: Visitor, new_visitor: Callable[[], Visitor], clip: Path
) -> None:
    video_id = visitor.upload(clip)
    stranger = new_visitor()
    stranger.sign_up()
    for path in ("", "activity/"):
        answer = stranger.page.goto(f"{stranger.url}/videos/{video_id}/{path}")
        assert answer is not None
        assert answer.status == 404
    expect(stranger.page.get_by_role("heading", name="There is nothing here")).to_be_visible()


def test_an_edit_is_seen_as_a_picture_and_watched_before_it_is_made(
    visitor: Visitor, clip: Path, shots: Path
) -> None:
    page = visitor.page
    visitor.open_video(clip)
    page.locator("[data-add=apply-filter]").click()
    page.get_by_label("Look").select_option("sepia")
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.locator("#preview canvas")).to_be_visible()
    assert page.evaluate("() => document.querySelector('#preview canvas').width") > 100
    page.get_by_role("button", name="Play a few seconds").click()
    expect(page.locator("#preview video")).to_be_visible()
    until(page, "() => document.querySelector('#preview video').currentTime > 0.2")
    expect(page.locator("#preview canvas")).to_be_hidden()
    page.locator("#editor").screenshot(path=shots / "preview-clip.png")
    expect(page.locator(".tree li")).to_have_count(0)
