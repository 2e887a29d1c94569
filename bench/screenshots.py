"""Makes the pictures of the README from a running platform: `python bench/screenshots.py http://localhost:8000`.

Needs a Chromium (`CHROMIUM`, default /usr/bin/chromium) and the demo account with its first film.
"""

import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"


def editor(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Try the demo account").click()
    page.get_by_role("link", name="Welcome to Framewright").first.click()
    page.evaluate("document.getElementById('player').currentTime = 8")
    page.click('[data-add="apply-filter"]')
    page.click('[data-add="add-text"]')
    page.locator('[data-step="add-text"] :is(textarea, input)').first.fill("Xin chào, Việt Nam!")
    page.locator("#preview-button:not([disabled])").click()
    page.wait_for_selector("#preview canvas:not([hidden])")
    page.wait_for_timeout(1000)
    page.evaluate("window.scrollTo(0, 0)")
    save(page, IMAGES / "editor.png")


def save(page: Page, path: Path) -> None:
    """A picture of 256 colours: a third of the bytes, and nobody sees it."""
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(256).save(path, optimize=True)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
        editor(page, sys.argv[1])
        browser.close()


if __name__ == "__main__":
    main()
