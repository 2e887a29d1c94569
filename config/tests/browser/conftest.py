"""A visitor: a real Chromium on the real platform, whose content policy it reports every breach of.

FRAMEWRIGHT_TEST_URL points the tests at a platform that runs already; SHOTS_DIR keeps the pictures they take.
"""

import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import imageio_ffmpeg
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
PASSWORD = "a-fine-long-phrase"
PATIENCE = 30_000  # milliseconds; on a busy machine an encode takes a while to get its turn


@dataclass
class Visitor:
    """One person's browser window, and everything that it complained about."""

    page: Page
    url: str
    email: str
    complaints: list[str] = field(default_factory=list)

    def sign_up(self) -> None:
        self.page.goto(f"{self.url}/sign-up/")
        self.page.get_by_label("E-mail address").fill(self.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Create account").click()
        self.page.wait_for_url("**/videos/")

    def upload(self, clip: Path) -> str:
        """Uploads on the library's page; the id of the new video once its card has a thumbnail."""
        self.page.set_input_files("#upload-input", clip)
        self.page.wait_for_selector(".card img")
        video_id = self.page.locator(".card").first.get_attribute("data-video")
        assert video_id
        return video_id

    def open_video(self, clip: Path) -> str:
        video_id = self.upload(clip)
        self.page.goto(f"{self.url}/videos/{video_id}/")
        return video_id

    def expect_refusals(self) -> None:
        """Chromium reports every 4xx answer; a test that provokes one takes it off the list."""
        self.complaints = [
            each for each in self.complaints if "the server responded with a status of 4" not in each
        ]


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest) -> str:
    running = os.environ.get("FRAMEWRIGHT_TEST_URL")
    return running.rstrip("/") if running else str(request.getfixturevalue("platform").url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("No Chromium here: install it, or say where it is in CHROMIUM.")
    arguments = ["--no-sandbox"]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def new_visitor(browser: Browser, address: str) -> Iterator[Callable[[], Visitor]]:
    visitors: list[Visitor] = []

    def arrive() -> Visitor:
        context = browser.new_context(color_scheme="dark", viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE)
        visitor = Visitor(context.new_page(), address, f"visitor-{uuid.uuid4().hex[:12]}@example.com")
        listen(visitor)
        visitors.append(visitor)
        return visitor

    yield arrive
    for visitor in visitors:
        visitor.page.context.close()


@pytest.fixture
def visitor(new_visitor: Callable[[], Visitor]) -> Iterator[Visitor]:
    """Signed up, and at the end without one complaint in the browser's console."""
    visitor = new_visitor()
    visitor.sign_up()
    yield visitor
    assert visitor.complaints == []


def until(page: Page, condition: str) -> None:
    """Waits until a JavaScript function says yes; Playwright's way needs `eval`, which the policy bars."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"{condition} never became true."
        page.wait_for_timeout(20)


def listen(visitor: Visitor) -> None:
    def on_console(message: ConsoleMessage) -> None:
        # Leaving a page while its socket is still opening is Chromium's own affair.
        left_early = "closed before the connection is established" in message.text
        if message.type in {"error", "warning"} and not left_early:
            visitor.complaints.append(message.text)

    visitor.page.on("console", on_console)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("clips") / "harbour.mp4", size="320x180", seconds=4)


@pytest.fixture(scope="session")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Long enough that an encode of it can be watched and stopped."""
    return film(tmp_path_factory.mktemp("clips") / "voyage.mp4", size="640x360", seconds=30)


def film(path: Path, *, size: str, seconds: int) -> Path:
    source = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25:duration={seconds}"]
    sound = ["-f", "lavfi", "-i", f"sine=duration={seconds}"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *source, *sound, *codecs, str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(os.environ.get("SHOTS_DIR") or tmp_path_factory.mktemp("shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
