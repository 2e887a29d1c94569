"""What a page's scripts weigh on the wire, all of them, ours and others': people on trains pay for it."""

from pathlib import Path

from playwright.sync_api import Browser, Page, Request

from config.tests.browser.conftest import Visitor

# Kilobytes, compressed, with an empty cache.
LIST, EDITOR = 150, 350
BUDGETS = {
    "/": LIST,
    "/sign-in/": LIST,
    "/videos/": LIST,
    "/videos/{video}/": LIST,
    "/videos/{video}/edit/": EDITOR,
    "/projects/": LIST,
    "/projects/{project}/": LIST,
    "/projects/{project}/film/": LIST,
    "/projects/{project}/edit/": EDITOR,
    "/projects/{project}/review/": LIST,
    "/studio/": LIST,
    "/chat/": LIST,
    "/jobs/": LIST,
    "/credits/": LIST,
    "/youtube/": LIST,
    "/account/profile/": LIST,
}


def weight(page: Page, address: str) -> float:
    """Kilobytes of all scripts that a page loads by itself."""
    done: list[Request] = []

    def keep(request: Request) -> None:
        if request.resource_type == "script":
            done.append(request)

    page.on("requestfinished", keep)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("requestfinished", keep)
    return sum(request.sizes()["responseBodySize"] for request in done) / 1000


def test_scripts_keep_to_their_budget(visitor: Visitor, browser: Browser, clip: Path) -> None:
    ids = {"video": visitor.upload(clip), "project": a_project(visitor)}
    signed_in, heavy = visitor.page.context.storage_state(), {}
    for path, most in BUDGETS.items():
        fresh = browser.new_context(storage_state=signed_in)  # with an empty cache
        found = weight(fresh.new_page(), visitor.url + path.format(**ids))
        fresh.close()
        assert found > 5, path
        if found > most:
            heavy[path] = round(found)
    assert heavy == {}


def a_project(visitor: Visitor) -> str:
    token = visitor.page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    answer = visitor.page.request.post(
        f"{visitor.url}/api/projects", data={"name": "Weights"}, headers={"X-CSRFToken": token}
    )
    return str(answer.json()["id"])
