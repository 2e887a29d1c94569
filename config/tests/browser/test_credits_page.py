"""Credits and plans in the dashboard: bought by mouse and by keyboard, and told line by line."""

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor


def test_credits_are_bought_told_line_by_line_and_taken_along(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/credits/")
    sum_of = page.locator(".credit-sum [data-credits-available]")
    expect(sum_of).to_have_text("100")
    # A double click is one purchase.
    page.get_by_role("button", name="for Small").dblclick()
    expect(page.locator(".notice-good")).to_contain_text("done")
    expect(sum_of).to_have_text("300")
    page.get_by_role("button", name="for Small").focus()
    page.keyboard.press("Enter")
    expect(sum_of).to_have_text("500")
    expect(page.locator(".credit-reason")).to_have_count(3)
    page.get_by_label("Kind").select_option("hold")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Nothing here: change what you look for.")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    page.get_by_label("Words").fill("welcome")
    page.keyboard.press("Enter")
    expect(page.locator(".credit-reason")).to_have_text(["Welcome to Framewright"])
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    download.value.save_as(tmp_path / "statement.csv")
    with (tmp_path / "statement.csv").open(newline="") as lines:
        assert [row["reason"] for row in csv.DictReader(lines)] == ["Welcome to Framewright"]
    plan_is_chosen_and_ended(page, visitor.url)


def plan_is_chosen_and_ended(page: Page, url: str) -> None:
    page.goto(f"{url}/plans")
    page.get_by_role("button", name="Choose Creator").click()
    page.wait_for_url("**/credits/")
    plan = page.get_by_role("region", name="Plan")
    expect(plan.locator(".credit-sum")).to_have_text("Creator")
    plan.get_by_role("button", name="End this plan").click()
    expect(plan).to_contain_text("Ends on")
    expect(plan.get_by_role("button", name="End this plan")).to_have_count(0)
