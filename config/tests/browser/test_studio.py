"""The Studio: each kind of generation by a person's hands, with the platform's own drafts."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor

READY = re.compile(r"^\d+(\.\d+)? credits?\b")


def describe(page: Page, words: str, *, field: str = "prompt") -> None:
    page.locator(f"[data-field={field}] textarea").fill(words)


def shorten(page: Page, seconds: str) -> None:
    page.locator("[data-field=seconds] input").fill(seconds)


def create(page: Page, slug: str) -> None:
    """Orders what the form says, and waits for the card of it to have its result."""
    expect(page.locator("#maker-price")).to_have_text(READY)
    page.locator("#maker-go").click()
    expect(page.locator(f".take[data-kind={slug}] .take-play")).to_have_count(1)


def open_maker(visitor: Visitor, slug: str) -> Page:
    visitor.page.goto(f"{visitor.url}/studio/{slug}/")
    return visitor.page


def test_films_pictures_and_sounds_are_made_from_words(visitor: Visitor, shots: Path) -> None:
    page = open_maker(visitor, "video")
    expect(page.get_by_role("heading", name="Nothing made yet")).to_be_visible()
    expect(page.locator("#maker-price")).to_have_text("Describe it to see the price")
    expect(page.locator("#maker-go")).to_be_disabled()
    describe(page, "A lighthouse at dusk")
    page.locator("#size-lines").select_option("360")
    shorten(page, "1")
    second_tab = visitor.page.context.new_page()
    second_tab.goto(f"{visitor.url}/studio/image/")
    create(page, "video")
    expect(second_tab.locator(".take[data-kind=video] .take-play")).to_have_count(1)
    second_tab.close()
    page.locator(".take-play").click()
    expect(page.locator("#screen video")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#screen video")).to_have_count(0)

    describe(open_maker(visitor, "image"), "A red boat on the sea")
    page.locator(".shape", has_text="16:9").click()
    page.locator("#size-lines").select_option("512")
    create(page, "image")
    expect(page.locator(".take[data-kind=image] .badge")).to_have_text(re.compile("^910.512$"))
    describe(open_maker(visitor, "music"), "Calm piano")
    shorten(page, "3")
    create(page, "music")
    describe(open_maker(visitor, "sound"), "Rain on a roof")
    shorten(page, "1")
    create(page, "sound")
    describe(open_maker(visitor, "voice"), "Welcome to the harbour.", field="text")
    page.get_by_role("button", name="Listen").click()
    expect(page.locator("#dock")).to_be_visible()
    expect(page.locator("#maker-price")).to_have_text(READY)
    page.locator("[data-field=text] textarea").press("Control+Enter")
    expect(page.locator(".take[data-kind=voice] .take-play")).to_have_count(1)
    expect(page.locator(".take .tag", has_text="Local draft")).to_have_count(5)
    page.screenshot(path=shots / "studio.png")

    # A hundred credits' worth of words, and five of the hundred are spent.
    describe(page, "word " * 19_999, field="text")
    expect(page.locator("#maker-short")).to_contain_text("This takes 100 credits; you have 95.")
    expect(page.locator("#maker-go")).to_be_disabled()
    page.locator(".take[data-kind=image]").get_by_label("More about").click()
    page.get_by_role("link", name="Use its settings").click()
    expect(page.locator("[data-field=prompt] textarea")).to_have_value("A red boat on the sea")
    expect(page.locator(".shape input:checked")).to_have_value("16:9")
    expect(page.locator("#maker-price")).to_have_text(READY)
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("() => document.documentElement.scrollWidth") == 375
    page.screenshot(path=shots / "studio-375.png")


def test_what_is_in_the_library_is_made_into_something_else(visitor: Visitor, clip: Path) -> None:
    film = visitor.upload(clip)
    page = open_maker(visitor, "voice")
    describe(page, "Welcome to the harbour.", field="text")
    create(page, "voice")
    for slug, words in (("remix", "at night"), ("extend", ""), ("style", ""), ("upscale", "")):
        page.goto(f"{visitor.url}/studio/{slug}/?videoId={film}")
        if words:
            describe(page, words)
        if slug == "extend":
            shorten(page, "1")
        create(page, slug)
    page.get_by_role("link", name="Dub a film").click()
    expect(page.locator("#maker-price")).to_have_text("Choose what it is made of")
    page.locator("[data-field=videoId] select").select_option(film)
    create(page, "dubbing")
