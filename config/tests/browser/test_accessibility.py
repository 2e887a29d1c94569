"""Every page, in both themes, under the eyes of axe-core (an npm package for tests)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from config.tests.browser.conftest import Visitor

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
LOOK = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map((found) => ({
  rule: found.id, help: found.help, nodes: found.nodes.slice(0, 3).map((node) => node.target.join(" ")),
}))"""
OPEN_TO_ALL = ("/", "/sign-in/", "/sign-up/", "/account/password/reset/", "/nothing-here/")
OF_ONES_OWN = (
    "/videos/", "/videos/{video}/", "/videos/{video}/edit/",
    "/studio/", "/chat/", "/recipes/", "/jobs/",
    "/projects/",
    "/projects/{project}/",
    "/projects/{project}/film/", "/projects/{project}/edit/", "/projects/{project}/review/",
    "/projects/templates/", "/projects/{project}/template/",
    "/youtube/", "/youtube/publish/{video}/", "/credits/", "/plans/", "/account/profile/",
    "/account/security/", "/account/sessions/", "/account/keys/", "/account/activity/", "/account/data/",
)  # fmt: skip

pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="axe-core comes with npm ci, which needs Node.")


def violations(page: Page) -> list[dict[str, Any]]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(LOOK)
    return found


def looked_at(page: Page, address: str) -> Iterator[str]:
    """What is wrong with a page, in each theme."""
    for theme in ("dark", "light"):
        # Loaded anew: colours that are still on their way to another theme would be measured half way.
        page.evaluate("theme => localStorage.setItem('theme', theme)", theme)
        page.goto(address)
        yield from (f"{address} ({theme}): {json.dumps(each)}" for each in violations(page))


def test_a_fault_is_found(visitor: Visitor) -> None:
    visitor.page.evaluate("() => document.querySelector('h1').after(document.createElement('button'))")
    assert [each["rule"] for each in violations(visitor.page)] == ["button-name"]


def test_no_page_for_strangers_has_a_fault(new_visitor: Callable[[], Visitor]) -> None:
    stranger = new_visitor()
    stranger.page.goto(stranger.url)
    wrong = [each for path in OPEN_TO_ALL for each in looked_at(stranger.page, f"{stranger.url}{path}")]
    assert wrong == []


def test_no_page_of_a_person_has_a_fault(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    video = visitor.upload(clip)
    page.goto(f"{visitor.url}/projects/")
    page.get_by_label("Name").fill("Harbour")
    page.get_by_role("button", name="New project").click()
    page.wait_for_url("**/projects/*-*/")
    project = page.url.rstrip("/").rpartition("/")[2]
    wrong = [
        each
        for path in OF_ONES_OWN
        for each in looked_at(page, f"{visitor.url}{path.format(video=video, project=project)}")
    ]
    assert wrong == []
