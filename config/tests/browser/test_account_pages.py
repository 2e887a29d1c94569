"""The account's pages, each with its main task by mouse and by keyboard, and the menus around every page."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from accounts.tests.test_factors import code_of
from config.tests.browser.conftest import PASSWORD, Visitor, until

LEFT, RIGHT = (200, 30, 30), (30, 30, 200)


def two_halves(path: Path) -> Path:
    picture = Image.new("RGB", (800, 400), LEFT)
    picture.paste(RIGHT, (400, 0, 800, 400))
    picture.save(path)
    return path


def press_on(page: Page, name: str) -> None:
    """By keyboard, as who has no mouse: Tab brings the focus, Enter presses."""
    button = page.get_by_role("button", name=name)
    for _ in range(80):
        if button.evaluate("(button) => button === document.activeElement"):
            return page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {name}.")


def test_a_picture_is_cut_the_language_changes_the_page_at_once_and_a_key_is_made_and_revoked(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.page
    page.goto(f"{visitor.url}/account/profile/")
    page.get_by_label("A picture of you").set_input_files(two_halves(tmp_path / "me.png"))
    stage = page.locator("#portrait-stage")
    expect(stage).to_be_visible()
    stage.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    chosen = [int(page.locator(f"#id_{name}").input_value()) for name in ("x", "y", "size")]
    assert chosen[0] >= 400
    assert chosen[2] < 400
    press_on(page, "Save the picture")
    expect(page.get_by_alt_text("Your picture")).to_be_visible()
    until(page, "() => document.querySelector('.avatar img').naturalWidth === 200")

    page.get_by_label("Language").select_option("vi")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Điều hướng chính")).to_contain_text("Thư viện")
    assert page.evaluate("document.documentElement.lang") == "vi"
    page.get_by_role("button", name="English").press("Enter")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    expect(page.get_by_label("Language")).to_have_value("en")

    page.goto(f"{visitor.url}/account/keys/")
    page.locator("#id_name").fill("Backups")
    page.get_by_label("See and download").press("Space")
    press_on(page, "Make the key")
    key = page.get_by_label("The key", exact=True).input_value()
    listing = f"{visitor.url}/api/videos"
    headers = {"Authorization": f"Api-Key {key}"}
    assert page.request.get(listing, headers=headers).status == 200
    page.get_by_role("button", name="Revoke Backups").click()
    page.locator("#confirm-yes").click()
    expect(page.get_by_text("You have none.")).to_be_visible()
    assert page.request.get(listing, headers=headers).status == 401


def test_who_is_ended_is_out_a_second_factor_comes_and_goes_and_an_account_is_closed(
    visitor: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    page, other = visitor.page, new_visitor()
    other.page.goto(f"{visitor.url}/sign-in/")
    other.page.get_by_label("E-mail address").fill(visitor.email)
    other.page.get_by_label("Password").fill(PASSWORD)
    other.page.keyboard.press("Enter")
    other.page.wait_for_url("**/videos/")
    page.goto(f"{visitor.url}/account/sessions/")
    press_on(page, "End the session of")
    expect(page.get_by_text("You are signed in nowhere else.")).to_be_visible()
    # The open page is told by its connection, and what it asks for is refused.
    expect(other.page.get_by_text("You are signed out.").first).to_be_visible(timeout=70_000)
    other.page.goto(f"{visitor.url}/videos/")
    expect(other.page.get_by_role("heading", name="Welcome back")).to_be_visible()

    page.goto(f"{visitor.url}/account/security/")
    page.get_by_role("link", name="Set it up").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    secret = page.get_by_label("Secret, for an app that cannot scan").input_value()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    press_on(page, "Turn it on")
    page.wait_for_url("**/account/factors/codes/**")
    page.goto(f"{visitor.url}/account/security/")
    page.get_by_role("link", name="Turn it off").click()
    page.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_role("link", name="Set it up")).to_be_visible()

    page.goto(f"{visitor.url}/account/data/")
    page.locator("#id_delete-password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not your password.")).to_be_visible()
    visitor.expect_refusals()
    page.locator("#id_delete-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Keep my account").click()
    page.locator("#id_deactivate-password").fill(PASSWORD)
    page.get_by_role("button", name="Deactivate my account").click()
    expect(page.get_by_role("link", name="Create an account")).to_be_visible()
    page.goto(f"{visitor.url}/videos/")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_keys_lead_from_page_to_page_and_a_thumb_reaches_every_place(visitor: Visitor) -> None:
    page = visitor.page
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("g j ?")
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Everywhere")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/projects/")

    page.keyboard.press("?")
    page.get_by_label("These keys work in this browser").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()

    page.set_viewport_size({"width": 375, "height": 700})
    places = page.get_by_role("navigation", name="Main")
    expect(places).to_be_hidden()
    page.get_by_role("button", name="Menu").press("Enter")
    expect(places.get_by_role("link")).to_have_count(6)
    page.keyboard.press("Escape")
    expect(places).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    places.get_by_role("link", name="Publish").click()
    page.wait_for_url("**/youtube/")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
