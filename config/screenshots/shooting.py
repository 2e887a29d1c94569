"""Takes the pictures with Debian's Chromium, and tells what pages complained about meanwhile."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, TimeoutError, sync_playwright
from playwright.sync_api import Page as Tab

from config.screenshots.content import Content
from config.screenshots.pages import Page

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
WIDTHS = {375: 812, 1440: 900, 1920: 1080}  # CSS pixels: width and height
THEMES = ("dark", "light")
SETTLED = 700  # milliseconds for what comes by itself after a page is there
TALLEST = 6000  # pixels of a page that are kept


class Shooting:
    """A browser in which the account is signed in, and the folder that gets `<name>-<theme>-<width>.png`."""

    def __init__(self, browser: Browser, *, url: str, folder: Path, language: str) -> None:
        self.browser, self.url, self.folder, self.language = browser, url, folder, language
        self.complaints: list[str] = []
        self.cookies: list[Any] = []

    def sign_in(self, *, email: str, password: str) -> None:
        with self._window(375, "dark") as window:
            tab = window.new_page()
            tab.goto(f"{self.url}/sign-in/")
            tab.locator("input[name=login]").fill(email)
            tab.locator("input[name=password]").fill(password)
            tab.locator("input[name=password]").press("Enter")
            tab.wait_for_url("**/videos/")
            self.cookies = list(window.cookies())

    def shoot(self, page: Page, content: Content, *, theme: str, width: int) -> Path:
        """One picture of one page."""
        with self._window(width, theme, stranger=page.stranger) as window:
            tab = window.new_page()
            self._listen(tab, page)
            tab.goto(self.url + page.path.format(**content.ids))
            try:
                tab.wait_for_selector(page.ready, state="attached", timeout=15_000)
            except TimeoutError:
                self.complaints.append(f"{page.name} {theme} {width}: {page.ready} did not come")
            tab.wait_for_timeout(SETTLED)
            return self._picture(tab, page, theme, width)

    def _picture(self, tab: Tab, page: Page, theme: str, width: int) -> Path:
        wide = int(tab.evaluate("document.documentElement.scrollWidth"))
        if wide > width:
            self.complaints.append(f"{page.name} {theme} {width}: {wide} pixels wide")
        target = self.folder / f"{page.name}-{theme}-{width}.png"
        height = min(int(tab.evaluate("document.documentElement.scrollHeight")), TALLEST)
        if page.whole and height > WIDTHS[width]:
            tab.set_viewport_size({"width": width, "height": height})
            tab.wait_for_timeout(SETTLED)
        tab.screenshot(path=target)
        return target

    def _listen(self, tab: Tab, page: Page) -> None:
        def on_console(message: ConsoleMessage) -> None:
            expected = page.name == "not-found" and "404" in message.text
            if message.type in {"error", "warning"} and not expected:
                self.complaints.append(f"{page.name}: {message.text}")

        tab.on("console", on_console)
        tab.on("pageerror", lambda error: self.complaints.append(f"{page.name}: {error}"))

    @contextmanager
    def _window(self, width: int, theme: str, *, stranger: bool = True) -> Iterator[BrowserContext]:
        size: Any = {"width": width, "height": WIDTHS[width]}
        window = self.browser.new_context(
            color_scheme="light" if theme == "light" else "dark",
            viewport=size,
            locale=self.language,
            reduced_motion="reduce",
        )
        if not stranger:
            window.add_cookies([each for each in self.cookies if each["name"] != "language"])
        window.add_cookies([{"name": "language", "value": self.language, "url": self.url}])
        yield window
        window.close()


@contextmanager
def opened(*, url: str, folder: Path, language: str) -> Iterator[Shooting]:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield Shooting(browser, url=url, folder=folder, language=language)
        browser.close()
