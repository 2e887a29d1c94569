import base64
import itertools
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, WebSocketRoute, expect

from config.tests.browser.conftest import PASSWORD, Visitor, until

DROP = """([name, content]) => {
  const carried = new DataTransfer();
  const event = (kind) => new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: carried});
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  carried.items.add(new File([bytes], name, {type: "video/mp4"}));
  for (const kind of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(event(kind));
}"""

WATCH_FOR_BARS = """() => {
  const look = () => { window.barSeen ||= !!document.querySelector(".card .live"); };
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
}"""


def drop(page: Page, *files: Path) -> None:
    for file in files:
        page.evaluate(DROP, [file.name, base64.b64encode(file.read_bytes()).decode()])


def test_a_wrong_password_is_said_in_words_and_the_right_one_opens_the_page_asked_for(
    new_visitor: Callable[[], Visitor], visitor: Visitor
) -> None:
    stranger = new_visitor()
    stranger.page.goto(f"{stranger.url}/jobs/")
    stranger.page.get_by_label("E-mail address").fill(visitor.email)
    stranger.page.get_by_label("Password").fill("not-the-password")
    stranger.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.page.get_by_role("alert")).to_contain_text("are not correct")
    stranger.page.get_by_label("Password").fill(PASSWORD)
    stranger.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.page.get_by_role("heading", name="Jobs", exact=True)).to_be_visible()


def test_after_signing_in_nobody_is_sent_to_another_site(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Account").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{visitor.url}/sign-in/?next=https://elsewhere.example/")
    page.get_by_label("E-mail address").fill(visitor.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{visitor.url}/videos/")


def test_a_library_by_mouse_and_in_a_second_tab(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    expect(page.get_by_role("heading", name="Your library is empty")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{visitor.url}/videos/")
    other.evaluate(WATCH_FOR_BARS)
    page.set_input_files("#upload-input", clip)
    expect(page.locator(".card")).to_have_count(1)
    drop(page, clip, clip)
    for tab in (page, other):
        expect(tab.locator(".card img")).to_have_count(3)
        expect(tab.locator(".card .live")).to_have_count(0)
    assert other.evaluate("() => window.barSeen")
    expect(page.locator(".card .badge").first).to_have_text("0:04")
    expect(page.locator("[data-credits-available]")).to_have_text("85")
    leaf_through(page)
    narrow_down(page)
    delete_two(page)
    expect(other.locator(".card")).to_have_count(1)


def leaf_through(page: Page) -> None:
    """The film's pictures follow the pointer; its length comes back when it leaves."""
    thumb = page.locator(".thumb[data-strip]").first
    for share in (0.2, 0.9):
        thumb.hover(position={"x": share * thumb.evaluate("each => each.clientWidth"), "y": 80})
        expect(thumb.locator(".strip")).to_be_visible()
        expect(thumb.locator("[data-badge]")).to_have_text(f"0:0{round(4 * share)}")
    page.get_by_role("heading", name="Library").hover()
    expect(thumb.locator(".strip")).to_have_count(0)
    expect(thumb.locator("[data-badge]")).to_have_text("0:04")


def narrow_down(page: Page) -> None:
    search = page.get_by_label("Search your videos")
    search.press_sequentially("harb")
    expect(page.get_by_text("3 videos found")).to_be_visible()
    page.locator("#narrow > summary").click()
    page.get_by_label("Kind").select_option("Sounds")
    expect(page.get_by_role("heading", name="No video matches")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/videos/\?search=harb&kind=audio$"))
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Without the filter “Sounds”").click()
    expect(page.locator(".card")).to_have_count(3)
    search.fill("")
    expect(page.get_by_text("3 videos", exact=True)).to_be_visible()


def delete_two(page: Page) -> None:
    """Asked first, and sparing what was not chosen; one box and, with shift, all up to another."""
    page.get_by_role("button", name="List").click()
    page.locator(".card-select").nth(0).check()
    page.locator(".card-select").nth(1).click(modifiers=["Shift"])
    expect(page.get_by_text("2 selected")).to_be_visible()
    delete = page.get_by_role("form", name="Selected videos").get_by_role("button", name="Delete")
    delete.click()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".card")).to_have_count(3)
    delete.click()
    page.locator("#confirm-yes").click()
    expect(page.locator(".card")).to_have_count(1)
    expect(page.get_by_text("2 videos deleted.")).to_be_visible()


def test_a_library_by_keyboard_alone(visitor: Visitor, clip: Path, tmp_path: Path) -> None:
    page = visitor.page
    letter = tmp_path / "harbour-again.mp4"
    letter.write_bytes(clip.read_bytes())
    page.set_input_files("#upload-input", [clip, letter])
    expect(page.locator(".card img")).to_have_count(2)
    expect(page.locator(".card .live")).to_have_count(0)
    first, second = (page.locator(".card-link").nth(number) for number in (0, 1))
    page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+X")
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#selection")).to_be_hidden()
    page.keyboard.press("x")
    page.locator("#collect-button").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name of the new project").focus()
    page.keyboard.type("By hand")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 video was added to “By hand”.")).to_be_visible()
    second.focus()
    page.keyboard.press("Delete")
    page.locator("#confirm-yes").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    expect(page.locator(".card-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("harbour")


def test_a_file_that_is_no_video_is_refused_with_the_reason_beside_it(
    visitor: Visitor, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.mp4"
    letter.write_text("Dear all, " * 200)
    visitor.page.set_input_files("#upload-input", letter)
    row = visitor.page.locator(".tray-row")
    expect(row.get_by_role("alert")).to_contain_text("does not look like a video")
    expect(visitor.page.get_by_role("heading", name="Your library is empty")).to_be_visible()
    visitor.expect_refusals()


def test_a_lost_connection_is_said_and_mended(visitor: Visitor) -> None:
    page, cut, sockets = visitor.page, [False], list[WebSocketRoute]()

    def pass_on(socket: WebSocketRoute) -> None:
        if cut[0]:
            socket.close()
            return
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket("**/ws", pass_on)
    page.goto(f"{visitor.url}/jobs/")
    until(page, "() => document.readyState === 'complete'")
    expect(page.locator("#offline")).to_be_hidden()
    cut[0] = True
    sockets[0].close()
    expect(page.locator("#offline")).to_be_visible()
    cut[0] = False
    expect(page.locator("#offline")).to_be_hidden()


def test_every_page_fits_a_phone_and_a_desk_in_both_themes(visitor: Visitor, clip: Path, shots: Path) -> None:
    page = visitor.page
    video_id = visitor.upload(clip)
    for name, path in {"library": "/videos/", "video": f"/videos/{video_id}/", "jobs": "/jobs/"}.items():
        page.goto(f"{visitor.url}{path}")
        for width, theme in itertools.product((375, 1440), ("dark", "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
            page.screenshot(path=shots / f"{name}-{width}-{theme}.png", full_page=True, animations="disabled")


def test_the_chosen_theme_is_remembered(visitor: Visitor) -> None:
    page, shown = visitor.page, "() => document.documentElement.dataset.theme"
    assert page.evaluate(shown) == "dark"
    page.get_by_role("button", name="Switch between dark and light").click()
    assert page.evaluate(shown) == "light"
    page.reload()
    assert page.evaluate(shown) == "light"
