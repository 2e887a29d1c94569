import itertools
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from config.tests.browser.conftest import Visitor, until

FOCUSED = "selector => document.activeElement?.matches(selector)"
WATCH_FOR_GHOSTS = """() => {
  const look = () => { window.ghostSeen ||= !!document.querySelector(".card-ghost"); };
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true});
}"""
# How far what stands on the page has moved by itself, as Lighthouse counts it.
SHIFTS = """(() => {
  window.shift = 0;
  window.shifted = [];
  const note = (list) => list.getEntries().filter((entry) => !entry.hadRecentInput).forEach((entry) => {
    window.shift += entry.value;
    window.shifted.push(entry.sources.map(({ node }) => node?.id || node?.className || ""));
  });
  new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
})()"""


def tab_to(page: Page, selector: str, *, key: str = "Tab", most: int = 60) -> None:
    """Walks with the keyboard until what `selector` means has the focus."""
    for _ in range(most):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached by {key}.")


def test_a_film_is_watched_by_keyboard_and_from_a_moment_on(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    video_id = visitor.open_video(clip)
    page.evaluate("() => { player.muted = true; }")
    until(page, "() => player.readyState > 1")
    page.keyboard.press("k")
    until(page, "() => player.currentTime > 0.2")
    page.keyboard.press("k")
    until(page, "() => player.paused")
    page.keyboard.press("ArrowLeft")
    until(page, "() => player.currentTime === 0")
    page.keyboard.press(".")
    until(page, "() => Math.abs(player.currentTime - 0.04) < 0.001")
    page.keyboard.press("m")
    until(page, "() => !player.muted")
    page.goto(f"{visitor.url}/videos/{video_id}/?t=2.5")
    until(page, "() => player.currentTime === 2.5")
    page.keyboard.press("e")
    page.wait_for_url(f"**/videos/{video_id}/edit/")


def test_a_copy_in_another_format_is_a_version_and_a_ghost_in_the_library_meanwhile(
    visitor: Visitor, clip: Path
) -> None:
    page = visitor.page
    visitor.open_video(clip)
    other = page.context.new_page()
    other.goto(f"{visitor.url}/videos/")
    other.evaluate(WATCH_FOR_GHOSTS)
    tab_to(page, "#download-menu summary")
    page.keyboard.press("Enter")
    tab_to(page, "#download-as")
    page.keyboard.press("Enter")
    page.get_by_label("Format").select_option("gif")
    page.get_by_label("Resolution").select_option("480p")
    expect(page.get_by_text("It costs 1 credit.")).to_be_visible()
    page.get_by_role("button", name="Make it").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the file").click()
    assert saved.value.path().read_bytes().startswith(b"GIF89a")
    expect(page.locator(".tree li")).to_have_count(2)
    expect(other.locator(".card[data-video]")).to_have_count(2)
    expect(other.locator(".card-ghost")).to_have_count(0)
    assert other.evaluate("() => window.ghostSeen")


def test_nothing_moves_while_the_pages_load(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    video_id = visitor.upload(clip)
    page.add_init_script(SHIFTS)
    for width, path in itertools.product((1440, 375), ("/videos/", f"/videos/{video_id}/")):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{visitor.url}{path}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("() => window.shift") < 0.02, (path, page.evaluate("() => window.shifted"))


def test_a_new_title_is_kept(visitor: Visitor, clip: Path) -> None:
    page = visitor.page
    visitor.open_video(clip)
    page.get_by_role("button", name="Rename this video").click()
    page.get_by_label("Title", exact=True).fill("<b>Harbour</b> & sea")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="<b>Harbour</b> & sea")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="<b>Harbour</b> & sea")).to_be_visible()


def test_anothers_video_is_not_there(
    visitor: Visitor, new_visitor: Callable[[], Visitor], clip: Path
) -> None:
    video_id = visitor.upload(clip)
    stranger = new_visitor()
    stranger.sign_up()
    for path in ("", "activity/"):
        answer = stranger.page.goto(f"{stranger.url}/videos/{video_id}/{path}")
        assert answer is not None
        assert answer.status == 404
    expect(stranger.page.get_by_role("heading", name="There is nothing here")).to_be_visible()
