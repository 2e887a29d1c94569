"""Uploads of the library page: folders, pauses, cut connections, a page that is left and opened again."""

import re
import shutil
from pathlib import Path

from playwright.sync_api import CDPSession, Request, expect

from config.tests.browser.conftest import Visitor

SLOW = 200_000  # bytes a second
FAST = -1


def network(session: CDPSession, *, upload: int = FAST, offline: bool = False) -> None:
    conditions = {"offline": offline, "latency": 1, "downloadThroughput": FAST, "uploadThroughput": upload}
    session.send("Network.emulateNetworkConditions", conditions)


def test_an_upload_goes_on_after_a_pause_a_cut_and_a_reload(visitor: Visitor, long_clip: Path) -> None:
    page, begun = visitor.page, list[str]()

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/api/uploads"):
            begun.append(request.url)

    page.on("request", note)
    # Leaving the page while something is sent asks first.
    page.on("dialog", lambda dialog: dialog.accept())
    wire = page.context.new_cdp_session(page)
    network(wire, upload=SLOW)
    page.set_input_files("#upload-input", long_clip)
    row = page.locator(".tray-row")
    expect(row).to_contain_text(re.compile(r"[1-9]\d? % · .*/s"))
    row.get_by_role("button", name="Pause").click()
    expect(row).to_contain_text("Paused at")
    row.get_by_role("button", name="Resume").click()
    network(wire, offline=True)
    expect(row).to_contain_text("Connection lost, trying again")
    network(wire, upload=SLOW)
    page.reload()
    expect(row).to_contain_text("choosing the same file again")
    network(wire)
    page.set_input_files("#upload-input", long_clip)
    expect(page.locator(".card img")).to_have_count(1)
    assert len(begun) == 1
    visitor.complaints = [each for each in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def test_a_folder_is_taken_with_what_lies_in_it(visitor: Visitor, clip: Path, tmp_path: Path) -> None:
    folder = tmp_path / "holiday"
    (folder / "second day").mkdir(parents=True)
    for name in ("beach.mp4", "second day/harbour.mp4", ".hidden.mp4"):
        shutil.copy(clip, folder / name)
    visitor.page.set_input_files("#upload-folder-input", folder)
    expect(visitor.page.locator(".card img")).to_have_count(2)
    expect(visitor.page.locator(".card")).to_have_count(2)
