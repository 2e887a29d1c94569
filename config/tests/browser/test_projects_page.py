"""Projects in the dashboard: found, filled by mouse and by keyboard, shared, made again, taken elsewhere."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from config.tests.browser.conftest import Visitor, until
from config.tests.browser.test_accessibility import AXE, violations
from config.tests.serving import small_film


def made_project(page: Page, url: str, name: str) -> None:
    """By keyboard alone."""
    page.goto(f"{url}/projects/")
    page.get_by_label("Name").focus()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.wait_for_load_state()  # the scripts, too


def put_all_in(page: Page) -> None:
    """Opens the dialog on a project's page and picks everything that it offers, by keyboard alone."""
    page.get_by_role("button", name="Add from your library").focus()
    page.keyboard.press("Enter")
    boxes = page.locator("#pick-results input[type=checkbox]")
    expect(boxes.first).to_be_attached()
    for box in boxes.all():
        box.focus()
        page.keyboard.press("Space")
    page.locator("#pick-add").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/*-*/")
    expect(page.locator("#results .card").first).to_be_visible()


def fits(page: Page, *widths: int) -> None:
    """Nothing makes the page scroll sideways; it is 1440 pixels wide again afterwards."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1440, "height": 900})


def rename(page: Page, menu: Locator, name: str) -> None:
    menu.locator("summary").click()
    menu.get_by_role("button", name="Rename").click()
    page.get_by_label("Name of the project").fill(name)
    page.keyboard.press("Enter")


def test_a_project_is_shared_by_a_link_and_left_again(
    visitor: Visitor, new_visitor: Callable[[], Visitor], tmp_path: Path
) -> None:
    page, guest = visitor.page, new_visitor()
    guest.sign_up()
    visitor.upload(small_film(tmp_path))
    made_project(page, visitor.url, "Harbour at dawn")
    put_all_in(page)
    page.get_by_label("E-mail address").fill(guest.email)
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_label("Link of the invitation").input_value()

    there = guest.page
    there.goto(guest.url + link[link.index("/projects/") :])
    there.get_by_role("button", name="Accept").click()
    expect(there.get_by_role("heading", level=1)).to_have_text("Harbour at dawn")
    expect(there.get_by_role("button", name="Take", exact=False)).to_have_count(0)
    there.locator("#results .card-link").click()
    expect(there.get_by_text("You may watch and download it.")).to_be_visible()
    expect(there.locator("#edit-link")).to_have_count(0)
    shared = there.url

    page.goto(page.url.removesuffix("members/"))
    page.locator(".people-more summary").click()
    page.get_by_role("button", name="Make editor").click()
    expect(page.locator(".people")).to_contain_text("Editor")
    there.reload()
    expect(there.locator("#edit-link")).to_be_visible()

    fits(page, 375)
    page.locator(".people-more summary").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.locator("#confirm-yes").click()
    expect(page.locator(".people-row")).to_have_count(1)
    there.goto(shared)
    expect(there.get_by_text("404")).to_be_visible()
    guest.expect_refusals()
    assert guest.complaints == []


def test_projects_are_found_renamed_filled_archived_and_deleted(
    visitor: Visitor, tmp_path: Path, shots: Path
) -> None:
    page = visitor.page
    made_project(page, visitor.url, "Harbour")
    address = page.url
    page.set_input_files("#upload-input", small_film(tmp_path))
    expect(page.locator("#results .card")).to_have_count(1)
    rename(page, page.locator(".toolbar .project-menu"), "Harbour at dawn")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour at dawn")
    expect(page.locator("#id_name")).to_have_value("Harbour at dawn")
    page.locator(".toolbar .project-menu summary").click()
    page.locator(".toolbar .project-menu").get_by_role("button", name="Duplicate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour at dawn (copy)")
    assert page.url != address

    page.goto(f"{visitor.url}/projects/")
    cards = page.locator(".project-card")
    expect(cards).to_have_count(2)
    expect(page.locator(".project-cover img")).to_have_count(2)
    fits(page, 375, 1920)
    page.screenshot(path=shots / "projects.png", full_page=True)
    if AXE.is_file():
        assert violations(page) == []
    page.get_by_label("Search your projects").fill("copy")
    expect(cards).to_have_count(1)
    rename(page, cards.first.locator(".project-menu"), "Night")
    expect(cards.first.get_by_role("heading")).to_have_text("Night")
    page.get_by_label("Search your projects").fill("")
    expect(cards).to_have_count(2)
    page.get_by_label("Order").select_option("name")
    expect(cards.first.get_by_role("heading")).to_have_text("Harbour at dawn")

    cards.nth(1).locator("summary").focus()
    page.keyboard.press("Enter")
    cards.nth(1).get_by_role("button", name="Archive").focus()
    page.keyboard.press("Enter")
    expect(cards).to_have_count(1)
    page.get_by_label("Which projects").select_option("archived")
    expect(cards.first.get_by_role("heading")).to_have_text("Night")
    cards.first.locator("summary").click()
    cards.first.get_by_role("button", name="Delete").click()
    expect(page.locator("#confirm-words")).to_contain_text("“Night” will be gone")
    page.locator("#confirm-yes").click()
    expect(page.get_by_text("“Night” was deleted.")).to_be_visible()
    expect(cards).to_have_count(1)


def test_a_project_becomes_a_template_and_goes_to_other_programs_and_back(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.page
    visitor.upload(small_film(tmp_path))
    made_project(page, visitor.url, "Harbour at dawn")
    put_all_in(page)
    address, film = page.url, page.locator("#results .card").get_attribute("data-video")
    clips = [{"id": "opener", "videoId": film, "start": 0, "duration": 0.4}]
    words = [{"id": "hello", "text": "Hello {{town}}", "start": 0, "duration": 0.4}]
    tracks = [
        {"id": "main", "kind": "video", "clips": clips},
        {"id": "titles", "kind": "text", "clips": words},
    ]
    saved = page.request.put(
        f"{visitor.url}/api/projects/{address.split('/')[-2]}",
        data=json.dumps({"name": "Harbour at dawn", "timeline": {"tracks": tracks}}),
        headers={
            "Content-Type": "application/json",
            "X-CSRFToken": page.locator("meta[name=csrf-token]").get_attribute("content") or "",
            "Referer": address,
        },
    )
    assert saved.ok, saved.text()
    page.reload()
    expect(page.locator("#results .card")).to_contain_text("On the timeline")

    page.get_by_label("Bring a timeline").set_input_files(
        {"name": "broken.otio", "mimeType": "application/json", "buffer": b'{"a": '}
    )
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not JSON")
    with page.expect_download() as otio:
        page.get_by_role("link", name="OpenTimelineIO").click()
    page.get_by_label("Bring a timeline").set_input_files(otio.value.path())
    page.evaluate("document.querySelector('#timeline-file').closest('form').noValidate = true")
    page.get_by_label("Bring a timeline").set_input_files(
        {
            "name": "back.otio",
            "mimeType": "application/json",
            "buffer": Path(otio.value.path()).read_bytes(),
        }
    )
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_text("The timeline has 2 clips now")).to_be_visible()

    page.get_by_role("button", name="Pack with its media").click()
    page.wait_for_url("**/jobs/")
    with page.expect_download() as package:
        page.locator("a[href*='/export/']").first.click()
    names = zipfile.ZipFile(package.value.path()).namelist()
    assert any(name.startswith("media/") for name in names), names

    page.goto(address)
    page.locator(".project-side").get_by_role("link", name="Save as template").click()
    expect(page.locator("code")).to_have_text("town")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name of the new project").fill("Quay")
    page.get_by_label("Town").fill("Oslo")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Make the project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quay")
    until(page, "() => document.querySelectorAll('#results .card').length === 1")
