"""Jobs in the dashboard: followed, cancelled, run again, found, and what they cost in the chart of use."""

from pathlib import Path

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor

SLOW = """async (videoId) => {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const slow = { format: "webm", codec: "vp9", quality: "high", resolution: "1440p", allowUpscale: true };
  const operations = [{ operation: "export", ...slow }];
  const answer = await fetch("/api/video/edit", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ videoId, operations }),
  });
  return answer.status;
}"""


def test_a_job_is_cancelled_run_again_found_and_its_cost_read(visitor: Visitor, long_clip: Path) -> None:
    page, url = visitor.page, visitor.url
    video = visitor.upload(long_clip)
    page.goto(f"{url}/jobs/")
    second = page.context.new_page()
    second.goto(f"{url}/jobs/")
    assert page.evaluate(SLOW, video) == 202
    # The other tab sees it without being asked, and moves; one that is loaded now does so as well.
    expect(second.locator(".job .live")).to_be_visible()
    second.reload()
    cancel = second.locator("[data-job-cancel]")
    cancel.focus()
    cancel.press("Enter")
    expect(page.locator(".job").first.locator(".chip")).to_have_text("Cancelled")
    page.locator("[data-job-retry]").click()
    expect(page.locator(".job .live")).to_be_visible()
    page.locator("[data-job-cancel]").click()
    expect(page.locator("[data-job-cancel]")).to_have_count(0)
    found_by_state_kind_and_words(page)
    read_the_chart(page, url)


def found_by_state_kind_and_words(page: Page) -> None:
    page.get_by_label("Completed").focus()
    page.keyboard.press("Space")
    expect(page.locator(".job")).to_have_count(1)
    expect(page.locator(".job")).to_contain_text("5 credits")
    page.get_by_label("Words of the title").fill("nothing like that")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_label("Words of the title").fill("voyage")
    page.get_by_label("Kind").select_option(label="Preparing a film")
    expect(page.locator(".job")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Words of the title")).to_have_value("voyage")
    expect(page.locator(".job")).to_have_count(1)


def read_the_chart(page: Page, url: str) -> None:
    page.goto(f"{url}/credits/")
    chart = page.get_by_role("slider", name="Credits used, by day")
    expect(chart).to_have_attribute("aria-valuetext", "5 credits in 30 days")
    chart.focus()
    page.keyboard.press("End")
    expect(page.locator(".usage-readout")).to_contain_text("5 credits · Preparing a film 5")
    page.get_by_role("button", name="7 days").click()
    expect(chart).to_have_attribute("aria-valuemax", "7")
    page.get_by_text("As a table").click()
    expect(page.locator(".usage-table tbody tr")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("button", name="7 days")).to_have_attribute("aria-pressed", "true")
