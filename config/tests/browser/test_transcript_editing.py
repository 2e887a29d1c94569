"""A film is cut by its words in the editor: by mouse, and with the keyboard alone."""

from pathlib import Path

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor, until
from config.tests.browser.test_transcript_panel import bring
from config.tests.browser.test_video_page import tab_to

CAPTIONS = """WEBVTT

00:00.200 --> 00:01.200
Well um this

00:01.300 --> 00:01.900
goes away

00:03.100 --> 00:03.700
and this stays
"""


def with_words(visitor: Visitor, clip: Path) -> Page:
    """Uploads a film and its captions, and opens the editor."""
    video_id = visitor.upload(clip)
    bring(visitor, video_id, CAPTIONS)
    visitor.page.goto(f"{visitor.url}/videos/{video_id}/edit/")
    return visitor.page


def words(page: Page, state: str) -> list[str]:
    return page.locator(f".wordcut-words [role=option]{state}").all_inner_texts()


def test_words_are_struck_out_by_keyboard_alone_and_the_film_loses_them(
    visitor: Visitor, clip: Path, shots: Path
) -> None:
    page = with_words(visitor, clip)
    tab_to(page, "#editor-by-words")
    page.keyboard.press("Enter")
    expect(page.locator(".wordcut-words [role=option]")).to_have_count(8)
    tab_to(page, ".wordcut-words")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Delete"):
        page.keyboard.press(key)
    assert words(page, ".is-struck") == ["goes", "away"]
    expect(page.locator("#price")).to_contain_text("1 credit")
    page.keyboard.press("Delete")  # on the last of them: back again
    assert words(page, ".is-struck") == ["goes"]
    page.keyboard.press("Delete")
    assert words(page, ".is-struck") == ["goes", "away"]
    tab_to(page, "[data-part=fillers]", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=offer] li")).to_have_text(["Well um this0:01"])
    page.screenshot(path=shots / "words-1440.png")
    tab_to(page, "[data-part=offer] .button-primary")
    page.keyboard.press("Enter")
    assert words(page, ".is-struck") == ["um", "goes", "away"]
    expect(page.locator(".wordcut-strip rect.gone")).to_have_count(2)
    tab_to(page, "#run-button")
    page.keyboard.press("Enter")
    page.locator("#open-result").click()
    expect(page.get_by_role("heading", name="harbour (remove parts)")).to_be_visible()
    # Of four seconds, "um" goes with its share of its cue, and "goes away" with half of the pauses.
    until(page, "() => player.duration > 2 && player.duration < 2.7")


def test_playing_leaves_out_what_the_mouse_has_struck_and_undo_brings_it_back(
    visitor: Visitor, clip: Path, shots: Path
) -> None:
    page = with_words(visitor, clip)
    page.get_by_role("button", name="Words", exact=True).click()
    page.locator("#word-3").click()
    page.locator("#word-4").click(modifiers=["Shift"])
    page.get_by_role("button", name="Strike out").click()
    expect(page.locator(".wordcut-strip rect.gone")).to_have_count(1)
    page.evaluate("() => { player.muted = true; player.currentTime = 0.9; window.seen = []; }")
    page.evaluate("() => player.addEventListener('timeupdate', () => seen.push(player.currentTime))")
    page.evaluate("() => player.play()")
    until(page, "() => player.currentTime > 2.8")
    assert page.evaluate("() => seen.filter((time) => time > 1.45 && time < 2.3).length") == 0
    page.set_viewport_size({"width": 375, "height": 800})
    page.locator("[data-wordcut]").scroll_into_view_if_needed()
    page.screenshot(path=shots / "words-375.png")
    assert page.evaluate("() => document.documentElement.scrollWidth <= 375")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".is-struck")).to_have_count(0)
    page.get_by_role("button", name="Redo").click()
    expect(page.locator(".is-struck")).to_have_text(["goes", "away"])
    expect(page.locator("#price")).to_contain_text("1 credit")
