"""Credits and plans in the dashboard: bought by mouse and by keyboard, and told line by line."""

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor


def statement(page: Page) -> list[str]:
    return page.locator(".credit-reason").all_inner_texts()


def test_a_pack_is_bought_once_by_a_double_click_and_again_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/credits/")
    sum_of = page.locator(".credit-sum [data-credits-available]")
    expect(sum_of).to_have_text("100")
    page.get_by_role("button", name="for Small").dblclick()
    expect(page.locator(".notice-good")).to_contain_text("done")
    expect(sum_of).to_have_text("300")
    page.get_by_role("button", name="for Small").focus()
    page.keyboard.press("Enter")
    expect(sum_of).to_have_text("500")
    assert len(statement(page)) == 3


def test_a_statement_is_narrowed_and_taken_along(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/credits/")
    page.get_by_role("button", name="for Small").click()
    expect(page.locator(".notice-good")).to_be_visible()
    page.get_by_label("Words").fill("welcome")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".credit-reason")).to_have_text(["Welcome to Framewright"])
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    download.value.save_as(tmp_path / "statement.csv")
    with (tmp_path / "statement.csv").open(newline="") as lines:
        assert [row["reason"] for row in csv.DictReader(lines)] == ["Welcome to Framewright"]


def test_a_plan_is_chosen_and_ended(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/plans")
    page.get_by_role("button", name="Choose Creator").click()
    page.wait_for_url("**/credits/")
    plan = page.get_by_role("region", name="Plan")
    expect(plan.locator(".credit-sum")).to_have_text("Creator")
    plan.get_by_role("button", name="End this plan").click()
    expect(plan).to_contain_text("Ends on")
    expect(plan.get_by_role("button", name="End this plan")).to_have_count(0)
