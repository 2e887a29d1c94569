"""The Studio: each kind of generation by a person's hands, with the platform's own drafts."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor
from config.tests.browser.test_video_page import tab_to

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


def choose(page: Page, title: str) -> None:
    """Looks through the library's pictures for what is to be worked on."""
    page.get_by_role("button", name="look through the library").click()
    page.locator("#library-search").fill(title)
    page.locator(".found-choice", has_text=re.compile(f"^[0-9:]+{title}$")).click()


def open_maker(visitor: Visitor, slug: str) -> Page:
    visitor.page.goto(f"{visitor.url}/studio/{slug}/")
    return visitor.page


def make_a_picture(page: Page) -> None:
    """Of words that are helped on, and that are still there after a reload."""
    describe(page, "A red boat on the sea")
    page.locator(".shape", has_text="16:9").click()
    page.locator("#size-lines").select_option("512")
    page.get_by_role("button", name="Light", exact=True).click()
    page.get_by_role("button", name="golden hour").click()
    page.get_by_role("button", name="backlight").click()
    page.get_by_role("button", name="golden hour").click()
    page.reload()
    expect(page.locator("[data-field=prompt] textarea")).to_have_value("A red boat on the sea, backlight")
    describe(page, "A red boat on the sea")
    create(page, "image")
    expect(page.locator(".take[data-kind=image] .badge")).to_have_text(re.compile("^910.512$"))


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

    make_a_picture(open_maker(visitor, "image"))
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
    page.locator("#made-kinds summary").click()
    page.get_by_role("link", name="Image").last.click()
    expect(page.locator(".take")).to_have_count(1)
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
        if slug == "upscale":
            choose(open_maker(visitor, slug), "harbour")
            expect(page.locator("[data-field=videoId] select")).to_have_value(film)
        else:
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


def test_pictures_and_a_voice_are_made_compared_placed_and_deleted_by_keyboard_alone(
    visitor: Visitor, shots: Path
) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/projects/")
    page.get_by_label("Name").fill("Harbour")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/*-*/")
    open_maker(visitor, "image")
    tab_to(page, "[data-field=prompt] textarea")
    page.keyboard.type("A red boat")
    tab_to(page, ".hints-group")
    page.keyboard.press("Enter")
    tab_to(page, ".hint")
    page.keyboard.press("Space")
    expect(page.locator("[data-field=prompt] textarea")).to_have_value("A red boat, wide shot")
    tab_to(page, "#size-lines")
    page.keyboard.type("512")
    for made in (1, 2):
        expect(page.locator("#maker-go")).to_be_enabled()
        page.keyboard.press("Control+Enter")
        expect(page.locator(".take-play")).to_have_count(made)
    for number in (1, 2):
        tab_to(page, f".take:nth-child({number}) [data-choose]")
        page.keyboard.press("Space")
    expect(page.locator("#chosen-count")).to_have_text("2 chosen")
    tab_to(page, "[data-act=compare]")
    page.keyboard.press("Enter")
    expect(page.locator("#compare img")).to_have_count(2)
    page.screenshot(path=shots / "studio-compare.png")
    page.keyboard.press("Escape")
    tab_to(page, "[data-act=place]")
    page.keyboard.press("Enter")
    expect(page.locator("#placing-list button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Added to “Harbour”.")
    expect(page.locator("#chosen")).to_be_hidden()

    open_maker(visitor, "voice")
    tab_to(page, "[data-field=text] textarea")
    page.keyboard.type("Welcome.")
    expect(page.locator("#maker-go")).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".take-play")).to_have_count(3)
    tab_to(page, "[data-kind=voice] [data-choose]")
    page.keyboard.press("Space")
    tab_to(page, "#chosen [data-act=delete]")
    page.keyboard.press("Enter")
    tab_to(page, "#confirm-yes")
    page.keyboard.press("Enter")
    expect(page.locator(".take-play")).to_have_count(2)
    expect(page.locator("#chosen")).to_be_hidden()
