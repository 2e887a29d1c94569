"""What is said in a film, on its page: written down, read along, found, put right, and shown as captions."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from ai.tests.talking import speech_film
from config.tests.browser.conftest import Visitor, until
from config.tests.browser.test_video_page import tab_to

LINES = (
    "Solar panels turn light into power.",
    "A roof is enough for a family.",
    "The solar battery keeps power for the night.",
)


def captions(lines: tuple[str, ...]) -> str:
    """Captions of two seconds each, from the first second on."""
    return "WEBVTT\n\n" + "\n".join(
        f"00:{2 * number + 1:02d}.000 --> 00:{2 * number + 2:02d}.900\n{text}\n"
        for number, text in enumerate(lines)
    )


def bring(visitor: Visitor, video_id: str, captions: str, *, language: str = "en") -> None:
    """Gives a film its words, as a program does."""
    token = visitor.page.locator('meta[name="csrf-token"]').get_attribute("content") or ""
    brought = visitor.page.context.request.post(
        f"{visitor.url}/api/videos/{video_id}/transcripts",
        multipart={
            "file": {"name": "a.vtt", "mimeType": "text/vtt", "buffer": captions.encode()},
            "language": language,
        },
        headers={"X-CSRFToken": token, "Referer": visitor.url},
    )
    assert brought.status == 201, brought.text()


def showing(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.getElementById('player').textTracks]"
        ".filter((each) => each.mode === 'showing').map((each) => each.language)"
    )
    return found


def test_a_film_is_written_down_read_along_and_put_right(visitor: Visitor) -> None:
    page = visitor.page
    video_id = visitor.open_video(speech_film())
    panel = page.locator("#spoken")
    expect(panel.locator("#spoken-order [data-price]")).to_have_text("1 credit")
    panel.get_by_role("button", name="Write down what is said").click()
    expect(panel.locator(".spoken-line")).to_have_count(1)
    expect(panel.get_by_text("Local draft", exact=True)).to_be_visible()
    panel.get_by_role("button", name="Captions").click()
    until(page, "() => document.getElementById('player').textTracks[0]?.cues?.length > 0")
    panel.get_by_text("quiet", exact=True).click()
    until(page, "() => document.getElementById('player').currentTime > 7")
    page.evaluate("document.getElementById('player').pause()")
    expect(panel.locator(".spoken-line")).to_have_attribute("aria-current", "true")

    change = panel.get_by_role("button", name=re.compile("Change what is said"))
    change.click()
    panel.get_by_label("What is said here").fill("Find a silent room & <b>light</b>.")
    panel.get_by_role("combobox", name="Speaker").fill("Ann")
    page.keyboard.press("Control+Enter")
    expect(panel.locator(".spoken-text")).to_have_text(re.compile(r"Find a silent room & <b>light</b>\."))
    expect(panel.locator(".spoken-who")).to_have_text("Ann")
    expect(change).to_be_focused()
    assert showing(page) == ["en"]  # the captions of the new revision took the old ones' place
    # Somebody else was quicker: nothing is lost, and nothing is overwritten.
    page.evaluate(
        f"""fetch('/api/videos/{video_id}/transcripts/en', {{method: 'PUT', body: JSON.stringify({{
            revision: 2, segments: [{{start: 0, end: 8, text: 'Quicker'}}]}}),
            headers: {{'Content-Type': 'application/json',
                'X-CSRFToken': document.querySelector('meta[name="csrf-token"]').content}}}})"""
    )
    change.click()
    panel.get_by_label("What is said here").fill("Too late")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_label("What is said here")).to_have_value("Too late")
    panel.get_by_role("button", name="Load again").click()
    expect(panel.locator(".spoken-text")).to_have_text(re.compile("Quicker"))
    visitor.expect_refusals()


def test_words_are_found_and_gone_to_by_keyboard_alone_with_a_translation_beside(
    visitor: Visitor, long_clip: Path, shots: Path
) -> None:
    page = visitor.page
    video_id = visitor.upload(long_clip)
    bring(visitor, video_id, captions(LINES))
    bring(visitor, video_id, captions(("Pin mặt trời.", "Một mái nhà.", "Bộ ắc quy.")), language="vi")
    page.goto(f"{visitor.url}/videos/{video_id}/")
    expect(page.locator(".spoken-line")).to_have_count(3)
    page.evaluate("() => { player.muted = true; }")
    tab_to(page, "#spoken-beside")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".spoken-beside")).to_have_text(["Pin mặt trời.", "Một mái nhà.", "Bộ ắc quy."])
    tab_to(page, "#spoken-captions")
    page.keyboard.press("Enter")
    assert showing(page) == ["en"]
    tab_to(page, "#spoken-search")
    page.keyboard.type("SÓLAR")
    expect(page.locator("#spoken-found")).to_have_text("2 places")
    page.keyboard.press("Enter")
    expect(page.locator("#spoken-found")).to_have_text("1 of 2")
    page.keyboard.press("Enter")
    expect(page.locator("#spoken-found")).to_have_text("2 of 2")
    expect(page.locator("[data-hit=now]")).to_have_text("solar")
    until(page, "() => player.currentTime > 5 && player.currentTime < 6 && player.paused")
    expect(page.locator(".spoken-line").nth(2)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#spoken-found")).to_have_text("1 of 2")
    for scheme, width in (("light", 375), ("dark", 1440)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("(scheme) => { document.documentElement.dataset.theme = scheme; }", scheme)
        page.locator("#spoken").screenshot(path=shots / f"transcript-{scheme}-{width}.png")
        until(page, "() => document.documentElement.scrollWidth <= innerWidth")
    # The lines are one stop; arrows walk, and Enter plays from there.
    tab_to(page, ".spoken-line:nth-child(1) .spoken-time")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    until(page, "() => player.currentTime > 3 && !player.paused")
    page.keyboard.press("F2")
    expect(page.get_by_label("What is said here")).to_be_focused()
    page.keyboard.press("Escape")
    # Who scrolls by hand is left alone, until "Follow" is pressed.
    follow = page.locator("#spoken-follow")
    page.locator("#spoken-lines").hover()
    page.mouse.wheel(0, 10)
    expect(follow).to_have_attribute("aria-pressed", "false")
    tab_to(page, "#spoken-follow", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(follow).to_have_attribute("aria-pressed", "true")
