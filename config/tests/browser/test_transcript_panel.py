"""What is said in a film, on its page."""

import re

from playwright.sync_api import expect

from ai.tests.talking import speech_film
from config.tests.browser.conftest import Visitor, until


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
    page.keyboard.press("Control+Enter")
    expect(panel.locator(".spoken-text")).to_have_text(re.compile(r"Find a silent room & <b>light</b>\."))
    expect(change).to_be_focused()
    panel.get_by_placeholder("Search in what is said").fill("SILENT")
    expect(panel.locator("#spoken-found")).to_have_text("1 place")
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
