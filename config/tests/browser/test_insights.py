"""What a film is about, on its page: asked for with the price in sight, read, and gone to by its times."""

from pathlib import Path

from playwright.sync_api import expect

from config.tests.browser.conftest import Visitor, until
from config.tests.browser.test_transcript_panel import bring
from config.tests.browser.test_video_page import tab_to

SAID = (
    "Solar panels turn sunlight into electricity.",
    "A roof gives about eight kilowatts of solar power.",
    "A solar roof costs fourteen thousand euros.",
    "The price of the panels fell by half.",
    "The battery keeps the power for the night.",
    "A battery is enough for a family.",
)
CAPTIONS = "WEBVTT\n\n" + "\n".join(
    f"00:{5 * number + 1:02d}.000 --> 00:{5 * number + 4:02d}.500\n{text}\n"
    for number, text in enumerate(SAID)
)


def test_a_film_is_summed_up_and_its_best_moment_becomes_a_clip(
    visitor: Visitor, long_clip: Path, shots: Path
) -> None:
    page = visitor.page
    video_id = visitor.upload(long_clip)
    bring(visitor, video_id, CAPTIONS)
    page.goto(f"{visitor.url}/videos/{video_id}/")
    ask = page.locator("#insights-summary button[type=submit]")
    expect(ask).to_have_text("Summarise1 credit")
    ask.click()
    points = page.locator("#insights-summary .insights-points li")
    expect(points).to_have_count(5)
    expect(page.locator("#insights-summary .chip")).to_have_text("Local draft")
    points.nth(1).get_by_role("button").click()
    until(page, "() => player.currentTime >= 5")
    # What plays is marked.
    expect(points.nth(1)).to_have_attribute("aria-current", "true")
    # By keyboard: on to the next point, and back to the tabs.
    tab_to(page, "#insights-summary li:nth-child(3) .insights-time")
    page.keyboard.press("Enter")
    expect(points.nth(2)).to_have_attribute("aria-current", "true")
    tab_to(page, "#insights-tab-summary", key="Shift+Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Highlights")).to_be_focused()
    page.locator("#insights-highlights [name=seconds]").fill("15")
    find = page.locator("#insights-highlights button[type=submit]")
    expect(find).to_have_text("Find highlights1 credit")
    find.click()
    card = page.locator(".insights-card").first
    clip = card.get_by_role("button", name="Make clip")
    expect(clip).to_have_text("Make clip1 credit")
    for scheme, width in (("light", 375), ("dark", 1440)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("(scheme) => { document.documentElement.dataset.theme = scheme; }", scheme)
        page.locator("#insights").screenshot(path=shots / f"insights-{scheme}-{width}.png")
        until(page, "() => document.documentElement.scrollWidth <= innerWidth")
    clip.click()
    expect(page.locator("#toasts")).to_contain_text("is being made a clip")
